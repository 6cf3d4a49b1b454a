"""Answers of chat providers, read: documented streams, and the ways real servers depart from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.events import Answer, Delta, Event, Finish, Fold, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.openai_chat import FORMAT
from ccrouter.wire.sse import Framer, parse, write

HERE = Origin("p", "m")
GOLDEN = Path(__file__).parents[1] / "golden" / "openai_chat"


def events(stream: bytes, call: Call | None = None, cut: int = 1 << 20) -> list[Event]:
    """All events of a stream that arrives in pieces of ``cut`` bytes."""
    framer, decoder, out = Framer(), FORMAT.decoder(HERE, call), list[Event]()
    for at in range(0, len(stream), cut):
        for raw in framer.feed(stream[at : at + cut]):
            out += decoder.feed(parse(raw))
    return out + decoder.feed(parse(framer.end())) + decoder.end()


def fold(found: list[Event]) -> Answer:
    fold = Fold(HERE)
    for event in found:
        fold.add(event)
    return fold.answer


def chunk(delta: Any = None, finish: Any = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta if delta is not None else {}, "finish_reason": finish}
    return write({"id": "c1", "model": "gpt", "choices": [choice], **more})


def call_piece(index: int | None = 0, name: Any = None, arguments: Any = None, **more: Any) -> dict[str, Any]:
    function = {k: v for k, v in (("name", name), ("arguments", arguments)) if v is not None}
    return {**({} if index is None else {"index": index}), **more, "function": function}


def calls(*pieces: dict[str, Any]) -> bytes:
    return b"".join(chunk({"tool_calls": [piece]}) for piece in pieces)


DONE = b"data: [DONE]\n\n"
STOP = chunk({}, "stop") + DONE


def parts(stream: bytes, call: Call | None = None) -> list[Part]:
    return fold(events(stream, call)).parts


def tools(stream: bytes, call: Call | None = None) -> list[tuple[str, str, str]]:
    return [(p.id, p.name, p.arguments) for p in parts(stream, call) if isinstance(p, ToolCall)]


# — golden transcripts, after the providers' documentation ——————————————————————————————————————————————————————————————
STATE = '{"type":"reasoning.text","format":"anthropic-claude-v1","index":0,"signature":"EqQBCkgI"}'
SEALED = '{"type":"reasoning.encrypted","data":"gAAAAAB","format":"openai-responses-v1","id":"rs_1","index":0}'
CALL = {"origin": HERE}
TRANSCRIPTS: dict[str, tuple[list[Part], str, dict[str, Any]]] = {
    "openai_text.sse": (
        [Text(text="Hello — 你好!", origin=HERE)],
        "end",
        {"input": 93, "cache_read": 1024, "output": 46},
    ),
    "openai_tools.sse": (
        [
            ToolCall(id="call_a", name="read", arguments='{"path":"a.txt"}', origin=HERE),
            ToolCall(id="call_b", name="list", arguments="{}", origin=HERE),
        ],
        "tool",
        {"input": 93, "cache_read": 1024, "output": 46},
    ),
    "deepseek_reasoning.sse": (
        [Thinking(text="First look.", origin=HERE), Text(text="Four.", origin=HERE)],
        "end",
        {"input": 175, "cache_read": 320, "output": 144, "reasoning": 118},
    ),
    "openrouter_reasoning.sse": (
        [Thinking(text="Let me see.", signature=STATE, origin=HERE), Text(text="Paris.", origin=HERE)],
        "end",
        {"input": 20, "cache_read": 10, "cache_write": 20, "output": 30, "reasoning": 12, "cost": 0.00066},
    ),
    "groq_tools.sse": (
        [ToolCall(id="call_g", name="weather", arguments='{"city":"Oslo"}', origin=HERE)],
        "tool",
        {"input": 226, "output": 15},
    ),
    "kimi_tool.sse": (
        [
            Thinking(text="Need ls.", origin=HERE),
            ToolCall(id="ls:0", name="ls", arguments='{"path":"."}', origin=HERE),
        ],
        "tool",
        {"input": 35, "cache_read": 64, "output": 21},
    ),
    "openai_refusal.sse": ([Text(text="I can't help.", origin=HERE)], "refusal", {}),
    "mistral_thinking.json": (
        [Thinking(text="2+2.", origin=HERE), Text(text="4", origin=HERE)],
        "end",
        {"input": 10, "output": 6},
    ),
    "openrouter_tools.json": (
        [
            Thinking(text="**Plan**", origin=HERE),
            Thinking(encrypted=SEALED, origin=HERE),
            ToolCall(id="call_1", name="ls", origin=HERE),
            ToolCall(id="call_1_0_2", name="pwd", arguments='{"x":1}', origin=HERE),
        ],
        "tool",
        {"input": 20, "output": 9, "cost": 0.001},
    ),
}


@pytest.mark.parametrize(("name", "want"), TRANSCRIPTS.items(), ids=TRANSCRIPTS.keys())
def test_transcript(name: str, want: tuple[list[Part], str, dict[str, Any]]) -> None:
    body = (GOLDEN / name).read_bytes()
    answer = FORMAT.decode_answer(body, HERE) if name.endswith(".json") else fold(events(body))
    said, stop, used = want
    # whatever order the calls were started in, an answer is read in the order it was written
    assert answer.parts == said
    assert answer.finish.stop == stop
    assert answer.id and answer.model
    if answer.usage is not None:
        answer.usage.raw = None
    assert answer.usage == (Usage(**used) if used else None)


def test_signed_calls_without_ids_each_get_one() -> None:
    first, second = parts((GOLDEN / "gemini_parallel.sse").read_bytes())
    assert isinstance(first, ToolCall) and isinstance(second, ToolCall)
    assert (first.name, first.arguments, first.signature) == ("f", '{"x":1}', "Co8BAe")
    assert (second.name, second.arguments, second.signature) == ("f", '{"x":2}', None)
    assert first.id.startswith("call_") and first.id != second.id


@given(st.sampled_from(sorted(p.name for p in GOLDEN.glob("*.sse"))), st.integers(1, 400))
def test_chunk_boundaries_change_nothing(name: str, cut: int) -> None:
    body = (GOLDEN / name).read_bytes()
    assert events(body, cut=cut) == events(body)


def test_the_order_of_events() -> None:
    found = events((GOLDEN / "openai_tools.sse").read_bytes())
    assert isinstance(found[0], Start)
    kinds = [type(e).__name__ for e in found[1:]]
    assert kinds == ["PartStart", "Delta", "Delta", "PartEnd", "PartStart", "Delta", "PartEnd", "Finish", "Usage"]


# — tool calls as servers really send them ————————————————————————————————————————————————————————————————————————————
A, B = ("a", "ls", '{"p":1}'), ("b", "pwd", "{}")


@pytest.mark.parametrize(
    ("stream", "want"),
    [
        pytest.param(
            calls(call_piece(0, "ls", "", id="a"), call_piece(1, "pwd", "", id="b"), call_piece(0, None, '{"p"'),
                  call_piece(1, None, "{}"), call_piece(0, None, ":1}")),
            [A, B], id="interleaved"),
        pytest.param(
            calls(call_piece(0, "ls", '{"p":1}', id="a"), call_piece(0, "pwd", "{}", id="b")), [A, B], id="all at index 0"),
        pytest.param(
            calls(call_piece(None, "ls", '{"p"', id="a"), call_piece(None, None, ":1}"), call_piece(None, "pwd", "{}", id="b")),
            [A, B], id="no index"),
        pytest.param(
            calls(call_piece(0, "ls", '{"p"', id="a"), call_piece(0, "ls", ":1}", id="a")), [A], id="id and name repeated"),
        pytest.param(
            calls(call_piece(0, "l", "", id="a"), call_piece(0, "s", ""), call_piece(0, None, '{"p":1}')), [A],
            id="name in pieces"),
        pytest.param(
            calls(call_piece(0, "l", "", id="a"), call_piece(0, "ls", ""), call_piece(0, None, '{"p":1}')), [A],
            id="name grows"),
        pytest.param(calls(call_piece(0, "ls", {"p": 1}, id="a")), [A], id="arguments as an object"),
        pytest.param(calls(call_piece(0, "ls", None, id="a")), [("a", "ls", "")], id="no arguments at all"),
        pytest.param(calls(call_piece(0, "ls", '{"p":1}', id="a"), call_piece(0, None, "", id=None)), [A], id="empty tail"),
        pytest.param(
            chunk({"tool_calls": [call_piece(0, "ls", '{"p":1}', id="a"), call_piece(1, "pwd", "{}", id="b")]}), [A, B],
            id="two in one chunk"),
        pytest.param(calls({"index": 0, "id": "a", "function": None}, call_piece(0, "ls", '{"p":1}')), [A], id="null function"),
        pytest.param(calls(call_piece(0, "ls", '{"p":1}', id="a"), call_piece(1, "ls", '{"p":1}', id="a")),
            [A, ("a_0_2", "ls", '{"p":1}')], id="one id for two calls"),
    ],
)  # fmt: skip
def test_tool_calls(stream: bytes, want: list[tuple[str, str, str]]) -> None:
    assert tools(stream + STOP) == want
    assert fold(events(stream + STOP)).finish == Finish(stop="tool", raw="stop")


def test_the_old_function_call() -> None:
    stream = chunk({"function_call": {"name": "ls", "arguments": ""}}) + chunk({"function_call": {"arguments": "{}"}})
    [(id_, name, arguments)] = tools(stream + chunk({}, "function_call") + DONE)
    assert (name, arguments) == ("ls", "{}")
    assert id_.startswith("call_")


def history(*ids: str, tools: list[Tool] | None = None) -> Call:
    spoken = [Message(role="assistant", parts=[ToolCall(id=i, name="ls")]) for i in ids]
    return Call(model="m", messages=[Message(role="user", parts=[Text(text="Hi")]), *spoken], tools=tools or [])


def test_ids_are_unique_across_turns() -> None:
    stream = calls(call_piece(0, "ls", "{}", id="call_0")) + STOP
    assert tools(stream, history("call_0"))[0][0] == "call_0_2_2"
    nameless = calls(call_piece(0, "ls", "{}")) + STOP
    assert tools(nameless, history("x"))[0][0] != tools(nameless, history("x", "y"))[0][0]
    assert tools(nameless, history("x")) == tools(nameless, history("x"))


def test_names_and_freeform_tools_come_back_as_the_client_knows_them() -> None:
    offered = [Tool(name="wait", namespace="agents"), Tool(name="patch", kind="custom")]
    stream = calls(
        call_piece(0, "agents__wait", '{"a":1}', id="a"),
        call_piece(1, "patch", '{"input":"*** Be', id="b"),
        call_piece(1, None, 'gin\\n"}'),
    )
    assert parts(stream + STOP, history(tools=offered)) == [
        ToolCall(id="a", name="wait", namespace="agents", arguments='{"a":1}', origin=HERE),
        ToolCall(id="b", name="patch", kind="custom", arguments="*** Begin\n", origin=HERE),
    ]


def test_the_providers_own_freeform_call() -> None:
    piece = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "patch", "input": "*** "}}
    stream = calls(piece, {"index": 0, "custom": {"input": "Begin"}})
    assert parts(stream + STOP, history(tools=[Tool(name="patch", kind="custom")])) == [
        ToolCall(id="a", name="patch", kind="custom", arguments="*** Begin", origin=HERE)
    ]


def test_a_message_signed_as_a_whole_signs_its_first_call() -> None:
    signed = {"extra_content": {"google": {"thought_signature": "ts"}}}
    pieces = [call_piece(0, "ls", "{}", id="a"), call_piece(1, "ls", "{}", id="b")]
    found = parts(chunk({"tool_calls": pieces, **signed}) + STOP)
    assert [p.signature for p in found if isinstance(p, ToolCall)] == ["ts", None]


# — text and reasoning —————————————————————————————————————————————————————————————————————————————————————————————————
def detail(**entry: Any) -> dict[str, Any]:
    return {"reasoning_details": [{"index": 0, **entry}]}


@pytest.mark.parametrize(
    ("deltas", "want"),
    [
        ([{"reasoning": "a"}, {"reasoning": "b", "content": ""}, {"content": "c"}], [("b", "ab"), ("t", "c")]),
        ([{"content": "a"}, {"reasoning_content": "b"}, {"content": "c"}], [("t", "a"), ("b", "b"), ("t", "c")]),
        ([detail(type="reasoning.text", text="a"), detail(type="reasoning.text", text="b")], [("b", "ab")]),
        ([detail(type="reasoning.summary", summary="a")], [("b", "a")]),
        ([detail(type="reasoning.text", text="a"), detail(type="reasoning.text", text="b", index=1)], [("b", "a"), ("b", "b")]),
        ([{"reasoning": "ab", **detail(type="reasoning.text", text=None)}], [("b", "ab")]),
        ([{"content": [{"type": "text", "text": "a"}, {"type": "thinking", "thinking": [{"type": "text", "text": "b"}]}]}],
         [("t", "a"), ("b", "b")]),
        ([{"content": None, "role": "assistant"}, {"content": ""}, {"content": "<think>x</think>"}], [("t", "<think>x</think>")]),
        ([{"content": "a", "refusal": None}, {"refusal": "b"}], [("t", "ab")]),
    ],
)  # fmt: skip
def test_words(deltas: list[dict[str, Any]], want: list[tuple[str, str]]) -> None:
    stream = b"".join(map(chunk, deltas)) + STOP
    assert [("t" if isinstance(p, Text) else "b", p.text) for p in parts(stream)] == want  # type: ignore[union-attr]


def test_an_image_in_the_answer() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
    assert parts(chunk({"images": [image, {"type": "image_url"}]}) + STOP) == [
        Media(kind="image", mime="image/png", data="iVBO")
    ]


# — the end ————————————————————————————————————————————————————————————————————————————————————————————————————————————
@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("stop", "end"), ("eos", "end"), ("length", "length"), ("model_length", "length"), ("content_filter", "refusal"),
        ("sensitive", "refusal"), ("tool_calls", "end"), ("COMPLETE", "end"), ("new_word", "end"), ("MAX_TOKENS", "length"),
    ],
)  # fmt: skip
def test_finish_reasons(reason: str, stop: str) -> None:
    assert fold(events(chunk({"content": "x"}) + chunk({}, reason) + DONE)).finish == Finish(stop=stop, raw=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        (chunk({}, "error"), Kind.SERVER),
        (chunk({}, "network_error"), Kind.CUT_SHORT),
        (chunk({}, "insufficient_system_resource"), Kind.OVERLOADED),
        (write({"error": {"message": "Overloaded", "code": "server_is_overloaded"}}), Kind.OVERLOADED),
        (write({"error": {"message": "slow down", "code": 429}}), Kind.RATE_LIMITED),
        (
            write({"error": {"message": "bad", "type": "invalid_request_error", "code": "tool_use_failed"}}),
            Kind.BAD_REQUEST,
        ),
        (write({"error": "boom"}), Kind.SERVER),
        (write({"object": "error", "message": "maximum context length", "code": 400}), Kind.TOO_LONG),
        (write({"detail": "not here"}), Kind.SERVER),
        (write({"choices": [{"index": 0, "delta": {}, "error": {"message": "x", "code": 502}}]}), Kind.SERVER),
        (b"data: {oops\n\n", Kind.PROTOCOL),
        (b"", Kind.CUT_SHORT),
        (b": ping\n\n", Kind.CUT_SHORT),
    ],
)
def test_broken_answers(tail: bytes, kind: Kind) -> None:
    decoder = FORMAT.decoder(HERE)
    assert decoder.feed(parse(chunk({"content": "kept"})))[-1] == Delta(index=0, text="kept")
    with pytest.raises(Fault) as caught:
        for raw in Framer().feed(tail):
            decoder.feed(parse(raw))
        decoder.end()
    assert caught.value.kind is kind
    assert caught.value.message
    assert not decoder.finished


def test_openrouter_passes_on_who_said_what() -> None:
    error = {
        "message": "Provider returned error",
        "code": 429,
        "metadata": {"provider_name": "Google", "raw": "try later"},
    }
    with pytest.raises(Fault) as caught:
        events(write({"error": error}))
    assert caught.value.message == "Google: try later"
    inner = {**error, "metadata": {"provider_name": "X", "raw": '{"error":{"message":"full","code":"y"}}'}}
    found = FORMAT.decode_error(429, {}, msgspec.json.encode({"error": inner}))
    assert (found.kind, found.message) == (Kind.RATE_LIMITED, "X: full")


def test_done_without_a_reason_ends_the_answer() -> None:
    assert fold(events(chunk({"content": "x"}) + DONE)).finish == Finish(stop="end")
    assert fold(events(calls(call_piece(0, "ls", "{}", id="a")) + DONE)).finish == Finish(stop="tool")


def test_a_reason_without_done_is_enough() -> None:
    assert fold(events(chunk({"content": "x"}, "stop"))).finish == Finish(stop="end", raw="stop")


def test_done_alone_is_no_answer() -> None:
    with pytest.raises(Fault, match="without an answer"):
        events(DONE)


def test_usage_counts_wherever_it_stands() -> None:
    late = chunk({"content": "x"}, "stop") + write(
        {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}
    )
    assert fold(events(late + DONE)).usage == Usage(input=5, output=2, raw={"prompt_tokens": 5, "completion_tokens": 2})
    early = write({"choices": [], "usage": {"prompt_tokens": 4}}) + chunk({"content": "x"}) + STOP
    usage = fold(events(early)).usage
    assert usage is not None and usage.input == 4


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        (None, None),
        ({}, None),
        ({"prompt_tokens": 0, "completion_tokens": 0}, None),
        ({"prompt_tokens": "9", "completion_tokens": 1}, Usage(output=1)),
        ({"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 9}}, Usage(input=0, cache_read=9)),
        (
            {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 8}},
            Usage(cache_read=8, cache_write=1),
        ),
        ({"prompt_tokens": 9, "prompt_tokens_details": None, "cached_tokens": 4}, Usage(input=5, cache_read=4)),
        (
            {"prompt_tokens": 12, "completion_tokens": 2, "cost_in_usd_ticks": 1721250},
            Usage(input=12, output=2, cost=0.000172125),
        ),
        (  # xAI: 12 + 2 + 340
            {
                "prompt_tokens": 12,
                "completion_tokens": 2,
                "total_tokens": 354,
                "completion_tokens_details": {"reasoning_tokens": 340},
            },
            Usage(input=12, output=342, reasoning=340),
        ),
        (  # OpenAI: the reasoning is within
            {
                "prompt_tokens": 12,
                "completion_tokens": 342,
                "total_tokens": 354,
                "completion_tokens_details": {"reasoning_tokens": 340},
            },
            Usage(input=12, output=342, reasoning=340),
        ),
        # Gemini's OpenAI endpoint: thoughts are in the total alone
        ({"prompt_tokens": 35, "completion_tokens": 12, "total_tokens": 109}, Usage(input=35, output=74, reasoning=62)),
        (  # a total that cannot be explained is not the reasoning's
            {
                "prompt_tokens": 9,
                "completion_tokens": 1,
                "total_tokens": 30,
                "prompt_tokens_details": {"cached_tokens": 4},
            },
            Usage(input=5, cache_read=4, output=1),
        ),
    ],
)
def test_usage(raw: Any, want: Usage | None) -> None:
    found = fold(events(chunk({"content": "x"}, "stop", usage=raw))).usage
    if found is not None:
        found.raw = None
    assert found == want


def test_a_second_choice_is_not_ours() -> None:
    second = write({"id": "c1", "choices": [{"index": 1, "delta": {"content": "other"}, "finish_reason": "stop"}]})
    decoder = FORMAT.decoder(HERE)
    decoder.feed(parse(second))
    assert not decoder.finished
    assert parts(chunk({"content": "x"}) + second + STOP) == [Text(text="x", origin=HERE)]


def test_words_after_the_end_are_not_an_answer_any_more() -> None:
    found = events(chunk({"content": "x"}, "stop") + chunk({"content": "y"}, "stop") + DONE)
    assert [e for e in found if isinstance(e, Finish | PartEnd | Delta)][-1] == Finish(stop="end", raw="stop")


# — whole answers ——————————————————————————————————————————————————————————————————————————————————————————————————————
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Kind.PROTOCOL),
        (b"<html><title>Sign in</title>", Kind.PROTOCOL),
        (b"[]", Kind.PROTOCOL),
        (b"{}", Kind.PROTOCOL),
        (b'{"choices": []}', Kind.PROTOCOL),
        (b'{"choices": [{"text": "old"}]}', Kind.PROTOCOL),
        (b'{"error": {"message": "Overloaded", "code": "overloaded_error"}}', Kind.OVERLOADED),
        (b'{"error": {"message": "too slow", "code": 504}}', Kind.TIMEOUT),
        (b'{"choices": [{"message": {"content": "x"}, "finish_reason": "error"}]}', Kind.SERVER),
    ],
)
def test_no_answer(body: bytes, kind: Kind) -> None:
    with pytest.raises(Fault) as caught:
        FORMAT.decode_answer(body, HERE)
    assert caught.value.kind is kind


def test_a_whole_answer_without_a_reason() -> None:
    answer = FORMAT.decode_answer(b'{"id": "i", "choices": [{"message": {"content": "x"}}]}', HERE)
    assert answer == Answer(id="i", parts=[Text(text="x", origin=HERE)], finish=Finish(stop="end"), origin=HERE)


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (401, b'{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}', Kind.AUTH, "Incorrect API key"),
        (404, b'{"error":"model \\"x\\" not found, try pulling it first"}', Kind.MODEL_MISSING, 'model "x" not found'),
        (400, b'{"object":"error","message":"bad","code":400}', Kind.BAD_REQUEST, "bad"),
        (422, b'{"detail":"extra fields"}', Kind.BAD_REQUEST, "extra fields"),
        (502, b"<html><title>Bad gateway</title>", Kind.SERVER, "A web page titled"),
        (503, b"", Kind.OVERLOADED, "status 503"),
    ],
)
def test_decode_error(status: int, body: bytes, kind: Kind, message: str) -> None:
    found = FORMAT.decode_error(status, {}, body)
    assert found.kind is kind
    assert found.message.startswith(message) or message in found.message


# — garbage ————————————————————————————————————————————————————————————————————————————————————————————————————————————
NAMES = st.sampled_from(["choices", "delta", "message", "index", "content", "tool_calls", "function", "name", "arguments", "id",
    "type", "text", "usage", "prompt_tokens", "finish_reason", "reasoning", "reasoning_details", "data", "signature", "error",
    "x_groq", "custom", "input", "images", "image_url", "url", "extra_content", "google", "thought_signature", "refusal"])  # fmt: skip
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


@given(
    st.lists(
        st.builds(lambda d, c: write({"choices": [{"delta": d}], **c}), JUNK, st.dictionaries(NAMES, JUNK))
        | st.binary()
    )
)
def test_a_stream_is_an_answer_or_a_fault(frames: list[bytes]) -> None:
    try:
        answer = fold(events(b"".join(frames) + chunk({}, "stop")))
    except Fault:
        return
    assert answer.finish.raw


@given(st.binary(max_size=60) | st.dictionaries(NAMES, JUNK).map(msgspec.json.encode))
def test_a_body_is_an_answer_or_a_fault(body: bytes) -> None:
    try:
        FORMAT.decode_answer(body, HERE)
    except Fault:
        pass
    assert isinstance(FORMAT.decode_error(500, {}, body), Fault)


@given(st.lists(st.tuples(st.integers(0, 2), st.text('ab{}"', max_size=4)), max_size=30))
def test_events_are_well_formed(fragments: list[tuple[int, str]]) -> None:
    stream = calls(*(call_piece(i, f"t{i}", text, id=f"id{i}") for i, text in fragments))
    open_, ended = set[int](), set[int]()
    for event in events(chunk({"content": "x"}) + stream + STOP):
        match event:
            case PartStart(index=index):
                assert index not in open_ | ended
                open_.add(index)
            case Delta(index=index):
                assert index in open_
            case PartEnd(index=index):
                open_.remove(index)
                ended.add(index)
            case Finish():
                assert not open_
