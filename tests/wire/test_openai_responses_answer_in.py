"""Reading a provider's Responses answer: the documented stream, what imitators make of it, and the whole object."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Tool
from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Opaque, Text, Thinking, ToolCall
from ccrouter.wire.openai_responses import FORMAT
from ccrouter.wire.sse import Frame
from wire.openai_responses_kit import ORIGIN, Json, assistant, call, fold, golden, payloads, read, stream, user

TEXT, TOOLS, CODEX = golden("text.sse"), golden("tools.sse"), golden("codex.sse")
CITATION = {
    "type": "url_citation",
    "start_index": 0,
    "end_index": 18,
    "url": "https://example.org/w",
    "title": "Weather",
}


def answer(*events: Json, asked: Any = None) -> Answer:
    return fold(read(stream(*events), asked))


def completed(*output: Json, **more: Any) -> Json:
    return {"type": "response.completed", "response": {"id": "resp_1", "model": "m", "output": list(output), **more}}


def message(text: str) -> Json:
    return {"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": text, "annotations": []}]}


def function(name: str = "f", arguments: Any = "{}", **more: Any) -> Json:
    return {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name, "arguments": arguments, **more}


def test_text_with_a_citation_and_cached_input() -> None:
    events = read(TEXT)
    found = fold(events)

    assert events[0] == Start(id="resp_text01", model="gpt-5.5-2026-04-01")
    assert found.parts == [Text(text="Köln is sunny now.\u2028Take a hat.", citations=[CITATION])]
    assert found.finish == Finish(stop="end", raw="completed")
    usage = found.usage
    assert usage and (usage.input, usage.cache_read, usage.cache_write, usage.output) == (100, 1200, 200, 40)


def test_reasoning_and_parallel_calls_told_in_turns() -> None:
    found = fold(read(TOOLS))

    assert found.parts == [
        Thinking(
            text="**Planning**\n\nTwo cities. **Doing**\n\nI look up both.",
            encrypted="gAAAAABo7sealed",
            id="rs_tools01",
            origin=ORIGIN,
        ),
        ToolCall(id="call_A", name="get_weather", arguments='{"city":"Köln"}', item_id="fc_a", origin=ORIGIN),
        ToolCall(id="call_B", name="get_weather", arguments='{"city":"東京"}', item_id="fc_b", origin=ORIGIN),
    ]
    assert found.finish.stop == "tool"
    assert found.usage and found.usage.reasoning == 64


def test_codex_items() -> None:
    search, patch, wait = fold(read(CODEX)).parts

    assert isinstance(search, Opaque) and search.kind == "web_search_call" and search.raw["status"] == "completed"
    assert isinstance(patch, ToolCall) and patch.kind == "custom"
    assert patch.arguments == "*** Begin Patch\n*** Add File: a.txt\n+hi\n*** End Patch\n"
    assert isinstance(wait, ToolCall) and (wait.namespace, wait.name) == ("multi_agent_v1", "wait_agent")


@pytest.mark.parametrize("name", ["text", "tools", "codex"])
def test_each_telling_alone_makes_the_same_answer(name: str) -> None:
    """Providers leave tellings out: the deltas, the done events, the final output, or the ids."""
    told = payloads(golden(f"{name}.sse"))
    whole = fold(read(golden(f"{name}.sse")))

    def kept(*without: str) -> list[Json]:
        return [e for e in told if not e["type"].endswith(without)]

    no_output = [e | {"response": e["response"] | {"output": []}} if "response" in e else e for e in told]
    for shorter in (
        kept(".delta", ".added"),
        kept("item.done", "part.done"),
        kept(".delta", ".done", ".added"),
        no_output,
        [e for e in told if "item" not in e or e["item"]["type"] in ("reasoning", "web_search_call")],
        [{k: v for k, v in e.items() if k not in ("output_index", "item_id")} for e in told]
        if name == "text"
        else told,
    ):
        again = answer(*shorter)
        assert sorted(map(repr, again.parts)) == sorted(map(repr, whole.parts))
        assert (again.finish, again.usage) == (whole.finish, whole.usage)


def test_ids_that_change_from_event_to_event_double_nothing() -> None:
    """Some gateways encrypt item ids afresh each time."""
    told = payloads(TOOLS)
    for n, event in enumerate(told):
        if "item_id" in event:
            event["item_id"] = f"id_{n}"
        if "item" in event:
            event["item"]["id"] = f"id_{n}"

    assert [type(p) for p in answer(*told).parts] == [Thinking, ToolCall, ToolCall]


def test_calls_all_at_index_0_are_told_apart_by_id() -> None:
    def added(n: int) -> Json:
        item = function(f"f{n}", "", id=f"fc_{n}", call_id=f"call_{n}")
        return {"type": "response.output_item.added", "output_index": 0, "item": item}

    def delta(n: int, text: str) -> Json:
        return {
            "type": "response.function_call_arguments.delta",
            "output_index": 0,
            "item_id": f"fc_{n}",
            "delta": text,
        }

    found = answer(
        added(1), added(2), delta(1, '{"a":'), delta(2, '{"b":2'), delta(1, "1}"), delta(2, "}"), completed()
    )

    assert [(p.name, p.arguments) for p in found.parts if isinstance(p, ToolCall)] == [
        ("f1", '{"a":1}'),
        ("f2", '{"b":2}'),
    ]


def test_call_ids_are_made_unique_in_the_whole_conversation() -> None:
    asked = call(user(), assistant(ToolCall(id="call_1", name="f")))
    twice = [function(id="a"), function(id="b"), function(id=None, call_id=""), function(id=None, call_id="")]
    first, second = answer(completed(*twice), asked=asked), answer(completed(*twice), asked=asked)

    ids = [p.id for p in first.parts if isinstance(p, ToolCall)]
    assert len({*ids, "call_1"}) == 5 and all(ids)
    assert ids == [p.id for p in second.parts if isinstance(p, ToolCall)]
    assert answer(completed(function())).parts[0] == ToolCall(
        id="call_1", name="f", arguments="{}", item_id="fc_1", origin=ORIGIN
    )


def test_tool_names_and_freeform_tools_come_back_as_the_client_knows_them() -> None:
    asked = call(tools=[Tool(name="wait", namespace="agents"), Tool(name="patch", kind="custom")])
    patched = function("patch", '{"input":"*** Begin"}', id="fc_2", call_id="call_2")
    opened = {"type": "response.output_item.added", "output_index": 1, "item": patched | {"arguments": ""}}
    piece = {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"input":"*** '}
    rest = piece | {"delta": 'Begin"}'}
    found = answer(opened, piece, rest, completed(function("agents__wait"), patched), asked=asked)

    assert answer(opened, piece, rest, completed(), asked=asked).parts == found.parts[:1]
    patch, wait = (p for p in found.parts if isinstance(p, ToolCall))
    assert (patch.kind, patch.arguments) == ("custom", "*** Begin")
    assert (wait.namespace, wait.name, wait.kind) == ("agents", "wait", "function")


@pytest.mark.parametrize(
    ("ending", "stop", "raw"),
    [
        (completed(message("a")), "end", "completed"),
        (completed(message("a"), function()), "tool", "completed"),
        (
            completed(status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
            "length",
            "max_output_tokens",
        ),
        (completed() | {"type": "response.incomplete"}, "length", "incomplete"),
        (completed(status="incomplete", incomplete_details={"reason": "content_filter"}), "refusal", "content_filter"),
        (
            completed({"type": "message", "content": [{"type": "refusal", "refusal": "I cannot."}]}),
            "refusal",
            "completed",
        ),
    ],
)
def test_why_it_stopped(ending: Json, stop: str, raw: str) -> None:
    assert answer(ending).finish == Finish(stop=stop, raw=raw)  # type: ignore[arg-type]


def test_a_streamed_refusal_is_text_and_a_refusal() -> None:
    found = answer({"type": "response.refusal.delta", "delta": "I can"}, completed())

    assert (found.parts, found.finish.stop) == ([Text(text="I can")], "refusal")


def test_open_models_show_their_raw_reasoning() -> None:
    raw = [{"type": "response.reasoning_text.delta", "output_index": 0, "delta": d} for d in ("Let ", "me")]
    item = {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": "Let me see"}],
    }

    assert answer(*raw, completed(item)).parts == [Thinking(text="Let me see", origin=ORIGIN)]
    assert answer(completed(item)).parts == [Thinking(text="Let me see", id="rs_1", origin=ORIGIN)]


def test_the_whole_object() -> None:
    found = FORMAT.decode_answer(golden("whole.json"), ORIGIN)

    assert [type(p) for p in found.parts] == [Thinking, Text, ToolCall]
    assert (found.id, found.finish.stop, found.origin) == ("resp_whole01", "tool", ORIGIN)
    assert found.usage and found.usage.prompt == 1500


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><title>Portal</title></html>", Kind.PROTOCOL),
        (b"", Kind.PROTOCOL),
        (b'{"object":"chat.completion","choices":[]}', Kind.PROTOCOL),
        (b'{"object":"response","status":"queued","output":[]}', Kind.PROTOCOL),
        (b'{"error":{"message":"no","code":"insufficient_quota"}}', Kind.QUOTA),
        (b'{"object":"response","status":"failed","error":{"code":"server_error","message":"x"}}', Kind.SERVER),
        (b'{"object":"response","status":"cancelled","output":[]}', Kind.SERVER),
    ],
)
def test_an_answer_that_is_none(body: bytes, kind: Kind) -> None:
    with pytest.raises(Fault) as caught:
        FORMAT.decode_answer(body, ORIGIN)

    assert caught.value.kind is kind and caught.value.message


@pytest.mark.parametrize(
    ("event", "kind", "words"),
    [
        ({"type": "error", "code": "rate_limit_exceeded", "message": "Slow."}, Kind.RATE_LIMITED, "Slow."),
        ({"type": "error", "error": {"type": "insufficient_quota", "message": "Pay."}}, Kind.QUOTA, "Pay."),
        ({"error": {"message": "boom"}}, Kind.SERVER, "boom"),
        (
            {"type": "response.failed", "response": {"error": {"code": "server_error", "message": "Oh."}}},
            Kind.SERVER,
            "Oh.",
        ),
        ({"type": "response.failed", "response": {"status": "failed", "error": None}}, Kind.SERVER, "gave no reason"),
        (
            completed(status="failed", error={"code": "context_length_exceeded", "message": "Full."}),
            Kind.TOO_LONG,
            "Full.",
        ),
    ],
)
def test_errors_inside_a_stream(event: Json, kind: Kind, words: str) -> None:
    decoder = FORMAT.decoder(ORIGIN)
    with pytest.raises(Fault, match=words) as caught:
        decoder.feed(Frame("", msgspec.json.encode(event)))

    assert caught.value.kind is kind
    assert not decoder.finished


def test_the_documented_failure() -> None:
    with pytest.raises(Fault, match=r"try again in 1\.5s") as caught:
        read(golden("failed.sse"))

    assert caught.value.kind is Kind.RATE_LIMITED


def test_a_stream_that_ends_early_is_cut_short() -> None:
    with pytest.raises(Fault) as caught:
        read(TEXT[: TEXT.index(b"event: response.completed")])

    assert caught.value.kind is Kind.CUT_SHORT


def test_noise_between_events_changes_nothing() -> None:
    noisy = TEXT.replace(
        b"event: response.output_text.delta", b': hi\n\n\n\nevent: ping\ndata: {"type":"ping"}\n\nevent: x'
    )

    assert fold(read(noisy + b"data: [DONE]\n\n")) == fold(read(TEXT))
    assert fold(read(TEXT + TEXT)) == fold(read(TEXT))  # finished is finished


def test_half_an_emoji_does_not_cost_the_answer() -> None:
    halves = [
        rb'{"type":"response.output_text.delta","delta":"a\ud83d"}',
        rb'{"type":"response.output_text.delta","delta":"b"}',
    ]
    body = b"".join(b"data: %s\n\n" % half for half in halves) + stream(completed())

    assert fold(read(body)).parts == [Text(text="a\ufffdb")]


@given(st.sampled_from([TEXT, TOOLS, CODEX]), st.lists(st.integers(0, 8000), max_size=12))
def test_cuts_anywhere_change_nothing(body: bytes, cuts: list[int]) -> None:
    assert read(body, cuts=[c for c in cuts if c < len(body)]) == read(body)


def well_formed(events: list[Event]) -> bool:
    """Start first, deltas inside their open part, every part ended once."""
    is_open: set[int] = set()
    seen: set[int] = set()
    for n, event in enumerate(events):
        match event:
            case Start():
                if n:
                    return False
            case PartStart(index=index):
                if index in seen:
                    return False
                seen.add(index)
                is_open.add(index)
            case Delta(index=index):
                if index not in is_open:
                    return False
            case PartEnd(index=index):
                is_open.remove(index)
    return not is_open


KINDS = [*sorted({e["type"] for body in (TEXT, TOOLS, CODEX) for e in payloads(body)}), "error", "response.failed"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 5)
    | st.sampled_from(["", "message", "function_call", "reasoning", "a"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["type", "id", "name", "text", "output", "content", "summary", "arguments"]), inner
        )
    ),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["response", "item", "part", "delta", "output_index", "item_id", "content_index", "error", "annotation"]
    ),
    VALUES,
)


@given(st.lists(st.tuples(st.sampled_from(KINDS), FIELDS), max_size=8))
def test_garbage_is_an_answer_or_a_fault(told: list[tuple[str, Json]]) -> None:
    decoder = FORMAT.decoder(ORIGIN)
    events: list[Event] = []
    try:
        for kind, fields in told:
            events += decoder.feed(Frame(kind, msgspec.json.encode({"type": kind, **fields})))
        events += decoder.end()
    except Fault:
        return
    assert well_formed(events)


@given(st.binary(max_size=30))
def test_bytes_that_are_no_json_are_a_fault(data: bytes) -> None:
    try:
        FORMAT.decoder(ORIGIN).feed(Frame("", data))
    except Fault as fault:
        assert fault.kind in (Kind.PROTOCOL, Kind.SERVER)
