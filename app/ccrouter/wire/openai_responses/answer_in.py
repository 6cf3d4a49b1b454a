"""A Responses answer as events: streamed item by item, or whole.

An item is told up to three times: in deltas, in ``output_item.done`` and in ``response.completed``. Each telling adds only
what the ones before it left out, so nothing is lost where a provider skips one, and nothing is doubled where it does not.
Source: platform.openai.com, "Streaming events".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Delta, Event, Fold, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.wire import errors, openai_errors
from ccrouter.wire.names import Known, ToolNames, custom_text
from ccrouter.wire.openai_responses.content import FORMAT
from ccrouter.wire.openai_responses.loose import dict_of, dicts_of, int_of, keys_of, str_of, text_of
from ccrouter.wire.openai_responses.response import read_failure, read_finish, read_usage
from ccrouter.wire.sse import Frame

_TOOLS = {"function_call": "arguments", "custom_tool_call": "input"}


class _Piece(Struct):
    """One part being told: its index, and how many characters and citations have gone out."""

    part: int
    sent: int = 0
    cited: int = 0
    open: bool = True


class _Item(Struct):
    """One output item. A message has a piece for each content part; reasoning and calls have one, at 0."""

    kind: str
    id: str | None
    keys: set[str] = field(default_factory=set)  # its item id and call id
    pieces: dict[int, _Piece] = field(default_factory=dict)
    view: str | None = None  # reasoning: summary or content, whichever came first
    wrapped: bool = False  # a freeform tool that was offered as a JSON tool: its text is read when it is whole
    held: str = ""  # of such a call, so far
    done: bool = False


class Decoder:
    def __init__(self, origin: Origin, call: Call | None = None) -> None:
        self.finished = False
        self._origin = origin
        self._call = call
        self._names = ToolNames(call)
        self._items: list[_Item] = []
        self._places: dict[int, _Item] = {}  # output_index → item
        self._ids: set[str] | None = None  # call ids of the conversation
        self._started = False
        self._id = ""
        self._parts = 0
        self._refused = False

    def feed(self, frame: Frame) -> list[Event]:
        if self.finished or not frame.data or frame.data.startswith(b"[DONE]"):
            return []
        event = errors.read_json(frame.data)
        if event is None:
            raise Fault(Kind.PROTOCOL, "The provider sent a stream event that is not a JSON object.")
        kind = str_of(event, "type") or frame.event
        if handler := _HANDLERS.get(kind):
            return self._begin(event) + handler(self, event)
        if kind == "error" or (not kind and event.get("error")):
            raise openai_errors.read_error(event.get("error") or event, None, {}, frame.data)
        return []

    def end(self) -> list[Event]:
        if not self.finished:
            raise Fault(Kind.CUT_SHORT, "The provider closed the stream before response.completed.")
        return []

    def whole(self, response: dict[str, Any]) -> list[Event]:
        """The events of a whole response object."""
        event = {"response": response}
        return self._begin(event) + self._close(event, incomplete=response.get("status") == "incomplete")

    # the answer as a whole

    def _begin(self, event: dict[str, Any]) -> list[Event]:
        if self._started:
            return []
        self._started = True
        response = dict_of(event, "response")
        self._id = str_of(response, "id")
        return [Start(id=self._id, model=str_of(response, "model"))]

    def _wait(self, _: dict[str, Any]) -> list[Event]:
        return []

    def _completed(self, event: dict[str, Any]) -> list[Event]:
        return self._close(event, incomplete=dict_of(event, "response").get("status") == "incomplete")

    def _incomplete(self, event: dict[str, Any]) -> list[Event]:
        return self._close(event, incomplete=True)

    def _failed(self, event: dict[str, Any]) -> list[Event]:
        raise read_failure(dict_of(event, "response"))

    def _close(self, event: dict[str, Any], *, incomplete: bool) -> list[Event]:
        response = dict_of(event, "response")
        if response.get("status") == "failed" or response.get("error"):
            raise read_failure(response)
        out: list[Event] = []
        output = dicts_of(response.get("output"))
        for item, known in zip(output, self._match(output), strict=True):
            out += self._settle(known or self._new(item), item)
        for left in self._items:
            out += self._settle(left, {})
        if usage := read_usage(response.get("usage"), str_of(response, "service_tier")):
            out.append(usage)
        called = any(i.kind in _TOOLS and i.pieces for i in self._items)
        out.append(read_finish(response, incomplete=incomplete, called=called, refused=self._refused))
        self.finished = True
        return out

    def _match(self, output: list[dict[str, Any]]) -> list[_Item | None]:
        """Which item of the final output was told before: by its ids, and where those differ from telling to telling (some
        gateways encrypt them afresh) by its turn among those of its kind. None = not told yet."""
        left = list(self._items)
        found: list[_Item | None] = []
        for item in output:
            same = [i for i in left if i.kind == str_of(item, "type") and i.keys & keys_of(item)]
            found.append(same[0] if same else None)
            left = [i for i in left if i is not found[-1]]
        for n, item in enumerate(output):
            if found[n] is None:
                found[n] = next((i for i in left if i.kind == str_of(item, "type")), None)
                left = [i for i in left if i is not found[n]]
        return found

    # items

    def _new(self, item: dict[str, Any], place: int | None = None) -> _Item:
        new = _Item(kind=str_of(item, "type"), id=str_of(item, "id") or None, keys=keys_of(item))
        self._items.append(new)
        if place is not None:
            self._places[place] = new
        return new

    def _find(self, event: dict[str, Any], kinds: tuple[str, ...], id_: str) -> _Item | None:
        """The unfinished item an event means: by its place, else by its id, else the latest of its kind."""
        place = self._places.get(int_of(event, "output_index", -1))
        if place and not place.done and place.kind in kinds and (not id_ or not place.id or place.id == id_):
            return place
        waiting = [i for i in self._items if not i.done and i.kind in kinds]
        by_id = [i for i in waiting if id_ and i.id == id_]
        if by_id:
            return by_id[-1]
        if place in waiting:
            return place
        return waiting[-1] if waiting and "output_index" not in event else None

    def _added(self, event: dict[str, Any]) -> list[Event]:
        item = dict_of(event, "item")
        if not item:
            return []
        new = self._new(item, int_of(event, "output_index", len(self._items)))
        return self._open_call(new, item) if new.kind in _TOOLS else []

    def _done(self, event: dict[str, Any]) -> list[Event]:
        item = dict_of(event, "item")
        if not item:
            return []
        known = self._find(event, (str_of(item, "type"),), str_of(item, "id"))
        return self._settle(known or self._new(item, int_of(event, "output_index", len(self._items))), item)

    def _settle(self, known: _Item, item: dict[str, Any]) -> list[Event]:
        """Tell what the item holds beyond what was told already, and end it."""
        if known.done:
            return []
        known.done = True
        match known.kind:
            case "message":
                out: list[Event] = []
                for i, part in enumerate(dicts_of(item.get("content"))):
                    out += self._settle_text(known, i, part)
            case "reasoning":
                out = self._settle_reasoning(known, item)
            case "function_call" | "custom_tool_call":
                out = self._open_call(known, item)
                text = text_of(item.get(_TOOLS[known.kind])) or known.held
                out += self._rest(known, 0, custom_text(text) if known.wrapped else text) if known.pieces else []
            case _:
                opaque = Opaque(format=FORMAT, kind=known.kind, raw=item, origin=self._origin)
                out = [self._open(known, 0, opaque)] if item else []
        return out + self._end_pieces(known)

    def _open(self, item: _Item, at: int, part: Part) -> Event:
        item.pieces[at] = _Piece(self._parts)
        self._parts += 1
        return PartStart(index=item.pieces[at].part, part=part)

    def _tell(self, item: _Item, at: int, text: str) -> list[Event]:
        if not text:
            return []
        out: list[Event] = []
        if at not in item.pieces:
            part = Thinking(id=item.id, origin=self._origin) if item.kind == "reasoning" else Text(text="")
            out.append(self._open(item, at, part))
        piece = item.pieces[at]
        piece.sent += len(text)
        return [*out, Delta(index=piece.part, text=text)] if piece.open else out

    def _rest(self, item: _Item, at: int, text: str) -> list[Event]:
        return self._tell(item, at, text[item.pieces[at].sent :] if at in item.pieces else text)

    def _end_pieces(self, item: _Item) -> list[Event]:
        out: list[Event] = [PartEnd(index=p.part) for p in item.pieces.values() if p.open]
        for piece in item.pieces.values():
            piece.open = False
        return out

    # messages

    def _text(self, event: dict[str, Any]) -> list[Event]:
        item = self._find(event, ("message",), str_of(event, "item_id")) or self._implied("message", event)
        return self._tell(item, int_of(event, "content_index", 0), str_of(event, "delta"))

    def _refusal(self, event: dict[str, Any]) -> list[Event]:
        self._refused = True
        return self._text(event)

    def _annotation(self, event: dict[str, Any]) -> list[Event]:
        item = self._find(event, ("message",), str_of(event, "item_id"))
        piece = item.pieces.get(int_of(event, "content_index", 0)) if item else None
        citation = dict_of(event, "annotation")
        if piece is None or not citation:
            return []
        piece.cited += 1
        return [Delta(index=piece.part, citation=citation)]

    def _part_done(self, event: dict[str, Any]) -> list[Event]:
        item = self._find(event, ("message",), str_of(event, "item_id"))
        return self._settle_text(item, int_of(event, "content_index", 0), dict_of(event, "part")) if item else []

    def _settle_text(self, item: _Item, at: int, part: dict[str, Any]) -> list[Event]:
        if str_of(part, "refusal"):
            self._refused = True
        out = self._rest(item, at, str_of(part, "text") or str_of(part, "refusal"))
        piece = item.pieces.get(at)
        if piece is None or not piece.open:
            return out
        citations = dicts_of(part.get("annotations"))[piece.cited :]
        piece.open = False
        return [*out, *(Delta(index=piece.part, citation=c) for c in citations), PartEnd(index=piece.part)]

    def _implied(self, kind: str, event: dict[str, Any]) -> _Item:
        """An item whose output_item.added never came."""
        return self._new({"type": kind, "id": event.get("item_id")}, int_of(event, "output_index", len(self._items)))

    # reasoning

    def _summary(self, event: dict[str, Any]) -> list[Event]:
        return self._reason(event, "summary")

    def _raw_reasoning(self, event: dict[str, Any]) -> list[Event]:
        return self._reason(event, "content")

    def _reason(self, event: dict[str, Any], view: str) -> list[Event]:
        item = self._find(event, ("reasoning",), str_of(event, "item_id")) or self._implied("reasoning", event)
        item.view = item.view or view
        return self._tell(item, 0, str_of(event, "delta")) if item.view == view else []

    def _settle_reasoning(self, known: _Item, item: dict[str, Any]) -> list[Event]:
        view = known.view or ("summary" if dicts_of(item.get("summary")) else "content")
        out = self._rest(known, 0, "".join(str_of(p, "text") for p in dicts_of(item.get(view))))
        if state := str_of(item, "encrypted_content"):
            known.id = str_of(item, "id") or known.id
            if 0 not in known.pieces:
                out.append(self._open(known, 0, Thinking(id=known.id, origin=self._origin)))
            out.append(Delta(index=known.pieces[0].part, encrypted=state))
        return out

    # calls

    def _open_call(self, item: _Item, raw: dict[str, Any]) -> list[Event]:
        name = str_of(raw, "name")
        if item.pieces or not name:
            return []
        namespace = str_of(raw, "namespace") or None
        known = Known(name, namespace, "function") if namespace else self._names.back(name)
        item.wrapped = known.kind == "custom" and item.kind == "function_call"
        call = ToolCall(
            id=self._call_id(str_of(raw, "call_id") or str_of(raw, "id")),
            name=known.name,
            namespace=known.namespace,
            kind="custom" if item.wrapped or item.kind == "custom_tool_call" else "function",
            item_id=item.id,
            origin=self._origin,
        )
        return [self._open(item, 0, call)]

    def _call_id(self, given: str) -> str:
        """An id no other call of this conversation has; where the provider gave none, one made from the answer's own id."""
        turns = self._call.messages if self._call else []
        if self._ids is None:
            self._ids = {part.id for turn in turns for part in turn.parts if isinstance(part, ToolCall)}
        if not given:
            seed = f"{self._id}:{len(turns)}:{len(self._ids)}".encode("utf-8", "surrogatepass")
            given = f"call_{hashlib.sha256(seed).hexdigest()[:24]}"
        if given in self._ids:
            given = f"{given}_{len(turns)}_{len(self._ids)}"
        self._ids.add(given)
        return given

    def _arguments(self, event: dict[str, Any]) -> list[Event]:
        item = self._find(event, tuple(_TOOLS), str_of(event, "item_id"))
        if item is None or not item.pieces:
            return []
        if item.wrapped:
            item.held += str_of(event, "delta")
            return []
        return self._tell(item, 0, str_of(event, "delta"))


