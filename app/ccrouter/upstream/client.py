"""One HTTP request to a provider: httpx in, bytes out, every failure a Fault.

httpx is the interface, aiohttp the engine under it (``httpx-aiohttp``); on the way of the data the transport is called
directly, which costs a tenth of ``httpx.AsyncClient.send`` (cookies, redirects, auth flows and event hooks are not wanted here).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from ccrouter.ir.faults import Fault, Kind
from ccrouter.upstream.endpoints import is_loopback

_MAX_HEADER = 64 * 1024  # some providers send long policy headers; aiohttp's own limit is 8 KiB
_WHOLE_BODY = 512 * 1024  # larger ones are written in slices, so that one upload does not hold up every stream
_SLICE = 128 * 1024
MAX_ANSWER = 256 * 1024 * 1024


class Timeouts(NamedTuple):
    """Seconds; None = wait for ever. ``read`` is for the status line and between any two pieces; see also ``Response.idle``."""

    connect: float | None
    read: float | None


class Response:
    """A provider's answer: status and headers at once, the body as it comes. Close it in every case."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.idle: float | None = None  # longest silence between two pieces of the body, seconds
        self.raw_headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
        self.headers: dict[str, str] = {k.lower(): v for k, v in self.raw_headers}

    async def chunks(self) -> AsyncIterator[bytes]:
        """Body bytes as they arrive. Raises Fault(CUT_SHORT | TIMEOUT)."""
        # a provider that compresses although it was asked not to is read through httpx's decoders
        plain = self.headers.get("content-encoding", "identity") == "identity"
        pieces: AsyncIterator[bytes] = aiter(self._response.stream if plain else self._response.aiter_bytes())  # type: ignore[arg-type]
        while True:
            try:
                async with asyncio.timeout(self.idle):
                    chunk = await anext(pieces)
            except StopAsyncIteration:
                return
            except (TimeoutError, httpx.HTTPError, aiohttp.ClientError, OSError) as error:
                raise _fault(error, after_headers=True) from error
            yield chunk

    async def read(self, limit: int = MAX_ANSWER) -> bytes:
        """The whole body."""
        pieces: list[bytes] = []
        size = 0
        async for chunk in self.chunks():
            pieces.append(chunk)
            size += len(chunk)
            if size > limit:
                raise Fault(Kind.PROTOCOL, f"The provider's answer is larger than {limit // 2**20} MiB.")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def close(self) -> None:
        try:
            await self._response.stream.aclose()  # type: ignore[union-attr]
        except (httpx.HTTPError, aiohttp.ClientError, OSError):
            pass  # it is gone already, which is what was wanted


class Upstream:
    """The connections to all providers. Make it inside the running loop; close it there."""

    def __init__(self) -> None:
        self._transports: dict[bool, AiohttpTransport] = {}
        self._sessions: list[aiohttp.ClientSession] = []
        self._certificates: ssl.SSLContext | None = None

    async def warm(self) -> None:
        """Read the certificate store, on a thread: it takes tens of milliseconds, which the first request should not pay."""
        if self._certificates is None:
            self._certificates = await asyncio.to_thread(httpx.create_ssl_context)

    @property
    def warmed(self) -> bool:
        return self._certificates is not None

    def _transport(self, url: str) -> AiohttpTransport:
        """Loopback never goes through a system proxy (those hijack 127.0.0.1); the internet does where one is set."""
        local = is_loopback(url)
        if local not in self._transports:
            self._certificates = self._certificates or httpx.create_ssl_context()
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, ssl=self._certificates),
                trust_env=not local,
                cookie_jar=aiohttp.DummyCookieJar(),  # one client's cookies are nothing to another
                timeout=aiohttp.ClientTimeout(total=None),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                max_line_size=_MAX_HEADER,
                max_field_size=_MAX_HEADER,
            )
            self._sessions.append(session)
            self._transports[local] = AiohttpTransport(client=session, verify=self._certificates)
        return self._transports[local]

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeouts: Timeouts
    ) -> Response:
        """Send one request and wait for the status line. Raises Fault(CONNECT | TIMEOUT | CUT_SHORT)."""
        extensions = {"timeout": {"connect": timeouts.connect, "read": timeouts.read, "pool": None}}
        if body is not None and len(body) > _WHOLE_BODY:
            sized = {**headers, "content-length": str(len(body))}
            request = httpx.Request(method, _parsed(url), headers=sized, content=_slices(body), extensions=extensions)
        else:
            request = httpx.Request(method, _parsed(url), headers=dict(headers), content=body, extensions=extensions)
        try:
            return Response(await self._transport(url).handle_async_request(request))
        except (TimeoutError, httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise _fault(error, after_headers=False) from error

    async def close(self) -> None:
        for session in self._sessions:
            await session.close()
        self._sessions.clear()
        self._transports.clear()


@lru_cache(maxsize=512)
def _parsed(url: str) -> httpx.URL:
    """Endpoints are few and asked again and again; reading a URL costs as much as framing a request."""
    return httpx.URL(url)


async def _slices(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]


def _fault(error: BaseException, *, after_headers: bool) -> Fault:
    """What the network says, in words a person can use."""
    cause = error.__cause__ or error
    if isinstance(cause, aiohttp.ConnectionTimeoutError):
        return Fault(Kind.CONNECT, "The provider could not be reached in time. Check the network and its base URL.")
    if isinstance(cause, (TimeoutError, httpx.TimeoutException)) and not isinstance(cause, httpx.ConnectTimeout):
        return Fault(Kind.TIMEOUT, "The provider was silent for too long.")
    if isinstance(cause, (aiohttp.ClientConnectorCertificateError, ssl.SSLError)):
        return Fault(Kind.CONNECT, f"The provider's certificate was not accepted: {cause}.")
    if isinstance(cause, aiohttp.ClientConnectorError):
        return Fault(Kind.CONNECT, f"The provider could not be reached: {cause.os_error.strerror or cause.os_error}.")
    if isinstance(cause, (aiohttp.InvalidURL, httpx.UnsupportedProtocol)):
        return Fault(Kind.CONNECT, "The provider's base URL is not a valid http(s) address.")
    if isinstance(cause, (aiohttp.ClientResponseError, aiohttp.http_exceptions.HttpProcessingError)):
        return Fault(Kind.PROTOCOL, f"The provider's answer is not valid HTTP: {cause}.")
    where = "in the middle of its answer" if after_headers else "before it answered"
    return Fault(Kind.CUT_SHORT, f"The provider closed the connection {where}.")
