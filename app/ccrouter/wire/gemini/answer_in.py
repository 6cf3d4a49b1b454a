"""Gemini's answers, streamed or whole, as events."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Delta, Event, Finish, Fold, PartEnd, PartStart, Start, Stop
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire import errors
from ccrouter.wire.gemini.contents_in import read_media
from ccrouter.wire.gemini.errors import read_error
from ccrouter.wire.gemini.fields import get
from ccrouter.wire.names import ToolNames, custom_text
from ccrouter.wire.sse import Frame

# ai.google.dev/api/generate-content#FinishReason
_STOPS: dict[str, Stop] = {
    "STOP": "end", "MAX_TOKENS": "length", "OTHER": "end", "TOO_MANY_TOOL_CALLS": "end", "NO_IMAGE": "end",
    "IMAGE_OTHER": "end", "SAFETY": "refusal", "RECITATION": "refusal", "LANGUAGE": "refusal", "BLOCKLIST": "refusal",
    "PROHIBITED_CONTENT": "refusal", "SPII": "refusal", "IMAGE_SAFETY": "refusal", "IMAGE_RECITATION": "refusal",
    "IMAGE_PROHIBITED_CONTENT": "refusal", "MODEL_ARMOR": "refusal", "ESCALATION": "refusal",
}  # fmt: skip
# The model wrote something that is no answer: asking again often helps, a finished answer it is not.
_BROKEN = {"MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL"}


def decode_answer(body: bytes, origin: Origin, call: Call | None = None) -> Answer:
    """One object, or the array a stream without ``alt=sse`` sends."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise Fault(Kind.PROTOCOL, errors.plain_message(None, body)) from None
    decoder = Decoder(origin, call)
    fold = Fold(origin)
    chunks = value if isinstance(value, list) else [value]
    for chunk in chunks:
        for event in decoder.read(chunk):
            fold.add(event)
    if not decoder.begun:
        raise Fault(Kind.PROTOCOL, "The provider's answer has neither candidates nor a reason for having none.")
    decoder.finished = True  # a whole answer may leave the reason out
    for event in decoder.end():
        fold.add(event)
    return fold.answer


