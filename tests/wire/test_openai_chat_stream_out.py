"""Answers for chat clients, written; the official SDK's own accumulator reads them back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from ccrouter.ir.call import Call, Message
from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start, Stop, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.usage import Usage
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.format import Reply
from ccrouter.wire.openai_chat import FORMAT
from ccrouter.wire.seal import MARK
from ccrouter.wire.sse import Framer, parse

CLAUDE = Origin("anthropic", "claude")
USAGE = Usage(input=10, cache_read=100, cache_write=20, output=30, reasoning=5)
HI = Message(role="user", parts=[Text(text="Hi")])


def reply(**call: Any) -> Reply:
    return Reply(call=Call(model="m", messages=[HI], **call), id="abc", model="shown", created=1_760_000_000)


def answer(*parts: Part, stop: Stop = "end", usage: Usage | None = USAGE) -> Answer:
    return Answer(id="x", model="up", parts=list(parts), finish=Finish(stop=stop), usage=usage)


def stream(*events: Event, to: Reply | None = None) -> bytes:
    encoder = FORMAT.encoder(to or reply())
    return encoder.feed(list(events)) + encoder.end()


def chunks(body: bytes) -> list[dict[str, Any]]:
    """The chunks of a stream that ended as it should."""
    *data, done = [parse(raw).data for raw in Framer().feed(body)]
    assert done == b"[DONE]"
    return [msgspec.json.decode(d) for d in data]


def deltas(body: bytes) -> list[dict[str, Any]]:
    return [c["choices"][0]["delta"] for c in chunks(body) if c["choices"]]


def read(body: bytes) -> ChatCompletion:
    """What the official SDK makes of a stream."""
    state = ChatCompletionStreamState()
    for chunk in chunks(body):
        state.handle_chunk(ChatCompletionChunk.model_validate(chunk))
    return state.get_final_completion()


LS = ToolCall(id="a", name="ls", arguments='{"p":1}')
PWD = ToolCall(id="b", name="pwd")
RICH = answer(Thinking(text="Hm."), Text(text="Look "), Text(text="here."), LS, PWD, stop="tool")


def test_the_frames_of_a_short_answer() -> None:
    body = stream(Start(), PartStart(index=0, part=Text(text="")), Delta(index=0, text="Hi"), PartEnd(index=0), USAGE,
                  Finish(stop="end"))  # fmt: skip
    first, second, last, usage = chunks(body)
    assert first == {
        "id": "chatcmpl-abc",
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "shown",
        "choices": [
            {"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": None, "finish_reason": None}
        ],
        "usage": None,
    }
    assert second["choices"][0]["delta"] == {"content": "Hi"}
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({}, "stop")
    assert usage["choices"] == []
    assert usage["usage"] == {
        "prompt_tokens": 130,
        "completion_tokens": 30,
        "total_tokens": 160,
        "prompt_tokens_details": {"cached_tokens": 100, "cache_write_tokens": 20},
        "completion_tokens_details": {"reasoning_tokens": 5},
    }


def test_the_sdk_reads_streams_and_whole_answers_alike() -> None:
    streamed = read(stream(*unfold(RICH)))
    whole = ChatCompletion.model_validate_json(FORMAT.encode_answer(RICH, reply()))
    for found in (streamed, whole):
        choice = found.choices[0]
        assert choice.message.content == "Look here."
        assert choice.message.reasoning_content == "Hm."  # type: ignore[attr-defined]
        assert choice.finish_reason == "tool_calls"
        assert found.usage is not None and found.usage.total_tokens == 160
        named = [(c.id, c.function.name) for c in choice.message.tool_calls or [] if c.type == "function"]
        assert named == [("a", "ls"), ("b", "pwd")]
    assert [c.function.arguments for c in streamed.choices[0].message.tool_calls or []] == ['{"p":1}', "{}"]  # type: ignore[union-attr]


def test_interleaved_calls_keep_their_places() -> None:
    body = stream(
        Start(),
        PartStart(index=4, part=ToolCall(id="a", name="ls")),
        PartStart(index=7, part=ToolCall(id="b", name="pwd")),
        Delta(index=7, text='{"x"'),
        Delta(index=4, text='{"p"'),
        Delta(index=7, text=":2}"),
        Delta(index=4, text=":1}"),
        PartEnd(index=4),
        PartEnd(index=7),
        Finish(stop="tool"),
    )
    calls = read(body).choices[0].message.tool_calls or []
    assert [(c.id, c.function.arguments) for c in calls] == [("a", '{"p":1}'), ("b", '{"x":2}')]  # type: ignore[union-attr]


def test_freeform_calls() -> None:
    patch = ToolCall(id="a", name="patch", kind="custom", arguments="*** Begin")
    sent = [d["tool_calls"][0] for d in deltas(stream(*unfold(answer(patch, stop="tool")))) if "tool_calls" in d]
    assert sent == [
        {"index": 0, "id": "a", "type": "custom", "custom": {"name": "patch", "input": ""}},
        {"index": 0, "custom": {"input": "*** Begin"}},
    ]
    whole = msgspec.json.decode(FORMAT.encode_answer(answer(patch), reply()))
    assert whole["choices"][0]["message"]["tool_calls"] == [
        {"id": "a", "type": "custom", "custom": {"name": "patch", "input": "*** Begin"}}
    ]


@pytest.mark.parametrize(
    ("stop", "word"),
    [("end", "stop"), ("stop", "stop"), ("pause", "stop"), ("tool", "tool_calls"), ("length", "length"),
     ("refusal", "content_filter")],
)  # fmt: skip
def test_finish_reasons(stop: Stop, word: str) -> None:
    said = answer(Text(text="x"), stop=stop)
    assert chunks(stream(*unfold(said)))[-2]["choices"][0]["finish_reason"] == word
    assert msgspec.json.decode(FORMAT.encode_answer(said, reply()))["choices"][0]["finish_reason"] == word


def test_usage_is_sent_only_when_asked_for_and_the_last_counts() -> None:
    events = [Start(), Usage(input=1, output=1), Finish(stop="end"), USAGE]
    assert chunks(stream(*events))[-1]["usage"]["total_tokens"] == 160
    silent = chunks(stream(*events, to=reply(include_usage=False)))
    assert all("usage" not in chunk for chunk in silent)
    assert chunks(stream(Start(), Finish(stop="end")))[-1]["choices"] != []
    assert "usage" not in msgspec.json.decode(FORMAT.encode_answer(answer(usage=None), reply()))


def test_the_reason_does_not_wait_for_usage() -> None:
    encoder = FORMAT.encoder(reply())
    assert b'"finish_reason":"stop"' in encoder.feed([Start(), Finish(stop="end")])
    assert b"total_tokens" in encoder.feed([USAGE]) + encoder.end()


def test_a_cut_is_an_error_and_no_end() -> None:
    encoder = FORMAT.encoder(reply())
    encoder.feed([Start(), PartStart(index=0, part=Text(text="")), Delta(index=0, text="kept")])
    last = encoder.fail(Fault(Kind.CUT_SHORT, "The provider closed the connection."))
    [raw] = Framer().feed(last)
    error = msgspec.json.decode(parse(raw).data)["error"]
    assert error["message"] == "The provider closed the connection."
    assert error["type"] == "server_error"
    assert b"[DONE]" not in last and b"finish_reason" not in last


def test_an_empty_answer_is_still_one() -> None:
    assert read(stream(Start(), Finish(stop="end"))).choices[0].message.content in ("", None)
    assert msgspec.json.decode(FORMAT.encode_answer(answer(), reply()))["choices"][0]["message"] == {
        "role": "assistant",
        "content": None,
        "refusal": None,
    }


def test_what_chat_has_no_place_for_is_warned_of() -> None:
    parts = [
        Media(kind="image", data="x"),
        Opaque(format="anthropic", kind="server_tool_use", raw={}),
        Text(text="x", citations=[{"url": "u"}]),
    ]
    for write in (
        lambda to: stream(*unfold(answer(*parts)), to=to),
        lambda to: FORMAT.encode_answer(answer(*parts), to),
    ):
        to = reply(extra={"n": 2})
        write(to)
        assert [w.field for w in to.warnings.items] == ["n", "answer", "answer", "answer"]


def test_the_heartbeat_is_a_comment() -> None:
    [raw] = Framer().feed(FORMAT.heartbeat)
    assert parse(raw).data == b""


@pytest.mark.parametrize(
    ("kind", "type_", "code"),
    [
        (Kind.AUTH, "invalid_request_error", "invalid_api_key"),
        (Kind.QUOTA, "insufficient_quota", "insufficient_quota"),
        (Kind.RATE_LIMITED, "rate_limit_error", "rate_limit_exceeded"),
        (Kind.TOO_LONG, "invalid_request_error", "context_length_exceeded"),
        (Kind.MODEL_MISSING, "invalid_request_error", "model_not_found"),
        (Kind.BAD_REQUEST, "invalid_request_error", None),
        (Kind.SERVER, "server_error", "server_error"),
    ],
)
def test_errors(kind: Kind, type_: str, code: str | None) -> None:
    body = FORMAT.encode_error(Fault(kind, "Words."))
    assert msgspec.json.decode(body) == {"error": {"message": "Words.", "type": type_, "param": None, "code": code}}


@pytest.mark.parametrize("kind", Kind)
def test_every_fault_comes_back_as_what_it_was(kind: Kind) -> None:
    found = FORMAT.decode_error(Fault(kind, "Words.").status, {}, FORMAT.encode_error(Fault(kind, "Words.")))
    alike = {Kind.CONNECT: Kind.SERVER, Kind.CUT_SHORT: Kind.SERVER, Kind.PROTOCOL: Kind.SERVER}
    assert found.kind is alike.get(kind, kind)
    assert found.message == "Words."


# — state that must come back ——————————————————————————————————————————————————————————————————————————————————————————
SIGNED = answer(
    Thinking(text="One.", signature="sig1", origin=CLAUDE),
    Thinking(encrypted="closed", origin=CLAUDE),
    Text(text="Mid."),
    Thinking(text="Two.", signature="sig2", origin=CLAUDE),
    ToolCall(id="a", name="ls", arguments="{}", signature="ts", origin=CLAUDE),
    stop="tool",
)


def returned(streamed: bool) -> dict[str, Any]:
    """The assistant message a client that keeps unknown fields sends back."""
    if streamed:
        message = read(stream(*unfold(SIGNED))).choices[0].message
    else:
        message = ChatCompletion.model_validate_json(FORMAT.encode_answer(SIGNED, reply())).choices[0].message
    back: dict[str, Any] = message.model_dump(exclude_none=True)
    return back


def target(provider: str, model: str, **profile: Any) -> Target:
    return Target(provider=provider, model=model, format="openai_chat", profile=Profile(**profile))


@pytest.mark.parametrize("streamed", [True, False])
def test_state_travels_through_the_client_and_back(streamed: bool) -> None:
    body = {"messages": [{"role": "user", "content": "Hi"}, returned(streamed)]}
    parts = FORMAT.decode_call(body, model="m", stream=False).messages[1].parts
    assert parts == [
        Thinking(text="One.", signature="sig1", origin=CLAUDE),
        Thinking(encrypted="closed", origin=CLAUDE),
        Thinking(text="Two.", signature="sig2", origin=CLAUDE),
        Text(text="Mid."),
        ToolCall(id="a", name="ls", arguments="{}", signature="ts", origin=CLAUDE),
    ]


def test_a_provider_of_this_format_never_sees_a_seal() -> None:
    body = {"messages": [{"role": "user", "content": MARK}, returned(True)]}
    assert FORMAT.mend_history(body, target("other", "m"))
    said = body["messages"][1]
    assert "reasoning_details" not in said
    assert MARK not in str(said)
    assert body["messages"][0]["content"] == MARK
    assert not FORMAT.mend_history(body, target("other", "m"))


def test_its_maker_gets_its_own_again() -> None:
    entry = {"type": "reasoning.text", "signature": "sig", "index": 0}
    own = Origin("or", "m")
    made = answer(
        Thinking(text="Hm.", signature=msgspec.json.encode(entry).decode(), origin=own),
        ToolCall(id="a", name="ls", signature="ts", origin=own),
    )
    message = msgspec.json.decode(FORMAT.encode_answer(made, reply()))["choices"][0]["message"]
    message["reasoning_details"].append({"type": "reasoning.text", "text": "native"})
    body = {"messages": [message]}
    assert FORMAT.mend_history(body, target("or", "m"))
    assert message["reasoning_details"] == [{**entry, "text": "Hm."}, {"type": "reasoning.text", "text": "native"}]
    assert message["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "ts"}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": "x"},
        {"messages": [1, {"role": "user", "content": "x"}]},
        {
            "messages": [
                {"role": "assistant", "reasoning_details": "x", "tool_calls": [1, {"extra_content": {"google": 1}}]}
            ]
        },
        {"messages": [{"role": "assistant", "reasoning_details": [1, {"data": "gAAA"}], "tool_calls": None}]},
    ],
)
def test_a_history_without_seals_is_left_alone(body: dict[str, Any]) -> None:
    before = str(body)
    assert not FORMAT.mend_history(body, target("p", "m"))
    assert str(body) == before


def test_the_providers_events_are_not_changed() -> None:
    events = unfold(SIGNED)
    before = [msgspec.to_builtins(e) for e in events]
    stream(*events)
    assert [msgspec.to_builtins(e) for e in events] == before


def test_warnings_are_the_exchanges_own() -> None:
    first, second = reply(extra={"n": 2}), reply()
    FORMAT.encoder(first)
    FORMAT.encoder(second)
    assert (len(first.warnings), len(second.warnings)) == (1, 0)
    assert isinstance(first.warnings, Warnings)
