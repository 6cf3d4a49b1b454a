"""One HTTP request to a provider: bytes in, bytes out, every failure a Fault."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import aiohttp
from aiohttp.client import ClientTimeout
from yarl import URL

from ccrouter.ir.faults import Fault, Kind
from ccrouter.upstream.certificates import certificates
from ccrouter.upstream.endpoints import is_loopback
from ccrouter.upstream.silence import Silence

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

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.idle: float | None = None  # longest silence between two pieces of the body, seconds
        self.raw_headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers]
        self.headers: dict[str, str] = {k.lower(): v for k, v in self.raw_headers}

    async def chunks(self) -> AsyncIterator[bytes]:
        """Body bytes as they arrive, unpacked if the provider compresses although it was asked not to. Raises
        Fault(CUT_SHORT | TIMEOUT)."""
        content = self._response.content
        if content.is_eof():  # a short answer comes with its headers: nothing to wait for, no need of a timer
            if chunk := content.read_nowait():
                yield chunk
            return
        with Silence(self.idle) as silence:
            while True:
                try:
                    chunk = await silence.wait(content.readany)
                except (TimeoutError, aiohttp.ClientError, OSError) as error:
                    raise _fault(error, after_headers=True) from error
                if not chunk:
                    return
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
        """Give the connection back if the body was read to its end; else cut it, so that the provider stops."""
        if self._response.content.is_eof():
            self._response.release()
        else:
            self._response.close()


class Upstream:
    """The connections to all providers. Make it inside the running loop; close it there."""

    def __init__(self) -> None:
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._certificates: ssl.SSLContext | None = None

    async def warm(self) -> None:
        """Read the certificate store, on a thread: it takes tens of milliseconds, which the first request should not pay."""
        if self._certificates is None:
            self._certificates = await asyncio.to_thread(certificates)

    @property
    def warmed(self) -> bool:
        return self._certificates is not None

    def _session(self, url: str) -> aiohttp.ClientSession:
        """Loopback never goes through a system proxy (those hijack 127.0.0.1); the internet does where one is set."""
        local = is_loopback(url)
        if local not in self._sessions:
            self._certificates = self._certificates or certificates()
            self._sessions[local] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, ssl=self._certificates),
                trust_env=not local,
                cookie_jar=aiohttp.DummyCookieJar(),  # one client's cookies are nothing to another
                timeout=ClientTimeout(total=None),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                max_line_size=_MAX_HEADER,
                max_field_size=_MAX_HEADER,
            )
        return self._sessions[local]

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeouts: Timeouts
    ) -> Response:
        """Send one request and wait for the status line. Raises Fault(CONNECT | TIMEOUT | CUT_SHORT)."""
        data: bytes | AsyncIterator[bytes] | None = body
        if body is not None and len(body) > _WHOLE_BODY:
            headers = {**headers, "content-length": str(len(body))}
            data = _slices(body)
        try:
            return Response(
                await self._session(url).request(
                    method, _parsed(url), headers=headers, data=data, timeout=_limits(timeouts), allow_redirects=False
                )
            )
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise _fault(error, after_headers=False) from error

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()


@lru_cache(maxsize=512)
def _parsed(url: str) -> URL:
    """Endpoints are few and asked again and again; reading a URL costs as much as framing a request."""
    return URL(url)


@lru_cache(maxsize=64)
def _limits(timeouts: Timeouts) -> ClientTimeout:
    return ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.read)


async def _slices(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]


def _fault(error: BaseException, *, after_headers: bool) -> Fault:
    """What the network says, in words a person can use."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Fault(Kind.CONNECT, "The provider could not be reached in time. Check the network and its base URL.")
    if isinstance(error, TimeoutError):
        return Fault(Kind.TIMEOUT, "The provider was silent for too long.")
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, ssl.SSLError)):
        return Fault(Kind.CONNECT, f"The provider's certificate was not accepted: {error}.")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Fault(Kind.CONNECT, f"The provider could not be reached: {error.os_error.strerror or error.os_error}.")
    if isinstance(error, ValueError):  # aiohttp's InvalidURL is one
        return Fault(Kind.CONNECT, "The provider's base URL is not a valid http(s) address.")
    if isinstance(error, (aiohttp.ClientResponseError, aiohttp.http_exceptions.HttpProcessingError)):
        return Fault(Kind.PROTOCOL, f"The provider's answer is not valid HTTP: {error}.")
    where = "in the middle of its answer" if after_headers else "before it answered"
    return Fault(Kind.CUT_SHORT, f"The provider closed the connection {where}.")
