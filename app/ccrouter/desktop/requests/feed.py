"""What the table shows, read from the ledger on threads: which requests fit, the lines on the screen, what is new."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccrouter.desktop.hands import Hands
from ccrouter.desktop.requests.lines import Line, lines
from ccrouter.desktop.requests.model import Requests
from ccrouter.ledger import paging
from ccrouter.ledger.paging import Filter

MOST = 1_000_000  # rows of one table; older ones are found by a filter
_FIRST, _AT_ONCE = 1_000, 25_000  # rows looked up by the first question, and by each further one
_NEWEST = 500  # rows among which new ones are looked for


class Feed(QObject):
    """One question of each kind at a time. ``told`` says that ``searching`` or the number of rows changed."""

    told = Signal()
    begun = Signal()  # the first rows of a search are there

    def __init__(self, hands: Hands, model: Requests, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hands, self._model = hands, model
        self.fitting = Filter()
        self.searching = False
        self._search: asyncio.Task[None] | None = None
        self._fetch: asyncio.Task[None] | None = None
        self._fresh: asyncio.Task[None] | None = None
        self._seen = (0, -1)  # rows on the screen
        self._written: object = None

    @property
    def all_shown(self) -> bool:
        """Whether every request that fits can be scrolled to."""
        return self._model.rowCount() < MOST

    def search(self, fitting: Filter) -> None:
        """Show what fits from now on; the old rows stay until the first new ones are there."""
        self.fitting = fitting
        _cancel(self._search)
        _cancel(self._fresh)
        self.searching = True
        self._search = self._hands.spawn(self._find(fitting))
        self.told.emit()

    def look(self, written: object) -> None:
        """Look for new ones if ``written`` (what the ledger says it holds) is not what it was."""
        idle = self._fresh is None or self._fresh.done()
        if written != self._written and idle and not (self.searching and self._model.newest is None):
            self._written = written
            self._fresh = self._hands.spawn(self._add_fresh(self.fitting))

    def show_rows(self, first: int, last: int) -> None:
        """These rows are on the screen: read what is missing of them and a little around."""
        self._seen = (first, last)
        if self._fetch is None or self._fetch.done():
            self._fetch = self._hands.spawn(self._read_lines())

    def stop(self) -> None:
        for task in (self._search, self._fetch, self._fresh):
            _cancel(task)
        self.searching = False

    async def _find(self, fitting: Filter) -> None:
        before: int | None = None
        first = True
        try:
            while True:
                found = await self._hands.read(
                    partial(paging.keys, limit=_FIRST if first else _AT_ONCE, before=before, fitting=fitting)
                )
                times = found.times if found is not None else []
                if first and (times or found is None or found.before is None):
                    self._model.begin(times)
                    self.begun.emit()
                    first = False
                elif not first:
                    self._model.append(times)
                before = found.before if found is not None else None
                self.told.emit()
                if before is None or not self.all_shown:
                    return
        finally:
            if self._search is asyncio.current_task():
                self.searching = False
                self.told.emit()

    async def _add_fresh(self, fitting: Filter) -> None:
        found = await self._hands.read(partial(paging.keys, limit=_NEWEST, fitting=fitting))
        if found is not None:
            self._model.merge(found.times)
            self.told.emit()

    async def _read_lines(self) -> None:
        def read(connection: Any) -> dict[int, Line]:
            return lines(paging.at(connection, times))

        while times := self._missing():
            found = await self._hands.read(read)
            self._model.keep(times, found or {})

    def _missing(self) -> list[int]:
        first, last = self._seen
        return self._model.missing(first, last) or self._model.missing(first - 30, last + 30)


def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
