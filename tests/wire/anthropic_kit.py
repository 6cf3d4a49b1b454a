"""What the tests of the Anthropic format share: streams in, streams out, a call in and a body out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message
from ccrouter.ir.events import Answer, Event, Fold
from ccrouter.ir.parts import Origin, Text
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.anthropic import FORMAT
from ccrouter.wire.format import Reply
from ccrouter.wire.sse import Framer, parse, write

ORIGIN = Origin("claude", "claude-sonnet-4-5")
ELSEWHERE = Origin("google", "gemini-2.5-pro")
GOLDEN = Path(__file__).parents[1] / "golden"

Json = dict[str, Any]


def target(**profile: Any) -> Target:
    return Target(
        provider=ORIGIN.provider,
        model=ORIGIN.model,
        format="anthropic",
        profile=Profile(**{"max_output": 64000} | profile),
    )


def user(text: str = "Hello") -> Message:
    return Message(role="user", parts=[Text(text=text)])


def call(*messages: Message, **more: Any) -> Call:
    return Call(model="m", messages=list(messages) or [user()], **more)


def encode(asked: Call, warnings: Warnings | None = None, **profile: Any) -> Json:
    return FORMAT.encode_call(asked, target(**profile), warnings if warnings is not None else Warnings())


def decode(**body: Any) -> Call:
    """A request with these fields, as JSON would bring it."""
    body = {"max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]} | body
    return FORMAT.decode_call(msgspec.json.decode(msgspec.json.encode(body)), model="m", stream=False)


def reply(**more: Any) -> Reply:
    return Reply(**{"call": call(), "id": "x1", "model": "shown", "created": 0, "estimate": 42} | more)


def stream(*events: Json) -> bytes:
    return b"".join(write(event, str(event["type"])) for event in events)


def read(raw: bytes, asked: Call | None = None, sizes: list[int] | None = None) -> list[Event]:
    """The events of a provider's stream, fed in chunks of these sizes (then the rest)."""
    decoder, framer, out = FORMAT.decoder(ORIGIN, asked), Framer(), []
    for size in sizes or []:
        for frame in framer.feed(raw[:size]):
            out += decoder.feed(parse(frame))
        raw = raw[size:]
    for frame in [*framer.feed(raw), framer.end()]:
        out += decoder.feed(parse(frame))
    return out + decoder.end()


def fold(events: list[Event]) -> Answer:
    folded = Fold(ORIGIN)
    for event in events:
        folded.add(event)
    return folded.answer


def written(events: list[Event], to: Reply | None = None) -> list[Json]:
    """What a client reads of an answer to it; each frame is checked for its ``event:`` line."""
    encoder = FORMAT.encoder(to or reply())
    return frames(encoder.feed(events) + encoder.end())


def frames(raw: bytes) -> list[Json]:
    framer = Framer()
    out = []
    for piece in framer.feed(raw):
        frame = parse(piece)
        data = msgspec.json.decode(frame.data)
        assert frame.event == data["type"]
        out.append(data)
    assert framer.end() == b""
    return out
