"""Reading a provider's Messages stream, the documented one and what imitators make of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Tool
from ccrouter.ir.events import Delta, Finish, PartEnd, PartStart, Start, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Opaque, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.anthropic import FORMAT
from ccrouter.wire.sse import Frame
from wire.anthropic_kit import GOLDEN, ORIGIN, call, encode, fold, read, stream

TOOL = (GOLDEN / "anthropic_tool.sse").read_bytes()
SEARCH = (GOLDEN / "anthropic_search.sse").read_bytes()


def test_documented_stream_with_thinking_text_and_two_calls() -> None:
    answer = fold(read(TOOL))

    assert (answer.id, answer.model) == ("msg_01Weather", "claude-sonnet-4-5")
    assert answer.parts == [
        Thinking(text="They ask for two cities. I look up both.", signature="EqQBCgIYAhIM", origin=ORIGIN),
        Text(text="One moment — I check Köln\u2028and 東京.", origin=ORIGIN),
        ToolCall(id="toolu_01A", name="get_weather", arguments='{"city": "Köln"}', origin=ORIGIN),
        ToolCall(id="toolu_01B", name="get_time", arguments="", origin=ORIGIN),
    ]
    assert answer.finish == Finish(stop="tool", raw="tool_use")
    usage = answer.usage
    assert usage is not None
    assert (usage.input, usage.cache_read, usage.cache_write, usage.cache_write_1h) == (472, 1200, 300, 200)
    assert (usage.output, usage.reasoning) == (89, 31)


def test_server_tools_are_kept_whole_with_their_streamed_input() -> None:
    answer = fold(read(SEARCH))

    redacted, search, found, text = answer.parts
    assert redacted == Thinking(encrypted="EmwKAhgBEgy3va3", origin=ORIGIN)
    assert isinstance(search, Opaque) and search.kind == "server_tool_use"
    assert search.raw == {
        "type": "server_tool_use",
        "id": "srvtoolu_01",
        "name": "web_search",
        "input": {"query": "weather"},
    }
    assert isinstance(found, Opaque) and found.raw["content"][0]["url"] == "https://example.org/w"
    assert isinstance(text, Text) and text.text == "It is sunny."
    assert text.citations and text.citations[0]["encrypted_index"] == "Eo8B"
    assert answer.finish.stop == "pause"
    assert answer.usage and answer.usage.input == 10682  # message_delta knows better than message_start


@given(st.sampled_from([TOOL, SEARCH]), st.lists(st.integers(1, 200), max_size=30))
def test_chunk_boundaries_change_nothing(raw: bytes, sizes: list[int]) -> None:
    assert read(raw, sizes=sizes) == read(raw)


@given(st.sampled_from([TOOL, SEARCH]))
def test_carriage_returns_and_missing_event_lines_change_nothing(raw: bytes) -> None:
    bare = b"\n".join(line for line in raw.split(b"\n") if not line.startswith(b"event:"))
    assert read(raw.replace(b"\n", b"\r\n")) == read(raw) == read(bare)


START: dict[str, Any] = {
    "type": "message_start",
    "message": {"id": "msg_1", "model": "m", "usage": {"input_tokens": 5}},
}
END: tuple[dict[str, Any], ...] = (
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}},
    {"type": "message_stop"},
)


def block(
    index: int | None, content: dict[str, Any], *deltas: dict[str, Any], stop: bool = True
) -> list[dict[str, Any]]:
    at = {} if index is None else {"index": index}
    return [
        {"type": "content_block_start", **at, "content_block": content},
        *({"type": "content_block_delta", **at, "delta": delta} for delta in deltas),
        *([{"type": "content_block_stop", **at}] if stop else []),
    ]


def text_delta(text: Any) -> dict[str, Any]:
    return {"type": "text_delta", "text": text}


def args(text: str) -> dict[str, Any]:
    return {"type": "input_json_delta", "partial_json": text}


def tool(id: str | None, name: str = "f", **more: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": name, "input": {}, **more}


IMITATORS: dict[str, tuple[list[dict[str, Any]], list[Any]]] = {
    "blocks never closed": (
        [
            *block(0, {"type": "text", "text": ""}, text_delta("a"), stop=False),
            *block(1, tool("t1"), args("{}"), stop=False),
        ],
        ["a", ("t1", "{}")],
    ),
    "every block at index 0": (
        [*block(0, tool("t1"), args('{"a":1}'), stop=False), *block(0, tool("t2"), args('{"b":2}'))],
        [("t1", '{"a":1}'), ("t2", '{"b":2}')],
    ),
    "no index at all": (
        [*block(None, {"type": "text", "text": ""}, text_delta("a")), *block(None, tool("t1"), args("{}"))],
        ["a", ("t1", "{}")],
    ),
    "interleaved calls": (
        [
            *block(0, tool("t1"), args("{"), stop=False),
            *block(1, tool("t2"), args("["), stop=False),
            {"type": "content_block_delta", "index": 0, "delta": args("}")},
            {"type": "content_block_delta", "index": 1, "delta": args("]")},
        ],
        [("t1", "{}"), ("t2", "[]")],
    ),
    "input given at the start": (block(0, tool("t1", input={"a": 1}), args("")), [("t1", '{"a":1}')]),
    "text given at the start": (block(0, {"type": "text", "text": "a"}, text_delta("b")), ["ab"]),
    "no block start": ([{"type": "content_block_delta", "index": 0, "delta": text_delta("a")}], ["a"]),
    "nulls and unknown things": (
        [
            {"type": "vendor_event", "x": None},
            *block(
                0, {"type": "text", "text": None, "citations": None}, text_delta(None), text_delta("a"), {"type": "new"}
            ),
            {"type": "content_block_delta", "index": 9, "delta": args("{}")},
            {"type": "content_block_stop", "index": 9},
            {"type": "content_block_delta", "index": 0, "delta": None},
        ],
        ["a"],
    ),
    "the same id twice": ([*block(0, tool("t")), *block(1, tool("t"))], [("t", ""), ("t_1", "")]),
}


@pytest.mark.parametrize(("events", "expected"), IMITATORS.values(), ids=IMITATORS.keys())
def test_imitators(events: list[dict[str, Any]], expected: list[Any]) -> None:
    answer = fold(read(stream(START, *events, *END)))

    assert [
        p.text if isinstance(p, Text) else (p.id, p.arguments) for p in answer.parts if not isinstance(p, Thinking)
    ] == expected  # type: ignore[union-attr]
    assert answer.usage and (answer.usage.input, answer.usage.output) == (5, 7)


def test_events_of_a_part_are_well_formed() -> None:
    events = read(
        stream(START, *block(0, tool("t1"), stop=False), *block(0, {"type": "text", "text": "x"}, stop=False), *END)
    )
    open_parts: list[int] = []
    for event in events:
        match event:
            case PartStart(index=index):
                assert index not in open_parts
                open_parts.append(index)
            case Delta(index=index):
                assert index in open_parts
            case PartEnd(index=index):
                open_parts.remove(index)
            case Finish():
                assert open_parts == []
    assert isinstance(events[0], Start) and isinstance(events[-1], Finish)


@pytest.mark.parametrize("id", [None, ""])
def test_missing_call_ids_are_made_up_apart_from_other_turns(id: str | None) -> None:
    def ids(message: str) -> list[str]:
        start = {"type": "message_start", "message": {"id": message, "model": "m"}}
        parts = fold(read(stream(start, *block(0, tool(id)), *block(1, tool(id)), *END))).parts
        return [p.id for p in parts if isinstance(p, ToolCall)]

    first = ids("msg_1")
    assert len({*first, *ids("msg_2")}) == 4
    assert first == ids("msg_1")


@pytest.mark.parametrize(
    ("start", "delta", "expected"),
    [
        ({"input_tokens": 9, "output_tokens": 1}, {"output_tokens": 4}, (9, 4)),
        ({"input_tokens": 0}, {"input_tokens": 8, "output_tokens": 4}, (8, 4)),
        ({"input_tokens": 9}, {"input_tokens": 0, "output_tokens": 4}, (9, 4)),
        ({"input_tokens": 9}, {"input_tokens": None, "output_tokens": 4}, (9, 4)),
        (None, {"input_tokens": 3, "output_tokens": 4}, (3, 4)),
    ],
)
def test_usage_of_start_and_end_add_up(start: Any, delta: Any, expected: tuple[int, int]) -> None:
    raw = stream(
        {"type": "message_start", "message": {"id": "m", "usage": start}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": delta},
        {"type": "message_stop"},
    )
    usage = fold(read(raw)).usage
    assert usage and (usage.input, usage.output) == expected


def test_usage_after_the_stop_reason_still_counts() -> None:
    raw = stream(
        START,
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
        {"type": "message_delta", "delta": {}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    )
    events = read(raw)
    assert isinstance(events[-1], Usage) and events[-1].output == 3
    assert sum(isinstance(e, Finish) for e in events) == 1


STOPS = {
    "end_turn": "end",
    "stop_sequence": "stop",
    "tool_use": "tool",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
    "pause_turn": "pause",
    "something_new": "end",
}


@pytest.mark.parametrize(("raw", "stop"), STOPS.items())
def test_stop_reasons(raw: str, stop: str) -> None:
    end = {"type": "message_delta", "delta": {"stop_reason": raw, "stop_sequence": "END"}}
    assert fold(read(stream(START, end))).finish == Finish(stop=stop, raw=raw, sequence="END")  # type: ignore[arg-type]


def test_an_end_without_a_reason_is_a_tool_stop_if_tools_were_called() -> None:
    assert fold(read(stream(START, *block(0, tool("t")), {"type": "message_stop"}))).finish.stop == "tool"


def test_freeform_and_renamed_tools_get_their_own_shape_back() -> None:
    asked = call(tools=[Tool(name="apply_patch", kind="custom"), Tool(name="read file", namespace="fs")])
    renamed = encode(asked)["tools"][1]["name"]
    raw = stream(
        START,
        *block(0, tool("t1", "apply_patch"), args('{"input": "*** Beg'), args('in\\n"}')),
        *block(1, tool("t2", renamed), args("{}")),
        *END,
    )

    patch, other = fold(read(raw, asked)).parts
    assert isinstance(patch, ToolCall) and isinstance(other, ToolCall)
    assert (patch.kind, patch.arguments) == ("custom", "*** Begin\n")
    assert (other.name, other.namespace) == ("read file", "fs")


# ── faults ──


@pytest.mark.parametrize("cut", [TOOL[: TOOL.rindex(b"event: message_delta")], TOOL[: TOOL.index(b"event: ping")], b""])
def test_a_stream_that_ends_early_is_cut_short(cut: bytes) -> None:
    with pytest.raises(Fault) as raised:
        read(cut)
    assert raised.value.kind is Kind.CUT_SHORT


def test_finished_is_known_before_the_connection_closes() -> None:
    decoder = FORMAT.decoder(ORIGIN)
    decoder.feed(Frame("", msgspec.json.encode(START)))
    assert not decoder.finished
    decoder.feed(Frame("", msgspec.json.encode(END[0])))
    assert decoder.finished and decoder.end() == []


ERRORS = {
    Kind.OVERLOADED: {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
    Kind.RATE_LIMITED: {"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down"}},
    Kind.SERVER: {"type": "error", "error": {"type": "api_error", "message": "Internal"}},
    Kind.TOO_LONG: {"error": {"message": "prompt is too long: 9 tokens > 5 maximum", "type": "invalid_request_error"}},
    Kind.QUOTA: {"error": {"code": "insufficient_quota", "message": "Buy more"}},
}


@pytest.mark.parametrize(("kind", "frame"), ERRORS.items())
def test_error_frames_are_faults(kind: Kind, frame: dict[str, Any]) -> None:
    decoder = FORMAT.decoder(ORIGIN)
    decoder.feed(Frame("", msgspec.json.encode(START)))
    with pytest.raises(Fault) as raised:
        decoder.feed(Frame("", msgspec.json.encode(frame)))
    assert raised.value.kind is kind
    assert raised.value.message == frame["error"]["message"]


def test_comments_empty_frames_and_done_are_nothing() -> None:
    raw = b": keep-alive\n\n\n\nevent: ping\n\n" + stream(START, *END) + b"data: [DONE]\n\n"
    assert read(raw) == read(stream(START, *END))


def test_half_an_emoji_does_not_cost_the_answer() -> None:
    raw = stream(START, *block(0, {"type": "text", "text": ""}, text_delta("HALF")), *END).replace(b"HALF", b"a\\ud83d")
    assert [p.text for p in fold(read(raw)).parts if isinstance(p, Text)] == ["a\ufffd"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "index", "delta", "error", "usage", "text"]), inner, max_size=4)
    ),
    max_leaves=12,
)
KINDS = [
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "error",
]
SHAPES = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={
        "index": st.integers(-1, 2) | JSON,
        "message": JSON,
        "usage": JSON,
        "error": JSON,
        "content_block": JSON
        | st.fixed_dictionaries(
            {"type": st.sampled_from(["text", "thinking", "redacted_thinking", "tool_use", "new"])},
            optional=dict.fromkeys(("id", "name", "input", "text", "thinking", "signature", "data", "citations"), JSON),
        ),
        "delta": JSON
        | st.fixed_dictionaries(
            {
                "type": st.sampled_from(
                    ["text_delta", "thinking_delta", "signature_delta", "input_json_delta", "citations_delta", "new"]
                )
            },
            optional=dict.fromkeys(("text", "thinking", "signature", "partial_json", "citation", "stop_reason"), JSON),
        ),
    },
)


@given(st.lists(SHAPES | JSON, max_size=12))
def test_garbage_gives_an_answer_or_a_fault(events: list[Any]) -> None:
    decoder = FORMAT.decoder(ORIGIN)
    out = []
    try:
        for event in events:
            out += decoder.feed(Frame("", msgspec.json.encode(event)))
        out += decoder.end()
    except Fault:
        return
    unfold(fold(out))


@given(st.binary(max_size=60))
def test_bytes_that_are_no_json_are_a_protocol_fault(data: bytes) -> None:
    try:
        FORMAT.decoder(ORIGIN).feed(Frame("content_block_delta", data))
    except Fault as fault:
        assert fault.kind is Kind.PROTOCOL or b"error" in data
