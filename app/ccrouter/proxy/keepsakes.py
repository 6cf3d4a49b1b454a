"""What a client's format cannot carry, remembered for the turn that needs it back.

Chat Completions has no field for a signature, and many of its clients drop reasoning text; DeepSeek, Kimi and Gemini refuse
the next turn without it. So the provider-bound parts of an answer that calls tools are kept under the id of its first call,
and put back when that call comes home. Formats with a field for it use ``wire.seal`` instead and need no memory.

Native signatures that passed through verbatim are remembered by their hash with their origin, so that they are not sent to
another model later. Memory only, bounded, gone at exit: a provider then thinks anew, nothing breaks.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any

from msgspec import structs

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer
from ccrouter.ir.parts import Origin, Part, Text, Thinking, ToolCall
from ccrouter.wire.seal import MARK, seal

_MAX_TURNS = 4_000
_MAX_SIGNATURES = 20_000
_MAX_CHARS = 256 * 1024  # of reasoning in one turn
_SIGNED = ("signature", "data", "encrypted_content", "thoughtSignature")


class Keepsakes:
    """Shared by all exchanges of one engine."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, list[Part]] = OrderedDict()
        self._signed: OrderedDict[bytes, Origin] = OrderedDict()
        self._origins: set[Origin] = set()

    def keep(self, answer: Answer, *, verbatim: bool) -> None:
        """Remember what ``answer`` holds that only its origin can read."""
        if answer.origin is None:
            return
        for part in answer.parts:
            for value in _signatures(part):
                self._sign(value, answer.origin)
        first = next((p for p in answer.parts if isinstance(p, ToolCall)), None)
        bound = [p for p in answer.parts if isinstance(p, Thinking) or (isinstance(p, ToolCall) and p.signature)]
        if verbatim or first is None or not bound or sum(map(_size, bound)) > _MAX_CHARS:
            return
        self._turns[first.id] = [structs.replace(p, origin=answer.origin) for p in bound]
        self._turns.move_to_end(first.id)
        if len(self._turns) > _MAX_TURNS:
            self._turns.popitem(last=False)

    def restore(self, call: Call) -> None:
        """Put kept parts back into the turns of ``call`` they belong to, and name the origin of native signatures."""
        for message in call.messages:
            if message.role != "assistant":
                continue
            for part in message.parts:
                if isinstance(part, Thinking | ToolCall | Text) and part.origin is None:
                    for value in _signatures(part):
                        part.origin = self._signed.get(_hash(value))
            first = next((p for p in message.parts if isinstance(p, ToolCall)), None)
            kept = self._turns.get(first.id) if first else None
            if not kept:
                continue
            calls = {p.id: p for p in kept if isinstance(p, ToolCall)}
            for part in message.parts:
                if isinstance(part, ToolCall) and part.signature is None and part.id in calls:
                    part.signature, part.origin = calls[part.id].signature, calls[part.id].origin
            thoughts = [p for p in kept if isinstance(p, Thinking)]
            if thoughts and not any(isinstance(p, Thinking) and p.origin for p in message.parts):
                message.parts = [*thoughts, *(p for p in message.parts if not isinstance(p, Thinking))]

    def has_foreign(self, target: Origin) -> bool:
        """Whether any signature from elsewhere could be in a history at all (else the client's bytes need no look)."""
        return bool(self._origins - {target})

    def reseal(self, body: Any) -> bool:
        """Seal native signatures of known origin in a parsed body, so that ``Format.mend_history`` can judge them."""
        changed = False
        if isinstance(body, dict):
            for name, value in body.items():
                if isinstance(value, str):
                    if name in _SIGNED and not value.startswith(MARK) and (origin := self._signed.get(_hash(value))):
                        key = "encrypted" if name in ("data", "encrypted_content") else "signature"
                        body[name] = seal(origin, **{key: value})
                        changed = True
                elif isinstance(value, dict | list):
                    changed |= self.reseal(value)
        elif isinstance(body, list):
            for item in body:
                changed |= self.reseal(item)
        return changed

    def _sign(self, value: str, origin: Origin) -> None:
        self._signed[_hash(value)] = origin
        self._origins.add(origin)
        if len(self._signed) > _MAX_SIGNATURES:
            self._signed.popitem(last=False)


def _signatures(part: Part) -> list[str]:
    match part:
        case Thinking():
            return [v for v in (part.signature, part.encrypted) if v]
        case ToolCall() | Text():
            return [part.signature] if part.signature else []
        case _:
            return []


def _size(part: Part) -> int:
    return len(part.text) + len(part.encrypted or "") if isinstance(part, Thinking) else 0


def _hash(value: str) -> bytes:
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12).digest()
