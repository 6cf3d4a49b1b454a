"""An answer as it happens, and as a whole.

The order of events is: Start, then parts (PartStart, Delta*, PartEnd), Finish once, and Usage anywhere (the last one
counts). Parts may overlap: a provider may interleave the arguments of parallel tool calls; ``index`` says which part a
Delta belongs to. ``wire.sequence`` puts them in line for formats that allow one open part at a time. A Fault is not an
event: a decoder raises it.
"""

from __future__ import annotations

from copy import copy
from typing import Literal

from msgspec import Struct, field

from ccrouter.ir.parts import Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage

# end: finished · tool: waits for tool results · length: ran out of tokens · refusal: would not, or was filtered ·
# pause: a server tool is still at work · stop: one of the client's stop sequences
Stop = Literal["end", "tool", "length", "refusal", "pause", "stop"]


class Start(Struct, kw_only=True):
    """The provider has begun. ``id`` and ``model`` as it named them."""

    id: str = ""
    model: str = ""


class PartStart(Struct, kw_only=True):
    """A part opens. ``part`` carries what is known at once (a tool's id and name, a whole Opaque or Media); text comes as Deltas."""

    index: int
    part: Part


class Delta(Struct, kw_only=True):
    """More of part ``index``: words of a Text or Thinking, argument text of a ToolCall; ``signature``/``encrypted`` for Thinking."""

    index: int
    text: str = ""
    signature: str | None = None
    encrypted: str | None = None
    citation: dict[str, object] | None = None


class PartEnd(Struct, kw_only=True):
    index: int


class Finish(Struct, kw_only=True):
    """Why the model stopped, in our word and in the provider's."""

    stop: Stop
    raw: str | None = None
    sequence: str | None = None  # the stop sequence that was met


Event = Start | PartStart | Delta | PartEnd | Usage | Finish


class Answer(Struct, kw_only=True):
    """A whole answer: what the events of a stream add up to."""

    id: str = ""
    model: str = ""
    parts: list[Part] = field(default_factory=list)
    finish: Finish = field(default_factory=lambda: Finish(stop="end"))
    usage: Usage | None = None
    origin: Origin | None = None


class Fold:
    """Adds events up to the Answer they spell."""

    def __init__(self, origin: Origin | None = None) -> None:
        self.answer = Answer(origin=origin)
        self._open: dict[int, Part] = {}

    def add(self, event: Event) -> None:
        match event:
            case Start(id=id_, model=model):
                self.answer.id, self.answer.model = id_, model
            case PartStart(index=index, part=part):
                part = copy(part)  # it grows here; the event goes on to others as it is
                self._open[index] = part
                self.answer.parts.append(part)
            case Delta():
                _grow(self._open[event.index], event)
            case Usage():
                self.answer.usage = event
            case Finish():
                self.answer.finish = event
            case PartEnd(index=index):
                self._open.pop(index, None)


def _grow(part: Part, delta: Delta) -> None:
    match part:
        case Text():
            part.text += delta.text
            part.signature = delta.signature or part.signature
            if delta.citation is not None:
                part.citations = [*(part.citations or []), delta.citation]
        case Thinking():
            part.text += delta.text
            if delta.signature:
                part.signature = (part.signature or "") + delta.signature
            if delta.encrypted:
                part.encrypted = (part.encrypted or "") + delta.encrypted
        case ToolCall():
            part.arguments += delta.text
            part.signature = delta.signature or part.signature
        case Opaque():
            pass
        case _:
            pass


def unfold(answer: Answer) -> list[Event]:
    """The events a whole answer would have been, so that one path serves both."""
    events: list[Event] = [Start(id=answer.id, model=answer.model)]
    for index, part in enumerate(answer.parts):
        match part:
            case Text(text=text, citations=citations):
                events.append(PartStart(index=index, part=Text(text="", signature=part.signature, origin=part.origin)))
                events.append(Delta(index=index, text=text))
                events += [Delta(index=index, citation=c) for c in citations or []]
            case Thinking():
                events.append(PartStart(index=index, part=Thinking(id=part.id, origin=part.origin)))
                events.append(Delta(index=index, text=part.text, signature=part.signature, encrypted=part.encrypted))
            case ToolCall():
                head = ToolCall(
                    id=part.id, name=part.name, kind=part.kind, namespace=part.namespace,
                    signature=part.signature, item_id=part.item_id, origin=part.origin,
                )  # fmt: skip
                events.append(PartStart(index=index, part=head))
                events.append(Delta(index=index, text=part.arguments))
            case _:
                events.append(PartStart(index=index, part=part))
        events.append(PartEnd(index=index))
    if answer.usage is not None:
        events.append(answer.usage)
    events.append(answer.finish)
    return events
