"""Tool calls of a chat provider, put together from fragments.

By the documentation the first fragment of a call brings index, id and name, the others its index and argument text. Real
servers leave the index out or at 0 for every call, repeat the id and the name, send the name in pieces, the arguments as an
object, or no id at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.events import Delta, Event, PartEnd, PartStart
from ccrouter.ir.parts import Origin, ToolCall
from ccrouter.wire.names import ToolNames, custom_text
from ccrouter.wire.openai_chat.messages_in import arguments
from ccrouter.wire.openai_chat.seals import call_signature


class _Slot:
    """One call on its way."""

    def __init__(self, key: object, id: str) -> None:
        self.key, self.id = key, id
        self.name = ""
        self.pieces: list[str] = []  # of the arguments
        self.signature: str | None = None
        self.custom = False  # the provider's own freeform call
        self.unwrap = False  # freeform for the client, JSON for the provider: told when whole
        self.part: int | None = None  # its event index, once started
        self.ended = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Calls:
    """Feed the entries of ``tool_calls``; ``number`` gives each part its index in the answer."""

    def __init__(self, origin: Origin, call: Call | None, number: Callable[[], int]) -> None:
        self._origin, self._call, self._number = origin, call, number
        self._names = ToolNames(call)
        self._slots: list[_Slot] = []
        self._used: set[str] | None = None

    @property
    def some(self) -> bool:
        return any(slot.name for slot in self._slots)

    def feed(self, entry: dict[str, Any], answer: str) -> list[Event]:
        """Events of one fragment. ``answer`` is the answer's id."""
        custom = entry.get("type") == "custom" or isinstance(entry.get("custom"), dict)
        inner = entry.get("custom" if custom else "function")
        inner = inner if isinstance(inner, dict) else {}
        name = inner["name"] if isinstance(inner.get("name"), str) else ""
        text = arguments(inner.get("input" if custom else "arguments"))
        id_ = entry["id"] if isinstance(entry.get("id"), str) else ""

        events: list[Event] = []
        slot = self._slot(entry.get("index"), id_, name, text)
        if slot is None:
            events += self._make_way(answer)
            slot = _Slot(entry.get("index"), id_)
            slot.custom = custom
            self._slots.append(slot)
        slot.id = slot.id or id_
        if signature := call_signature(entry):
            slot.signature = signature
            if slot.part is not None:
                events.append(Delta(index=slot.part, signature=signature))
        if name and slot.part is None and name != slot.name:
            slot.name = name if name.startswith(slot.name) else slot.name + name
        if text:
            slot.pieces.append(text)
        if text and slot.name:
            if slot.part is None:
                events += self._start(slot, answer)
            elif not slot.unwrap and not slot.ended:
                events.append(Delta(index=slot.part, text=text))
        return events

    def end(self, answer: str) -> list[Event]:
        """Everything has come: start what had no arguments, end what is open."""
        return [event for slot in self._slots for event in (*self._start(slot, answer), *self._end(slot))]

    def _slot(self, key: object, id_: str, name: str, text: str) -> _Slot | None:
        """The call this fragment goes on with; None = a new one."""
        slot = next((s for s in reversed(self._slots) if key is None or s.key == key), None)
        if slot is None or (id_ and slot.id and id_ != slot.id):
            return next((s for s in self._slots if id_ and s.id == id_ and s.key == key), None)
        if id_ and not slot.id and name and slot.part is not None:
            return None
        # whole calls one after the other, without ids: a second name after complete arguments
        if not id_ and name and text and _whole(slot.text) and (name != slot.name or _whole(text)):
            return None
        return slot

    def _start(self, slot: _Slot, answer: str) -> list[Event]:
        if slot.part is not None or not slot.name:
            return []
        known = self._names.back(slot.name)
        slot.part, slot.unwrap = self._number(), known.kind == "custom" and not slot.custom
        part = ToolCall(
            id=self._unique(slot.id, answer),
            name=known.name,
            namespace=known.namespace,
            kind="custom" if slot.custom or slot.unwrap else "function",
            signature=slot.signature,
            origin=self._origin,
        )
        started: list[Event] = [PartStart(index=slot.part, part=part)]
        if slot.pieces and not slot.unwrap:
            started.append(Delta(index=slot.part, text=slot.text))
        return started

    def _make_way(self, answer: str) -> list[Event]:
        """A new call begins: start those that had only a name so far, so that they keep their order, and end those whose
        arguments are whole, so that clients which read one at a time need not wait."""
        events: list[Event] = []
        for slot in self._slots:
            events += self._start(slot, answer)
            events += self._end(slot) if not slot.ended and _whole(slot.text) else []
        return events

    def _end(self, slot: _Slot) -> list[Event]:
        if slot.part is None or slot.ended:
            return []
        slot.ended = True
        events: list[Event] = [Delta(index=slot.part, text=custom_text(slot.text))] if slot.unwrap else []
        return [*events, PartEnd(index=slot.part)]

    def _unique(self, id_: str, answer: str) -> str:
        """The provider's id; one of our own if it gave none; with a suffix if it was there before, in this answer or an
        earlier turn (some servers count from call_0 in each answer)."""
        if self._used is None:
            messages = self._call.messages if self._call is not None else []
            self._used = {p.id for m in messages for p in m.parts if isinstance(p, ToolCall)}
        turn = len(self._call.messages) if self._call is not None else 0
        if not id_:
            seed = f"{answer}:{turn}:{len(self._used)}"
            id_ = f"call_{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:24]}"
        unique, count = id_, 1
        while unique in self._used:
            count += 1
            unique = f"{id_}_{turn}_{count}"
        self._used.add(unique)
        return unique


def _whole(text: str) -> bool:
    if not text.rstrip().endswith("}"):
        return False
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except (msgspec.DecodeError, RecursionError):
        return False
