"""The port: which path is what, and an answer in the caller's own dialect for everything that is not."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import unquote

from aiohttp import web

from ccrouter import __version__
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.profile import FormatName
from ccrouter.proxy.admin import Admin
from ccrouter.proxy.counting import Counter
from ccrouter.proxy.gateway import Gateway, error_response
from ccrouter.proxy.guard import Visitor, admit, check_host
from ccrouter.proxy.listing import list_models
from ccrouter.proxy.live import Live
from ccrouter.proxy.outlet import SERVER_NAME
from ccrouter.upstream.headers import dialect_of

log = logging.getLogger(__name__)
# What is not even HTTP is answered with 400 by the library and worth a line, not a traceback
_protocol_log = logging.getLogger(f"{__name__}.protocol")

_GEMINI = re.compile(r"/(?:v1|v1beta|v1alpha)/(?:models/)?(.+):(generateContent|streamGenerateContent|countTokens)")
_MODELS = re.compile(r"(/v1|/v1beta|/v1alpha)?/models(?:/(.+))?")
_CONVERSATIONS: dict[str, FormatName] = {
    "/v1/messages": "anthropic",
    "/v1/chat/completions": "openai_chat",
    "/chat/completions": "openai_chat",
    "/v1/responses": "openai_responses",
    "/responses": "openai_responses",
}
_COUNTS = {"/v1/messages/count_tokens": "anthropic"}
_LEAST_GRACE = 0.01  # seconds; to the library 0 would be for ever
_OPEN = {"/", "/health", "/api/hello"}  # asked before any key is at hand; they tell nothing
_PAGE = """<!doctype html><meta charset=utf-8><title>CC Router</title>
<style>body{{font:16px/1.5 system-ui;margin:4rem auto;max-width:36rem;color-scheme:light dark}}code{{font-size:.95em}}</style>
<h1>CC Router {version}</h1>
<p>The gateway is running. Coding agents talk to it here; there is nothing to click.</p>
<p>Point an agent at it with <code>ccr code</code> (Claude Code) or <code>ccr activate</code> (any other); see what it does with
<code>ccr status</code>.</p>
"""

Handler = Callable[[web.BaseRequest, Visitor], Awaitable[web.StreamResponse]]


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


_protocol_log.addFilter(_without_traceback)


class Route(NamedTuple):
    """A path that is known: its method, its dialect and who answers."""

    method: str
    format: FormatName
    handle: Handler


class Server:
    """Serves on a socket that is already bound. ``live`` is asked once for each request."""

    def __init__(
        self, live: Callable[[], Live], gateway: Gateway, counter: Counter, admin: Admin, ready: Callable[[], bool]
    ) -> None:
        self._live = live
        self._gateway = gateway
        self._counter = counter
        self._admin = admin
        self._ready = ready  # whether a first request would be fast
        self._web: web.Server | None = None
        self._listener: asyncio.Server | None = None

    async def start(self, sock: socket.socket) -> None:
        self._web = web.Server(
            self._handle,
            handler_cancellation=True,
            access_log=None,
            logger=_protocol_log,
            lingering_time=2.0,
            max_field_size=65536,
        )
        self._listener = await asyncio.get_running_loop().create_server(self._web, sock=sock, backlog=512)

    async def move(self, sock: socket.socket) -> None:
        """Take new connections there instead; those that are open stay, whatever is under way on them."""
        if self._listener is None or self._web is None:
            raise RuntimeError("only a server that was started can move")
        old = self._listener
        self._listener = await asyncio.get_running_loop().create_server(self._web, sock=sock, backlog=512)
        old.close()

    async def stop(self, grace: float) -> None:
        """No new connections; running requests get ``grace`` seconds, then they are cut."""
        if self._listener is None or self._web is None:
            return
        self._listener.close()
        self._web.pre_shutdown()
        await self._web.shutdown(max(grace, _LEAST_GRACE))
        self._listener = self._web = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        response = await self._answer(request)
        if not response.prepared:
            response.headers["server"] = SERVER_NAME  # instead of the library's name and version
        return response

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in request.raw_headers]
        by_name = dict(headers)
        target = request._message.path  # as the client wrote it; BaseRequest's own properties parse the URL first
        format = _dialect(target, by_name)
        try:
            live = self._live()
            check_host(by_name, live.settings.server.host)
            path = target.partition("?")[0]
            if path in _OPEN and request.method in ("GET", "HEAD"):
                return self._open(path, by_name)
            visitor = admit(target, headers, live.token)
            if visitor.path in _OPEN and request.method in ("GET", "HEAD"):
                return self._open(visitor.path, by_name)
            route = self._route(request, visitor, by_name)
            format = route.format
            if request.method != route.method:
                response = error_response(
                    format, _refusal(405, f"{visitor.path} takes {route.method}, not {request.method}.")
                )
                response.headers["allow"] = route.method
                return response
            return await route.handle(request, visitor)
        except Fault as fault:
            return error_response(format, fault)
        except asyncio.CancelledError:
            raise
        except ConnectionError:  # the client left in the middle of its answer: nobody is there to be told
            return web.Response()
        except Exception:
            log.exception("a request failed inside CC Router")
            message = (
                "CC Router met an error of its own. The request was not answered; the log has the details (`ccr logs`)."
            )
            return error_response(format, Fault(Kind.SERVER, message, status=500))

    def _route(self, request: web.BaseRequest, visitor: Visitor, headers: dict[str, str]) -> Route:
        path = visitor.path.rstrip("/") or "/"
        if format := _CONVERSATIONS.get(path):
            if headers.get("upgrade", "").lower() == "websocket":
                # Codex tries a WebSocket first; 426 is the one answer that makes it fall back to POST at once
                raise _refusal(426, "CC Router does not speak WebSocket here. Use POST.")
            return Route("POST", format, lambda r, v: self._gateway.answer(r, v, format))
        if path in _COUNTS:
            return Route("POST", "anthropic", lambda r, v: self._counter.count(r, v, "anthropic"))
        if match := _GEMINI.fullmatch(path):
            model, action = unquote(match[1]), match[2]
            if action == "countTokens":
                return Route("POST", "gemini", lambda r, v: self._counter.count(r, v, "gemini", model=model))
            stream = action == "streamGenerateContent"
            array = stream and "alt=sse" not in visitor.query
            return Route(
                "POST",
                "gemini",
                lambda r, v: self._gateway.answer(r, v, "gemini", model=model, stream=stream, array=array),
            )
        if match := _MODELS.fullmatch(path):
            dialect: FormatName = "gemini" if match[1] in ("/v1beta", "/v1alpha") else dialect_of(headers)
            wanted = unquote(match[2]) if match[2] else None
            return Route("GET", dialect, lambda r, v: list_models(self._live().settings, dialect, wanted))
        if handler := self._admin.route(request.method, path):
            return Route(request.method, "openai_chat", handler)
        raise _refusal(404, f"CC Router serves nothing at {path[:200]}.")

    def _open(self, path: str, headers: dict[str, str]) -> web.Response:
        if path == "/health":
            ready = self._ready()
            return web.json_response({"status": "ok" if ready else "starting"}, status=200 if ready else 503)
        if path == "/" and "text/html" in headers.get("accept", ""):
            return web.Response(text=_PAGE.format(version=__version__), content_type="text/html")
        return web.Response(text=f"CC Router {__version__}\n")


def _refusal(status: int, message: str) -> Fault:
    return Fault(
        Kind.BAD_REQUEST, message, status=status, code="not_found_error" if status == 404 else "invalid_request_error"
    )


def _dialect(target: str, headers: dict[str, str]) -> FormatName:
    """The caller's dialect, for an error that comes before the path is known to be right."""
    path = target.partition("?")[0]
    for end, format in _CONVERSATIONS.items():
        if path.endswith(end):
            return format
    if path.endswith("/count_tokens"):
        return "anthropic"
    if _GEMINI.search(path) or "/v1beta/" in path:
        return "gemini"
    return dialect_of(headers)
