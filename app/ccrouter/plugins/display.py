"""What windows and commands are shown of plugins: all there are, how those that run do, and their cards."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from ccrouter.plugins.manager import Plugins
from ccrouter.plugins.seat import Health
from ccrouter.settings.paths import Paths
from ccrouter.views import PanelView, PluginView

if TYPE_CHECKING:
    from ccrouter.plugins.finder import Found

_MOMENT = 0.03  # seconds: whoever asks for a snapshot wants it now
_FRESH = 1.0  # seconds for which a card is good
_SEEN = 30.0  # seconds until the plugins folder is looked through again


class Display:
    """On the loop. Plugins get a moment to show their cards; for one that takes longer the last one stands in."""

    def __init__(self, where: Paths, plugins: Plugins) -> None:
        self._where = where
        self._plugins = plugins
        self._found: Collection[Found] | None = None
        self._panels: dict[str, PanelView] = {}
        self._looked = self._asked = 0.0  # monotonic seconds
        self._task: asyncio.Task[None] | None = None

    async def views(self, enabled: Collection[str]) -> tuple[PluginView, ...]:
        """By name; ``enabled`` are those the settings switch on. Empty until they have been looked for."""
        self._refresh()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_MOMENT)
        health = {one.name: one for one in self._plugins.health()}
        return tuple(
            view(one, one.name in enabled, health.get(one.name), self._panels.get(one.name))
            for one in sorted(self._found or (), key=lambda one: one.name)
        )

    async def look(self) -> None:
        """Look for plugins now."""
        from ccrouter.plugins import finder

        found = await asyncio.to_thread(finder.find, self._where)
        self._found, self._looked = tuple(found.values()), time.monotonic()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def _refresh(self) -> None:
        if self._task is not None and not self._task.done():
            return
        now = time.monotonic()
        stale = self._found is None or now - self._looked >= _SEEN
        if stale or (self._plugins.listens("register_panel") and now - self._asked >= _FRESH):
            self._task = asyncio.get_running_loop().create_task(self._ask(stale))

    async def _ask(self, stale: bool) -> None:
        if stale:
            await self.look()
        panels = await self._plugins.panels()
        self._panels = {name: PanelView(title=panel.title, rows=panel.rows) for name, panel in panels.items()}
        self._asked = time.monotonic()


def view(found: Found, enabled: bool, health: Health | None, panel: PanelView | None = None) -> PluginView:
    """``health`` is None where no router runs, or where it is off."""
    said = found.manifest
    return PluginView(
        name=found.name,
        title=(said.title if said else "") or title(found.name),
        version=said.version if said else "",
        description=said.description if said else "",
        origin=found.origin,
        enabled=enabled,
        state="off" if not enabled or health is None else health.state,
        reason=health.reason if enabled and health and health.reason else found.trouble,
        permissions=said.permissions if said else (),
        calls=health.calls if health else 0,
        faults=health.faults if health else 0,
        mean=health.spent / max(1, health.calls - health.faults) if health else 0.0,
        slowest=health.slowest if health else 0.0,
        last_fault=health.last_fault if health else "",
        panels=(panel,) if panel and enabled else (),
    )


def title(name: str) -> str:
    """Of a plugin whose manifest gives none."""
    return name.replace("-", " ").capitalize()