_HANDLERS: dict[str, Callable[[Decoder, dict[str, Any]], list[Event]]] = {
    "response.created": Decoder._wait,
    "response.queued": Decoder._wait,
    "response.in_progress": Decoder._wait,
    "response.output_item.added": Decoder._added,
    "response.output_item.done": Decoder._done,
    "response.output_text.delta": Decoder._text,
    "response.refusal.delta": Decoder._refusal,
    "response.output_text.annotation.added": Decoder._annotation,
    "response.content_part.done": Decoder._part_done,
    "response.reasoning_summary_text.delta": Decoder._summary,
    "response.reasoning_text.delta": Decoder._raw_reasoning,
    "response.function_call_arguments.delta": Decoder._arguments,
    "response.custom_tool_call_input.delta": Decoder._arguments,
    "response.completed": Decoder._completed,
    "response.incomplete": Decoder._incomplete,
    "response.failed": Decoder._failed,
    "response.cancelled": Decoder._failed,
}


def decode_answer(body: bytes, origin: Origin, call: Call | None = None) -> Answer:
    response = errors.read_json(body)
    if response is None:
        raise Fault(Kind.PROTOCOL, errors.plain_message(200, body))
    if response.get("error") or response.get("status") in ("failed", "cancelled"):
        raise read_failure(response)
    if not isinstance(response.get("output"), list):
        raise Fault(Kind.PROTOCOL, "The provider's answer is not a response object: it has no output.")
    if response.get("status") in ("queued", "in_progress"):
        raise Fault(Kind.PROTOCOL, "The provider sent a response that is not finished.")
    fold = Fold(origin)
    for event in Decoder(origin, call).whole(response):
        fold.add(event)
    return fold.answer
