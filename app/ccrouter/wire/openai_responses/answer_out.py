"""Events as a Responses answer: a legal event stream with response.completed at its very end, or the response object.

Source: platform.openai.com, "Streaming events", "The response object"; what Codex takes, in tests/wire.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start, unfold
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.usage import Usage
from ccrouter.wire.format import Reply
from ccrouter.wire.names import ToolNames
from ccrouter.wire.openai_responses.content import FORMAT
from ccrouter.wire.openai_responses.items_out import CallItem, MessageItem, ReasoningItem, Wire
from ccrouter.wire.openai_responses.response import failure, skeleton, write_usage
from ccrouter.wire.seal import seal
from ccrouter.wire.sequence import InLine

_INCOMPLETE = {"length": "max_output_tokens", "refusal": "content_filter"}


class Encoder:
    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._wire = Wire(reply.id)
        self._line = InLine()
        self._id = f"resp_{reply.id}"
        self._begun = False
        self._finish: Finish | None = None
        self._usage: Usage | None = None
        self._part: Part | None = None  # the part being told, as it was announced
        self._signature = ""  # what is known of its state; the part itself is not ours to change
        self._encrypted = ""
        self._citations: list[dict[str, object]] = []  # Anthropic tells them before the words they belong to
        # a message stays open while text follows text, a call until it is known whether the answer was cut there
        self._message: MessageItem | None = None
        self._call: CallItem | None = None
        self._late: tuple[str, ToolCall] | None = None  # a signature told too late to stand before its call
        self._thought: ReasoningItem | None = None
        self._names = ToolNames(reply.call)
        self._tools = {(t.namespace, t.name): t for t in reply.call.tools if t.kind != "server"}

    def feed(self, events: list[Event]) -> bytes:
        for event in self._line.feed(events):
            self._add(event)
        return self._wire.take()

    def end(self) -> bytes:
        response = self.final()
        self._wire.emit(f"response.{response['status']}", response=response)
        return self._wire.take()

    def final(self) -> dict[str, Any]:
        """The whole response object; ends what is still open."""
        self._begin()
        for event in self._line.feed([] if self._finish else [Finish(stop="end")]):
            self._add(event)
        reason = _INCOMPLETE.get(self._finish.stop) if self._finish else None
        return self._response(
            status="incomplete" if reason else "completed",
            incomplete_details={"reason": reason} if reason else None,
            output=self._wire.output,
            usage=write_usage(self._usage),
        )

    def fail(self, fault: Fault) -> bytes:
        """Text already sent stays in the output; a half-told call does not, lest a client runs it."""
        self._begin()
        half = [item.partial() for item in (self._message, self._thought) if item]
        response = self._response(
            status="failed",
            error=failure(fault),
            output=[*self._wire.output, *half],
            usage=write_usage(self._usage),
        )
        self._wire.emit("response.failed", response=response)
        return self._wire.take()

    def _response(self, **known: Any) -> dict[str, Any]:
        return skeleton(self._reply, self._id) | known

    def _begin(self, id_: str = "") -> None:
        if self._begun:
            return
        self._begun = True
        if id_.startswith("resp_"):
            self._id = id_
        self._wire.emit("response.created", response=self._response())
        self._wire.emit("response.in_progress", response=self._response())

    def _add(self, event: Event) -> None:
        match event:
            case Start(id=id_):
                self._begin(id_)
            case PartStart(part=part):
                self._begin()
                self._open(part)
            case Delta():
                self._tell(event)
            case PartEnd():
                self._close()
            case Usage():
                self._usage = event
            case Finish(stop=stop):  # said at the end, when the usage is known too
                self._finish = event
                self._settle("incomplete" if stop == "length" else "completed")

    def _open(self, part: Part) -> None:
        self._part = part
        self._signature = (part.signature or "") if isinstance(part, Text | Thinking) else ""
        self._encrypted = (part.encrypted or "") if isinstance(part, Thinking) else ""
        self._citations = list(part.citations or []) if isinstance(part, Text) else []
        if not (isinstance(part, Text) and self._message):
            self._settle("completed")
        match part:
            case Text(text=text) | Thinking(text=text) if text:
                self._say(text)
            case ToolCall():
                if part.signature:
                    self._sign(part.signature, part.id, part.origin)
                self._open_call(part)
            case Media(kind="image", data=str()):
                id_ = self._wire.new_id("ig")
                image = {"id": id_, "type": "image_generation_call", "status": "completed", "result": part.data}
                self._wire.whole(image)
            case Opaque(format=format_, raw=raw) if format_ == FORMAT:
                self._wire.whole(raw)
            case Opaque(kind=kind) | Media(kind=kind):
                self._drop(f"A {kind} block has no place in the Responses format and was left out of the answer.")
            case ToolResult():
                self._drop("A tool result made by the provider was left out of the answer.")
            case _:
                pass  # text and reasoning open with their first word

    def _drop(self, detail: str) -> None:
        self._reply.warnings.add("answer", detail)

    def _open_call(self, part: ToolCall) -> None:
        name, namespace = part.name, part.namespace
        if (namespace, name) not in self._tools:
            name, namespace = self._offered(name)
        tool = self._tools.get((namespace, name))
        custom = (tool.kind if tool else part.kind) == "custom"
        wrapped = custom and part.kind == "function"
        self._call = CallItem(
            self._wire, custom=custom, wrapped=wrapped, call_id=part.id, name=name, namespace=namespace
        )
        if part.arguments:
            self._call.argue(part.arguments)

    def _offered(self, name: str) -> tuple[str, str | None]:
        """The tool a model meant that left the namespace out or wrote it in front, where only one can be meant."""
        known = self._names.back(name)
        if known.namespace is None:
            bare = [t for t in self._tools.values() if name in (t.name, f"{t.namespace}.{t.name}")]
            if len(bare) == 1:
                return bare[0].name, bare[0].namespace
        return known.name, known.namespace

    def _tell(self, delta: Delta) -> None:
        self._signature += delta.signature or ""
        self._encrypted += delta.encrypted or ""
        if delta.text:
            self._say(delta.text)
        if delta.citation is not None:
            self._citations.append(delta.citation)

    def _say(self, text: str) -> None:
        match self._part:
            case Text():
                self._message = self._message or MessageItem(self._wire)
                self._message.say(text)
            case Thinking():
                self._thought = self._thought or ReasoningItem(self._wire)
                self._thought.think(text)
            case ToolCall() if self._call:
                self._call.argue(text)

    def _close(self) -> None:
        part, self._part = self._part, None
        match part:
            case Text() if self._message:
                self._end_text(self._message, part)
            case Thinking():
                if self._thought is None and (self._signature or self._encrypted):
                    self._thought = ReasoningItem(self._wire)
                if self._thought:
                    self._thought.close(self._state(part))
                self._thought = None
            case ToolCall() if self._signature:
                self._late = self._signature, part
            case _:
                pass

    def _end_text(self, message: MessageItem, part: Text) -> None:
        for citation in self._citations:
            if not message.cite(citation):
                self._drop("A citation without a web address was left out of the answer.")
        message.end_part()
        if self._signature:
            self._settle("completed")
            self._sign(self._signature, message.id, part.origin)

    def _settle(self, status: str) -> None:
        if self._message:
            self._message.close(status)
            self._message = None
        if self._call:
            self._call.close(status)
            self._call = None
        if self._late:
            signature, part = self._late
            self._sign(signature, part.id, part.origin)
            self._late = None

    def _state(self, part: Thinking) -> str | None:
        """Sealed even when there is no state: the origin may want the text itself back."""
        if part.origin is None:
            return None
        return seal(part.origin, signature=self._signature or None, encrypted=self._encrypted or None, id=part.id)

    def _sign(self, signature: str, id_: str, origin: Origin | None) -> None:
        """A signature of a call or a text has no field of its own: it travels in a reasoning item that names what it signs."""
        if origin is not None:
            state = seal(origin, signature=signature, id=id_)
            self._wire.whole(
                {"id": self._wire.new_id("rs"), "type": "reasoning", "summary": [], "encrypted_content": state}
            )


def encode_answer(answer: Answer, reply: Reply) -> bytes:
    encoder = Encoder(reply)
    encoder.feed(unfold(answer))
    return msgspec.json.encode(encoder.final())
