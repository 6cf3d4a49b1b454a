"""A limit on each of many short waits, with one timer for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self


class Silence:
    """Ends a wait that lasts longer than ``limit`` seconds (None = never) with TimeoutError; the time between waits is free.

    ``asyncio.timeout`` around every piece of a stream would make and cancel a timer for each; here one timer looks now and
    then how long the wait that is under way has lasted, so a wait ends between ``limit`` and ``limit`` + one look's delay.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._since: float | None = None  # loop time the wait under way began
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[object] | None = None  # not always the same: one may read on where another began
        self._ended: int | None = None  # how often the task had been cancelled by others when its wait was ended

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        if self._limit is not None:
            self._timer = self._loop.call_later(self._limit, self._look)
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def wait(self, read: Callable[[], Awaitable[bytes]]) -> bytes:
        """What ``read`` gives. Raises TimeoutError, and what ``read`` raises."""
        if self._limit is None:
            return await read()
        self._waiting, self._since = asyncio.current_task(), self._loop.time()
        try:
            return await read()
        except asyncio.CancelledError:
            if self._ended is not None and self._waiting is not None and self._waiting.uncancel() <= self._ended:
                raise TimeoutError from None
            raise
        finally:
            self._since = None

    def _look(self) -> None:
        assert self._limit is not None
        now = self._loop.time()
        waited = 0.0 if self._since is None else now - self._since
        if self._waiting is not None and waited >= self._limit:
            self._ended = self._waiting.cancelling()
            self._waiting.cancel()
        else:
            self._timer = self._loop.call_at(now + self._limit - waited, self._look)
