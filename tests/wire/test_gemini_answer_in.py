"""Gemini's answers and streams, read."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.events import Answer, Event, Finish, Fold, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.gemini import FORMAT
from ccrouter.wire.sse import Framer, parse

GOLDEN = Path(__file__).parents[1] / "golden"
ME = Origin("google", "gemini-3-pro")


def events(stream: bytes, cuts: list[int] | None = None, call: Call | None = None) -> list[Event]:
    decoder, framer = FORMAT.decoder(ME, call), Framer()
    edges = [0, *sorted(cuts or []), len(stream)]
    raw = [frame for a, b in pairwise(edges) for frame in framer.feed(stream[a:b])]
    out = [event for frame in [*raw, framer.end()] for event in decoder.feed(parse(frame))]
    return out + decoder.end()


def fold(found: list[Event]) -> Answer:
    total = Fold(ME)
    for event in found:
        total.add(event)
    return total.answer


def sse(*chunks: dict[str, Any]) -> bytes:
    return b"".join(b"data: " + json.dumps(chunk).encode() + b"\r\n\r\n" for chunk in chunks)


def chunk(*parts: dict[str, Any], reason: str | None = None, **top: Any) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    return {"candidates": [candidate | ({"finishReason": reason} if reason else {})]} | top


def whole(*parts: dict[str, Any], reason: str | None = "STOP", call: Call | None = None, **top: Any) -> Answer:
    return FORMAT.decode_answer(json.dumps(chunk(*parts, reason=reason, **top)).encode(), ME, call)


def test_golden_text() -> None:
    answer = fold(events((GOLDEN / "gemini_text.sse").read_bytes()))
    assert (answer.id, answer.model) == ("resp-text", "gemini-2.5-flash")
    assert answer.parts == [Text(text="AI learns patterns from data.", origin=ME)]
    assert answer.finish == Finish(stop="end", raw="STOP")
    assert answer.usage is not None
    assert (answer.usage.input, answer.usage.output, answer.usage.reasoning) == (9, 26, 20)


def test_golden_thinking_and_parallel_calls() -> None:
    answer = fold(events((GOLDEN / "gemini_thinking_calls.sse").read_bytes()))
    thought, text, paris, london = answer.parts
    assert thought == Thinking(text="**Planning**\n\nTwo cities, two calls.", origin=ME)
    assert text == Text(text="Let me look.", origin=ME)
    assert isinstance(paris, ToolCall)
    assert isinstance(london, ToolCall)
    assert (paris.name, paris.arguments, paris.signature) == ("get_weather", '{"city":"Paris"}', "U2lnbmF0dXJlIEE=")
    assert (london.arguments, london.signature, london.origin) == ('{"city":"London"}', None, ME)
    assert paris.id != london.id
    assert answer.finish.stop == "tool"
    assert answer.usage is not None
    assert (answer.usage.input, answer.usage.cache_read, answer.usage.output) == (20, 50, 130)


def test_golden_blocked() -> None:
    answer = FORMAT.decode_answer((GOLDEN / "gemini_blocked.json").read_bytes(), ME)
    assert answer.parts == []
    assert answer.finish == Finish(stop="refusal", raw="PROHIBITED_CONTENT")


@given(st.sampled_from(["gemini_text.sse", "gemini_thinking_calls.sse"]), st.lists(st.integers(0, 1500), max_size=8))
def test_chunk_boundaries_change_nothing(name: str, cuts: list[int]) -> None:
    stream = (GOLDEN / name).read_bytes()
    assert events(stream, cuts) == events(stream)


def test_a_stream_without_sse_is_an_array() -> None:
    stream = (GOLDEN / "gemini_thinking_calls.sse").read_bytes()
    array = b"[" + b",".join(parse(f).data for f in Framer().feed(stream)) + b"]"
    assert FORMAT.decode_answer(array, ME) == fold(events(stream))


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("STOP", "end"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "refusal"),
        ("RECITATION", "refusal"),
        ("PROHIBITED_CONTENT", "refusal"),
        ("OTHER", "end"),
        ("SOMETHING_NEW", "end"),
        (None, "end"),
    ],
)
def test_stop_reasons(reason: str | None, stop: str) -> None:
    assert whole({"text": "x"}, reason=reason).finish.stop == stop


def test_a_call_turns_stop_into_tool_but_not_a_cut_or_a_refusal() -> None:
    call = {"functionCall": {"name": "f", "args": {}}}
    found = [
        whole(call, reason=reason).finish.stop for reason in ("STOP", "MAX_TOKENS", "SAFETY", "UNEXPECTED_TOOL_CALL")
    ]
    assert found == ["tool", "length", "refusal", "tool"]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("MALFORMED_FUNCTION_CALL", Kind.SERVER),
        ("MALFORMED_RESPONSE", Kind.SERVER),
        ("UNEXPECTED_TOOL_CALL", Kind.SERVER),
        ("MISSING_THOUGHT_SIGNATURE", Kind.BAD_REQUEST),
    ],
)
def test_an_answer_that_is_none_is_a_fault(reason: str, kind: Kind) -> None:
    body = {"candidates": [{"finishReason": reason, "finishMessage": "Malformed call: print(1)"}]}
    with pytest.raises(Fault, match="print") as caught:
        FORMAT.decode_answer(json.dumps(body).encode(), ME)
    assert (caught.value.kind, caught.value.code) == (kind, reason)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"promptTokenCount": 10, "candidatesTokenCount": 4}, (10, 0, 4, 0)),
        ({"promptTokenCount": 10, "cachedContentTokenCount": 6, "candidatesTokenCount": 4}, (4, 6, 4, 0)),
        (
            {"promptTokenCount": 10, "toolUsePromptTokenCount": 5, "candidatesTokenCount": 4, "thoughtsTokenCount": 3},
            (15, 0, 7, 3),
        ),
        ({"prompt_token_count": 10, "candidates_token_count": None}, (10, 0, 0, 0)),
    ],
)
def test_usage(counts: dict[str, Any], expected: tuple[int, int, int, int]) -> None:
    usage = whole({"text": "x"}, usageMetadata=counts).usage
    assert usage is not None
    assert (usage.input, usage.cache_read, usage.output, usage.reasoning) == expected
    assert usage.raw == counts


def test_usage_may_come_after_the_finish_and_the_last_count_holds() -> None:
    first = {"promptTokenCount": 10, "candidatesTokenCount": 1}
    last = {"promptTokenCount": 10, "candidatesTokenCount": 9}
    found = events(sse(chunk({"text": "x"}, reason="STOP", usageMetadata=first), {"usageMetadata": last}))
    usages = [e.output for e in found if isinstance(e, Usage)]
    assert usages == [1, 9]
    assert isinstance(found[-1], Finish)


def test_a_count_without_output_keeps_what_was_said_of_it() -> None:
    found = events(
        sse(
            chunk({"text": "x"}, usageMetadata={"promptTokenCount": 10, "candidatesTokenCount": 5}),
            chunk(reason="STOP", usageMetadata={"promptTokenCount": 12}),
        )
    )
    assert [(e.input, e.output) for e in found if isinstance(e, Usage)] == [(10, 5), (12, 5)]


def test_stop_in_every_chunk_does_not_end_the_answer_early() -> None:
    answer = fold(events(sse(chunk({"text": "a"}, reason="STOP"), chunk({"text": "b"}, reason="STOP"))))
    assert answer.parts == [Text(text="ab", origin=ME)]


def test_finished_is_told_as_soon_as_the_provider_says_so() -> None:
    decoder = FORMAT.decoder(ME)
    decoder.read(chunk({"text": "a"}))
    assert not decoder.finished
    decoder.read(chunk({"text": "b"}, reason="STOP"))
    assert decoder.finished


def test_a_clean_end_without_a_reason_is_a_cut() -> None:
    with pytest.raises(Fault) as caught:
        events(sse(chunk({"text": "a"})))
    assert caught.value.kind is Kind.CUT_SHORT


def test_signatures_stand_on_what_they_sign() -> None:
    signed_text = whole({"text": "Hello"}, {"text": "", "thoughtSignature": "A"})
    assert signed_text.parts == [Text(text="Hello", signature="A", origin=ME)]
    signed_thought = whole({"text": "hm", "thought": True, "thoughtSignature": "B"}, {"text": "x"})
    assert signed_thought.parts[0] == Thinking(text="hm", signature="B", origin=ME)
    hidden = whole({"text": "", "thoughtSignature": "C"}, {"text": "x"})
    assert hidden.parts == [Thinking(signature="C", origin=ME), Text(text="x", origin=ME)]
    alone = whole({"thoughtSignature": "D"}, {"functionCall": {"name": "f"}})
    assert alone.parts[0] == Thinking(signature="D", origin=ME)


def ids(answer: Answer) -> list[str]:
    return [p.id for p in answer.parts if isinstance(p, ToolCall)]


CALL = {"functionCall": {"name": "f", "args": {}}}


def test_call_ids_are_kept_made_and_unique() -> None:
    assert ids(whole({"functionCall": {"name": "f", "id": "given"}})) == ["given"]
    twice = {"functionCall": {"name": "f", "id": "same"}}
    assert len(set(ids(whole(twice, twice)))) == 2
    same = ids(whole(CALL, CALL, responseId="r1"))
    assert same == ids(whole(CALL, CALL, responseId="r1"))
    assert len({*same, *ids(whole(CALL, CALL, responseId="r2"))}) == 4


def test_without_an_answer_id_the_same_call_in_two_turns_gets_two_ids() -> None:
    turns = [Call(model="m", messages=[Message(role="user", parts=[])] * n) for n in (1, 3)]
    assert len({id_ for call in turns for id_ in ids(whole(CALL, call=call))}) == 2


def test_renamed_and_freeform_tools_get_their_own_names_back() -> None:
    call = Call(
        model="m",
        messages=[],
        tools=[Tool(name="wait", namespace="agents"), Tool(name="apply_patch", kind="custom")],
    )
    answer = whole(
        {"functionCall": {"name": "agents__wait", "args": {"s": 1}}},
        {"functionCall": {"name": "apply_patch", "args": {"input": "*** Begin"}}},
        call=call,
    )
    wait, patch = answer.parts
    assert isinstance(wait, ToolCall)
    assert isinstance(patch, ToolCall)
    assert (wait.name, wait.namespace, wait.arguments) == ("wait", "agents", '{"s":1}')
    assert (patch.name, patch.kind, patch.arguments) == ("apply_patch", "custom", "*** Begin")


def test_pictures_and_blocks_only_gemini_knows() -> None:
    code = {"executableCode": {"language": "PYTHON", "code": "1"}}
    answer = whole(
        code,
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"inlineData": {"mimeType": "image/png", "data": "draft"}, "thought": True},
    )
    assert answer.parts == [
        Opaque(format="gemini", kind="executableCode", raw=code, origin=ME),
        Media(kind="image", mime="image/png", data="AAAA"),
    ]


def test_only_the_first_candidate_is_read() -> None:
    second = {"content": {"parts": [{"text": "no"}]}, "index": 1}
    body = {"candidates": [second, {"content": {"parts": [{"text": "yes"}]}, "finishReason": "STOP"}]}
    assert FORMAT.decode_answer(json.dumps(body).encode(), ME).parts == [Text(text="yes", origin=ME)]


def test_frames_without_data_say_nothing() -> None:
    stream = b": hello\n\n\r\n\r\ndata: \n\ndata: [DONE]\n\n"
    found = events(sse(chunk({"text": "a"})) + stream + sse(chunk(reason="STOP")))
    assert [type(e).__name__ for e in found] == ["Start", "PartStart", "Delta", "PartEnd", "Finish"]


@pytest.mark.parametrize("nulls", [{"candidates": None}, {"candidates": [{"content": None}]}, {"candidates": [{}]}, {}])
def test_null_fields_are_absent_fields(nulls: dict[str, Any]) -> None:
    found = events(sse(nulls, chunk({"text": "a"}, reason="STOP")))
    assert [e for e in found if isinstance(e, Start)] == [Start()]


def test_an_error_chunk_is_the_fault_it_names() -> None:
    error = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    with pytest.raises(Fault) as caught:
        events(sse(chunk({"text": "a"}), error))
    assert (caught.value.kind, caught.value.message) == (Kind.OVERLOADED, "The model is overloaded.")
    with pytest.raises(Fault, match="overloaded"):
        FORMAT.decode_answer(json.dumps([error]).encode(), ME)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><title>Login</title></html>", b"[]", b"{}", b"1", b'{"predictions":[]}', b'{"candidates":3}',
     b'{"candidates":[{"content":{"parts":["x"]}}]}', b'{"candidates":[{"content":{"parts":[{"inlineData":1}]}}]}',
     b"[" * 5000],
)  # fmt: skip
def test_what_is_no_answer_is_a_protocol_fault(body: bytes) -> None:
    with pytest.raises(Fault) as caught:
        FORMAT.decode_answer(body, ME)
    assert caught.value.kind is Kind.PROTOCOL


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["candidates", "content", "parts", "text", "thought", "thoughtSignature", "functionCall", "name", "args", "id",
                 "inlineData", "data", "mimeType", "finishReason", "index", "usageMetadata", "promptTokenCount", "error"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=14,
)  # fmt: skip


@given(VALUE | st.builds(lambda parts: chunk(*parts, reason="STOP"), st.lists(VALUE, max_size=3)))
def test_garbage_is_an_answer_or_a_fault(body: Any) -> None:
    try:
        FORMAT.decode_answer(json.dumps(body).encode(), ME)
    except Fault:
        pass


@given(st.binary(max_size=40))
def test_bytes_are_events_or_a_fault(data: bytes) -> None:
    try:
        events(b"data: " + data + b"\n\n")
    except Fault:
        pass
