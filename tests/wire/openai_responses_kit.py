"""What the tests of the Responses format share: transcripts, streams in and out, a call in and a body out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message
from ccrouter.ir.events import Answer, Event, Fold
from ccrouter.ir.parts import Origin, Part, Text
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.format import Reply
from ccrouter.wire.openai_responses import FORMAT
from ccrouter.wire.sse import Framer, parse, write

Json = dict[str, Any]
ORIGIN = Origin("openai", "gpt-5.5")
ELSEWHERE = Origin("claude", "claude-sonnet-4-5")
GOLDEN = Path(__file__).parents[1] / "golden"
PNG = "iVBORw0KGgo="


def golden(name: str) -> bytes:
    return (GOLDEN / f"openai_responses_{name}").read_bytes()


def golden_json(name: str) -> Json:
    value = msgspec.json.decode(golden(name))
    assert isinstance(value, dict)
    return value


def target(**profile: Any) -> Target:
    return Target(provider=ORIGIN.provider, model=ORIGIN.model, format="openai_responses", profile=Profile(**profile))


def user(*parts: Part) -> Message:
    return Message(role="user", parts=list(parts) or [Text(text="Hello")])


def assistant(*parts: Part) -> Message:
    return Message(role="assistant", parts=list(parts))


def call(*messages: Message, **more: Any) -> Call:
    return Call(model="m", messages=list(messages) or [user()], **more)


def encode(asked: Call, warnings: Warnings | None = None, **profile: Any) -> Json:
    return FORMAT.encode_call(asked, target(**profile), warnings if warnings is not None else Warnings())


def decode(body: Json | None = None, **more: Any) -> Call:
    """A request with these fields, as JSON would bring it."""
    sent = {"input": "Hi"} | (body or {}) | more
    return FORMAT.decode_call(msgspec.json.decode(msgspec.json.encode(sent)), model="m", stream=False)


def reply(**more: Any) -> Reply:
    return Reply(**{"call": call(), "id": "x1", "model": "shown", "created": 1_760_000_000} | more)


def stream(*events: Json) -> bytes:
    return b"".join(write(event, str(event["type"])) for event in events)


def read(body: bytes, asked: Call | None = None, cuts: list[int] | None = None) -> list[Event]:
    """A provider's stream, cut into chunks at ``cuts``, as events."""
    framer, decoder = Framer(), FORMAT.decoder(ORIGIN, asked)
    events: list[Event] = []
    ends = [*sorted(cuts or []), len(body)]
    for start, end in zip([0, *ends], ends, strict=False):
        for raw in framer.feed(body[start:end]):
            events += decoder.feed(parse(raw))
    events += decoder.feed(parse(framer.end()))
    return events + decoder.end()


def fold(events: list[Event]) -> Answer:
    folded = Fold()
    for event in events:
        folded.add(event)
    return folded.answer


def payloads(body: bytes) -> list[Json]:
    """The data of each frame; checks that the event line names its type."""
    framer = Framer()
    out: list[Json] = []
    for raw in framer.feed(body):
        frame = parse(raw)
        value = msgspec.json.decode(frame.data)
        assert frame.event == value["type"]
        out.append(value)
    assert framer.end() == b""
    return out
