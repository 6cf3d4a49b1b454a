"""Counting a prompt's tokens: by the provider where it can, else by our own estimate, and the answer says which."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
from aiohttp import web

from ccrouter.ir.faults import Fault
from ccrouter.ir.profile import FormatName
from ccrouter.ir.warnings import Warnings
from ccrouter.proxy.gateway import read_body
from ccrouter.proxy.guard import Visitor
from ccrouter.proxy.live import Live
from ccrouter.routing.plan import Candidate, plan
from ccrouter.upstream.client import Timeouts, Upstream
from ccrouter.upstream.endpoints import count_tokens
from ccrouter.upstream.headers import request_headers
from ccrouter.wire import count
from ccrouter.wire import head as heads
from ccrouter.wire.errors import read_json
from ccrouter.wire.head import Head
from ccrouter.wire.registry import FORMATS

PATIENCE = 5.0  # seconds; a context meter should not wait longer for the exact figure
_GENERATION_ONLY = (
    "max_tokens",
    "stream",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "metadata",
    "service_tier",
)


class Counter:
    def __init__(self, live: Callable[[], Live], upstream: Upstream) -> None:
        self._live = live
        self._upstream = upstream

    async def count(
        self, request: web.BaseRequest, visitor: Visitor, format: FormatName, *, model: str | None = None
    ) -> web.Response:
        live = self._live()
        body = await read_body(request, live.settings.server.max_body)
        fields = msgspec.json.decode(body) if format == "gemini" and b"generateContentRequest" in body else None
        if isinstance(fields, dict) and isinstance(inner := fields.get("generateContentRequest"), dict):
            body = msgspec.json.encode(inner)  # the long form of countTokens wraps the request
        head = heads.read(format, body, model=model, stream=False)
        candidate = plan(live.settings, head.model)[0]
        tokens, source = await self._ask_provider(live, head, candidate, visitor), "provider"
        if tokens is None:
            call = FORMATS[format].decode_call(head.parsed(), model=head.model, stream=False)
            tokens, source = count.estimate(call), "estimate"
        said = {"totalTokens": tokens} if format == "gemini" else {"input_tokens": tokens}
        headers = {"x-ccr-token-count": source, "x-ccr-route": candidate.route.encode("ascii", "replace").decode()}
        return web.json_response(said, headers=headers)

    async def _ask_provider(self, live: Live, head: Head, candidate: Candidate, visitor: Visitor) -> int | None:
        """The provider's own figure; None if it has no such endpoint, or does not answer well and soon."""
        provider, target = candidate.provider, candidate.provider.target(candidate.model)
        url = count_tokens(target.format, provider.base_url, candidate.model)
        if url is None or not target.profile.count_tokens:
            return None
        verbatim = target.format == head.format
        if verbatim:
            fields = head.parsed()
            FORMATS[head.format].mend_history(fields, target)
        else:
            call = FORMATS[head.format].decode_call(head.parsed(), model=head.model, stream=False)
            fields = FORMATS[target.format].encode_call(call, target, Warnings())
        if target.format == "anthropic":
            fields = {k: v for k, v in fields.items() if k not in _GENERATION_ONLY} | {"model": candidate.model}
        else:
            fields = {"generateContentRequest": {"model": f"models/{candidate.model}", **fields}}
        key = live.keys.get(candidate.key) if candidate.key else None
        headers = request_headers(provider, key, visitor.headers, verbatim=verbatim, stream=False)
        try:
            async with asyncio.timeout(PATIENCE):
                response = await self._upstream.send(
                    "POST", url, headers, msgspec.json.encode(fields), Timeouts(PATIENCE, PATIENCE)
                )
                try:
                    answer = read_json(await response.read())
                finally:
                    await response.close()
        except (Fault, TimeoutError):
            return None
        found = (answer or {}).get("input_tokens" if target.format == "anthropic" else "totalTokens")
        return found if response.status == 200 and isinstance(found, int) else None