class Decoder:
    """Chunks to events. The Finish waits for ``end()``: some servers say STOP in every chunk, and usage may come later."""

    def __init__(self, origin: Origin, call: Call | None = None) -> None:
        self.finished = False
        self.begun = False  # anything of an answer was there: a candidate or a block reason
        self._origin = origin
        self._names = ToolNames(call)
        self._turn = len(call.messages) if call else 0
        self._started = False
        self._id = ""
        self._index = -1
        self._open: Text | Thinking | None = None
        self._calls = 0
        self._ids: set[str] = set()
        self._reason: str | None = None
        self._blocked = False
        self._usage: dict[str, Any] = {}

    def feed(self, frame: Frame) -> list[Event]:
        data = frame.data.strip()
        if not data or data == b"[DONE]":
            return []
        try:
            return self.read(msgspec.json.decode(data))
        except (msgspec.DecodeError, RecursionError):
            raise Fault(Kind.PROTOCOL, errors.plain_message(None, data)) from None

    def end(self) -> list[Event]:
        if not self.finished:
            raise Fault(Kind.CUT_SHORT, "The provider ended the answer without saying that it is complete.")
        out: list[Event] = []
        self._close(out)
        out.append(Finish(stop=self._stop(), raw=self._reason))
        return out

    def read(self, chunk: Any) -> list[Event]:
        """One chunk's events. Raises Fault for an error chunk and for what is no chunk at all."""
        if not isinstance(chunk, dict):
            raise Fault(Kind.PROTOCOL, "The provider sent something that is no part of an answer.")
        if (error := chunk.get("error")) is not None:
            said = error if isinstance(error, dict) else {"message": str(error)}
            raise read_error(said, None, {})
        out: list[Event] = []
        self._start(chunk, out)
        self._count(get(chunk, "usageMetadata"), out)
        try:
            self._candidate(chunk, out)
        except (TypeError, ValueError, AttributeError, KeyError):
            raise Fault(Kind.PROTOCOL, "The provider sent an answer of another shape than its format has.") from None
        return out

    def _start(self, chunk: dict[str, Any], out: list[Event]) -> None:
        if self._started or not (chunk.get("candidates") or get(chunk, "promptFeedback") or get(chunk, "responseId")):
            return
        self._started = True
        self._id = str(get(chunk, "responseId") or "")
        out.append(Start(id=self._id, model=str(get(chunk, "modelVersion") or "")))

    def _count(self, counts: Any, out: list[Event]) -> None:
        """The last count holds; one that says nothing of the output (a server tool at work) keeps what was said of it."""
        if not isinstance(counts, dict):
            return
        if get(counts, "candidatesTokenCount") is None and get(counts, "thoughtsTokenCount") is None:
            counts = self._usage | counts
        if counts != self._usage:
            self._usage = counts
            out.append(read_usage(counts))

    def _candidate(self, chunk: dict[str, Any], out: list[Event]) -> None:
        if blocked := get(get(chunk, "promptFeedback") or {}, "blockReason"):
            self._reason, self._blocked, self.begun, self.finished = str(blocked), True, True, True
        for candidate in chunk.get("candidates") or ():
            if candidate.get("index"):
                continue  # only the first is asked for
            self.begun = True
            for part in (candidate.get("content") or {}).get("parts") or ():
                self._part(part, out)
            if reason := get(candidate, "finishReason"):
                self._finish(str(reason), candidate)
            break

    def _finish(self, reason: str, candidate: dict[str, Any]) -> None:
        message = get(candidate, "finishMessage")
        if reason in _BROKEN and not (reason == "UNEXPECTED_TOOL_CALL" and self._calls):
            said = f"Gemini stopped with {reason}" + (f": {message}" if message else ".")
            raise Fault(Kind.SERVER, said, code=reason)
        if reason == "MISSING_THOUGHT_SIGNATURE":
            said = str(message or "Gemini misses a thought signature in the history.")
            raise Fault(Kind.BAD_REQUEST, said, code=reason)
        self._reason, self.finished = reason, True

    def _stop(self) -> Stop:
        if self._blocked:
            return "refusal"
        stop = _STOPS.get(self._reason or "STOP", "end")
        return "tool" if stop == "end" and self._calls else stop

    def _part(self, part: dict[str, Any], out: list[Event]) -> None:
        signed = get(part, "thoughtSignature")
        signature = signed if isinstance(signed, str) and signed else None
        if (text := part.get("text")) is not None:
            self._text(str(text), part.get("thought") is True, signature, out)
        elif call := get(part, "functionCall"):
            self._call(call, signature, out)
        elif (media := _media(part)) is not None:
            if part.get("thought") is not True:  # a picture drawn while thinking is no answer
                self._whole(media, out)
        elif raw := [key for key in part if key not in ("thoughtSignature", "thought_signature", "thought")]:
            self._whole(Opaque(format="gemini", kind=raw[0], raw=part, origin=self._origin), out)
        elif signature:
            self._text("", False, signature, out)

    def _text(self, text: str, thought: bool, signature: str | None, out: list[Event]) -> None:
        if not text:
            self._sign(signature, out)
            return
        kind = Thinking if thought else Text
        if not isinstance(self._open, kind):
            self._close(out)
            self._open = Thinking(origin=self._origin) if thought else Text(text="", origin=self._origin)
            self._begin(self._open, out)
        out.append(Delta(index=self._index, text=text, signature=signature))

    def _sign(self, signature: str | None, out: list[Event]) -> None:
        """A signature without words is for what came before it; alone at the beginning it is hidden thinking."""
        if not signature:
            return
        if self._open is None and self._index < 0:
            self._open = Thinking(origin=self._origin)
            self._begin(self._open, out)
        if self._open is not None:
            out.append(Delta(index=self._index, signature=signature))

    def _call(self, call: dict[str, Any], signature: str | None, out: list[Event]) -> None:
        self._close(out)
        args = call.get("args") or {}
        arguments = msgspec.json.encode(args).decode()
        known = self._names.back(str(call.get("name") or ""))
        if known.kind == "custom":
            arguments = custom_text(arguments)
        id_ = self._call_id(call.get("id"), known.name + arguments)
        self._calls += 1
        part = ToolCall(id=id_, name=known.name, kind=known.kind, namespace=known.namespace, origin=self._origin)
        part.signature = signature
        self._begin(part, out)
        out += [Delta(index=self._index, text=arguments), PartEnd(index=self._index)]

    def _call_id(self, given: Any, content: str) -> str:
        """Its own id, or one made of the answer's id (else of what is called, and when) and the call's place in it."""
        id_ = given if isinstance(given, str) else ""
        if not id_ or id_ in self._ids:
            seed = f"{self._id or (self._turn, content)}#{self._calls}#{id_}"
            id_ = f"call_{hashlib.sha256(seed.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
        self._ids.add(id_)
        return id_

    def _whole(self, part: Part, out: list[Event]) -> None:
        self._close(out)
        self._begin(part, out)
        out.append(PartEnd(index=self._index))

    def _begin(self, part: Part, out: list[Event]) -> None:
        self._index += 1
        out.append(PartStart(index=self._index, part=part))

    def _close(self, out: list[Event]) -> None:
        if self._open is not None:
            self._open = None
            out.append(PartEnd(index=self._index))


def _media(part: dict[str, Any]) -> Media | None:
    try:
        return read_media(part, "parts")
    except Fault as fault:
        raise Fault(
            Kind.PROTOCOL, f"The provider sent a picture or file that cannot be read. {fault.message}"
        ) from None


def read_usage(counts: dict[str, Any]) -> Usage:
    """``promptTokenCount`` includes what was cached; thoughts are counted beside the candidates (UsageMetadata)."""

    def count(name: str) -> int:
        value = get(counts, name)
        return value if isinstance(value, int) and value > 0 else 0

    cached, thoughts = count("cachedContentTokenCount"), count("thoughtsTokenCount")
    return Usage(
        input=max(0, count("promptTokenCount") + count("toolUsePromptTokenCount") - cached),
        cache_read=cached,
        output=count("candidatesTokenCount") + thoughts,
        reasoning=thoughts,
        raw=counts,
    )
