"""From a client's request to its answer: read the head, plan, try candidates until one answers, relay, record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from ccrouter.health.board import Board
from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Start, unfold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.profile import FormatName
from ccrouter.ledger.ledger import Ledger
from ccrouter.plugins.manager import Plugins
from ccrouter.proxy.attempt import Ask, Attempts, Opened
from ccrouter.proxy.books import Books, guessed
from ccrouter.proxy.exchange import Exchange
from ccrouter.proxy.extensions import Extensions
from ccrouter.proxy.flight import Flights, Landed
from ccrouter.proxy.guard import Visitor
from ccrouter.proxy.herald import Herald
from ccrouter.proxy.keepsakes import Keepsakes
from ccrouter.proxy.lessons import Lessons
from ccrouter.proxy.live import Live
from ccrouter.proxy.outlet import Outlet
from ccrouter.proxy.recorder import Recorder
from ccrouter.proxy.relay import ArrayForm, Relay
from ccrouter.proxy.steering import Steering
from ccrouter.upstream.client import Upstream
from ccrouter.upstream.headers import response_headers
from ccrouter.wire import head as heads
from ccrouter.wire.format import Reply
from ccrouter.wire.registry import FORMATS

MAX_RETRY_AFTER = 60  # seconds: Claude Code gives up at once on anything longer
_SSE = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", "x-accel-buffering": "no"}
_JSON = {"content-type": "application/json; charset=utf-8"}


class Gateway:
    """Answers conversations. ``live`` is asked once for each request, so a reload never touches a running one."""

    def __init__(
        self,
        live: Callable[[], Live],
        upstream: Upstream,
        recorder: Recorder,
        board: Board,
        ledger: Ledger,
        lessons: Lessons,
        plugins: Plugins,
        herald: Herald,
    ) -> None:
        self._live = live
        self._keepsakes = Keepsakes()
        self._attempts = Attempts(upstream, self._keepsakes)
        self._flights = Flights(self._attempts, board)
        self._recorder = recorder
        self._ledger = ledger
        self._lessons = lessons
        self._extensions = Extensions(plugins)
        self._herald = herald
        self._steering = Steering(board, ledger, lessons, self._extensions.ordered)
        self.books = Books(ledger)

    async def answer(
        self,
        request: web.BaseRequest,
        visitor: Visitor,
        format: FormatName,
        *,
        model: str | None = None,
        stream: bool | None = None,
        array: bool = False,
    ) -> web.StreamResponse:
        """One conversation request. ``model`` and ``stream`` are given where the path says them; ``array``: Gemini's JSON-array
        stream. Faults become errors in the client's dialect; anything else is our bug and answered with 500."""
        exchange = Exchange(format, request.headers.get("user-agent", ""))
        self._recorder.in_flight += 1
        outlet: Outlet | None = None
        live = self._live()
        try:
            body = await read_body(request, live.settings.server.max_body)
            head = heads.read(format, body, model=model, stream=stream)
            exchange.asked, exchange.stream = head.model, head.stream
            exchange.capture = self._ledger.capture(head.body, visitor.headers)
            if live.settings.budgets:
                await self.books.ready(live.book)
            hook, rewrite = self._extensions.events(exchange), self._extensions.rewrites_streams
            ask = Ask(head, FORMATS[format], visitor.headers, exchange, hook=hook, rewrite=rewrite)
            ask, answered = await self._extensions.request(ask, live)
            if head.stream:
                outlet = Outlet(request, _JSON if array else _SSE, _heartbeats(exchange, array))
                outlet.capture = exchange.capture
            if answered is not None:
                return await self._answered(ask, answered, outlet, ArrayForm() if array else None)
            ask, course = self._steering.course(ask, live)
            candidates = await self._extensions.order(ask, live, course)
            landed = await self._flights.first_to_answer(ask, live, candidates)
            if outlet is None:
                return await self._whole(ask, landed)
            total = live.settings.routing.retry.total
            return await self._stream(outlet, ask, landed, ArrayForm() if array else None, total)
        except Fault as fault:
            exchange.fault = fault
            exchange.status = fault.status
            return await self._fail(exchange, outlet, fault)
        except asyncio.CancelledError:
            exchange.status = 499  # the client hung up; nginx's word for it
            raise
        except ConnectionError:
            exchange.status = 499
            raise
        finally:
            if outlet is not None:
                outlet.stop()
            self._recorder.in_flight -= 1
            exchange.end()
            # the library writes a whole answer once this returns: the client need not wait for the bookkeeping
            asyncio.get_running_loop().call_soon(self._ended, exchange, live)

    def _ended(self, exchange: Exchange, live: Live) -> None:
        self._steering.ended(exchange, live)
        self.books.record(exchange, live.book)
        self._lessons.heard(exchange)
        self._recorder.record(exchange)
        self._extensions.ended(exchange)
        self._herald.ended(exchange)
        if events := self._ledger.spend.take_events():
            self._herald.budgets(events)
            self._extensions.budget(events, live.settings.budgets)

    async def _answered(
        self, ask: Ask, answer: Answer, outlet: Outlet | None, array: ArrayForm | None
    ) -> web.StreamResponse:
        """A plugin gave the answer; no provider was asked and nothing is billed."""
        exchange, reply = ask.exchange, ask.reply(ask.call(), ask.head.model)
        exchange.first_word()
        exchange.status, exchange.finish, exchange.answer = 200, answer.finish, answer
        if outlet is None:
            return web.Response(headers={**_JSON, **exchange.headers()}, body=ask.format.encode_answer(answer, reply))
        encoder = ask.format.encoder(reply)
        shape = array.feed if array else _as_it_is
        await outlet.open(exchange.headers())
        await outlet.write(shape(encoder.feed(unfold(answer)) + encoder.end()))
        if array:
            await outlet.write(array.end())
        return await outlet.close()

    async def _whole(self, ask: Ask, landed: Landed) -> web.StreamResponse:
        exchange, opened, answer = ask.exchange, landed.opened, landed.opened.answer
        assert answer is not None
        with self._flights.landing(landed):
            await opened.response.close()
            exchange.first_word()
            exchange.usage = answer.usage or guessed(ask.tokens, answer, None)
            exchange.finish, exchange.answer = answer.finish, answer
            landed.attempt.usage = exchange.usage
        self._keepsakes.keep(answer, verbatim=opened.reply is None)
        shown = await self._extensions.response(exchange, answer)
        if shown is not answer:
            reply = opened.reply or ask.reply(ask.call(), ask.head.model)
            headers, body = dict(_JSON), ask.format.encode_answer(shown, reply)
        elif opened.reply is None:
            headers, body = response_headers(opened.response.raw_headers), opened.first
        else:
            headers, body = dict(_JSON), ask.format.encode_answer(answer, opened.reply)
        exchange.status = opened.response.status
        if exchange.capture is not None:
            exchange.capture.sent(body)
        return web.Response(status=exchange.status, headers={**headers, **exchange.headers()}, body=body)

    async def _stream(
        self, outlet: Outlet, ask: Ask, landed: Landed, array: ArrayForm | None, total: float | None
    ) -> web.StreamResponse:
        exchange, opened = ask.exchange, landed.opened
        relay = opened.relay
        assert relay is not None
        exchange.first_word()
        exchange.status = 200
        shape = array.feed if array else _as_it_is
        headers = exchange.headers()
        if opened.reply is None and not array:
            headers = response_headers(opened.response.raw_headers) | headers
        try:
            with self._flights.landing(landed):
                try:
                    await outlet.open(headers)
                    async with asyncio.timeout(None if total is None else max(0.0, total - exchange.elapsed())):
                        await self._relay(outlet, opened, relay, shape)
                except TimeoutError:
                    raise Fault(
                        Kind.TIMEOUT, f"The answer was not complete after {total} s, the limit in the settings."
                    ) from None
                finally:
                    await opened.response.close()
                    exchange.usage, exchange.finish = relay.usage, relay.finish
                    exchange.answer = opened.fold.answer
                    if relay.usage is None or relay.finish is None:  # told none, or cut before it could be told
                        exchange.usage = guessed(ask.tokens, opened.fold.answer, relay.usage)
                    landed.attempt.usage = exchange.usage
        except Fault as fault:
            # what was sent stays; the ending is one this client takes for a cut, never for a finished answer
            fault.provider = landed.candidate.provider.name
            exchange.fault = fault
            await outlet.write(shape(relay.fail(fault) or error_frame(exchange, fault, opened.fold.answer.id)))
        self._keepsakes.keep(opened.fold.answer, verbatim=opened.reply is None)
        if array:
            await outlet.write(array.end())
        return await outlet.close()

    async def _relay(self, outlet: Outlet, opened: Opened, relay: Relay, shape: Callable[[bytes], bytes]) -> None:
        await outlet.write(shape(opened.first))
        relay.check()
        if opened.complete:
            return
        async for chunk in opened.chunks:
            await outlet.write(shape(relay.feed(chunk)))
            relay.check()
        await outlet.write(shape(relay.end()))

    async def _fail(self, exchange: Exchange, outlet: Outlet | None, fault: Fault) -> web.StreamResponse:
        if outlet is not None and outlet.opened:  # a heartbeat has gone out: the status line is spent
            await outlet.write(error_frame(exchange, fault))
            return await outlet.close()
        return error_response(exchange.format, fault, exchange.headers())


