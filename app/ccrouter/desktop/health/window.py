"""The window: the table of deployments, what is known of the chosen one, and the three things one can do with it."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from PySide6.QtCore import QRect, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.grid import Grid
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.health import sparks, telling
from ccrouter.desktop.health.model import REASON, SORTED_BY, SPARKS, Deployments, Row, fields
from ccrouter.desktop.link import View
from ccrouter.health.vitals import LEFT_ALONE
from ccrouter.ledger import trying

NARROW = 1200  # pixels below which the reason stands in the card alone
ASKED = 2  # seconds between two pictures
COUNTED = 15  # seconds between two looks at the ledger


class HealthWindow(Frame):
    name: ClassVar[str] = "health"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands
        self.setWindowTitle(self.tr("Provider health"))
        self.resize(1380, 560)
        self.model = Deployments(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(SORTED_BY)
        self.sorted.setDynamicSortFilter(False)  # rows stay where they are until the person sorts anew
        self.grid = Grid(
            self.sorted,
            self.tr("Deployments"),
            [field.width for field in fields()],
            lambda place: self.model.line(self._source(place)),
            {SPARKS: self._draw_tries},
        )
        self.grid.horizontalHeader().setSortIndicatorClearable(True)
        self.grid.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.grid.setSortingEnabled(True)
        self.summary = Tinted("muted")
        self.test = self._button(self.tr("&Test now"), self.tr("Ask the provider for its models, for free"))
        self.reset = self._button(
            self.tr("&Reset"), self.tr("Close the breaker and use this key of this model again at once")
        )
        self.switch = self._button(self.tr("Dis&able provider"), "")
        self.told, self.found = Tinted("text"), Tinted("muted")
        self._asking: asyncio.Task[None] | None = None
        self._counting: asyncio.Task[None] | None = None
        self._asked = self._counted = 0.0
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._lay_out()
        self._connect()
        self._show_chosen()

    def write(self, view: View) -> None:
        self.grid.say(self._empty(view))
        if not view.serving:
            self._show_chosen()
            return
        if time.monotonic() - self._asked >= ASKED:
            self._look()

    # what is asked

    def _look(self) -> None:
        """A new picture, and now and then what the ledger has of the last hour."""
        now = time.monotonic()
        if self._asking is None or self._asking.done():
            self._asked = now
            self._asking = self._hands.spawn(self._ask())
        if now - self._counted >= COUNTED and (self._counting is None or self._counting.done()):
            self._counted = now
            self._counting = self._hands.spawn(self._count())

    async def _ask(self) -> None:
        self.model.show_report(await self._hands.ask(lambda control: control.health()))
        if not self.grid.currentIndex().isValid() and self.sorted.rowCount():
            self.grid.setCurrentIndex(self.sorted.index(0, 0))
        self._summarise()
        self._show_chosen()

    async def _count(self) -> None:
        now = time.time()
        found = await self._hands.read(lambda connection: trying.recent(connection, now))
        if found is not None:
            self.model.show_tries(found)

    # what is done

    def _test(self) -> None:
        if (row := self._row) is not None:
            self._hands.spawn(self._try_it(row.one.route.partition("/")[0]))

    async def _try_it(self, provider: str) -> None:
        self.test.setEnabled(False)
        self._say(self.tr("Testing {provider}…").format(provider=provider), "muted")
        try:
            probe = await self._hands.ask(lambda control: control.test_provider(provider))
        except BaseException:
            self._say("", "muted")
            raise
        finally:
            self.test.setEnabled(True)
        self._say(telling.tested(probe), "good" if probe.ok else "bad")
        self._look_anew()

    def _reset(self) -> None:
        if (row := self._row) is not None and self.reset.isEnabled():
            self._hands.spawn(self._use_again(row))

    async def _use_again(self, row: Row) -> None:
        report = await self._hands.ask(lambda control: control.reset_health(row.one.route, row.one.key))
        self.model.show_report(report)
        self._say(self.tr("{route} is used again from the next request on.").format(route=row.one.route), "good")
        self._show_chosen()

    def _switch(self) -> None:
        if (row := self._row) is None or not self.switch.isEnabled():
            return
        provider = row.one.route.partition("/")[0]
        enable = row.one.vitals.state == "disabled"
        what = self.tr("Enable {provider}") if enable else self.tr("Disable {provider}")
        self._hands.spawn(self._change(provider, enable, what.format(provider=provider)))

    async def _change(self, provider: str, enable: bool, what: str) -> None:
        await self._hands.change({("providers", provider, "enabled"): enable}, what)
        self._look_anew()

    # what is shown

    def _source(self, place: int) -> int:
        """Of a row as it is sorted, the place in the model."""
        return self.sorted.mapToSource(self.sorted.index(place, 0)).row()

    def _draw_tries(self, painter: QPainter, cell: QRect, place: int, chosen: QColor | None) -> None:
        row = self.model.row(self._source(place))
        sparks.draw(painter, cell, row.tries if row is not None else None, chosen)

    @property
    def _row(self) -> Row | None:
        index = self.grid.currentIndex()
        return self.model.row(self.sorted.mapToSource(index).row()) if index.isValid() else None

    def _tick(self) -> None:
        self.model.tick()
        self._show_chosen()
        if self.view.serving and time.monotonic() - self._asked >= ASKED:
            self._look()

    def _look_anew(self) -> None:
        self._asked = 0.0
        if self.isVisible():
            self._look()

    def _summarise(self) -> None:
        rows = [row for place in range(self.model.rowCount()) if (row := self.model.row(place)) is not None]
        states = [row.one.vitals.state for row in rows]
        off = states.count("disabled")
        ill = sum(state in LEFT_ALONE for state in states)
        parts = [self.tr("Deployments: {count}").format(count=len(rows))]
        parts.append(self.tr("left alone: {count}").format(count=ill))
        if off:
            parts.append(self.tr("switched off: {count}").format(count=off))
        self.summary.setText(" · ".join(parts))

    def _show_chosen(self) -> None:
        row, serving = self._row, self.view.serving
        for button in (self.test, self.switch):
            button.setEnabled(row is not None and serving)
        self.reset.setEnabled(row is not None and serving and row.one.vitals.state in (*LEFT_ALONE, "half_open"))
        for action, button in zip(self.grid.extra, (self.test, self.reset, self.switch), strict=False):
            action.setEnabled(button.isEnabled())
        if row is None:
            self.card.title.setText(self.tr("No deployment is chosen"))
            self.told.setText("")
            return
        off = row.one.vitals.state == "disabled"
        self.switch.setText(self.tr("En&able provider") if off else self.tr("Dis&able provider"))
        self.grid.extra[2].setText(self.switch.text())
        provider = row.one.route.partition("/")[0]
        views = self.view.snapshot.providers if self.view.snapshot is not None else ()
        if any(one.name == provider and one.demo for one in views):
            self.switch.setEnabled(False)  # it is not in the settings file, and goes when there is another
        key = f" · {row.one.key}" if row.one.key else ""
        self.card.title.setText(f"{row.one.route}{key}: {telling.state(row.one, row.left)}")
        said = [*telling.story(row.one), telling.step(row.one)]
        self.told.setText("\n".join(line for line in said if line))

    def _say(self, text: str, role: str) -> None:
        self.found.setText(text)
        self.found.tint(role)
        self.found.setVisible(bool(text))

    def _empty(self, view: View) -> str:
        if not view.serving:
            return self.tr(
                "CC Router is not running.\nStart it in the main window or the tray menu to see how its providers are."
            )
        return self.tr("No providers yet.\nAdd one in Settings (Ctrl+,), and its models appear here.")

    # coming and going

    def _connect(self) -> None:
        self.test.clicked.connect(self._test)
        self.reset.clicked.connect(self._reset)
        self.switch.clicked.connect(self._switch)
        self.grid.selectionModel().currentRowChanged.connect(self._show_chosen)
        actions = []
        for button, slot in ((self.test, self._test), (self.reset, self._reset), (self.switch, self._switch)):
            action = QAction(button.text(), self)
            action.triggered.connect(slot)
            actions.append(action)
        self.grid.extra = tuple(actions)
        self.seen.connect(self._seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grid.setColumnHidden(REASON, event.size().width() < NARROW)

    def _seen(self, visible: bool) -> None:
        if visible:
            self._clock.start()
            self.grid.setFocus()
        else:
            self._clock.stop()
            for task in (self._asking, self._counting):
                if task is not None:
                    task.cancel()
            self._asked = self._counted = 0.0

    def _lay_out(self) -> None:
        self.card = Card(self.tr("No deployment is chosen"))
        self.card.setAccessibleName(self.tr("The chosen deployment"))
        for label in (self.told, self.found):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.card.body.addWidget(label)
        self.told.setAccessibleName(self.tr("What is known of it"))
        self.found.setAccessibleName(self.tr("Result of the test"))
        self.found.hide()
        row = QHBoxLayout()
        row.addWidget(self.summary)
        row.addStretch(1)
        for button in (self.test, self.reset, self.switch):
            row.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(row)
        whole.addWidget(self.grid, 1)
        whole.addWidget(self.card)

    def _button(self, text: str, hint: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        return button
