"""Watches over the health board while the router runs: free checks of what is left alone, and its state on disk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

from ccrouter.health.board import Board
from ccrouter.proxy.live import Live
from ccrouter.settings import atomic
from ccrouter.settings.deployments import Provider
from ccrouter.upstream.client import Upstream
from ccrouter.upstream.probe import ProbeResult, probe

log = logging.getLogger(__name__)
_SAVE_EVERY = 60.0  # seconds


class Watch:
    """One task between ``start`` and ``stop``. ``file`` holds what outlives a restart; losing it loses nothing but memory."""

    def __init__(self, board: Board, live: Callable[[], Live], upstream: Upstream, file: Path) -> None:
        self._board = board
        self._live = live
        self._upstream = upstream
        self._file = file
        self._saved = board.changes
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._load()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
            self._save()

    async def check(self, provider: Provider) -> ProbeResult:
        """One free check now; the board learns of it."""
        live = self._live()
        key = next((live.keys.get(ref) for ref in provider.keys if live.keys.get(ref)), None)
        result = await probe(self._upstream, provider, key)
        self._board.note_check(provider.name, time.monotonic(), well=result.ok)
        return result

    async def _run(self) -> None:
        saved_at = time.monotonic()
        while True:
            health = self._live().settings.health
            await asyncio.sleep(health.check_every)
            if health.checks:
                await self._check_what_is_out()
            if time.monotonic() - saved_at >= _SAVE_EVERY and self._board.changes != self._saved:
                saved_at = time.monotonic()
                self._save()

    async def _check_what_is_out(self) -> None:
        providers = self._live().settings.providers
        out = [providers[name] for name in self._board.out(time.monotonic()) if name in providers]
        # a provider that is asked with the client's own credentials has none of ours to ask with
        wanted = [p for p in out if p.enabled and not p.demo and not any(ref.kind == "client" for ref in p.keys)]
        results = await asyncio.gather(*(self.check(provider) for provider in wanted))
        for provider, result in zip(wanted, results, strict=True):
            log.info("%s is %s", provider.name, "reachable" if result.ok else f"not well: {result.error}")

    def _load(self) -> None:
        try:
            self._board.load(self._file.read_bytes(), time.monotonic())
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            log.warning("what was known of the providers' health could not be read: %s", error)

    def _save(self) -> None:
        if self._board.changes == self._saved:
            return
        self._saved = self._board.changes
        try:
            atomic.write(self._file, self._board.dump(time.monotonic()).decode())
        except OSError as error:
            log.warning("what is known of the providers' health could not be saved: %s", error)
