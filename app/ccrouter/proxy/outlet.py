"""The client's end of an answer: opens once, keeps the line alive while the provider is silent, never buffers without bound."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ccrouter.ledger.capture import Capture

SERVER_NAME = "cc-router"
HEARTBEAT_AFTER = (
    15.0  # seconds of silence; well under the shortest idle limit of any client (Codex 300 s, Claude Code 180 s)
)


class Outlet:
    """One streamed response. ``write`` waits while the client reads slowly (backpressure).

    ``heartbeats``: what is sent into a silence before the answer's first frame, and after it.
    """

    def __init__(self, request: web.BaseRequest, headers: dict[str, str], heartbeats: tuple[bytes, bytes]) -> None:
        self._request = request
        self._headers = {**headers, "server": SERVER_NAME}
        self._early, self._later = heartbeats
        self._begun = False
        self.capture: Capture | None = None
        self._response: web.StreamResponse | None = None
        self._opening = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._last = self._loop.time()
        self._timer = self._loop.call_later(HEARTBEAT_AFTER, self._tick)
        self._beat: asyncio.Task[None] | None = None

    @property
    def opened(self) -> bool:
        """The status line is out: from here on, errors must be said inside the stream."""
        return self._response is not None

    async def open(self, headers: dict[str, str]) -> web.StreamResponse:
        async with self._opening:
            if self._response is None:
                response = web.StreamResponse(status=200, headers={**self._headers, **headers})
                await response.prepare(self._request)
                self._response = response
            return self._response

    async def write(self, data: bytes) -> None:
        if data:
            self._begun = True
            if self.capture is not None:
                self.capture.sent(data)
            await self._write(data)

    async def _write(self, data: bytes) -> None:
        self._last = self._loop.time()
        response = self._response or await self.open({})
        await response.write(data)

    async def close(self) -> web.StreamResponse:
        response = await self.open({})
        self.stop()
        await response.write_eof()
        return response

    def stop(self) -> None:
        """No more heartbeats. Must be called in every case."""
        self._timer.cancel()
        if self._beat is not None:
            self._beat.cancel()

    def _tick(self) -> None:
        silent = self._loop.time() - self._last
        if silent >= HEARTBEAT_AFTER:
            self._beat = self._loop.create_task(self._send_heartbeat())
            silent = 0.0
        self._timer = self._loop.call_later(HEARTBEAT_AFTER - silent, self._tick)

    async def _send_heartbeat(self) -> None:
        try:
            await self._write(self._later if self._begun else self._early)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client has gone: its own handler is being cancelled
