"""The window: filters above, the table of requests, and beneath it all about the chosen one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.grid import Grid
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.link import View
from ccrouter.desktop.requests import curl, story
from ccrouter.desktop.requests.again import Again
from ccrouter.desktop.requests.bodies import readable
from ccrouter.desktop.requests.detail import Detail
from ccrouter.desktop.requests.feed import MOST, Feed
from ccrouter.desktop.requests.filters import Filters, choices
from ccrouter.desktop.requests.model import Requests
from ccrouter.desktop.requests.story import Story
from ccrouter.ledger.paging import Filter

NARROW, SPARED = 1050, (1, 7)  # pixels below which client and first word give their place to names
SETTLED = 60  # ms without another row being chosen before its story is read


class RequestsWindow(Frame):
    name: ClassVar[str] = "requests"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands
        self.setWindowTitle(self.tr("Requests"))
        self.resize(1180, 780)
        self.filters, self.model = Filters(), Requests(self)
        self.feed = Feed(hands, self.model, self)
        self.found = Tinted("muted")
        self.found.setAccessibleName(self.tr("Number of requests"))
        self._story: Story | None = None
        self._chosen: int | None = None  # its ``Kept.time``
        self._telling: asyncio.Task[None] | None = None
        self._offering: asyncio.Task[None] | None = None
        self._opened = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLED)
        self._settle.timeout.connect(self._tell)

    def build(self) -> Iterator[None]:
        widths = [field.width for field in self.model.fields]
        self.grid = Grid(self.model, self.tr("Requests"), widths, self.model.shown)
        yield
        self.detail = Detail()
        yield
        self._lay_out()
        yield
        self._connect()
        self._count()

    def write(self, view: View) -> None:
        if not self._opened:
            self._opened = True
            self.feed.search(self.filters.wanted)
        self.feed.look(self._written(view))

    def spot(self) -> Filter:
        return self.filters.wanted

    def turn_to_spot(self, spot: Filter) -> None:
        self.filters.show_wanted(spot)

    def show_filter(self, text: str) -> None:
        """Look for ``text`` at once, as if it had been typed."""
        self.filters.text.setText(text)
        self.filters.text.returnPressed.emit()

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.feed.told.connect(self._count)
        self.feed.begun.connect(self._begun)
        self.model.rowsAboutToBeInserted.connect(self._before_insert)
        self.model.rowsInserted.connect(self._after_insert)
        for changed in (self.model.modelReset, self.model.rowsInserted):
            changed.connect(self._show_rows)
        self.model.dataChanged.connect(self._lines_came)
        self.grid.verticalScrollBar().valueChanged.connect(self._show_rows)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.detail.curl_asked.connect(self.copy_curl)
        self.detail.again_asked.connect(self.route_again)
        self.detail.settings_asked.connect(lambda: self.window_asked.emit("settings"))
        self.seen.connect(self._seen)
        self.closed.connect(self._leave)
        self._shortcut("Ctrl+F", self.filters.text.setFocus)
        copy = QAction(self.tr("Copy as c&url"), self)
        copy.triggered.connect(self.copy_curl)
        again = QAction(self.tr("&Route again with…"), self)
        again.triggered.connect(self.route_again)
        self.grid.extra = (copy, again)

    # the table

    def _filter(self, fitting: Filter) -> None:
        self.feed.search(fitting)

    def _begun(self) -> None:
        """The rows are others now: choose again what was chosen, or the newest when the window opens."""
        row = self.model.row(self._chosen) if self._chosen is not None else 0
        if self.model.rowCount() and row >= 0:
            self.grid.setCurrentIndex(self.model.index(row, 0))
        else:
            self._choose(QModelIndex())
        self._offer()

    def _offer(self) -> None:
        async def fill() -> None:
            if (found := await self._hands.read(choices)) is not None:
                self.filters.offer(found)

        if self._offering is None or self._offering.done():
            self._offering = self._hands.spawn(fill())

    def _count(self) -> None:
        rows = self.model.rowCount()
        if self.feed.searching:
            said = self.tr("Found so far: {count}, looking further…")
        elif not self.feed.all_shown:
            said = self.tr("The newest requests: {count}; older ones are found by a filter")
        elif self.feed.fitting == Filter():
            said = self.tr("Requests: {count}")
        else:
            said = self.tr("Requests that fit the filter: {count}")
        self.found.setText(said.format(count=words.whole(min(rows, MOST))))
        # with nothing to choose, and nothing to look for either, there is nothing to be told
        self.detail.setVisible(bool(self.model.rowCount()) or self.feed.fitting != Filter())
        if self.feed.searching:
            self.grid.say(self.tr("Looking…"))
        elif self.feed.fitting == Filter():
            self.grid.say(
                self.tr(
                    "No requests yet.\nConnect a coding agent in the tray menu, or start one in a terminal: ccr code"
                )
            )
        else:
            self.grid.say(self.tr("No request fits the filter.\nClear it, or look for something else."))

    def _before_insert(self, parent: QModelIndex, first: int, last: int) -> None:
        bar = self.grid.verticalScrollBar()
        self._keep_at = bar.value() if first < self.grid.rowAt(0) else None

    def _after_insert(self, parent: QModelIndex, first: int, last: int) -> None:
        """Rows that come in above what is looked at do not push it down."""
        if self._keep_at:
            each = self.grid.verticalHeader().defaultSectionSize()
            self.grid.verticalScrollBar().setValue(self._keep_at + (last - first + 1) * each)

    def _show_rows(self) -> None:
        if not self.isVisible() or not self.model.rowCount():
            return
        first = max(0, self.grid.rowAt(0))
        last = self.grid.rowAt(self.grid.viewport().height() - 1)
        if last < 0:
            last = first + self.grid.viewport().height() // self.grid.verticalHeader().defaultSectionSize() + 1
        self.feed.show_rows(first, min(last, self.model.rowCount() - 1))

    def _lines_came(self) -> None:
        if self._story is None and self.grid.currentIndex().isValid():
            self._settle.start()

    # the chosen one

    def _choose(self, current: QModelIndex) -> None:
        time = self.model.time(current.row()) if current.isValid() else None
        if time != self._chosen and self._telling is not None:
            self._telling.cancel()
        if time is None:
            self._chosen = self._story = None
            self.detail.show_nothing(
                self.tr("Choose a request to see what happened to it.") if self.model.rowCount() else ""
            )
        elif time != self._chosen:
            self._chosen, self._story = time, None
            self._settle.start()

    def _tell(self) -> None:
        line = self.model.line(self.grid.currentIndex().row())
        if line is None or line.kept.time != self._chosen:
            return  # told again when its line has been read
        self._telling = self._hands.spawn(self._read_story(line.kept.id))

    async def _read_story(self, id: str) -> None:
        told = await self._hands.read(lambda connection: story.tell(connection, id))
        if told is None:
            self.detail.show_nothing(self.tr("This request has been deleted since."))
            return
        request, response = await asyncio.gather(
            asyncio.to_thread(readable, told.request), asyncio.to_thread(readable, told.response)
        )
        self._story = told
        self.detail.show_story(told, request, response)

    def copy_curl(self) -> None:
        if self._story is None:
            return
        body = self._story.request
        notes = [self.tr("CCR_TOKEN must hold the local token. After `ccr activate`: CCR_TOKEN=$ANTHROPIC_AUTH_TOKEN")]
        if body is None:
            notes.append(
                self.tr("The body was not captured: this is a small one for the same model. Put yours in its place.")
            )
        elif curl.was_cut(body):
            notes.append(
                self.tr("The body was longer than what is captured: it is cut, and will not be accepted as it is.")
            )
        snapshot = self.view.snapshot
        url = snapshot.url if snapshot is not None and snapshot.port else "http://127.0.0.1:3456"
        QGuiApplication.clipboard().setText(curl.command(self._story, url, notes))
        self.detail.say_copied()

    def route_again(self) -> None:
        if self._story is not None:
            Again(self._hands, self._story, self).open()

    # coming and going

    def _written(self, view: View) -> object:
        """Changes with every row that is written."""
        snapshot = view.snapshot
        return (snapshot.ledger.written if snapshot.ledger else None, snapshot.started) if snapshot else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in SPARED:
            self.grid.setColumnHidden(column, event.size().width() < NARROW)

    def _seen(self, visible: bool) -> None:
        if visible:
            self._show_rows()
            self.grid.setFocus()

    def _leave(self) -> None:
        self.feed.stop()
        for task in (self._telling, self._offering):
            if task is not None:
                task.cancel()
        self._opened = False

    def _lay_out(self) -> None:
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE // 2)
        column.addWidget(self.filters)
        column.addWidget(self.grid, 1)
        row = QHBoxLayout()
        row.addWidget(self.found)
        row.addStretch(1)
        column.addLayout(row)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(table)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([330, 450])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
