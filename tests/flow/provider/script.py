"""What a scripted provider says, in words that belong to no format: a list of steps is one answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

FORMATS = ("anthropic", "openai_chat", "openai_responses", "gemini")


@dataclass(frozen=True)
class Say:
    """Text, sent in ``pieces`` deltas."""

    text: str
    pieces: int = 3


@dataclass(frozen=True)
class Think:
    """Reasoning text with the provider's signature (Anthropic), encrypted state (Responses) or thoughtSignature (Gemini)."""

    text: str
    signature: str = "c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg=="
    pieces: int = 2


@dataclass(frozen=True)
class Call:
    """A tool call. ``args`` is the JSON object, or the text of a custom (freeform) tool when ``custom``."""

    name: str
    args: dict[str, Any] | str = field(default_factory=dict)
    id: str | None = None  # None = the provider makes one up, in its own style
    custom: bool = False
    namespace: str | None = None
    pieces: int = 2

    @property
    def text(self) -> str:
        return self.args if isinstance(self.args, str) else json.dumps(self.args)


@dataclass(frozen=True)
class Interleaved:
    """Parallel tool calls whose argument fragments arrive in turns."""

    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Usage:
    """Tokens. The first four do not overlap; ``reasoning`` is within ``output``. Each format adds them up in its own way."""

    input: int = 11
    cache_read: int = 0
    cache_write: int = 0
    output: int = 7
    reasoning: int = 0


@dataclass(frozen=True)
class Stop:
    """Why the answer ends: end, tool, length, refusal or stop (with the ``sequence`` that was met)."""

    reason: str
    sequence: str | None = None


@dataclass(frozen=True)
class Status:
    """An HTTP error instead of an answer. ``kind`` is the provider's error type or code, ``body`` replaces its usual JSON."""

    code: int
    message: str = "scripted failure"
    kind: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Headers:
    """Response headers of an answer, such as what is left of a limit."""

    said: dict[str, str]


@dataclass(frozen=True)
class Html:
    """A web page where JSON was asked for: a captive portal, a proxy's error page."""

    code: int = 200


@dataclass(frozen=True)
class Garbage:
    """Status 200, the right content type, and bytes that mean nothing."""


@dataclass(frozen=True)
class ErrorFrame:
    """The provider's error inside a stream. As the first step nothing else is sent before it."""

    kind: str = "overloaded"
    message: str = "Overloaded"


@dataclass(frozen=True)
class Cut:
    """The connection closes here without the stream's end (FIN inside a chunked body)."""


@dataclass(frozen=True)
class EndEarly:
    """The HTTP body ends properly here, but the answer was not finished."""


@dataclass(frozen=True)
class Reset:
    """The connection is reset here (TCP RST)."""


@dataclass(frozen=True)
class Stall:
    """Silence for some seconds. As the first step it comes before the response's head if ``head`` is set."""

    seconds: float
    head: bool = False


@dataclass(frozen=True)
class Flood:
    """Text of about ``size`` bytes in deltas of ``piece`` bytes: more than any reader wants at once."""

    size: int
    piece: int = 16 * 1024


@dataclass(frozen=True)
class Raw:
    """Bytes that go into the stream as they are (a comment, an unknown event)."""

    data: bytes


@dataclass(frozen=True)
class Split:
    """Anywhere in the script: every ``size`` bytes of the stream are a write of their own."""

    size: int


@dataclass(frozen=True)
class Drip:
    """Anywhere in the script: ``seconds`` of pause after every frame."""

    seconds: float


Content = Say | Think | Call | Interleaved | Flood
Control = Cut | EndEarly | Reset | Stall
Refusal = Status | Html | Garbage
Step = Content | Control | Refusal | Usage | Stop | ErrorFrame | Raw | Split | Drip | Headers
Script = Sequence[Step]


@dataclass(frozen=True)
class Tool:
    """A tool the request offers. ``properties`` are those of its parameters' schema."""

    name: str
    properties: dict[str, Any] = field(default_factory=dict)
    custom: bool = False
    namespace: str | None = None


@dataclass(frozen=True)
class Ask:
    """What a scripted provider understands of a request, whatever its format."""

    format: str
    body: dict[str, Any]
    model: str
    stream: bool
    tools: tuple[Tool, ...] = ()
    results: tuple[str, ...] = ()  # texts of all tool results in the conversation, in order
    text: str = ""  # the last user text
    schema: dict[str, Any] | None = None  # a JSON schema the answer must follow
    usage_in_stream: bool = True  # Chat sends usage only when asked


Answers = Callable[[Ask], Script]


class Speaker(Protocol):
    """Writes one answer in one format."""

    def open(self) -> Iterator[bytes]: ...
    def say(self, step: Say) -> Iterator[bytes]: ...
    def think(self, step: Think) -> Iterator[bytes]: ...
    def call(self, calls: Sequence[Call], *, interleaved: bool) -> Iterator[bytes]: ...
    def error(self, step: ErrorFrame) -> Iterator[bytes]: ...
    def close(self) -> Iterator[bytes]: ...
    def whole(self, steps: Sequence[Say | Think | Call]) -> dict[str, Any]: ...


def pieces(text: str, count: int) -> list[str]:
    """Cut ``text`` into at most ``count`` parts that join to the same text."""
    size = max(1, -(-len(text) // max(1, count)))
    return [text[at : at + size] for at in range(0, len(text), size)]


def usage_of(script: Script) -> Usage:
    return next((step for step in script if isinstance(step, Usage)), Usage())


def stop_of(script: Script) -> Stop:
    """The script's own Stop, else what a provider would say of its content."""
    called = any(isinstance(step, Call | Interleaved) for step in script)
    return next((step for step in script if isinstance(step, Stop)), Stop("tool" if called else "end"))


def split_of(script: Script) -> int:
    """Bytes a write; 0 = each frame is one."""
    return next((step.size for step in script if isinstance(step, Split)), 0)


def drip_of(script: Script) -> float:
    """Seconds of pause after each frame."""
    return next((step.seconds for step in script if isinstance(step, Drip)), 0.0)


def content_of(script: Script) -> list[Say | Think | Call]:
    """The content alone, as a whole answer holds it."""
    content: list[Say | Think | Call] = []
    for step in script:
        match step:
            case Say() | Think() | Call():
                content.append(step)
            case Interleaved(calls=calls):
                content.extend(calls)
            case Flood(size=size):
                content.append(Say("x" * size))
            case _:
                pass
    return content


def perform(speaker: Speaker, script: Script) -> Iterator[bytes | Control]:
    """The frames of a stream, with the faults where the script put them."""
    spoken = [step for step in script if not isinstance(step, Usage | Stop | Split | Drip)]
    if not (spoken and isinstance(spoken[0], ErrorFrame)):
        yield from speaker.open()
    for step in spoken:
        match step:
            case Say():
                yield from speaker.say(step)
            case Think():
                yield from speaker.think(step)
            case Call():
                yield from speaker.call([step], interleaved=False)
            case Interleaved(calls=calls):
                yield from speaker.call(calls, interleaved=True)
            case Flood(size=size, piece=piece):
                yield from speaker.say(Say("x" * size, pieces=size // piece))
            case Raw(data=data):
                yield data
            case ErrorFrame():
                yield from speaker.error(step)
                return
            case Cut() | EndEarly() | Reset():
                yield step
                return
            case Stall():
                yield step
            case _:
                raise AssertionError(f"{step} cannot stand inside a stream")
    yield from speaker.close()
