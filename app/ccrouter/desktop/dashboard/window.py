"""The dashboard: what was asked, how it went and what it cost, live and over time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.dashboard import files
from ccrouter.desktop.dashboard.board import Board, Drawing
from ccrouter.desktop.dashboard.chooser import Chooser
from ccrouter.desktop.dashboard.filters import Filters
from ccrouter.desktop.dashboard.headline import Headline
from ccrouter.desktop.dashboard.hint import Hint
from ccrouter.desktop.dashboard.panels import Panels
from ccrouter.desktop.dashboard.question import Ask, Range
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.link import View
from ccrouter.ledger.calendar import Calendar
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ccrouter.desktop.dashboard.plots import Hues

AGAIN = {"minute": 5.0, "hour": 15.0, "day": 60.0}  # seconds until buckets of that size can look different
_LOOK = 1000  # ms between two thoughts whether the charts could look different


class Dashboard(Frame):
    name = "dashboard"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Dashboard – CC Router"))
        self.resize(1180, 780)
        self._hands = hands
        self._drawing: Drawing | None = None
        self._hues: Hues | None = None  # of plots; loaded with them
        self._calendar: Calendar | None = None  # None = the settings have to be read again
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._read_at, self._read_of = 0.0, ""  # when the ledger was read, and how far it was then
        self._chooser, self._filters, self._hint = Chooser(), Filters(), Hint()
        self._page = QWidget()
        self._clock = QTimer(self, interval=_LOOK)

    def build(self) -> Iterator[None]:
        self._headline, self._panels = Headline(), Panels()
        yield
        self.board = Board()
        yield from self.board.build()
        self._lay_out()
        yield
        self._connect()
        self._restyle()

    @property
    def drawing(self) -> Drawing | None:
        """What is on the screen."""
        return self._drawing

    def write(self, view: View) -> None:
        snapshot = view.snapshot
        self._headline.show_snapshot(snapshot)
        if snapshot is not None:
            self._panels.show_plugins(snapshot.plugins)

    def spot(self) -> tuple[Range, dict[str, str]]:
        return self._chooser.range, self._filters.chosen

    def turn_to_spot(self, spot: tuple[Range, dict[str, str]]) -> None:
        self._chooser.choose(spot[0])
        self._filters.show_filters(spot[1])

    def _connect(self) -> None:
        self._clock.timeout.connect(self._look)
        self._chooser.chosen.connect(self._ask_anew)
        self._filters.changed.connect(self._ask_anew)
        self.board.chosen.connect(self._ask_anew)
        self.board.picked.connect(self._filters.pick)
        self.board.hour_picked.connect(self._filters.pick_hour)
        self._hint.setup_asked.connect(lambda: self.window_asked.emit("setup"))
        self._hint.settings_asked.connect(lambda: self.window_asked.emit("settings"))
        self._hands.settings_changed.connect(self._settings_changed)
        self.seen.connect(self._seen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._restyle)
        for name, card in self.board.charts.items():
            card.picture_asked.connect(lambda name=name, card=card: self._save_picture(card, name))
            card.figures_asked.connect(lambda name=name, card=card: self._save_sheet(card.sheet(), name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where nothing else wants it, takes the newest filter away."""
        if event.key() != Qt.Key.Key_Escape or not self._filters.drop_newest():
            super().keyPressEvent(event)

    def _seen(self, visible: bool) -> None:
        if visible:
            self._clock.start()
            self._ask_anew()
        else:
            self._clock.stop()

    def _settings_changed(self) -> None:
        self._calendar = None
        if self._clock.isActive():
            self._ask_anew()

    def _look(self) -> None:
        """Read the ledger again if it has grown, or time has gone on, and the buckets are due."""
        if self._task is not None:
            return
        answer = self._drawing.answer if self._drawing is not None else None
        due = AGAIN[answer.level if answer is not None and answer.whole.requests else "minute"]  # the first one soon
        waited = time.time() - self._read_at
        if waited >= due and (self._grown() != self._read_of or waited >= AGAIN["day"]):
            self._ask_anew()

    def _grown(self) -> str:
        """Changes whenever there may be something new to draw."""
        snapshot = self.view.snapshot
        if snapshot is None:
            return ""
        written = snapshot.ledger.written if snapshot.ledger is not None else 0
        return f"{snapshot.started} {snapshot.requests} {written}"

    def _ask_anew(self) -> None:
        """What is asked while an answer is on its way is asked after it; that answer is not drawn."""
        if self._task is not None:
            self._again = True
        elif self._clock.isActive():
            self._task = self._hands.spawn(self._read())
            self._task.add_done_callback(self._done)

    def _done(self, _task: object) -> None:
        self._task = None
        if self._again:
            self._again = False
            self._ask_anew()

    async def _read(self) -> None:
        self._read_at, self._read_of = time.time(), self._grown()
        try:
            drawing = await self._drawn()
        except Trouble as trouble:
            self._hint.show_trouble(trouble)
            self.board.hide()
            return
        if self._again or not self._clock.isActive():
            return
        if drawing is None or not (drawing.answer.ever or drawing.answer.ask.where):
            self._hint.show_first_steps(self.view.snapshot)
        else:
            self._hint.hide()
        self.board.setVisible(drawing is not None)
        if drawing is not None:
            self._drawing = drawing
            self._headline.show_answer(drawing.answer, self.view.snapshot)
            self.board.show_drawing(drawing)

    async def _drawn(self) -> Drawing | None:
        """Raises Trouble if the settings or the ledger cannot be read; None if there is no ledger yet."""
        if self._calendar is None:
            self._calendar = Calendar.of((await self._hands.settings()).ledger.timezone)
        calendar = self._calendar
        now = time.time()
        self._chooser.set_today(calendar.local(now).date())
        self._filters.use(calendar)
        chosen, where, hour = self._chooser.range, self._filters.where, self._filters.hour
        split, running = self.board.split.currentData(), self.board.running.currentData()
        budgets = self.view.snapshot.budgets if self.view.snapshot is not None else ()
        ask = Ask(
            range=chosen, calendar=calendar, where=where, split=split, running=running, budgets=budgets, hour=hour
        )
        before = self._drawing.answer if self._drawing is not None else None

        def work(connection: Connection) -> Drawing:
            from ccrouter.desktop.dashboard import drawing, plots

            self._hues = self._hues or plots.Hues()
            return drawing.draw(connection, ask, now, self._hues, before)

        return await self._hands.read(work)

    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().page))
        self.setPalette(palette)
        self.board.restyle()

    def _save_picture(self, widget: QWidget, name: str) -> None:
        picture = widget.grab().toImage()

        def save(file: Path) -> None:
            self._hands.spawn(files.save_picture(picture, file))

        files.ask(self, self.tr("Save picture"), f"ccrouter-{name}.png", save)

    def _save_sheet(self, sheet: list[list[str]], name: str) -> None:
        def save(file: Path) -> None:
            self._hands.spawn(files.save_sheet(sheet, file))

        files.ask(self, self.tr("Save figures"), f"ccrouter-{name}.csv", save)

    def _save_everything(self) -> None:
        from ccrouter.desktop.dashboard.plots import everything

        if self._drawing is not None:
            self._save_sheet(everything(self._drawing.answer), "dashboard")

    def _lay_out(self) -> None:
        export = QPushButton(self.tr("E&xport"))
        menu = QMenu(export)
        menu.addAction(self.tr("&Picture of all this…"), lambda: self._save_picture(self._page, "dashboard"))
        menu.addAction(self.tr("All &figures…"), self._save_everything)
        export.setMenu(menu)
        export.setToolTip(self.tr("Save the dashboard as a picture or its figures as CSV"))
        top = QHBoxLayout()
        top.addWidget(self._chooser)
        top.addStretch(1)
        top.addWidget(export)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE)
        page.setSpacing(theme.SPACE)
        for part in (self._filters, self._hint, self._headline, self.board, self._panels):
            page.addWidget(part)
        page.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.SPACE, 0, 0)
        whole.setSpacing(theme.SPACE)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        bar.addLayout(top)
        whole.addLayout(bar)
        whole.addWidget(scroll, 1)
