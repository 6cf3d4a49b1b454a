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
from ccrouter.notices import Notices
from ccrouter.proxy.gateway import read_body
from ccrouter.proxy.guard import Visitor
from ccrouter.settings.problems import SettingsError, not_valid
from ccrouter.settings.secrets import SecretsError
from ccrouter.trouble import Trouble
from ccrouter.views import Notice, ProbeView, Snapshot
from ccrouter.wire.head import bad_request

_MAX_BODY = 64 * 1024
Handler = Callable[[web.BaseRequest, Visitor], Awaitable[web.StreamResponse]]


class Commands(NamedTuple):
    """What the engine lets others do."""

    snapshot: Callable[[], Awaitable[Snapshot]]
    set_default: Callable[[str], Awaitable[Snapshot]]
    set_plugin: Callable[[str, bool], Awaitable[Snapshot]]
    reload: Callable[[], Awaitable[Snapshot]]
    stop: Callable[[], Awaitable[Snapshot]]
    health: Callable[[], HealthReport]
    metrics: Callable[[], bytes]  # Prometheus text
    allow: Callable[[str], float]  # a budget's name → until when it may be exceeded, Unix seconds
    reset_health: Callable[[str, str], Awaitable[HealthReport]]  # route, key label
    test_provider: Callable[[str], Awaitable[ProbeView]]
    notices: Notices


class DefaultModel(msgspec.Struct):
    model: str


class SwitchPlugin(msgspec.Struct):
    plugin: str
    enabled: bool


class AllowBudget(msgspec.Struct):
    budget: str


class ResetHealth(msgspec.Struct):
    route: str
    key: str = ""  # label


class TestProvider(msgspec.Struct):
    provider: str


class Admin:
    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._routes = {
            ("GET", "/-/status"): self._status,
            ("GET", "/-/health"): self._health,
            ("POST", "/-/health/reset"): self._reset_health,
            ("POST", "/-/health/test"): self._test_provider,
            ("GET", "/-/metrics"): self._metrics,
            ("POST", "/-/budget/allow"): self._allow,
            ("POST", "/-/default"): self._default,
            ("POST", "/-/plugin"): self._plugin,
            ("POST", "/-/reload"): self._reload,
            ("POST", "/-/stop"): self._stop,
            ("GET", "/-/notices"): self._notices,
            ("POST", "/-/notices/read"): self._read_notices,
            ("POST", "/-/notices/clear"): self._clear_notices,
        }

    def route(self, method: str, path: str) -> Handler | None:
        handle = self._routes.get((method, path))
        return None if handle is None else _told(handle)

    async def _status(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.snapshot())

    async def _health(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(self._commands.health())

    async def _reset_health(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=ResetHealth)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"route": "provider/model", "key": "label"}}: {error}') from None
        return _json(await self._commands.reset_health(wanted.route, wanted.key))

    async def _test_provider(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=TestProvider)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"provider": "name"}}: {error}') from None
        return _json(await self._commands.test_provider(wanted.provider))

    async def _notices(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(self._commands.notices.newest())

    async def _read_notices(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        self._commands.notices.mark_read()
        return await self._status(request, visitor)

    async def _clear_notices(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        self._commands.notices.clear()
        return await self._status(request, visitor)

    async def _metrics(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return web.Response(body=self._commands.metrics(), headers={"content-type": CONTENT_TYPE})

    async def _allow(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=AllowBudget)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"budget": "name"}}: {error}') from None
        return web.json_response({"allowed_until": self._commands.allow(wanted.budget)})

    async def _default(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=DefaultModel)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"model": "provider/model"}}: {error}') from None
        return _json(await self._commands.set_default(wanted.model))

    async def _plugin(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            wanted = msgspec.json.decode(await read_body(request, _MAX_BODY), type=SwitchPlugin)
        except msgspec.DecodeError as error:
            raise bad_request(f'The body must be {{"plugin": "name", "enabled": true}}: {error}') from None
        return _json(await self._commands.set_plugin(wanted.plugin, wanted.enabled))

    async def _reload(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.reload())

    async def _stop(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        return _json(await self._commands.stop())


def _told(handle: Handler) -> Handler:
    """What cannot be done is the asker's to mend: they get the words a person is shown, in parts."""

    async def told(request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        try:
            return await handle(request, visitor)
        except Trouble as trouble:
            return _refusal(trouble, 404)
        except SettingsError as error:
            return _refusal(not_valid(error), 400)
        except SecretsError as error:
            return _refusal(Trouble(error.title, error.reason, error.next_step), 400)

    return told


def _refusal(trouble: Trouble, status: int) -> web.Response:
    said = {name: getattr(trouble, name) for name in ("title", "reason", "next_step", "exit_code")}
    return web.json_response({"error": {"type": "refused", "message": str(trouble), **said}}, status=status)


def _json(picture: Snapshot | HealthReport | ProbeView | tuple[Notice, ...]) -> web.Response:
    return web.Response(body=msgspec.json.encode(picture), content_type="application/json")
