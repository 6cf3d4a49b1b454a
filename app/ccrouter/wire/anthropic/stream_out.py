"""Writes a Messages stream for a client (docs.anthropic.com, "Streaming messages").

What Claude Code needs: ``event:`` lines, one open block at a time, tool input only as ``input_json_delta``, the true usage
in ``message_delta``. A block opens with its first content, so that nothing empty comes back in the client's history.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.events import Delta, Event, Finish, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Media, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.anthropic.answer import (
    blocks,
    call_seal,
    call_start,
    citations,
    message,
    stop_word,
    text_signature_lost,
    thinking_seal,
    unsayable,
    usage_out,
)
from ccrouter.wire.anthropic.faults import error_object
from ccrouter.wire.count import text_tokens
from ccrouter.wire.format import Reply
from ccrouter.wire.names import CUSTOM_ARGUMENT
from ccrouter.wire.sequence import InLine
from ccrouter.wire.sse import write

Json = dict[str, Any]


class StreamEncoder:
    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._line = InLine()
        self._out: list[bytes] = []
        self._begun = False
        self._index = -1  # of the block last opened
        self._open = False  # is it still open
        self._part: Part | None = None  # the part being written
        self._tools = False
        self._usage: Usage | None = None
        self._finish = Finish(stop="end")
        self._said = 0.0

    def feed(self, events: list[Event]) -> bytes:
        for event in self._line.feed(events):
            self._event(event)
        return self._flush()

    def end(self) -> bytes:
        """Usage may come after the finish, so both are only written here."""
        self._begin()
        for event in self._line.feed([self._finish]):
            self._event(event)
        stop = {
            "stop_reason": stop_word(self._finish, tools=self._tools),
            "stop_sequence": self._finish.sequence,
        }
        self._write("message_delta", delta=stop, usage=usage_out(self._usage, self._reply, self._said))
        self._write("message_stop")
        return self._flush()

    def fail(self, fault: Fault) -> bytes:
        """An error event; the open block stays open, so no half-written tool call looks whole."""
        return self._flush() + write(error_object(fault), "error")

    # ── events ──

    def _event(self, event: Event) -> None:
        match event:
            case Delta():
                self._delta(event)
            case PartStart(part=part):
                self._begin()
                self._start(part)
            case PartEnd():
                self._end_part()
            case Start():
                self._begin()
            case Usage():
                self._usage = event
            case Finish():
                self._finish = event

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            usage = usage_out(Usage(input=self._reply.estimate, output=1), self._reply, 0)
            self._write("message_start", message=message(self._reply) | {"usage": usage})

    def _start(self, part: Part) -> None:
        match part:
            case Text(text=text, citations=found):
                self._part = Text(text="")
                self._text(text)
                for citation in found or ():
                    self._cite(citation)
            case Thinking():
                self._part = Thinking(
                    id=part.id, origin=part.origin, signature=part.signature, encrypted=part.encrypted
                )
                self._think(part.text)
            case ToolCall():
                self._part = part
                self._tools = True
                for rider in call_seal(part):
                    self._open_block({"type": "thinking", "thinking": "", "signature": ""})
                    self._block_delta(type="signature_delta", signature=rider["signature"])
                    self._close_block()
                self._open_block(call_start(part))
                if part.kind == "custom":
                    self._block_delta(type="input_json_delta", partial_json=f'{{"{CUSTOM_ARGUMENT}":"')
                self._arguments(part.arguments)
            case Media():
                self._part = Text(text="")
                self._text(unsayable(part, self._reply.warnings))
            case _:
                self._part = part
                for block in blocks(part, self._reply.warnings):
                    self._opaque(block)

    def _delta(self, delta: Delta) -> None:
        part = self._part
        match part:
            case Text():
                if delta.text:
                    self._text(delta.text)
                if delta.citation is not None:
                    self._cite(delta.citation)
                if delta.signature:
                    text_signature_lost(self._reply.warnings)
            case Thinking():
                if delta.signature:
                    part.signature = (part.signature or "") + delta.signature
                if delta.encrypted:
                    part.encrypted = (part.encrypted or "") + delta.encrypted
                if delta.text:
                    self._think(delta.text)
            case ToolCall():
                self._arguments(delta.text)

    def _end_part(self) -> None:
        part, self._part = self._part, None
        match part:
            case Thinking():
                if not self._open:
                    self._state_only(part)
                elif signature := thinking_seal(part):
                    self._block_delta(type="signature_delta", signature=signature)
            case ToolCall(kind="custom"):
                self._block_delta(type="input_json_delta", partial_json='"}')
        self._close_block()

    def _state_only(self, part: Thinking) -> None:
        """Reasoning without words: redacted if it is state, an empty thinking block if it is only a signature."""
        for block in blocks(part, self._reply.warnings):
            if block["type"] == "thinking":
                self._open_block({"type": "thinking", "thinking": "", "signature": ""})
                self._block_delta(type="signature_delta", signature=block["signature"])
            else:
                self._open_block(block)

    # ── content ──

    def _text(self, text: str) -> None:
        if text:
            self._said += text_tokens(text)
            if not self._open:
                self._open_block({"type": "text", "text": ""})
            self._block_delta(type="text_delta", text=text)

    def _cite(self, citation: Json) -> None:
        for own in citations([citation]):
            if not self._open:
                self._open_block({"type": "text", "text": ""})
            self._block_delta(type="citations_delta", citation=own)

    def _think(self, text: str) -> None:
        if text:
            self._said += text_tokens(text)
            if not self._open:
                self._open_block({"type": "thinking", "thinking": "", "signature": ""})
            self._block_delta(type="thinking_delta", thinking=text)

    def _arguments(self, text: str) -> None:
        if text:
            self._said += text_tokens(text)
            if isinstance(self._part, ToolCall) and self._part.kind == "custom":
                text = msgspec.json.encode(text)[1:-1].decode()
            self._block_delta(type="input_json_delta", partial_json=text)

    def _opaque(self, block: Json) -> None:
        """A server-tool block goes out whole, its input the way clients read it: as a delta."""
        given = block.get("input")
        self._open_block(block | {"input": {}} if "input" in block else block)
        if given:
            self._block_delta(type="input_json_delta", partial_json=msgspec.json.encode(given).decode())
        self._close_block()

    # ── frames ──

    def _open_block(self, block: Json) -> None:
        self._index += 1
        self._open = True
        self._write("content_block_start", index=self._index, content_block=block)

    def _block_delta(self, **delta: object) -> None:
        self._write("content_block_delta", index=self._index, delta=delta)

    def _close_block(self) -> None:
        if self._open:
            self._open = False
            self._write("content_block_stop", index=self._index)

    def _write(self, kind: str, **rest: object) -> None:
        self._out.append(write({"type": kind, **rest}, kind))

    def _flush(self) -> bytes:
        out, self._out = self._out, []
        return b"".join(out)
