"""The router that this application shows: its own, or one that another process of this user serves already."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from ccrouter.running import Running, find_running
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.control import Control
    from ccrouter.views import Snapshot


class Attached:
    """A ``Control``. ``start`` looks for a router that runs and takes that one, else starts its own; when another's ends,
    it counts as stopped until ``start`` is asked again. All commands but these three go to the one in use."""

    def __init__(self, own: Control, remote: Callable[[], Awaitable[Control | None]]) -> None:
        self._own = own
        self._remote = remote
        self._now: Control = own

    async def start(self) -> Snapshot:
        if self._now is self._own and (found := await self._remote()) is not None:
            self._now = found
        return await self._now.start()

    async def stop(self) -> Snapshot:
        said = await self._now.stop()
        if self._now is self._own:
            return said
        self._now = self._own
        return await self._own.snapshot()

    async def snapshot(self) -> Snapshot:
        try:
            return await self._now.snapshot()
        except Trouble:
            if self._now is self._own or await self._remote() is not None:
                raise
            self._now = self._own  # the other process has ended, and its router with it
            return await self._own.snapshot()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


async def other_router(where: Paths, env: Mapping[str, str]) -> Control | None:
    """The router of another process of this user, if one answers."""
    running = await asyncio.to_thread(_running, where)
    if running is None:
        return None
    from ccrouter.control import RemoteControl
    from ccrouter.settings.secrets import Secrets

    return RemoteControl(running.url, await Secrets(where, env=env).local_token(running.token))


def _running(where: Paths) -> Running | None:
    running = find_running(where)
    return running if running is not None and running.pid != os.getpid() else None
