"""Looks ahead again and again: every five minutes and soon after a jump in spend, on a thread, from the rows."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ccrouter.ledger.reading import reading
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.ledger.calendar import Calendar
    from ccrouter.settings.deployments import Budget
    from ccrouter.views import OutlookView, ReachedView

log = logging.getLogger(__name__)

FIRST, EVERY, LEAST = 5.0, 300.0, 20.0  # seconds: after the start, between two looks, after a jump
_JUMP = 0.05  # of the smallest limit in dollars: so much spent at once calls for another look

Listener = Callable[["ReachedView"], None]


class Foresight:
    """``newest`` is the last look, None before the first. Every listener is called on the loop, once for each budget and
    period: when it is first expected to be used up before its period ends. A restart begins anew."""

    def __init__(self) -> None:
        self.newest: OutlookView | None = None
        self.listeners: list[Listener] = []
        self._told: set[tuple[str, float]] = set()
        self._jumped = asyncio.Event()
        self._since = 0  # nano-dollars spent since the last look
        self._jump: float | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, url: str, calendar: Calendar, budgets: Callable[[], Sequence[Budget]]) -> None:
        self._jumped = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run(url, calendar, budgets))

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def spent(self, nanos: int) -> None:
        """Called for every exchange, on the loop."""
        self._since += nanos
        if self._jump is not None and self._since >= self._jump:
            self._jump = None
            self._jumped.set()

    async def _run(self, url: str, calendar: Calendar, budgets: Callable[[], Sequence[Budget]]) -> None:
        await asyncio.sleep(FIRST)
        while True:
            self._jumped.clear()
            self._since = 0
            limits = [budget.nanos for budget in budgets() if budget.nanos]
            self._jump = _JUMP * min(limits) if limits else None
            try:
                found = await asyncio.to_thread(_look, url, calendar, tuple(budgets()))
            except Trouble as trouble:  # there is nothing yet, or the writer has said already what is wrong
                log.debug("no forecast: %s", trouble)
            else:
                self._take(found)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._jumped.wait(), EVERY)
                await asyncio.sleep(LEAST)  # what comes with it, and the writer's last batch

    def _take(self, found: OutlookView) -> None:
        self.newest = found
        for one in found.reached:
            if (one.budget, one.resets_at) in self._told:
                continue
            self._told.add((one.budget, one.resets_at))
            for listener in self.listeners:
                try:
                    listener(one)
                except Exception:
                    log.exception("a forecast could not be told")


def _look(url: str, calendar: Calendar, budgets: tuple[Budget, ...]) -> OutlookView:
    from ccrouter.ledger.outlook import outlook

    with reading(url) as connection:
        return outlook(connection, calendar, time.time(), budgets)
