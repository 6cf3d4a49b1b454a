"""The models one may ask for, listed in the three shapes clients know.

Sources: docs.anthropic.com "List Models", platform.openai.com "List models", ai.google.dev "models.list".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ccrouter.ir.profile import FormatName, Target

# Shown as the date of every model (Unix seconds, the first of 2025): providers do not tell when they published one, and
# clients expect a date that stays the same.
CREATED = 1_735_689_600
# Claude Code takes only models whose id says so (gateway model discovery); others are published with this in front.
PREFIX = "anthropic/"
_CLAUDE = re.compile(r"claude|anthropic", re.I)


def published_id(format: FormatName, target: Target) -> str:
    """The name a client of this format is told, and may ask for."""
    id_ = f"{target.provider}/{target.model}"
    return id_ if format != "anthropic" or _CLAUDE.search(id_) else PREFIX + id_


def listing(format: FormatName, targets: Sequence[Target], created: int = CREATED) -> dict[str, Any]:
    models = [model(format, target, created) for target in targets]
    match format:
        case "anthropic":
            first, last = (models[0]["id"], models[-1]["id"]) if models else (None, None)
            return {"data": models, "has_more": False, "first_id": first, "last_id": last}
        case "gemini":
            return {"models": models}
        case _:
            return {"object": "list", "data": models}


def model(format: FormatName, target: Target, created: int = CREATED) -> dict[str, Any]:
    """One model, as it stands in the list and as it is answered alone."""
    id_ = published_id(format, target)
    title = f"{target.model} ({target.provider})"
    match format:
        case "anthropic":
            moment = datetime.fromtimestamp(created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            return {"type": "model", "id": id_, "display_name": title, "created_at": moment}
        case "gemini":
            return {
                "name": f"models/{id_}",
                "version": "1",
                "displayName": title,
                "supportedGenerationMethods": ["generateContent", "streamGenerateContent", "countTokens"],
                **_limits(target),
            }
        case _:
            return {"id": id_, "object": "model", "created": created, "owned_by": target.provider}


def find(format: FormatName, targets: Iterable[Target], wanted: str, created: int = CREATED) -> dict[str, Any] | None:
    """The model a client asks about by its published name, ``provider/model`` or the bare model name; None = not known."""
    name = wanted.removeprefix("models/")
    known = list(targets)
    exact = (t for t in known if name in (published_id(format, t), f"{t.provider}/{t.model}"))
    bare = (t for t in known if t.model == name)
    found = next(exact, None) or next(bare, None)
    return model(format, found, created) if found else None


def _limits(target: Target) -> dict[str, int]:
    """In tokens; what is not known is left out."""
    known = {"inputTokenLimit": target.profile.context, "outputTokenLimit": target.profile.max_output}
    return {name: value for name, value in known.items() if value is not None}
