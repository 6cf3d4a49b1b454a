"""Provider-bound state in a chat client's history: where this format has room for it, and how it goes back.

Two documented extensions can hold it: OpenRouter's ``reasoning_details`` ("Reasoning tokens") and Google's
``extra_content.google.thought_signature`` on a tool call ("OpenAI compatibility: thought signatures"). Clients that keep
fields they do not know send both back. A chat *provider's* own ``reasoning_details`` entry is kept as JSON text in
``Thinking.signature`` (an entry with readable text, which is left out) or ``Thinking.encrypted`` (one without).
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.parts import Thinking, ToolCall
from ccrouter.ir.profile import Target
from ccrouter.wire.seal import MARK, Sealed, seal, unseal

TEXTS = ("text", "summary")  # the readable fields of an entry


def entry_text(entry: dict[str, Any]) -> str:
    return next((entry[k] for k in TEXTS if isinstance(entry.get(k), str)), "")


def is_encrypted(entry: dict[str, Any]) -> bool:
    return isinstance(entry.get("data"), str)


def entry_state(entry: dict[str, Any]) -> str | None:
    """What the origin must have again beside the text; None = nothing but text."""
    state = {k: v for k, v in entry.items() if k not in TEXTS and v is not None}
    return msgspec.json.encode(state).decode() if state.get("signature") or state.get("id") else None


def native_entry(part: Thinking) -> dict[str, Any] | None:
    """The provider's own entry again, from a part it made."""
    if part.encrypted:
        return _object(part.encrypted)
    if not part.signature or (entry := _object(part.signature)) is None:
        return None
    return entry | {"summary" if entry.get("type") == "reasoning.summary" else "text": part.text}


def sealed_entry(part: Thinking, index: int) -> dict[str, Any] | None:
    """An entry that carries a part's state through a chat client. The text goes with it: ``reasoning_content`` of an
    answer that thought several times is one string, and a signature holds only for its own piece."""
    if part.origin is None or not (part.signature or part.encrypted or part.id):
        return None
    data = seal(part.origin, signature=part.signature, encrypted=part.encrypted, id=part.id, text=part.text)
    return {"type": "reasoning.encrypted", "data": data, "format": "unknown", "id": None, "index": index}


def open_entries(details: object) -> list[Thinking]:
    """The thinking our own seals bring back; entries of others are left alone."""
    found = [unseal(e.get("data")) for e in details if isinstance(e, dict)] if isinstance(details, list) else []
    return [
        Thinking(text=s.t or "", signature=s.s, encrypted=s.e, id=s.i, origin=s.origin) for s in found if s is not None
    ]


def call_signature(call: dict[str, Any]) -> str | None:
    """``extra_content.google.thought_signature`` of a tool call, if it is there."""
    extra = call.get("extra_content")
    google = extra.get("google") if isinstance(extra, dict) else None
    value = google.get("thought_signature") if isinstance(google, dict) else None
    return value if isinstance(value, str) and value else None


def signed(value: str) -> dict[str, Any]:
    return {"google": {"thought_signature": value}}


def sealed_signature(part: ToolCall) -> dict[str, Any] | None:
    return signed(seal(part.origin, signature=part.signature)) if part.signature and part.origin else None


def mend_history(body: dict[str, Any], target: Target) -> bool:
    """Take our seals out of a client's own messages; put back what this target made. Everything else stays as it is:
    chat servers do not refuse reasoning of others."""
    changed = False
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict):
            changed |= _mend_details(message, target)
            calls = message.get("tool_calls")
            for call in calls if isinstance(calls, list) else ():
                changed |= isinstance(call, dict) and _mend_call(call, target)
    return changed


def _mend_details(message: dict[str, Any], target: Target) -> bool:
    details = message.get("reasoning_details")
    if not isinstance(details, list) or not any(isinstance(e, dict) and _marked(e.get("data")) for e in details):
        return False
    kept: list[Any] = []
    for entry in details:
        if not isinstance(entry, dict) or not _marked(entry.get("data")):
            kept.append(entry)
        elif (inner := unseal(entry["data"])) is not None and inner.origin == target.origin:
            native = native_entry(Thinking(text=inner.t or "", signature=inner.s, encrypted=inner.e))
            kept += [native] if native is not None else []
    if kept:
        message["reasoning_details"] = kept
    else:
        del message["reasoning_details"]
    return True


def _mend_call(call: dict[str, Any], target: Target) -> bool:
    value = call_signature(call)
    if not _marked(value):
        return False
    inner: Sealed | None = unseal(value)
    if inner is not None and inner.s and inner.origin == target.origin:
        call["extra_content"] = call["extra_content"] | signed(inner.s)
    else:
        del call["extra_content"]["google"]["thought_signature"]
    return True


def _marked(value: object) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
