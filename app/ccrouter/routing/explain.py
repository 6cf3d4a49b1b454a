"""A plan as plain data, for ``ccr explain``, windows and the record of an exchange."""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.routing.options import Option
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits

_SHOWN_TOOLS = 50


def explain(traits: Traits, plan: Plan) -> dict[str, Any]:
    """JSON-ready: the traits, what decided, each candidate with its scores, and what is out with the reason."""
    seen = msgspec.to_builtins(traits)
    seen["tool_names"] = seen["tool_names"][:_SHOWN_TOOLS]
    return {
        "traits": seen,
        "scenario": plan.scenario,
        "rule": plan.rule,
        "strategy": plan.strategy,
        "why": plan.why,
        "kept": plan.kept,
        "notes": list(plan.notes),
        "candidates": [
            _candidate(option, candidate.why) for option, candidate in zip(plan.options, plan.candidates, strict=True)
        ],
        "rejected": [{"route": route, "why": why} for route, why in plan.rejected],
    }


def _candidate(option: Option, why: str) -> dict[str, Any]:
    """Prices in US dollars, times in seconds; None = not known, or not needed for this decision."""
    return {
        "route": option.deployment.route,
        "key": option.label,
        "why": why,
        "note": option.note,
        "score": round(option.total, 3),
        "cost": _rounded(option.cost),
        "performance": _rounded(option.performance),
        "quality": _rounded(option.quality),
        "price": None if option.nanos is None else option.nanos / 1e9,
        "seconds": _rounded(option.seconds),
        "health": option.vitals.state if option.vitals else "unknown",
        "health_reason": option.vitals.reason if option.vitals else "",
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
