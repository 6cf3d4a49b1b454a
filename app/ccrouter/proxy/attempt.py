"""One try at one candidate: the request prepared for it, sent, and read up to its first word."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ccrouter.health import cooldown
from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Event, Fold
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.warnings import Warnings
from ccrouter.proxy.exchange import Exchange
from ccrouter.proxy.keepsakes import Keepsakes
from ccrouter.proxy.live import Live
from ccrouter.proxy.relay import Relay
from ccrouter.routing.plan import Candidate
from ccrouter.upstream.client import Response, Timeouts, Upstream
from ccrouter.upstream.endpoints import generate
from ccrouter.upstream.headers import request_headers
from ccrouter.wire import count
from ccrouter.wire.errors import plain_message, read_json
from ccrouter.wire.format import Format, Reply
from ccrouter.wire.head import Head
from ccrouter.wire.registry import FORMATS

_MAX_ERROR_BODY = 1024 * 1024


class Ask(NamedTuple):
    """What the client wants, as far as it does not change from candidate to candidate."""

    head: Head
    format: Format
    headers: list[tuple[str, str]]  # without the local token
    exchange: Exchange
    tokens: int = 0  # of input, estimated
    thinking: bool = False
    hook: Callable[[Event], Sequence[Event]] | None = None  # plugins: what every event of the stream goes through
    rewrite: bool = False  # they may change it, so it cannot go by verbatim

    def call(self) -> Call:
        """The request in neutral words, made anew for each candidate (encoders may rely on owning it)."""
        return self.format.decode_call(self.head.parsed(), model=self.head.model, stream=self.head.stream)

    def reply(self, call: Call, model: str) -> Reply:
        return Reply(
            call=call, id=self.exchange.id, model=model, created=int(time.time()), estimate=count.estimate(call),
            warnings=self.exchange.warnings,
        )  # fmt: skip


class Opened(NamedTuple):
    """An answer that has begun: a whole one with its bytes in ``first``, or a stream whose ``first`` bytes are already read."""

    response: Response
    chunks: AsyncIterator[bytes]
    relay: Relay | None
    reply: Reply | None  # None = verbatim
    first: bytes
    complete: bool  # the stream ended within ``first``
    fold: Fold
    answer: Answer | None = None  # of a whole one


class Attempts:
    """Makes attempts. Stateless but for what all exchanges share."""

    def __init__(self, upstream: Upstream, keepsakes: Keepsakes) -> None:
        self._upstream = upstream
        self._keepsakes = keepsakes

    async def open(self, ask: Ask, candidate: Candidate, live: Live, patience: float) -> Opened:
        """Send the request and wait up to ``patience`` seconds for the first word. Raises Fault; whatever was opened is closed
        then."""
        provider = candidate.provider
        target = provider.target(candidate.model)
        verbatim = target.format == ask.head.format
        warnings = Warnings()  # a candidate that fails takes its warnings with it
        wish: dict[str, object] = {}
        if verbatim:
            reply = ask.reply(ask.call(), ask.head.model) if ask.rewrite and ask.head.stream else None
            wish = ask.format.usage_wish(ask.head.fields, target.profile) if ask.head.stream else {}
            body = self._splice(ask.head, candidate, wish)
        else:
            call = ask.call()
            self._keepsakes.restore(call)
            reply = ask.reply(call, ask.head.model)
            body = msgspec.json.encode(FORMATS[target.format].encode_call(call, target, warnings))
        key = live.keys.get(candidate.key) if candidate.key else None
        if candidate.key and candidate.key.kind in ("keyring", "env") and key is None:
            raise Fault(
                Kind.AUTH,
                f"No key for {provider.name}: {candidate.key.label} is empty. Store one with `ccr key set {provider.name}`.",
                provider=provider.name,
            )
        headers = request_headers(provider, key, ask.headers, verbatim=verbatim, stream=ask.head.stream)
        url = generate(target.format, provider.base_url, candidate.model, stream=ask.head.stream)
        try:
            try:
                async with asyncio.timeout(patience) as limit:
                    opened = await self._ask(ask, candidate, url, headers, body, reply, limit, unasked_usage=bool(wish))
            except TimeoutError:
                raise Fault(
                    Kind.TIMEOUT, f"The provider was silent for too long: no word of an answer in {patience:.0f} s."
                ) from None
        except Fault as fault:
            fault.provider = provider.name
            if key and key in fault.message:  # some providers repeat the key they refuse
                fault.message = fault.message.replace(key, "[key]")
            raise
        for warning in warnings.items:
            ask.exchange.warnings.add(warning.field, warning.detail)
        return opened

    async def _ask(
        self,
        ask: Ask,
        candidate: Candidate,
        url: str,
        headers: dict[str, str],
        body: bytes,
        reply: Reply | None,
        limit: asyncio.Timeout,
        *,
        unasked_usage: bool,
    ) -> Opened:
        provider = candidate.provider
        response = await self._upstream.send("POST", url, headers, body, Timeouts(provider.connect_timeout, None))
        response.idle = provider.idle_timeout
        try:
            if not ask.head.stream:
                limit.reschedule(None)  # it has begun: from here on only silence counts
            return await self._read(ask, candidate, response, reply, unasked_usage=unasked_usage)
        except Fault as fault:
            if fault.kind is Kind.RATE_LIMITED and fault.retry_after is None:
                fault.retry_after = cooldown.wait(response.headers, time.time())
            await response.close()
            raise
        except BaseException:
            await response.close()
            raise

    def _splice(self, head: Head, candidate: Candidate, wish: Mapping[str, object]) -> bytes:
        """The client's own bytes, but for the model's name, for what another provider signed and for the wish to be told usage."""
        target = candidate.provider.target(candidate.model)
        watched = any(word in head.body for word in FORMATS[head.format].watchwords(target.profile))
        if watched or self._keepsakes.has_foreign(target.origin):
            body = head.parsed()
            resealed = self._keepsakes.reseal(body)
            if FORMATS[head.format].mend_history(body, target) or resealed:
                if "model" in body:
                    body["model"] = candidate.model
                return msgspec.json.encode({**body, **wish})
        named = head.format == "gemini" or head.model == candidate.model  # Gemini names the model in the path
        changes = dict(wish) if named else {"model": candidate.model, **wish}
        return head.splice(changes) if changes else head.body

    async def _read(
        self, ask: Ask, candidate: Candidate, response: Response, reply: Reply | None, *, unasked_usage: bool
    ) -> Opened:
        target = candidate.provider.target(candidate.model)
        upstream_format = FORMATS[target.format]
        if response.status >= 400:
            raise upstream_format.decode_error(response.status, response.headers, await response.read(_MAX_ERROR_BODY))
        if response.status >= 300:
            raise Fault(
                Kind.PROTOCOL,
                f"The provider answered with a redirect (status {response.status}). Check its base URL.",
                status=response.status,
            )
        fold = Fold(target.origin)
        chunks = response.chunks()
        if not ask.head.stream:
            body = await response.read()
            answer = self._whole(body, candidate, reply)
            return Opened(response, chunks, None, reply, body, True, fold, answer)
        if "text/html" in response.headers.get("content-type", ""):  # a captive portal, a gateway's page
            page = await response.read(_MAX_ERROR_BODY)
            raise Fault(Kind.PROTOCOL, plain_message(response.status, page), status=response.status)
        decoder = upstream_format.decoder(target.origin, reply.call if reply else None)
        relay = Relay(decoder, ask.format.encoder(reply) if reply else None, fold, ask.hook, unasked_usage)
        first: list[bytes] = []
        async for chunk in chunks:
            first.append(relay.feed(chunk))
            if not relay.spoke:
                relay.check()
            else:
                return Opened(response, chunks, relay, reply, b"".join(first), False, fold)
        first.append(relay.end())
        return Opened(response, chunks, relay, reply, b"".join(first), True, fold)

    def _whole(self, body: bytes, candidate: Candidate, reply: Reply | None) -> Answer:
        """A whole answer, read. Raises Fault for an error or a page inside a 200."""
        target = candidate.provider.target(candidate.model)
        try:
            return FORMATS[target.format].decode_answer(body, target.origin, reply.call if reply else None)
        except Fault as fault:
            # verbatim: an answer this program cannot read may be one the client can, as long as it is JSON at all
            if reply is None and fault.kind is Kind.PROTOCOL and read_json(body) is not None:
                return Answer(origin=target.origin)
            raise
