"""Writing a Messages stream for a client: legal order, state under seal, true usage, real errors."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from anthropic.types import Message as SdkMessage
from anthropic.types import RawMessageStreamEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start, Stop, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.anthropic import FORMAT
from ccrouter.wire.seal import unseal
from wire.anthropic_kit import ELSEWHERE, GOLDEN, decode, frames, read, reply, written

SDK_EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)
Json = dict[str, Any]


def answer(*parts: Part, stop: Stop = "end", usage: Usage | None = None, sequence: str | None = None) -> Answer:
    return Answer(id="up", model="up", parts=list(parts), finish=Finish(stop=stop, sequence=sequence), usage=usage)


def content(events: list[Json]) -> list[Json]:
    """The blocks as a client puts them together; checks that one is open at a time and that numbers go up by one."""
    blocks: list[Json] = []
    arguments: dict[int, str] = {}
    is_open = False
    for event in events:
        match event["type"]:
            case "content_block_start":
                assert not is_open and event["index"] == len(blocks)
                is_open = True
                blocks.append(dict(event["content_block"]))
            case "content_block_delta":
                assert is_open and event["index"] == len(blocks) - 1
                block, delta = blocks[-1], event["delta"]
                match delta["type"]:
                    case "text_delta":
                        block["text"] += delta["text"]
                    case "thinking_delta":
                        block["thinking"] += delta["thinking"]
                    case "signature_delta":
                        block["signature"] += delta["signature"]
                    case "input_json_delta":
                        arguments[len(blocks) - 1] = arguments.get(len(blocks) - 1, "") + delta["partial_json"]
                    case "citations_delta":
                        block.setdefault("citations", []).append(delta["citation"])
            case "content_block_stop":
                assert is_open and event["index"] == len(blocks) - 1
                is_open = False
    assert not is_open
    for index, text in arguments.items():
        blocks[index]["input"] = msgspec.json.decode(text)
    return blocks


def both(given: Answer, **to: Any) -> tuple[list[Json], Json]:
    """The same answer as a stream and as a whole."""
    whole = msgspec.json.decode(FORMAT.encode_answer(given, reply(**to)))
    SdkMessage.model_validate(whole)
    events = written(unfold(given), reply(**to))
    for event in events:
        SDK_EVENT.validate_python(event)
    return events, whole


CALL = ToolCall(id="call_1", name="write", arguments='{"path":"a"}', origin=ELSEWHERE)
CITATION: Json = {
    "type": "page_location", "cited_text": "x", "document_index": 0, "document_title": None,
    "start_page_number": 1, "end_page_number": 2, "file_id": None,
}  # fmt: skip
SEARCH: Json = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}}
PLAIN: dict[str, tuple[list[Part], list[Json]]] = {
    "text": ([Text(text="Hi")], [{"type": "text", "text": "Hi"}]),
    "nothing empty is written": ([Text(text=""), Thinking(), Text(text="Hi")], [{"type": "text", "text": "Hi"}]),
    "call": ([CALL], [{"type": "tool_use", "id": "call_1", "name": "write", "input": {"path": "a"}}]),
    "call without arguments": (
        [ToolCall(id="c", name="now")],
        [{"type": "tool_use", "id": "c", "name": "now", "input": {}}],
    ),
    "freeform call": (
        [ToolCall(id="c", name="patch", kind="custom", arguments='say "hi"\n')],
        [{"type": "tool_use", "id": "c", "name": "patch", "input": {"input": 'say "hi"\n'}}],
    ),
    "own citation": (
        [Text(text="x", citations=[CITATION, {"type": "url_citation", "url": "u"}])],
        [{"type": "text", "text": "x", "citations": [CITATION]}],
    ),
    "own server tool": (
        [Opaque(format="anthropic", kind="server_tool_use", raw=SEARCH)],
        [SEARCH],
    ),
    "other server tool": ([Opaque(format="gemini", kind="executableCode", raw={})], []),
    "native signature": (
        [Thinking(text="hm", signature="EqQB")],
        [{"type": "thinking", "thinking": "hm", "signature": "EqQB"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), PLAIN.values(), ids=PLAIN.keys())
def test_parts(parts: list[Part], expected: list[Json]) -> None:
    events, whole = both(answer(*parts))
    assert content(events) == whole["content"] == expected


def test_a_stream_begins_and_ends_as_documented() -> None:
    events, whole = both(answer(Text(text="Hi"), usage=Usage(input=3, cache_read=4, cache_write=5, output=6)))

    assert [e["type"] for e in events] == [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    start = events[0]["message"]
    assert (start["id"], start["model"], start["content"]) == (whole["id"], "shown", []) == ("msg_x1", "shown", [])
    assert events[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    assert events[-2]["usage"] == whole["usage"]


# ── usage ──


def test_message_start_has_the_estimate_and_message_delta_the_truth() -> None:
    events, _ = both(
        answer(
            Text(text="Hi"), usage=Usage(input=3, cache_read=4, cache_write=5, cache_write_1h=2, output=6, reasoning=1)
        )
    )

    assert events[0]["message"]["usage"]["input_tokens"] == 42
    assert events[-2]["usage"] == {
        "input_tokens": 3,
        "cache_read_input_tokens": 4,
        "cache_creation_input_tokens": 5,
        "cache_creation": {"ephemeral_1h_input_tokens": 2, "ephemeral_5m_input_tokens": 3},
        "output_tokens": 6,
        "output_tokens_details": {"thinking_tokens": 1},
    }


def test_usage_that_comes_after_the_finish_is_still_told() -> None:
    encoder = FORMAT.encoder(reply())
    early = encoder.feed([Start(), PartStart(index=0, part=Text(text="Hi")), PartEnd(index=0), Finish(stop="end")])
    assert b"message_delta" not in early
    late = encoder.feed([Usage(input=8, output=9)]) + encoder.end()
    assert frames(late)[0]["usage"]["input_tokens"] == 8


def test_without_any_usage_the_estimates_stand_in() -> None:
    events, whole = both(answer(Text(text="word " * 70)))
    assert whole["usage"] == events[-2]["usage"]
    assert (whole["usage"]["input_tokens"], whole["usage"]["output_tokens"]) == (42, 100)


# ── stop reasons ──


@pytest.mark.parametrize(
    ("stop", "part", "word"),
    [
        ("end", Text(text="x"), "end_turn"),
        ("length", Text(text="x"), "max_tokens"),
        ("refusal", Text(text="x"), "refusal"),
        ("pause", Text(text="x"), "pause_turn"),
        ("stop", Text(text="x"), "stop_sequence"),
        ("tool", CALL, "tool_use"),
        ("end", CALL, "tool_use"),  # a provider that says "stop" although it calls tools
        ("tool", Text(text="x"), "end_turn"),  # one that says "tool_calls" and calls none
        ("length", CALL, "max_tokens"),
    ],
)
def test_stop_reasons(stop: Stop, part: Part, word: str) -> None:
    events, whole = both(answer(part, stop=stop, sequence="END" if stop == "stop" else None))
    assert whole["stop_reason"] == events[-2]["delta"]["stop_reason"] == word
    assert whole["stop_sequence"] == events[-2]["delta"]["stop_sequence"] == ("END" if stop == "stop" else None)


# ── state of other providers ──

STATES: dict[str, Part] = {
    "signed": Thinking(text="hm", signature="sig", origin=ELSEWHERE),
    "unsigned, must go back as text": Thinking(text="hm", origin=ELSEWHERE),
    "only a signature": Thinking(signature="sig", origin=ELSEWHERE),
    "encrypted with a summary": Thinking(text="hm", encrypted="enc", id="rs_1", origin=ELSEWHERE),
    "encrypted alone": Thinking(encrypted="enc", id="rs_1", origin=ELSEWHERE),
    "signed call": ToolCall(id="call_1", name="f", arguments="{}", signature="sig", origin=ELSEWHERE),
}


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("part", STATES.values(), ids=STATES.keys())
def test_provider_bound_state_comes_back_with_the_history(part: Part, streamed: bool) -> None:
    events, whole = both(answer(part))
    history = content(events) if streamed else whole["content"]

    came_back = decode(messages=[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": history}])

    assert came_back.messages[1].parts == [part]


def test_reasoning_without_words_is_redacted_and_never_a_bare_thinking_block() -> None:
    _, whole = both(answer(STATES["encrypted alone"]))
    (block,) = whole["content"]
    assert block["type"] == "redacted_thinking"
    sealed = unseal(block["data"])
    assert sealed and (sealed.e, sealed.i, sealed.origin) == ("enc", "rs_1", ELSEWHERE)


def test_a_text_signature_is_warned_of() -> None:
    to = reply()
    written([*unfold(answer(Text(text="a")))[:-2], Delta(index=0, signature="sig"), PartEnd(index=0)], to)
    assert len(to.warnings) == 1


def test_an_image_the_model_made_is_named_in_words() -> None:
    to = reply()
    image = Media(kind="image", mime="image/png", data="AAAA")
    blocks = content(written(unfold(answer(image)), to))
    assert blocks == msgspec.json.decode(FORMAT.encode_answer(answer(image), to))["content"]
    assert "image/png" in blocks[0]["text"] and len(to.warnings) == 1


# ── order ──


def test_overlapping_calls_are_put_in_line() -> None:
    events: list[Event] = [
        PartStart(index=0, part=ToolCall(id="a", name="f")),
        PartStart(index=1, part=ToolCall(id="b", name="g")),
        Delta(index=0, text='{"x"'),
        Delta(index=1, text='{"y"'),
        Delta(index=0, text=":1}"),
        Delta(index=1, text=":2}"),
        Finish(stop="tool"),
    ]
    assert [(b["id"], b["input"]) for b in content(written(events))] == [("a", {"x": 1}), ("b", {"y": 2})]


PARTS = st.sampled_from([*(p for parts, _ in PLAIN.values() for p in parts), *STATES.values()])


@given(st.lists(PARTS, max_size=6))
def test_streamed_and_whole_answers_say_the_same(parts: list[Part]) -> None:
    given = answer(*parts)
    whole = msgspec.json.decode(FORMAT.encode_answer(given, reply()))
    assert content(written(unfold(given))) == whole["content"]


def test_a_documented_stream_survives_the_way_through() -> None:
    blocks = content(written(read((GOLDEN / "anthropic_tool.sse").read_bytes())))
    assert [b["type"] for b in blocks] == ["thinking", "text", "tool_use", "tool_use"]
    assert blocks[2] == {"type": "tool_use", "id": "toolu_01A", "name": "get_weather", "input": {"city": "Köln"}}


# ── failure ──


def test_a_failure_keeps_what_was_said_and_is_no_ending() -> None:
    encoder = FORMAT.encoder(reply())
    said = encoder.feed([Start(), PartStart(index=0, part=Text(text="")), Delta(index=0, text="Half an ans")])
    events = frames(said + encoder.fail(Fault(Kind.CUT_SHORT, "The provider hung up.")))

    assert events[2]["delta"]["text"] == "Half an ans"
    assert events[-1] == {"type": "error", "error": {"type": "api_error", "message": "The provider hung up."}}
    assert not {"content_block_stop", "message_delta", "message_stop"} & {e["type"] for e in events}


def test_an_empty_answer_is_still_a_whole_message() -> None:
    events = written([])
    assert [e["type"] for e in events] == ["message_start", "message_delta", "message_stop"]


def test_heartbeat_is_a_ping_event() -> None:
    assert frames(FORMAT.heartbeat) == [{"type": "ping"}]


def test_origin_is_never_shown_unsealed() -> None:
    secretive = Origin("my-private-provider", "m")
    _, whole = both(answer(Thinking(text="hm", signature="sig", origin=secretive)))
    assert "my-private-provider" not in msgspec.json.encode(whole).decode()
