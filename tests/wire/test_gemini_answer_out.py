"""Answers written for Gemini clients, streamed and whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ccrouter.ir.call import Call, Reasoning
from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart, Start, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire.format import Reply
from ccrouter.wire.gemini import FORMAT
from ccrouter.wire.gemini.answer_out import MAX_SEALED_TEXT
from ccrouter.wire.seal import Sealed, unseal
from ccrouter.wire.sse import Framer, parse

CLAUDE, GOOGLE = Origin("anthropic", "claude"), Origin("google", "gemini-3-pro")
USAGE = Usage(input=10, cache_read=5, cache_write=1, output=9, reasoning=4)


def reply(**call: Any) -> Reply:
    return Reply(call=Call(**({"model": "m", "messages": []} | call)), id="abc", model="shown", created=1, estimate=7)


def chunks(data: bytes) -> list[dict[str, Any]]:
    framer = Framer()
    return [json.loads(parse(frame).data) for frame in framer.feed(data)]


def stream(events: list[Event], to: Reply | None = None) -> list[dict[str, Any]]:
    encoder = FORMAT.encoder(to or reply())
    out = b"".join(encoder.feed([event]) for event in events) + encoder.end()
    assert out.endswith(b"\r\n\r\n")
    return chunks(out)


def parts(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for c in found for part in c["candidates"][0]["content"]["parts"]]


def written(*given: Part, to: Reply | None = None) -> list[dict[str, Any]]:
    """The parts of a stream; the same as those of the whole answer."""
    answer = Answer(parts=list(given), finish=Finish(stop="end"))
    streamed = parts(stream(unfold(answer), to))
    whole = json.loads(FORMAT.encode_answer(answer, to or reply()))["candidates"][0]["content"]["parts"]
    assert [p for p in streamed if p != {"text": ""}] == [p for p in whole if p != {"text": ""}]
    return streamed


def test_words_stream_as_they_come_and_the_last_chunk_says_the_rest() -> None:
    events: list[Event] = [
        Start(id="up", model="claude"),
        PartStart(index=0, part=Thinking()),
        Delta(index=0, text="hm"),
        PartEnd(index=0),
        PartStart(index=1, part=Text(text="")),
        Delta(index=1, text="Hel"),
        Delta(index=1, text="lo"),
        PartEnd(index=1),
        Finish(stop="end"),
        USAGE,
    ]
    found = stream(events)
    assert parts(found) == [{"text": "hm", "thought": True}, {"text": "Hel"}, {"text": "lo"}, {"text": ""}]
    assert {(c["responseId"], c["modelVersion"]) for c in found} == {("abc", "shown")}
    assert [c["candidates"][0].get("finishReason") for c in found] == [None, None, None, "STOP"]
    assert found[-1]["usageMetadata"] == {
        "promptTokenCount": 16,
        "cachedContentTokenCount": 5,
        "candidatesTokenCount": 5,
        "thoughtsTokenCount": 4,
        "totalTokenCount": 25,
    }


def test_parallel_calls_come_whole_and_in_order_however_their_fragments_mix() -> None:
    events: list[Event] = [
        PartStart(index=0, part=ToolCall(id="1", name="f")),
        PartStart(index=1, part=ToolCall(id="2", name="g")),
        Delta(index=1, text='{"b":'),
        Delta(index=0, text='{"a":1'),
        Delta(index=1, text="2}"),
        Delta(index=0, text="}"),
        Finish(stop="tool"),
    ]
    found = stream(events)
    assert parts(found)[:-1] == [
        {"functionCall": {"id": "1", "name": "f", "args": {"a": 1}}},
        {"functionCall": {"id": "2", "name": "g", "args": {"b": 2}}},
    ]
    assert found[-1]["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("end", "STOP"),
        ("tool", "STOP"),
        ("stop", "STOP"),
        ("pause", "STOP"),
        ("length", "MAX_TOKENS"),
        ("refusal", "SAFETY"),
    ],
)
def test_stop_reasons(stop: Any, reason: str) -> None:
    answer = Answer(parts=[Text(text="x")], finish=Finish(stop=stop), usage=USAGE)
    assert stream(unfold(answer))[-1]["candidates"][0]["finishReason"] == reason
    assert json.loads(FORMAT.encode_answer(answer, reply()))["candidates"][0]["finishReason"] == reason


def test_without_the_providers_usage_the_estimate_is_shown() -> None:
    assert stream([Finish(stop="end")])[-1]["usageMetadata"] == {"promptTokenCount": 7, "totalTokenCount": 7}


def test_an_answer_without_anything_is_still_an_answer() -> None:
    whole = json.loads(FORMAT.encode_answer(Answer(), reply()))
    assert whole["candidates"][0]["content"] == {"role": "model", "parts": [{"text": ""}]}


def seals(found: list[dict[str, Any]]) -> list[Sealed | None]:
    return [unseal(p["thoughtSignature"]) for p in found if "thoughtSignature" in p]


SIGNED = Thinking(text="hm", signature="sig", origin=CLAUDE)
SEALED = Sealed(p="anthropic", m="claude", s="sig", t="hm")


def test_a_signed_thought_rides_on_the_part_that_follows() -> None:
    thought, call, last = written(SIGNED, ToolCall(id="1", name="f"))
    assert (thought, last) == ({"text": "hm", "thought": True}, {"text": ""})
    assert seals([call]) == [SEALED]
    _, text, _ = written(SIGNED, Text(text="so"))
    assert text["text"] == "so"
    assert seals([text]) == [SEALED]


def test_only_the_first_piece_of_a_text_carries_the_seal() -> None:
    events: list[Event] = [
        *unfold(Answer(parts=[SIGNED]))[:-1],
        PartStart(index=1, part=Text(text="")),
        Delta(index=1, text="a"),
        Delta(index=1, text="b"),
        Finish(stop="end"),
    ]
    assert ["thoughtSignature" in p for p in parts(stream(events))] == [False, True, False, False]


def test_of_two_thoughts_the_first_rides_alone_and_a_last_one_on_the_end() -> None:
    hidden = Thinking(encrypted="enc", id="rs_1", origin=Origin("openai", "gpt"))
    found = written(SIGNED, hidden, ToolCall(id="1", name="f"), SIGNED)
    assert [(next(iter(p)), p.get("text")) for p in found if "thoughtSignature" in p] == [
        ("text", ""),
        ("functionCall", None),
        ("text", ""),
    ]
    assert seals(found) == [SEALED, Sealed(p="openai", m="gpt", e="enc", i="rs_1", t=""), SEALED]


def test_reasoning_without_a_signature_is_sealed_too_for_clients_that_do_not_echo_it() -> None:
    deepseek = Thinking(text="why", origin=Origin("deepseek", "reasoner"))
    found = written(deepseek, ToolCall(id="1", name="f"))
    assert seals(found) == [Sealed(p="deepseek", m="reasoner", t="why")]


def test_a_seal_does_not_grow_without_bounds() -> None:
    long = "x" * (MAX_SEALED_TEXT + 1)
    to = reply()
    assert seals(written(Thinking(text=long, signature="s", origin=CLAUDE), Text(text="a"), to=to)) == []
    assert [w.field for w in to.warnings.items] == ["thinking"]
    encrypted = Thinking(text=long, encrypted="e", origin=CLAUDE)
    assert seals(written(encrypted, Text(text="a"))) == [Sealed(p="anthropic", m="claude", e="e", t="")]


def test_geminis_own_signatures_keep_their_place() -> None:
    call, text, mark, _ = written(
        ToolCall(id="1", name="f", signature="A", origin=GOOGLE), Text(text="x", signature="B", origin=GOOGLE)
    )
    assert seals([call, mark]) == [
        Sealed(p="google", m="gemini-3-pro", s="A"),
        Sealed(p="google", m="gemini-3-pro", s="B"),
    ]
    assert (text, mark["text"]) == ({"text": "x"}, "")


def test_a_client_that_wants_no_thoughts_gets_none_but_keeps_the_seal() -> None:
    call, _ = written(
        SIGNED, ToolCall(id="1", name="f"), to=reply(reasoning=Reasoning(mode="adaptive", show="omitted"))
    )
    assert seals([call]) == [SEALED]


@pytest.mark.parametrize(
    ("call", "args", "warned"),
    [
        (ToolCall(id="1", name="f", arguments=""), {}, []),
        (ToolCall(id="1", name="f", arguments="*** patch", kind="custom"), {"input": "*** patch"}, []),
        (ToolCall(id="1", name="f", arguments="nope"), {"input": "nope"}, ["arguments"]),
    ],
)
def test_arguments_are_an_object(call: ToolCall, args: dict[str, Any], warned: list[str]) -> None:
    to = reply()
    assert written(call, to=to)[0]["functionCall"]["args"] == args
    assert [w.field for w in to.warnings.items] == warned


def test_other_parts() -> None:
    to = reply()
    raw = {"executableCode": {"language": "PYTHON", "code": "1"}}
    found = written(
        Media(kind="image", mime="image/png", data="AAAA"),
        Media(kind="image", mime="image/png", url="https://x/a.png"),
        Opaque(format="gemini", kind="executableCode", raw=raw),
        Opaque(format="anthropic", kind="server_tool_use", raw={}),
        to=to,
    )
    assert found[:-1] == [
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"fileData": {"mimeType": "image/png", "fileUri": "https://x/a.png"}},
        raw,
    ]
    assert [w.field for w in to.warnings.items] == ["answer"]


def test_a_cut_is_an_error_chunk_and_no_finish() -> None:
    encoder = FORMAT.encoder(reply())
    out = encoder.feed([PartStart(index=0, part=Text(text="")), Delta(index=0, text="half")])
    out += encoder.fail(Fault(Kind.CUT_SHORT, "The line broke."))
    text, error = chunks(out)
    assert "finishReason" not in text["candidates"][0]
    assert error == {"error": {"code": 502, "message": "The line broke.", "status": "UNAVAILABLE"}}
    assert b'data: {"error":' in out  # the Python SDK looks for these very bytes


def test_a_half_written_call_is_never_shown() -> None:
    encoder = FORMAT.encoder(reply())
    begun: list[Event] = [PartStart(index=0, part=ToolCall(id="1", name="rm")), Delta(index=0, text='{"path":"/"')]
    assert encoder.feed(begun) == b""


def test_the_heartbeat_is_an_empty_line_between_frames() -> None:
    encoder = FORMAT.encoder(reply())
    out = FORMAT.heartbeat + encoder.feed(unfold(Answer(parts=[Text(text="a")]))) + FORMAT.heartbeat + encoder.end()
    frames = [parse(f).data for f in Framer().feed(out)]
    assert len([f for f in frames if f]) == 2


def test_what_only_gemini_knows_is_warned_of() -> None:
    to = reply(extra={"gemini_only": ["safetySettings"]})
    FORMAT.encoder(to)
    assert [w.field for w in to.warnings.items] == ["safetySettings"]
