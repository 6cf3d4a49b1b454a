"""Has the running router use newer price data: what was stored before, and what is fetched on a schedule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ccrouter.prices.feed import EVERY, Feed
from ccrouter.prices.shelf import Shelf
from ccrouter.settings.deployments import Prices


class Fresh:
    """``use`` is called on the loop with data that has been checked. Nothing is fetched unless the settings ask for it."""

    def __init__(self, folder: Path, use: Callable[[Shelf], None]) -> None:
        self._folder = folder
        self._use = use
        self._task: asyncio.Task[None] | None = None
        self._used: float | None = None  # when the data in use was stored, Unix seconds

    async def configure(self, prices: Prices) -> None:
        """Go by these settings from now on; also look again whether another process has stored newer data."""
        await self.stop()
        self._task = asyncio.get_running_loop().create_task(self._run(Feed(self._folder, prices.feed), prices.refresh))

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self, feed: Feed, refresh: str) -> None:
        stored = feed.stored_at()
        if stored != self._used and (shelf := await asyncio.to_thread(feed.stored)):
            self._take(feed, shelf)
        if (every := EVERY.get(refresh)) is not None:
            await feed.keep_fresh(every, lambda shelf: self._take(feed, shelf))

    def _take(self, feed: Feed, shelf: Shelf) -> None:
        self._used = feed.stored_at()
        self._use(shelf)
