"""Reads a provider's Messages stream (docs.anthropic.com, "Streaming messages"), and those of its imitators.

Tolerated: missing ``event:`` lines, blocks that overlap or all carry index 0, blocks and answers that are never closed,
unknown events and deltas, usage in any frame.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.events import Delta, Event, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Opaque, Origin, Text, Thinking
from ccrouter.wire.anthropic.answer import Reader, finish_of, json_text, text_of, usage_of
from ccrouter.wire.anthropic.faults import error_of
from ccrouter.wire.errors import fault, plain_message, read_json
from ccrouter.wire.names import custom_text
from ccrouter.wire.sse import Frame

Json = dict[str, Any]


class _Block:
    """One open block. ``index`` is the part's own number: providers may use theirs again."""

    def __init__(self, index: int, kind: str, raw: Json) -> None:
        self.index = index
        self.kind = kind
        self.raw = raw
        self.arguments = ""  # held back for blocks that are handed on whole
        self.whole = False
        self.empty = True


class StreamDecoder:
    def __init__(self, origin: Origin, call: Call | None = None) -> None:
        self.finished = False
        self._origin = origin
        self._reader = Reader(origin, call)
        self._blocks: dict[int, _Block] = {}  # by the provider's index, in the order they opened
        self._count = 0
        self._usage: Json = {}
        self._tools = False
        self._said = False  # the Finish event is out

    def feed(self, frame: Frame) -> list[Event]:
        if not frame.data or frame.data == b"[DONE]":
            return []
        data = read_json(frame.data)
        if data is None:
            raise Fault(Kind.PROTOCOL, plain_message(None, frame.data))
        match data.get("type") or frame.event:
            case "content_block_delta":
                return self._delta(data)
            case "content_block_start":
                return self._start(data)
            case "content_block_stop":
                return self._stop(self._blocks.get(self._index(data)))
            case "message_start":
                message = _mapping(data.get("message"))
                self._reader.id = text_of(message.get("id"))
                start = Start(id=self._reader.id, model=text_of(message.get("model")))
                return [start, *self._count_usage(message.get("usage"))]
            case "message_delta":
                said = _mapping(data.get("delta"))
                events = self._count_usage(data.get("usage"))
                return events + (self._finish(said) if said.get("stop_reason") else [])
            case "message_stop":
                return self._finish({})
            case kind if kind == "error" or data.get("error"):
                code, words = error_of(data)
                raise fault(None, {}, code=code, message=words or plain_message(None, frame.data))
            case _:
                return []

    def end(self) -> list[Event]:
        if not self.finished:
            raise Fault(Kind.CUT_SHORT, "The provider closed the connection before its answer was complete.")
        return []

    # ── blocks ──

    def _index(self, data: Json) -> int:
        index = data.get("index")
        if isinstance(index, int):
            return index
        return next(reversed(self._blocks), 0)

    def _start(self, data: Json) -> list[Event]:
        raw = _mapping(data.get("content_block"))
        index = self._index(data) if "index" in data else self._count
        events = self._stop(self._blocks.get(index))
        return events + self._open(index, text_of(raw.get("type")), raw)

    def _open(self, index: int, kind: str, raw: Json) -> list[Event]:
        block = self._blocks[index] = _Block(self._count, kind, raw)
        self._count += 1
        n = block.index
        match kind:
            case "text":
                events: list[Event] = [PartStart(index=n, part=Text(text="", origin=self._origin))]
                if text := text_of(raw.get("text")):
                    events.append(Delta(index=n, text=text))
                return events + [Delta(index=n, citation=c) for c in raw.get("citations") or () if isinstance(c, dict)]
            case "thinking" | "redacted_thinking":
                events = [PartStart(index=n, part=Thinking(origin=self._origin))]
                text, signature = text_of(raw.get("thinking")), text_of(raw.get("signature")) or None
                encrypted = text_of(raw.get("data")) or None
                if text or signature or encrypted:
                    events.append(Delta(index=n, text=text, signature=signature, encrypted=encrypted))
                return events
            case "tool_use":
                self._tools = True
                call = self._reader.call(raw, n)
                block.whole = call.kind == "custom"
                return [PartStart(index=n, part=call)]
            case _:
                block.whole = True
                return []

    def _delta(self, data: Json) -> list[Event]:
        delta = _mapping(data.get("delta"))
        kind = delta.get("type")
        index = self._index(data)
        block = self._blocks.get(index)
        events: list[Event] = []
        if block is None:
            opened = {"text_delta": "text", "thinking_delta": "thinking"}.get(text_of(kind))
            if opened is None:
                return []
            events = self._open(index, opened, {})
            block = self._blocks[index]
        block.empty = False
        n = block.index
        match kind:
            case "text_delta" if not block.whole:
                events.append(Delta(index=n, text=text_of(delta.get("text"))))
            case "input_json_delta" if block.whole:
                block.arguments += text_of(delta.get("partial_json"))
            case "input_json_delta":
                if piece := text_of(delta.get("partial_json")):
                    events.append(Delta(index=n, text=piece))
                else:
                    block.empty = True
            case "thinking_delta":
                events.append(Delta(index=n, text=text_of(delta.get("thinking"))))
            case "signature_delta":
                events.append(Delta(index=n, signature=text_of(delta.get("signature"))))
            case "citations_delta" if isinstance(citation := delta.get("citation"), dict):
                events.append(Delta(index=n, citation=citation))
            case _ if block.whole:  # compaction_delta and what may come: strings grow
                for key, value in delta.items():
                    if key != "type" and isinstance(value, str):
                        block.raw[key] = text_of(block.raw.get(key)) + value
        return events

    def _stop(self, block: _Block | None) -> list[Event]:
        if block is None:
            return []
        self._blocks = {k: b for k, b in self._blocks.items() if b is not block}
        n = block.index
        events: list[Event] = []
        if block.kind == "tool_use":
            if block.whole:
                events.append(Delta(index=n, text=custom_text(block.arguments or json_text(block.raw.get("input")))))
            elif block.empty and (arguments := json_text(block.raw.get("input"))):
                events.append(Delta(index=n, text=arguments))
        elif block.whole:
            if block.arguments:
                block.raw["input"] = _parsed(block.arguments)
            part = Opaque(format="anthropic", kind=block.kind, raw=block.raw, origin=self._origin)
            events.append(PartStart(index=n, part=part))
        return [*events, PartEnd(index=n)]

    # ── the whole answer ──

    def _count_usage(self, usage: object) -> list[Event]:
        """The last count wins, but a zero (some imitators fill the field with it) does not undo a number."""
        fresh = {k: v for k, v in _mapping(usage).items() if v is not None and (v or not self._usage.get(k))}
        if not fresh:
            return []
        self._usage = self._usage | fresh
        return [usage_of(self._usage)]

    def _finish(self, said: Json) -> list[Event]:
        self.finished = True
        if self._said:
            return []
        self._said = True
        events = [event for block in list(self._blocks.values()) for event in self._stop(block)]
        return [*events, finish_of(said, tools=self._tools)]


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _parsed(arguments: str) -> object:
    try:
        return msgspec.json.decode(arguments)
    except (msgspec.DecodeError, RecursionError):
        return arguments
