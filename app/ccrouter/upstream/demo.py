"""The embedded demo provider ``demo/echo``: a real upstream on a loopback socket that streams a canned answer.

It speaks the Anthropic format, so that a newcomer sees a whole request travel before owning a key. What it says is clearly
not a model's work.
"""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Delta, Event, Finish, unfold
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Text
from ccrouter.ir.usage import Usage
from ccrouter.wire import count
from ccrouter.wire import head as heads
from ccrouter.wire.format import Reply
from ccrouter.wire.registry import FORMATS

_FORMAT = FORMATS["anthropic"]
_PACE = 0.02  # seconds between words, so that the stream can be seen streaming
_GRACE = 0.1  # seconds for what is under way at the end; 0 would be for ever
_ECHO = 400  # characters of the question that are repeated


class Demo:
    """Start it inside the running loop; ``base_url`` is known then."""

    def __init__(self) -> None:
        self.base_url = ""
        self._web: web.Server | None = None
        self._listener: asyncio.Server | None = None

    async def start(self) -> None:
        self._web = web.Server(self._handle, access_log=None, handler_cancellation=True)
        self._listener = await asyncio.get_running_loop().create_server(self._web, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._listener and self._web:
            self._listener.close()
            self._web.pre_shutdown()  # else connections that wait for another request are waited for
            await self._web.shutdown(_GRACE)
            self._listener = self._web = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            head = heads.read("anthropic", await request.read())
            call = _FORMAT.decode_call(head.parsed(), model=head.model, stream=head.stream)
        except Fault as fault:
            return web.Response(status=fault.status, body=_FORMAT.encode_error(fault), content_type="application/json")
        answer = canned(call)
        reply = Reply(
            call=call, id=format(time.time_ns(), "x"), model=call.model, created=int(time.time()),
            estimate=count.estimate(call),
        )  # fmt: skip
        if not call.stream:
            return web.Response(body=_FORMAT.encode_answer(answer, reply), content_type="application/json")
        try:
            return await self._stream(request, reply, answer)
        except ConnectionError:  # the client left in the middle
            return web.Response()

    async def _stream(self, request: web.BaseRequest, reply: Reply, answer: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        encoder = _FORMAT.encoder(reply)
        for event in _by_word(answer):
            if piece := encoder.feed([event]):
                await response.write(piece)
                await asyncio.sleep(_PACE)
        await response.write(encoder.end())
        await response.write_eof()
        return response


def canned(call: Call) -> Answer:
    """The answer to any question: what this is, what was asked, what to do next."""
    asked = next(
        (p.text for m in reversed(call.messages) if m.role == "user" for p in reversed(m.parts) if isinstance(p, Text)),
        "",
    )
    text = (
        "This is CC Router's demo provider, not a language model. Your request travelled from your client through the gateway "
        f"to here and back. It said: “{asked[:_ECHO]}”. To talk to a real model, store a key with `ccr key set anthropic` "
        "(or openai, gemini, openrouter …) and name the provider in the settings file (`ccr config path`)."
    )
    tokens = Usage(input=count.estimate(call), output=round(count.text_tokens(text)))
    return Answer(id="demo", model=call.model, parts=[Text(text=text)], finish=Finish(stop="end"), usage=tokens)


def _by_word(answer: Answer) -> list[Event]:
    events: list[Event] = []
    for event in unfold(answer):
        if isinstance(event, Delta) and event.text:
            words = event.text.split(" ")
            events += [Delta(index=event.index, text=w if i == 0 else f" {w}") for i, w in enumerate(words)]
        else:
            events.append(event)
    return events
