"""The page of cards: where each stands, and what of an answer it is shown, one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.charts.heat import HeatMap
from ccrouter.desktop.charts.ranked import Entry, Ranked
from ccrouter.desktop.charts.units import COUNT, MONEY, RATE, SECONDS, SHARE, Unit
from ccrouter.desktop.dashboard.chart_card import EVEN, HIGH, ChartCard
from ccrouter.desktop.spoken import named

if TYPE_CHECKING:
    from ccrouter.desktop.charts.plot import Plot
    from ccrouter.desktop.dashboard.answers import Answer
    from ccrouter.desktop.dashboard.plots import Hues

_APART = 40  # ms between two cards: each is drawn in a turn of the loop of its own


class Drawing(Struct, frozen=True, kw_only=True):
    """An answer, and the plots worked out from it."""

    answer: Answer
    plots: dict[str, Plot]
    notes: dict[str, str]  # the figure beside a chart's title
    hues: Hues


class Board(QWidget):
    picked = Signal(str, str)  # dimension and name
    hour_picked = Signal(int)  # counted since 1970
    chosen = Signal()  # another split of spend, or way to add it up
    drawn = Signal()  # everything of the last answer is on the screen

    def __init__(self) -> None:
        super().__init__()
        self.split = self._combo(
            self.tr("Spend by"), (self.tr("By provider"), "provider"), (self.tr("By model"), "model")
        )
        self.running = self._combo(self.tr("Spend, how"), (self.tr("Added up"), True), (self.tr("Each time"), False))
        self.charts: dict[str, ChartCard] = {}
        self.heat = HeatMap(self.tr("Requests by weekday and hour"))
        self.tops: dict[str, Ranked] = {}
        self.heat.picked.connect(self._pick_hour)
        self._newest: list[list[int | None]] = []  # of each of its cells the last hour with requests
        self._heat_note = Tinted("muted")
        self._heat_card = Card(self.tr("When it is used"), self._heat_note)
        self._heat_card.body.addWidget(self.heat)
        self._heat_card.setFixedHeight(HIGH)
        self._heat_card.setSizePolicy(EVEN, QSizePolicy.Policy.Fixed)
        self._steps: deque[Callable[[], object]] = deque()
        self._clock = QTimer(self, interval=_APART)
        self._clock.timeout.connect(self._step)

    def build(self) -> Iterator[None]:
        """The charts one after another; see ``Frame.build``."""
        charts: tuple[tuple[str, str, Unit], ...] = (
            ("spend", self.tr("Spend"), MONEY),
            ("rate", self.tr("Request rate"), RATE),
            ("success", self.tr("Success rate"), SHARE),
            ("ttft", self.tr("Time to first word"), SECONDS),
            ("latency", self.tr("Time to whole answer"), SECONDS),
            ("tokens", self.tr("Tokens"), COUNT),
        )
        for name, title, unit in charts:
            self.charts[name] = ChartCard(title, unit, (self.split, self.running) if name == "spend" else ())
            yield
        self.charts["spend"].picked.connect(lambda name: self.picked.emit(self.split.currentData(), name))
        self._lay_out()

    def show_drawing(self, drawing: Drawing) -> None:
        """Bit by bit; what was still to be drawn of the answer before is left out."""
        answer = drawing.answer
        self._steps.clear()
        for name, card in self.charts.items():
            if card.chart is None:
                self._steps.append(card.make_chart)
            self._steps.append(partial(card.show_plot, drawing.plots[name], answer.ask.calendar, drawing.notes[name]))
        self._steps.append(lambda: self._show_heat(drawing))
        self._steps.extend(
            lambda dimension=dimension: self._show_top(dimension, drawing)  # type: ignore[misc]
            for dimension in self.tops
        )
        self._clock.start()

    def restyle(self) -> None:
        parts: list[ChartCard | HeatMap | Ranked] = [*self.charts.values(), self.heat, *self.tops.values()]
        for part in parts:
            part.restyle()

    def _step(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._clock.stop()
            self.drawn.emit()

    def _show_heat(self, drawing: Drawing) -> None:
        answer = drawing.answer
        self._newest = answer.heat.newest
        chosen = None
        if answer.ask.hour is not None:
            local = answer.ask.calendar.local(answer.ask.hour * 3600)
            chosen = local.weekday(), local.hour
        self.heat.show_table(answer.heat.table, self.tr("No requests in these weeks."), chosen)
        self._heat_note.setText(drawing.notes["heat"])

    def _pick_hour(self, day: int, hour: int) -> None:
        """The last one of that weekday and hour that had requests."""
        if (last := self._newest[day][hour]) is not None:
            self.hour_picked.emit(last)

    def _show_top(self, dimension: str, drawing: Drawing) -> None:
        answer = drawing.answer
        ranked = answer.tops[dimension]
        most = max((one.cost for one in ranked), default=0.0)
        busiest = max((one.requests for one in ranked), default=0)
        entries = [
            Entry(
                name=one.name,
                title=self._title(dimension, one.name),
                value=words.money(one.cost * 1e9) if one.cost or not one.unpriced else self.tr("unknown"),
                note=self.tr("1 request") if one.requests == 1 else self.tr("%n requests", "", one.requests),
                share=one.cost / most if most else one.requests / busiest if busiest else 0.0,
                hue=drawing.hues.of("provider", one.name.partition("/")[0]) if dimension == "model" else "accent",
            )
            for one in ranked
        ]
        self.tops[dimension].show_entries(entries, self.tr("No requests in this time."))

    def _title(self, dimension: str, name: str) -> str:
        if dimension == "model":
            return words.bare(name) if name else self.tr("Not sent")
        if dimension == "client" and name:
            return words.client(name)
        return name or self.tr("Not said")

    def _combo(self, name: str, *choices: tuple[str, object]) -> QComboBox:
        combo = QComboBox()
        for text, data in choices:
            combo.addItem(text, data)
        named(combo, name)
        combo.activated.connect(self.chosen)
        return combo

    def _lay_out(self) -> None:
        self._heat_note.setMinimumHeight(self.charts["tokens"].beside.sizeHint().height())  # titles stand in line
        grid = QGridLayout()
        grid.setSpacing(theme.SPACE)
        grid.addWidget(self.charts["spend"], 0, 0, 1, 6)
        for place, name in enumerate(("rate", "success", "ttft", "latency")):
            grid.addWidget(self.charts[name], 1 + place // 2, place % 2 * 3, 1, 3)
        grid.addWidget(self.charts["tokens"], 3, 0, 1, 3)
        grid.addWidget(self._heat_card, 3, 3, 1, 3)
        titles = {
            "model": self.tr("Top models"),
            "client": self.tr("Top clients"),
            "project": self.tr("Top projects"),
        }
        for place, (dimension, title) in enumerate(titles.items()):
            card, top = Card(title), Ranked()
            top.picked.connect(lambda name, dimension=dimension: self.picked.emit(dimension, name))
            card.body.addWidget(top)
            card.setSizePolicy(EVEN, QSizePolicy.Policy.Preferred)
            self.tops[dimension] = top
            grid.addWidget(card, 4, place * 2, 1, 2)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(grid)
