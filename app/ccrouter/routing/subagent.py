"""``<CCR-SUBAGENT-MODEL>provider,model</CCR-SUBAGENT-MODEL>`` in a system prompt: the model that whoever wrote it wants."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ccrouter.ir.profile import FormatName
from ccrouter.wire.head import Head

_MARK = b"CCR-SUBAGENT-MODEL"
_TAG = re.compile(r"<CCR-SUBAGENT-MODEL>([^<\"]*)</CCR-SUBAGENT-MODEL>\n*")
_FIELDS: dict[FormatName, tuple[str, ...]] = {
    "anthropic": ("system", "messages"),
    "openai_chat": ("messages",),
    "openai_responses": ("instructions", "input"),
    "gemini": ("systemInstruction", "system_instruction"),
}
_TURNS = frozenset({"messages", "input"})


def tagged(head: Head) -> str:
    """The first tag's ``provider/model``; "" if there is none in a system prompt."""
    return take(head)[0] if _MARK in head.body else ""


def without_tag(head: Head) -> Head:
    """The head without any such tag in its system prompts; the very same one if there is none."""
    if _MARK not in head.body:
        return head
    found, changes = take(head)
    if not found:
        return head
    fields = {**head.fields, **changes}
    body = msgspec.json.encode(fields)
    return Head(format=head.format, body=body, fields=fields, model=head.model, stream=head.stream)


def take(head: Head) -> tuple[str, dict[str, msgspec.Raw]]:
    """The model the first tag names, and the fields that change when all of them are taken out."""
    found: list[str] = []
    changes: dict[str, msgspec.Raw] = {}
    for name in _FIELDS[head.format]:
        raw = head.fields.get(name)
        if raw is None or _MARK not in bytes(raw):
            continue
        before = len(found)
        value = _cleaned(msgspec.json.decode(raw), found, whole=name not in _TURNS)
        if len(found) > before:
            changes[name] = msgspec.Raw(msgspec.json.encode(value))
    return (found[0].strip().replace(",", "/", 1) if found else ""), changes


def _cleaned(value: Any, found: list[str], *, whole: bool) -> Any:
    """The value without tags; ``whole`` False = a list of turns, of which only the system's are looked into."""
    if not whole:
        if not isinstance(value, list):
            return value
        return [
            turn | {"content": _cleaned(turn.get("content"), found, whole=True)}
            if isinstance(turn, dict) and turn.get("role") in ("system", "developer")
            else turn
            for turn in value
        ]
    match value:
        case str():
            found += _TAG.findall(value)
            return _TAG.sub("", value)
        case list():
            return [kept for block in value if (kept := _cleaned(block, found, whole=True))]
        case {"text": str(text)}:
            left = _cleaned(text, found, whole=True)
            return value | {"text": left} if left or not text else None  # empty texts are refused by some providers
        case {"parts": list(parts)}:
            return value | {"parts": _cleaned(parts, found, whole=True)}
        case _:
            return value
