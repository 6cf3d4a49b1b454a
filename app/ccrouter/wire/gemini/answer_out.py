"""Answers for Gemini clients: chunks of a stream, or one whole object.

Thinking that its maker wants back (a signature, encrypted state, DeepSeek's words) rides as a seal on the
``thoughtSignature`` of the part that follows it: clients return that field, but Gemini CLI does not return thoughts.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Stop, unfold
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Media, Opaque, Origin, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.format import Reply
from ccrouter.wire.gemini.contents_out import arguments
from ccrouter.wire.gemini.errors import error_object
from ccrouter.wire.seal import seal
from ccrouter.wire.sequence import InLine

MAX_SEALED_TEXT = 64 * 1024  # characters: the seal comes back with every later turn
_REASONS: dict[Stop, str] = {
    "end": "STOP", "tool": "STOP", "stop": "STOP", "pause": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY",
}  # fmt: skip


class Parts:
    """Events to Gemini parts, in order, one open at a time."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._line = InLine()
        self._open: Text | Thinking | ToolCall | None = None
        self._pending: list[str] = []  # seals waiting for a part to ride on
        reasoning = reply.call.reasoning
        self._show = reasoning is None or reasoning.show != "omitted"
        self.finish: Finish | None = None
        self.usage: Usage | None = None
        for field in reply.call.extra.get("gemini_only", ()):
            reply.warnings.add(field, "Left out: only Gemini knows it, and this answer comes from another format.")

    def feed(self, events: list[Event]) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = []
        for event in self._line.feed(events):
            match event:
                case PartStart(part=part):
                    self._start(part, parts)
                case Delta():
                    self._delta(event, parts)
                case PartEnd():
                    self._end(parts)
                case Usage():
                    self.usage = event
                case Finish():
                    self.finish = event
                case _:
                    pass
        return parts

    def rest(self) -> list[dict[str, Any]]:
        """The last part: empty, as Gemini's own last chunk is, with what is still to be carried."""
        parts: list[dict[str, Any]] = []
        last = self._carry({"text": ""}, parts)
        return [*parts, last]

    def _start(self, part: Any, parts: list[dict[str, Any]]) -> None:
        match part:
            case Text(text=text, signature=signature):
                self._open = Text(text="", origin=part.origin, signature=signature)
                self._delta(Delta(index=0, text=text), parts)
            case Thinking(text=text):
                self._open = Thinking(
                    id=part.id, origin=part.origin, signature=part.signature, encrypted=part.encrypted
                )
                self._delta(Delta(index=0, text=text), parts)
            case ToolCall():
                self._open = msgspec.structs.replace(part)  # its arguments grow here, not in the decoder's copy
            case Media(data=str() as data, mime=mime):
                parts.append(self._carry({"inlineData": {"mimeType": mime, "data": data}}, parts))
            case Media(url=str() as url, mime=mime):
                parts.append(self._carry({"fileData": {"mimeType": mime, "fileUri": url}}, parts))
            case Opaque(format="gemini", raw=raw):
                parts.append(raw)
            case _:
                kind = getattr(part, "kind", "unknown")
                self._reply.warnings.add("answer", f"A “{kind}” block was left out: Gemini has no such block.")

    def _delta(self, delta: Delta, parts: list[dict[str, Any]]) -> None:
        match self._open:
            case Text() as text:
                if delta.text:
                    parts.append(self._carry({"text": delta.text}, parts))
                text.signature = delta.signature or text.signature
            case Thinking() as thinking:
                thinking.text += delta.text
                if delta.signature:
                    thinking.signature = (thinking.signature or "") + delta.signature
                if delta.encrypted:
                    thinking.encrypted = (thinking.encrypted or "") + delta.encrypted
                if delta.text and self._show:
                    parts.append({"text": delta.text, "thought": True})
            case ToolCall() as call:
                call.arguments += delta.text
                call.signature = delta.signature or call.signature
            case None:
                pass

    def _end(self, parts: list[dict[str, Any]]) -> None:
        match self._open:
            case Thinking() as thinking:
                self._keep(thinking)
            case Text(signature=str() as signature, origin=Origin() as origin):
                parts.append({"text": "", "thoughtSignature": seal(origin, signature=signature)})
            case ToolCall() as call:
                part = {
                    "functionCall": {"id": call.id, "name": call.name, "args": arguments(call, self._reply.warnings)}
                }
                if call.signature and call.origin is not None and not self._pending:
                    parts.append(part | {"thoughtSignature": seal(call.origin, signature=call.signature)})
                else:  # the thought before it carries the same signature
                    parts.append(self._carry(part, parts))
            case _:
                pass
        self._open = None

    def _keep(self, thinking: Thinking) -> None:
        origin, text = thinking.origin, thinking.text
        state = thinking.signature or thinking.encrypted or thinking.id
        if origin is None or not (state or text):
            return
        if len(text) > MAX_SEALED_TEXT:
            if not (thinking.encrypted or thinking.id):
                self._reply.warnings.add("thinking", "Reasoning over 64 KB cannot be given back to its model later.")
                return
            text = ""  # encrypted state stands for itself
        self._pending.append(
            seal(origin, signature=thinking.signature, encrypted=thinking.encrypted, id=thinking.id, text=text)
        )

    def _carry(self, part: dict[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
        """The part with the waiting seal on it; of several, the earlier ones get empty parts of their own."""
        if self._pending:
            *earlier, last = self._pending
            self._pending = []
            parts += [{"text": "", "thoughtSignature": value} for value in earlier]
            part["thoughtSignature"] = last
        return part


class Encoder:
    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._parts = Parts(reply)

    def feed(self, events: list[Event]) -> bytes:
        parts = self._parts.feed(events)
        return _frame(_chunk(self._reply, parts)) if parts else b""

    def end(self) -> bytes:
        written = self._parts
        chunk = _chunk(self._reply, written.rest(), _reason(written.finish))
        chunk["usageMetadata"] = write_usage(written.usage, self._reply)
        return _frame(chunk)

    def fail(self, fault: Fault) -> bytes:
        return _frame(error_object(fault))


def encode_answer(answer: Answer, reply: Reply) -> bytes:
    written = Parts(reply)
    parts = written.feed(unfold(answer))
    rest = written.rest()
    if "thoughtSignature" in rest[-1] or not parts:
        parts += rest
    chunk = _chunk(reply, parts, _reason(answer.finish))
    chunk["usageMetadata"] = write_usage(answer.usage, reply)
    return msgspec.json.encode(chunk)


def write_usage(usage: Usage | None, reply: Reply) -> dict[str, int]:
    """``UsageMetadata``; without any word from the provider, the estimate of what went in."""
    if usage is None:
        return {"promptTokenCount": reply.estimate, "totalTokenCount": reply.estimate}
    counts = {
        "promptTokenCount": usage.prompt,
        "candidatesTokenCount": max(0, usage.output - usage.reasoning),
        "totalTokenCount": usage.prompt + usage.output,
    }
    if usage.cache_read:
        counts["cachedContentTokenCount"] = usage.cache_read
    if usage.reasoning:
        counts["thoughtsTokenCount"] = usage.reasoning
    return counts


def _reason(finish: Finish | None) -> str:
    return _REASONS[finish.stop] if finish else "STOP"


def _chunk(reply: Reply, parts: list[dict[str, Any]], reason: str | None = None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    return {"candidates": [candidate], "modelVersion": reply.model, "responseId": reply.id}


def _frame(payload: dict[str, Any]) -> bytes:
    return b"data: %s\r\n\r\n" % msgspec.json.encode(payload)
