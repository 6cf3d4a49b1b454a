"""A plan as plain data, for ``ccr explain``, windows and the record of an exchange."""

from __future__ import annotations

import msgspec
from msgspec import Struct, structs

from ccrouter.routing import judging, strategies
from ccrouter.routing.options import Option, Price
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits

_SHOWN_TOOLS = 50
_KEPT = 25  # candidates and rejected ones of a record; plans over hundreds of deployments exist


class Scored(Struct, frozen=True, kw_only=True):
    """One candidate. ``price`` is US dollars for this request, ``seconds`` until its end; sub-scores and ``score`` are 0..1.

    None = not known, or not needed for this decision.
    """

    route: str  # provider/model
    key: str = ""  # label
    why: str = ""
    note: str = ""  # why it stands where it does, if the score does not say
    score: float = 0.0
    cost: float | None = None
    performance: float | None = None
    quality: float | None = None
    price: float | None = None
    seconds: float | None = None
    health: str = "unknown"  # ok | half_open | open | cooldown | unknown, at the moment of the decision
    health_reason: str = ""


class Rejected(Struct, frozen=True, kw_only=True):
    """What was out before it was tried, and why."""

    route: str
    why: str


class PlanRecord(Struct, frozen=True, kw_only=True):
    """Why a request went where it went.

    The ledger keeps it as JSON for the newest exchanges: ``ledger.listing.plan(connection, kept.time)`` gives the bytes, or
    None where there are none (any more), and ``read`` makes this of them. Candidates stand in the order in which they would
    be tried; which of them were tried is in the exchange's attempts.
    """

    traits: Traits
    scenario: str
    rule: str  # the condition that held, "" = no rule did
    strategy: str
    why: str
    kept: str = ""  # why the conversation stays where it is
    notes: tuple[str, ...] = ()
    candidates: tuple[Scored, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    more: int = 0  # candidates that are left out here


def explain(traits: Traits, plan: Plan, most: int | None = None) -> PlanRecord:
    """Of candidates and rejected ones only the first ``most``."""
    shown = list(zip(plan.options, plan.candidates, strict=True))[:most]
    return PlanRecord(
        traits=structs.replace(traits, tool_names=traits.tool_names[:_SHOWN_TOOLS]),
        scenario=plan.scenario,
        rule=plan.rule,
        strategy=plan.strategy,
        why=plan.why,
        kept=plan.kept,
        notes=plan.notes,
        candidates=tuple(_scored(option, candidate.why) for option, candidate in shown),
        rejected=tuple(Rejected(route=route, why=why) for route, why in plan.rejected[:most]),
        more=plan.more + len(plan.options) - len(shown),
    )


def recorded(traits: Traits, plan: Plan, price_of: Price) -> bytes:
    """The record as JSON, with the figures the strategy did not need. To be called once, off the loop, when the exchange has
    ended: the plan's options are completed in place."""
    judging.price([o for o in plan.options if o.nanos is None], traits.tokens, plan.expects, price_of)
    judging.time([o for o in plan.options if o.seconds is None], plan.expects.output)
    if all(option.cost is None for option in plan.options):
        strategies.score_cost(plan.options)
    if all(option.performance is None for option in plan.options):
        strategies.score_performance(plan.options)
    return msgspec.json.encode(explain(traits, plan, _KEPT))


def read(record: bytes) -> PlanRecord:
    """Raises msgspec.DecodeError for what ``recorded`` did not write."""
    return msgspec.json.decode(record, type=PlanRecord)


def _scored(option: Option, why: str) -> Scored:
    return Scored(
        route=option.deployment.route,
        key=option.label,
        why=why,
        note=option.note,
        score=round(option.total, 3),
        cost=_rounded(option.cost),
        performance=_rounded(option.performance),
        quality=_rounded(option.deployment.quality),
        price=None if option.nanos is None else option.nanos / 1e9,
        seconds=_rounded(option.seconds),
        health=option.vitals.state if option.vitals else "unknown",
        health_reason=option.vitals.reason if option.vitals else "",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
