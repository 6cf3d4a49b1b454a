"""Answers written for a Responses client: legal event order, whole items, state under seal, failures Codex understands."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from ccrouter.ir.call import Tool
from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start, Stop, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.format import Reply
from ccrouter.wire.openai_responses import FORMAT
from ccrouter.wire.seal import unseal
from wire.openai_responses_kit import (
    ELSEWHERE,
    GOLDEN,
    ORIGIN,
    PNG,
    Json,
    call,
    decode,
    fold,
    golden,
    golden_json,
    payloads,
    read,
    reply,
)  # fmt: skip

SDK_EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
SDK_ANSWER = TypeAdapter(Response)
ADDED, DONE = "response.output_item.added", "response.output_item.done"
USAGE = Usage(input=100, cache_read=1200, cache_write=200, output=40, reasoning=7)


def written(events: list[Event], to: Reply | None = None) -> list[Json]:
    encoder = FORMAT.encoder(to or reply())
    return payloads(b"".join(encoder.feed([event]) for event in events) + encoder.end())


def told(*parts: Part, stop: Stop = "end", usage: Usage | None = None) -> list[Event]:
    return unfold(Answer(id="up", model="up", parts=list(parts), finish=Finish(stop=stop), usage=usage))


def output(events: list[Json]) -> list[Json]:
    """The items as a client puts them together from the events. Checks that the stream is legal: numbered, one item open at
    a time, deltas that add up to what each done event says, and all of it once more in the last event."""
    assert [e["sequence_number"] for e in events] == list(range(len(events)))
    assert [e["type"] for e in events[:2]] == ["response.created", "response.in_progress"]
    items: list[Json] = []
    open_item: Json | None = None
    texts: list[str] = []
    for event in events[2:-1]:
        kind = event["type"]
        if kind == ADDED:
            assert open_item is None and event["output_index"] == len(items)
            open_item = event["item"]
        elif kind == DONE:
            assert open_item is not None and event["output_index"] == len(items)
            assert event["item"].get("id") == open_item.get("id")
            items.append(event["item"])
            open_item = None
        else:
            assert open_item is not None and event["item_id"] == open_item["id"] and event["output_index"] == len(items)
            if kind.endswith(".delta"):
                texts.append(event["delta"])
            elif kind.endswith(("text.done", "arguments.done", "input.done")):
                whole = next(event[k] for k in ("text", "arguments", "input") if k in event)
                assert "".join(texts) == whole
                texts.clear()
    assert open_item is None and not texts
    assert events[-1]["response"]["output"] == items
    return items


ANSWERS: list[list[Part]] = [
    [],
    [Text(text="Hi")],
    [Text(text="")],
    [Text(text="a"), Text(text="b"), ToolCall(id="call_1", name="f", arguments='{"a":1}'), Text(text="c")],
    [Thinking(text="Hm", signature="S", origin=ELSEWHERE), Text(text="a")],
    [Thinking(origin=ELSEWHERE), Thinking(signature="S", origin=ELSEWHERE), Thinking(text="Hm")],
    [ToolCall(id="call_1", name="f", signature="S", origin=ELSEWHERE), ToolCall(id="call_2", name="f")],
    [Text(text="a", signature="S", origin=ELSEWHERE, citations=[{"url": "https://example.org", "title": "E"}])],
    [Media(kind="image", mime="image/png", data=PNG), Text(text="a")],
]


@pytest.mark.parametrize("parts", ANSWERS)
def test_every_stream_is_legal_and_what_the_sdk_demands(parts: list[Part]) -> None:
    events = written(told(*parts, usage=USAGE), reply(call=decode(golden_json("codex_functions.json"))))

    output(events)
    for event in events:
        SDK_EVENT.validate_python(event)
    SDK_ANSWER.validate_python(events[-1]["response"])
    assert events[-1]["type"] == "response.completed"


@pytest.mark.parametrize("parts", ANSWERS)
def test_what_is_written_reads_as_what_was_said(parts: list[Part]) -> None:
    encoder = FORMAT.encoder(reply())
    again = fold(read(encoder.feed(told(*parts, usage=USAGE)) + encoder.end()))

    def words(said: list[Part], kind: type) -> list[str]:
        return [p.arguments or "{}" if isinstance(p, ToolCall) else p.text for p in said if isinstance(p, kind)]

    assert "".join(words(again.parts, Text)) == "".join(words(parts, Text))
    assert words(again.parts, ToolCall) == words(parts, ToolCall)
    assert "".join(words(again.parts, Thinking)) == "".join(words(parts, Thinking))
    assert again.usage == msgspec.structs.replace(USAGE, raw=again.usage.raw if again.usage else None)


@pytest.mark.parametrize("parts", ANSWERS)
def test_the_whole_answer_is_the_last_event_of_the_stream(parts: list[Part]) -> None:
    answer = Answer(parts=list(parts), usage=USAGE)
    whole = msgspec.json.decode(FORMAT.encode_answer(answer, reply()))

    assert whole == written(unfold(answer))[-1]["response"]


def test_the_documented_order_of_a_text() -> None:
    events = written(
        [
            Start(id="chatcmpl-1"),
            PartStart(index=0, part=Text(text="")),
            Delta(index=0, text="a"),
            Delta(index=0, text="b"),
            PartEnd(index=0),
            Finish(stop="end"),
            USAGE,
        ]
    )

    assert [e["type"].removeprefix("response.") for e in events] == [
        "created", "in_progress", "output_item.added", "content_part.added", "output_text.delta", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    last = events[-1]["response"]
    assert (last["id"], last["model"], last["status"], last["created_at"]) == (
        "resp_x1",
        "shown",
        "completed",
        1_760_000_000,
    )
    assert last["usage"] == {
        "input_tokens": 1500,
        "input_tokens_details": {"cached_tokens": 1200, "cache_write_tokens": 200},
        "output_tokens": 40,
        "output_tokens_details": {"reasoning_tokens": 7},
        "total_tokens": 1540,
    }


def test_text_after_text_stays_one_message() -> None:
    (message,) = output(written(told(Text(text="a"), Text(text="b"))))

    assert [part["text"] for part in message["content"]] == ["a", "b"]


def test_words_go_out_at_once_and_interleaved_calls_in_line() -> None:
    encoder = FORMAT.encoder(reply())
    first = encoder.feed([Start(), PartStart(index=0, part=Text(text="")), Delta(index=0, text="now")])
    assert b'"delta":"now"' in first

    def opened(n: int) -> PartStart:
        return PartStart(index=n, part=ToolCall(id=f"call_{n}", name="f"))

    events = written(
        [
            *(opened(1), opened(2), Delta(index=1, text='{"a":'), Delta(index=2, text="{}")),
            *(Delta(index=1, text="1}"), PartEnd(index=2), PartEnd(index=1), Finish(stop="tool")),
        ]
    )
    assert [(i["call_id"], i["arguments"]) for i in output(events)] == [("call_1", '{"a":1}'), ("call_2", "{}")]


AGENTS = [
    Tool(name="wait", namespace="agents"),
    Tool(name="exec", namespace="functions", kind="custom"),
    Tool(name="apply_patch", kind="custom"),
    Tool(name="list", namespace="a"),
    Tool(name="list", namespace="b"),
]


@pytest.mark.parametrize(
    ("made", "item"),
    [
        (
            ToolCall(id="c", name="wait", namespace="agents"),
            {"type": "function_call", "namespace": "agents", "name": "wait", "arguments": "{}"},
        ),
        # as weaker models write it
        (ToolCall(id="c", name="wait"), {"type": "function_call", "namespace": "agents", "name": "wait"}),
        (ToolCall(id="c", name="agents__wait"), {"type": "function_call", "namespace": "agents", "name": "wait"}),
        (ToolCall(id="c", name="agents.wait"), {"type": "function_call", "namespace": "agents", "name": "wait"}),
        (ToolCall(id="c", name="list"), {"type": "function_call", "name": "list"}),  # which one, nobody knows
        (
            ToolCall(id="c", name="exec", namespace="functions", kind="custom", arguments="1+1"),
            {"type": "custom_tool_call", "namespace": "functions", "name": "exec", "input": "1+1"},
        ),
        (
            ToolCall(id="c", name="apply_patch", arguments='{"input": "*** Begin"}'),
            {"type": "custom_tool_call", "name": "apply_patch", "input": "*** Begin"},
        ),
        (
            ToolCall(id="c", name="apply_patch", arguments="*** Begin"),
            {"type": "custom_tool_call", "name": "apply_patch", "input": "*** Begin"},
        ),
        (
            ToolCall(id="c", name="unheard", kind="custom", arguments="x"),
            {"type": "custom_tool_call", "name": "unheard", "input": "x"},
        ),
    ],
)
def test_calls_as_codex_takes_them(made: ToolCall, item: Json) -> None:
    (found,) = output(written(told(made, stop="tool"), reply(call=call(tools=AGENTS))))

    assert item.items() <= found.items()
    assert found["call_id"] == "c"
    assert ("namespace" in found) == ("namespace" in item)


@pytest.mark.parametrize(
    ("thinking", "inside"),
    [
        (Thinking(text="Hm", signature="S", origin=ELSEWHERE), ("S", None, None)),
        (Thinking(encrypted="E", id="rs_up", origin=ORIGIN), (None, "E", "rs_up")),
        (Thinking(text="Hm", origin=ORIGIN), (None, None, None)),
    ],
)
def test_reasoning_travels_under_seal_and_comes_back(thinking: Thinking, inside: tuple[str | None, ...]) -> None:
    item, message = output(written(told(thinking, Text(text="a"))))

    sealed = unseal(item["encrypted_content"])
    assert sealed and (sealed.s, sealed.e, sealed.i, sealed.origin) == (*inside, thinking.origin)
    back = decode(input=[{"role": "user", "content": "Hi"}, item, message]).messages[1].parts[0]
    assert back == thinking


def test_signatures_of_calls_and_texts_come_back_to_them() -> None:
    parts: list[Part] = [
        Text(text="a", signature="T", origin=ELSEWHERE),
        ToolCall(id="call_1", name="f", arguments="{}", signature="S", origin=ELSEWHERE),
    ]
    items = output(written(told(*parts)))
    assert [i["type"] for i in items] == ["message", "reasoning", "reasoning", "function_call"]

    text, made = decode(input=[{"role": "user", "content": "Hi"}, *items]).messages[1].parts
    assert isinstance(text, Text) and (text.signature, text.origin) == ("T", ELSEWHERE)
    assert isinstance(made, ToolCall) and (made.signature, made.origin) == ("S", ELSEWHERE)


def test_a_signature_told_after_its_call_is_kept_too() -> None:
    made = PartStart(index=0, part=ToolCall(id="call_1", name="f", origin=ELSEWHERE))
    items = output(written([made, Delta(index=0, text="{}", signature="S"), PartEnd(index=0), Finish(stop="tool")]))

    back = decode(input=[{"role": "user", "content": "Hi"}, *items]).messages[1].parts
    assert [p.signature for p in back if isinstance(p, ToolCall)] == ["S"]


@pytest.mark.parametrize(
    ("citation", "annotation"),
    [
        ({"type": "web_search_result_location", "url": "https://a.org", "title": "A"}, ("https://a.org", "A", 0, 2)),
        ({"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 1, "end_index": 2}}, ("u", "t", 1, 2)),
        ({"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}, ("u", "t", 0, 1)),
        ({"uri": "https://a.org"}, ("https://a.org", "https://a.org", 0, 2)),
        ({"type": "char_location", "cited_text": "x"}, None),
    ],
)  # fmt: skip
def test_citations(citation: dict[str, object], annotation: tuple[object, ...] | None) -> None:
    to = reply()
    start = PartStart(index=0, part=Text(text=""))
    # Anthropic tells a citation before the words
    events = written([start, Delta(index=0, citation=citation), Delta(index=0, text="ab"), PartEnd(index=0)], to)

    found = output(events)[0]["content"][0]["annotations"]
    assert [(a["url"], a["title"], a["start_index"], a["end_index"]) for a in found] == (
        [annotation] if annotation else []
    )
    assert len(to.warnings) == (0 if annotation else 1)
    assert sum(e["type"] == "response.output_text.annotation.added" for e in events) == len(found)


def test_what_has_no_place_is_left_out_with_a_warning() -> None:
    own = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    to = reply()
    parts: list[Part] = [
        Opaque(format="anthropic", kind="server_tool_use", raw={"x": 1}),
        Opaque(format="openai_responses", kind="web_search_call", raw=own),
        Media(kind="audio", data="UklG"),
    ]

    assert output(written(told(*parts), to)) == [own]
    assert len(to.warnings) == 2


@pytest.mark.parametrize(
    ("stop", "status", "reason"),
    [
        ("end", "completed", None),
        ("tool", "completed", None),
        ("stop", "completed", None),
        ("pause", "completed", None),
        ("length", "incomplete", "max_output_tokens"),
        ("refusal", "incomplete", "content_filter"),
    ],
)
def test_endings(stop: Stop, status: str, reason: str | None) -> None:
    last = written(told(Text(text="a"), stop=stop))[-1]

    assert (last["type"], last["response"]["status"]) == (f"response.{status}", status)
    assert last["response"]["incomplete_details"] == ({"reason": reason} if reason else None)


def test_the_item_that_ran_out_of_tokens_is_incomplete_and_no_other() -> None:
    made = [ToolCall(id="a", name="f", arguments="{}"), ToolCall(id="b", name="f", arguments='{"x')]

    assert [i["status"] for i in output(written(told(*made, stop="length")))] == ["completed", "incomplete"]
    assert [i["status"] for i in output(written(told(*made, stop="tool")))] == ["completed", "completed"]


def test_usage_after_the_finish_is_waited_for_and_without_any_there_is_none() -> None:
    encoder = FORMAT.encoder(reply())
    early = encoder.feed([*told(Text(text="a"))])
    late = encoder.feed([USAGE]) + encoder.end()

    assert b"response.completed" not in early
    assert b'"total_tokens":1540' in late
    assert written(told(Text(text="a")))[-1]["response"]["usage"] is None


def test_the_answer_repeats_what_was_asked() -> None:
    asked = decode(
        instructions="Be kind.",
        temperature=0.3,
        tools=[{"type": "function", "name": "f", "parameters": {"type": "object"}}],
        reasoning={"effort": "low"},
    )
    last = written(told(), reply(call=asked))[-1]["response"]

    assert last["instructions"] == "Be kind."
    assert (last["temperature"], last["top_p"], last["tool_choice"]) == (0.3, 1.0, "auto")
    assert last["tools"][0]["name"] == "f"
    assert last["reasoning"] == {"effort": "low"}
    assert last["store"] is False


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (Fault(Kind.RATE_LIMITED, "Slow.", retry_after=1.5), "rate_limit_exceeded", "Slow. Please try again in 1.5s."),
        (Fault(Kind.RATE_LIMITED, "Try again in 3s.", retry_after=3), "rate_limit_exceeded", "Try again in 3s."),
        (Fault(Kind.TOO_LONG, "Full."), "context_length_exceeded", "Full."),
        (Fault(Kind.QUOTA, "Pay."), "insufficient_quota", "Pay."),
        (Fault(Kind.BAD_REQUEST, "No."), "invalid_prompt", "No."),
        (Fault(Kind.AUTH, "Who?"), "invalid_prompt", "Who?"),
        (Fault(Kind.OVERLOADED, "Busy."), "server_error", "Busy."),
        (Fault(Kind.CUT_SHORT, "Cut."), "server_error", "Cut."),
    ],
)
def test_failures_in_the_words_codex_knows(fault: Fault, code: str, message: str) -> None:
    events = payloads(FORMAT.encoder(reply()).fail(fault))

    assert [e["type"] for e in events] == ["response.created", "response.in_progress", "response.failed"]
    assert events[-1]["response"]["error"] == {"code": code, "message": message}
    assert events[-1]["response"]["status"] == "failed"


def test_a_cut_keeps_the_text_and_never_hands_out_half_a_call() -> None:
    encoder = FORMAT.encoder(reply())
    sent = encoder.feed([Start(), PartStart(index=0, part=Text(text="")), Delta(index=0, text="Half a")])
    failed = payloads(sent + encoder.fail(Fault(Kind.CUT_SHORT, "Cut.")))[-1]["response"]
    assert failed["output"][0]["content"][0]["text"] == "Half a"
    assert failed["output"][0]["status"] == "incomplete"

    encoder = FORMAT.encoder(reply())
    opened = PartStart(index=1, part=ToolCall(id="call_1", name="f"))
    sent = encoder.feed([*told(Text(text="Whole."))[:-1], opened, Delta(index=1, text='{"x')])
    events = payloads(sent + encoder.fail(Fault(Kind.CUT_SHORT, "Cut.")))
    assert [i["type"] for i in events[-1]["response"]["output"]] == ["message"]
    assert [e["item"]["type"] for e in events if e["type"] == DONE] == ["message"]


def test_an_answer_begun_early_is_not_begun_twice() -> None:
    """While the upstream is silent, response.created may go out ahead of the heartbeats."""
    encoder = FORMAT.encoder(reply())
    early = encoder.feed([Start()])
    events = payloads(early + FORMAT.heartbeat + encoder.feed(told(Text(text="a"))) + encoder.end())

    kinds = [e["type"] for e in events]
    assert kinds[:3] == ["response.created", "response.in_progress", "ping"]
    assert kinds.count("response.created") == 1


@pytest.mark.parametrize("name", sorted(path.name.partition("_responses_")[2] for path in GOLDEN.glob("openai_responses_*.sse")
                                        if "failed" not in path.name))  # fmt: skip
def test_transcripts_survive_both_ways(name: str) -> None:
    origin = fold(read(golden(name)))
    encoder = FORMAT.encoder(reply())
    again = fold(read(encoder.feed(read(golden(name))) + encoder.end()))

    def shape(answer: Answer) -> list[object]:
        return [(p.kind, p.id, p.arguments) if isinstance(p, ToolCall) else getattr(p, "text", p) for p in answer.parts]

    assert shape(again) == shape(origin)
    assert again.finish == origin.finish


PIECES = st.lists(st.text(max_size=4), max_size=3)
KINDS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, text=st.just("")),
    st.builds(Thinking, text=st.just(""), origin=st.sampled_from([None, ELSEWHERE])),
    st.builds(
        ToolCall, id=st.uuids().map(str), name=st.sampled_from(["f", "apply_patch"]), origin=st.just(Origin("p", ""))
    ),
)


@given(st.lists(st.tuples(KINDS, PIECES), max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_any_interleaving_is_a_legal_stream(said: list[tuple[Part, list[str]]], order: Any, ended: bool) -> None:
    rows: list[list[Event]] = [
        [
            PartStart(index=n, part=part),
            *(Delta(index=n, text=t) for t in pieces),
            *([PartEnd(index=n)] if ended else []),
        ]
        for n, (part, pieces) in enumerate(said)
    ]
    events: list[Event] = [Start()]
    while any(rows):
        events.append(order.choice([row for row in rows if row]).pop(0))
    items = output(written([*events, Finish(stop="end")], reply(call=call(tools=AGENTS))))

    texts = ["".join(pieces) for part, pieces in said if isinstance(part, Text)]
    shown = [p["text"] for i in items if i["type"] == "message" for p in i["content"]]
    assert sorted(shown) == sorted(t for t in texts if t)
    assert sum("call_id" in i for i in items) == sum(isinstance(part, ToolCall) for part, _ in said)