def _heartbeats(exchange: Exchange, array: bool) -> tuple[bytes, bytes]:
    """What keeps this client waiting: before the answer's first frame, and after it."""
    if array:
        return b"\n", b"\n"
    later = FORMATS[exchange.format].heartbeat
    # the OpenAI SDK wants response.created to be the first event; Codex counts only events as life
    early = b": waiting\n\n" if exchange.format == "openai_responses" and exchange.client != "Codex" else later
    return early, later


def error_response(format: FormatName, fault: Fault, headers: dict[str, str] | None = None) -> web.Response:
    """An error in the client's dialect."""
    said = {**_JSON, **(headers or {})}
    if fault.retry_after is not None:
        said["retry-after"] = str(max(1, min(MAX_RETRY_AFTER, round(fault.retry_after))))
    if fault.kind in (Kind.AUTH, Kind.FORBIDDEN, Kind.QUOTA, Kind.MODEL_MISSING):
        said["x-should-retry"] = "false"  # Claude Code would ask ten more times, for three minutes
    return web.Response(status=fault.status, headers=said, body=FORMATS[format].encode_error(fault))


def error_frame(exchange: Exchange, fault: Fault, begun: str | None = None) -> bytes:
    """An error inside a stream of which this program wrote nothing yet, or only passed frames on (``begun`` is their answer's id)."""
    empty = Reply(
        call=Call(model=exchange.asked, messages=[]), id=exchange.id, model=exchange.asked, created=int(exchange.started)
    )  # fmt: skip
    encoder = FORMATS[exchange.format].encoder(empty)
    if begun is not None:
        encoder.feed([Start(id=begun)])  # the provider has said this already; our own words for it are not sent
    return encoder.fail(fault)


async def read_body(request: web.BaseRequest, limit: int) -> bytes:
    """The request body. Raises Fault(TOO_LARGE) before reading more than ``limit`` bytes."""
    content_type = request.headers.get("content-type", "application/json")
    if "json" not in content_type:
        raise heads.bad_request(f"Content-Type must be application/json, not {content_type[:80]!r}.", 415)
    too_large = Fault(
        Kind.TOO_LARGE,
        f"CC Router: the request is larger than {limit // 2**20} MiB.",
        status=413,
        code="request_too_large",
    )
    if (request.content_length or 0) > limit:
        raise too_large
    pieces: list[bytes] = []
    size = 0
    while not request.content.at_eof():
        piece = await request.content.readany()
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise too_large
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _as_it_is(data: bytes) -> bytes:
    return data
