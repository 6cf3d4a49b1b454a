"""A Gemini client's own history made fit for the Gemini provider it goes to: seals opened or taken out."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.profile import Target
from ccrouter.wire.gemini.fields import NO_SIGNATURE, open_seal, third_generation

_SPELLINGS = ("thoughtSignature", "thought_signature")


def mend_history(body: dict[str, Any], target: Target) -> bool:
    """Changes ``body`` in place; returns whether anything changed. What is no history is left for the provider to judge."""
    contents = body.get("contents")
    if not isinstance(contents, list):
        return False
    changed = False
    called = False  # in this step: consecutive model turns, as SDKs keep each chunk of a stream
    strict = third_generation(target.model)
    for content in contents:
        if not isinstance(content, dict) or not isinstance(content.get("parts"), list):
            continue
        if content.get("role") != "model":
            called = False
            continue
        kept = [part for part in content["parts"] if not _spent(part, target)]
        changed |= len(kept) < len(content["parts"])
        content["parts"] = kept
        for part in kept:
            if isinstance(part, dict):
                changed |= _open(part, target)
                if "functionCall" in part or "function_call" in part:
                    if strict and not called and not any(part.get(name) for name in _SPELLINGS):
                        part["thoughtSignature"] = NO_SIGNATURE
                        changed = True
                    called = True
    if changed:
        contents[:] = [c for c in contents if not isinstance(c, dict) or c.get("role") != "model" or c.get("parts")]
    return changed


def _spent(part: Any, target: Target) -> bool:
    """An empty text that only carried a seal another origin made."""
    if not isinstance(part, dict) or part.get("text") != "" or part.get("thought"):
        return False
    return any(_replaced(part.get(name), target) == "" for name in _SPELLINGS)


def _open(part: dict[str, Any], target: Target) -> bool:
    changed = False
    for name in _SPELLINGS:
        value = _replaced(part.get(name), target)
        if value is None:
            continue
        changed = True
        if value:
            part[name] = value
        else:
            del part[name]
    return changed


def _replaced(value: Any, target: Target) -> str | None:
    """What stands in place of a seal: the signature it holds for this target, '' = nothing; None = it is no seal."""
    sealed = open_seal(value) if isinstance(value, str) else None
    if sealed is None:
        return None
    return sealed.s or "" if sealed.origin == target.origin else ""
