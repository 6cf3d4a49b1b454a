"""The loopback admin API under ``/-/``: what ``ccr status`` and other processes of this user ask the running router.

It takes the same local token as everything else on the port. The commands themselves are handed in from above.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import msgspec
from aiohttp import web

from ccrouter.health.vitals import HealthReport
from ccrouter.ledger.exposition import CONTENT_TYPE
from ccrouter.proxy.gateway import read_body
from ccrouter.proxy.guard import Visitor
from ccrouter.views import Snapshot
from ccrouter.wire.head import bad_request

_MAX_BODY = 64 * 1024


class Commands(NamedTuple):
    """What the engine lets others do."""

    snapshot: Callable[[], Awaitable[Snapshot]]
    set_default: Callable[[str], Awaitable[Snapshot]]
    reload: Callable[[], Awaitable[Snapshot]]
    stop: Callable[[], Awaitable[Snapshot]]
    health: Callable[[], HealthReport]
    metrics: Callable[[], bytes]  # Prometheus text
    allow: Callable[[str], float]  # a budget's name → until when it may be exceeded, Unix seconds


class DefaultModel(msgspec.Struct):
    model: str


class AllowBudget(msgspec.Struct):
    budget: str


class Admin:
    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._routes = {
            ("GET", "/-/status"): self._status,
            ("GET", "/-/health"): self._health,
            ("GET", "/-/metrics"): self._metrics,
            ("POST", "/-/budget/allow"): self._allow,
            ("POST", "/-/default"): self._default,
            ("POST", "/-/reload"): self._reload,
            ("POST", "/-/stop"): self._stop,
        }

    def route(
        self, method: str, path: str
    ) -> Callable[[web.BaseRequest, Visitor], Awaitable[web.StreamResponse]] | None:
        return self._routes.get((method, path))

    async def _status(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.snapshot())

    async def _health(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(self._commands.health())

    async def _metrics(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return web.Response(body=self._commands.metrics(), headers={"content-type": CONTENT_TYPE})

    async def _allow(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=AllowBudget)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"budget": "name"}}: {error}') from None
        if wanted.budget not in {budget.name for budget in (await self._commands.snapshot()).budgets}:
            raise bad_request(f"There is no budget called {wanted.budget[:80]!r}.", 404)
        return web.json_response({"allowed_until": self._commands.allow(wanted.budget)})

    async def _default(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=DefaultModel)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"model": "provider/model"}}: {error}') from None
        return _json(await self._commands.set_default(wanted.model))

    async def _reload(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.reload())

    async def _stop(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.stop())


def _json(picture: Snapshot | HealthReport) -> web.Response:
    return web.Response(body=msgspec.json.encode(picture), content_type="application/json")
