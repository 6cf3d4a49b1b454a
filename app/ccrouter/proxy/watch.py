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
from ccrouter.trouble import Trouble
from ccrouter.upstream.client import Upstream
from ccrouter.upstream.probe import ProbeResult, probe, reach
from ccrouter.views import ProbeView

log = logging.getLogger(__name__)
_SAVE_EVERY = 60.0  # seconds


class Watch:
    """One task between ``start`` and ``stop``. ``file`` holds what outlives a restart; losing it loses nothing but memory."""

    def __init__(
        self,
        board: Board,
        live: Callable[[], Live],
        upstream: Upstream,
        file: Path,
        beside: Callable[[], None] = lambda: None,
    ) -> None:
        """``beside`` is called whenever it is time to save, for others who have something to save."""
        self._board = board
        self._live = live
        self._upstream = upstream
        self._file = file
        self._beside = beside
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
        """One free check now; the board learns of it. Where we hold no key to ask with, the connection alone is tried."""
        live = self._live()
        key = next((live.keys.get(ref) for ref in provider.keys if live.keys.get(ref)), None)
        open_to_all = all(ref.kind == "none" for ref in provider.keys)
        asked = probe(self._upstream, provider, key) if key or open_to_all else reach(self._upstream, provider)
        result = await asked
        keyed = result.how == "models"
        self._board.note_check(provider.name, time.monotonic(), well=result.ok, keyed=keyed)
        return result

    def reset(self, route: str, key_label: str) -> None:
        """Use a key of a deployment again at once. Raises Trouble if nothing is known of it."""
        if not self._board.reset((route, key_label), time.monotonic()):
            which = f"{route} ({key_label})" if key_label else route
            raise Trouble(
                "There is nothing to reset",
                f"{which} has not been used, so nothing has gone wrong with it.",
                "`ccr health` shows what is known.",
            )

    async def test(self, name: str) -> ProbeView:
        """A check that a person asked for. Raises Trouble for a name that is no provider's."""
        live = self._live()
        provider = live.settings.providers.get(name)
        if provider is None:
            names = ", ".join(live.settings.providers)
            raise Trouble(f"There is no provider {name[:80]!r}", f"Known are {names}.", "Name one of them.")
        found = await self.check(provider)
        error = found.error
        wants_one = provider.enabled and any(ref.kind in ("keyring", "env") for ref in provider.keys)
        if found.ok and wants_one and not any(live.keys.get(ref) for ref in provider.keys):
            error = f"It can be reached, but there is no key. Store one with `ccr key set {name}`."
        return ProbeView(
            provider=name, title=provider.title or name, ok=not error, latency=found.latency, models=found.models,
            error=error, how=found.how,
        )  # fmt: skip

    async def _run(self) -> None:
        saved_at = time.monotonic()
        while True:
            health = self._live().settings.health
            await asyncio.sleep(health.check_every)
            self._board.settle(time.monotonic())
            if health.checks:
                await self._check_what_is_out()
            if time.monotonic() - saved_at >= _SAVE_EVERY:
                saved_at = time.monotonic()
                self._save()
                self._beside()

    async def _check_what_is_out(self) -> None:
        providers = self._live().settings.providers
        out = [providers[name] for name in self._board.out(time.monotonic()) if name in providers]
        wanted = [provider for provider in out if provider.enabled and not provider.demo]
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
