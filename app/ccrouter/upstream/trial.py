"""Real requests to a provider, timed: what ``ccr test`` and ``ccr benchmark`` are made of. Unlike ``probe`` they cost money."""

from __future__ import annotations

import asyncio
import time

import msgspec

from ccrouter.ir.call import Call, Message, Reasoning, Tool, ToolChoice
from ccrouter.ir.events import Answer, Delta, Event, Fold, PartStart
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Text, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.ir.warnings import Warnings
from ccrouter.settings.deployments import Provider
from ccrouter.upstream.client import Response, Timeouts, Upstream
from ccrouter.upstream.endpoints import generate
from ccrouter.upstream.headers import request_headers
from ccrouter.wire import sse
from ccrouter.wire.registry import FORMATS

_MAX_ERROR = 1024 * 1024  # bytes
_TOOL = Tool(
    name="get_time",
    description="Tells the time in a city.",
    schema={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, or the ``fault`` that came in its place. Seconds; ``ttft`` is to the first word or call (None: not streamed)."""

    duration: float
    answer: Answer = msgspec.field(default_factory=Answer)
    ttft: float | None = None
    pieces: int = 0  # in how many events the words came
    fault: Fault | None = None

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.answer.parts if isinstance(part, Text))

    @property
    def calls(self) -> list[ToolCall]:
        return [part for part in self.answer.parts if isinstance(part, ToolCall)]

    @property
    def usage(self) -> Usage | None:
        return self.answer.usage

    @property
    def tokens_per_second(self) -> float | None:
        """Output tokens over the time they took to be written: the wait for the first is not in it."""
        if self.ttft is None or self.usage is None or self.usage.output < 2 or self.duration <= self.ttft:
            return None
        return (self.usage.output - 1) / (self.duration - self.ttft)


def question(model: str, words: str, *, max_tokens: int, stream: bool, tool: bool = False) -> Call:
    """A call with one question; with ``tool`` a tool is offered that the model should use."""
    return Call(
        model=model,
        messages=[Message(role="user", parts=[Text(text=words)])],
        tools=[_TOOL] if tool else [],
        tool_choice=ToolChoice(mode="auto") if tool else None,
        reasoning=Reasoning(mode="off"),
        stream=stream,
        max_tokens=max_tokens,
    )


async def ask(upstream: Upstream, provider: Provider, key: str | None, call: Call, *, patience: float = 60.0) -> Heard:
    """Send one call and read its answer to the end, at most ``patience`` seconds. What goes wrong is in the result."""
    begun = time.monotonic()
    listener = _Listener(provider, call, begun)
    fault: Fault | None = None
    try:
        async with asyncio.timeout(patience):
            await _converse(upstream, provider, key, call, listener)
    except TimeoutError:
        fault = Fault(Kind.TIMEOUT, f"There was no whole answer after {patience:.0f} s.")
    except Fault as met:
        fault = met
    if fault and key and key in fault.message:  # some providers repeat the key they refuse
        fault.message = fault.message.replace(key, "[key]")
    return Heard(
        duration=time.monotonic() - begun,
        answer=listener.answer,
        ttft=listener.ttft,
        pieces=listener.pieces,
        fault=fault,
    )


class _Listener:
    """Notes when the words of an answer come."""

    def __init__(self, provider: Provider, call: Call, begun: float) -> None:
        self.target = provider.target(call.model)
        self.fold = Fold(self.target.origin)
        self.whole: Answer | None = None
        self.ttft: float | None = None
        self.pieces = 0
        self._begun = begun

    @property
    def answer(self) -> Answer:
        return self.whole or self.fold.answer

    def hear(self, events: list[Event]) -> None:
        for event in events:
            self.fold.add(event)
            word = isinstance(event, Delta) and bool(event.text)
            self.pieces += word
            if self.ttft is None and (word or (isinstance(event, PartStart) and isinstance(event.part, ToolCall))):
                self.ttft = time.monotonic() - self._begun


async def _converse(upstream: Upstream, provider: Provider, key: str | None, call: Call, listener: _Listener) -> None:
    target, format = listener.target, FORMATS[provider.format]
    body = msgspec.json.encode(format.encode_call(call, target, Warnings()))
    headers = request_headers(provider, key, (), verbatim=False, stream=call.stream)
    url = generate(provider.format, provider.base_url, call.model, stream=call.stream)
    response = await upstream.send("POST", url, headers, body, Timeouts(provider.connect_timeout, None))
    try:
        if response.status >= 300:
            raise format.decode_error(response.status, response.headers, await response.read(_MAX_ERROR))
        if call.stream:
            await _follow(response, provider, call, listener)
        else:
            listener.whole = format.decode_answer(await response.read(), target.origin, call)
    finally:
        await response.close()


async def _follow(response: Response, provider: Provider, call: Call, listener: _Listener) -> None:
    decoder = FORMATS[provider.format].decoder(listener.target.origin, call)
    framer = sse.Framer()
    async for chunk in response.chunks():
        for raw in framer.feed(chunk):
            listener.hear(decoder.feed(sse.parse(raw)))
    if (rest := framer.end()).strip():
        listener.hear(decoder.feed(sse.parse(rest)))
    listener.hear(decoder.end())
