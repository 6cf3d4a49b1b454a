"""A client's history on its way to a provider of its own format: as it came, but for what another model left in it."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.parts import Text
from ccrouter.ir.profile import Profile, Target
from ccrouter.wire.anthropic.messages_out import reminder
from ccrouter.wire.anthropic.request_out import tool_turn_without_thinking
from ccrouter.wire.history import BILLING
from ccrouter.wire.seal import MARK, MARK_BYTES, unseal

Json = dict[str, Any]


def watchwords(profile: Profile) -> tuple[bytes, ...]:
    words = [MARK_BYTES]
    if not profile.attribution:
        words.append(BILLING.encode())
    if not profile.system_anywhere:
        words += [b'"role":"system"', b'"role": "system"']
    return tuple(words)


def mend_history(body: Json, target: Target) -> bool:
    """Opens this target's seals and takes out reasoning under any other; what is not sealed is native and stays.

    Where the profile says that system messages may not stand in mid-conversation, they become reminders in the user's turn.
    The billing header in the system prompt goes to Anthropic only. Returns whether ``body`` was changed.
    """
    system = body.get("system")
    shortened = False
    if isinstance(system, list) and not target.profile.attribution:
        kept = [b for b in system if not (isinstance(b, dict) and str(b.get("text", "")).startswith(BILLING))]
        shortened = len(kept) != len(system)
        body["system"] = kept
    messages = body.get("messages")
    if not isinstance(messages, list):
        return shortened
    mended: list[Any] = []
    for message in messages:
        mended += _message(message, target)
    unsealed = len(mended) != len(messages) or any(a is not b for a, b in zip(mended, messages, strict=True))
    if unsealed and target.profile.thinking == "budget":
        turns = [m for m in mended if isinstance(m, dict)]
        if turns and tool_turn_without_thinking(turns):
            _stop_thinking(body)
    moved = not target.profile.system_anywhere and any(
        isinstance(m, dict) and m.get("role") == "system" for m in mended
    )
    body["messages"] = _with_reminders(mended) if moved else mended
    return unsealed or moved or shortened


def _message(message: Any, target: Target) -> list[Any]:
    """The message itself if nothing in it is sealed; nothing if nothing is left of it."""
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, list):
        return [message]
    kept = [mended for block in content if (mended := _block(block, target)) is not None]
    if len(kept) == len(content) and all(a is b for a, b in zip(kept, content, strict=True)):
        return [message]
    return [message | {"content": kept}] if kept else []


def _block(block: Any, target: Target) -> Any:
    kind = block.get("type") if isinstance(block, dict) else None
    held = {"thinking": "signature", "redacted_thinking": "data"}.get(kind) if isinstance(kind, str) else None
    value = block.get(held) if held else None
    if not isinstance(value, str) or not value.startswith(MARK):
        return block
    sealed = unseal(value)
    if sealed is None or sealed.origin != target.origin:
        return None
    if sealed.s:
        return {"type": "thinking", "thinking": block.get("thinking") or sealed.t or "", "signature": sealed.s}
    if sealed.e:
        return {"type": "redacted_thinking", "data": sealed.e}
    return block | {"signature": ""} if target.profile.reasoning_back != "never" else None


def _with_reminders(messages: list[Any]) -> list[Any]:
    """Mid-conversation system texts at the end of the user turn before them, or as a turn of the user's."""
    out: list[Any] = []
    for message in messages:
        if not isinstance(message, dict) or message.get("role") != "system":
            out.append(message)
            continue
        reminders = [
            block | {"text": reminder(Text(text=block["text"])).text}
            for block in _blocks(message.get("content"))
            if isinstance(block.get("text"), str)
        ]
        before = out[-1] if out else None
        if isinstance(before, dict) and before.get("role") == "user" and before.get("content"):
            out[-1] = before | {"content": [*_blocks(before["content"]), *reminders]}
        elif reminders:
            out.append({"role": "user", "content": reminders})
    return out


def _blocks(content: Any) -> list[Json]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def _stop_thinking(body: Json) -> None:
    """A model that thinks by budget will not go on in a tool turn another model began."""
    thinking = body.get("thinking")
    if not isinstance(thinking, dict) or thinking.get("type") != "enabled":
        return
    body["thinking"] = {"type": "disabled"}
    management = body.get("context_management")
    edits = management.get("edits") if isinstance(management, dict) else None
    if isinstance(management, dict) and isinstance(edits, list):  # clearing thinking is refused while it is off
        kept = [e for e in edits if not (isinstance(e, dict) and str(e.get("type")).startswith("clear_thinking"))]
        body["context_management"] = management | {"edits": kept}
