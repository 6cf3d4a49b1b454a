"""The filters in force as chips: each goes with a click, and all of them with another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.charts import times
from ccrouter.desktop.charts.flow import Flow
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.calendar import Calendar

HOUR = "hour"  # beside the ledger's dimensions


def dimension_word(dimension: str) -> str:
    said = {
        "provider": tr("Provider"),
        "model": tr("Model"),
        "client": tr("Client"),
        "project": tr("Project"),
        HOUR: tr("Time"),
    }
    return said[dimension]


class Filters(QWidget):
    """What is picked once is looked at alone, what is picked again no longer. ``chosen``: dimension → name, the newest last."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        self._calendar = Calendar()
        self._brought = False  # the provider came with a model, and goes with it
        self._flow = Flow(self, gap=6)
        self.setAccessibleName(self.tr("Filters"))
        self.hide()

    @property
    def where(self) -> dict[str, str]:
        """As the ledger's queries take it."""
        return {dimension: name for dimension, name in self.chosen.items() if dimension != HOUR}

    @property
    def hour(self) -> int | None:
        """The only hour that is looked at, counted since 1970."""
        return int(self.chosen[HOUR]) if HOUR in self.chosen else None

    def pick(self, dimension: str, name: str) -> None:
        """Look at one provider, model … or hour alone, or no longer. A model is named with its provider."""
        picked = {dimension: name}
        if dimension == "model":
            provider, _, model = name.partition("/")
            picked = {"provider": provider, "model": model}
        if picked.items() <= self.chosen.items():
            self.drop(dimension)
            return
        if dimension == "model":
            self._brought = self._brought or "provider" not in self.chosen
        elif dimension == "provider":
            self._brought = False
            self.chosen.pop("model", None)  # the other provider's
        self.chosen = {name: one for name, one in self.chosen.items() if name not in picked} | picked
        self._show()

    def pick_hour(self, hour: int) -> None:
        self.pick(HOUR, str(hour))

    def drop(self, dimension: str) -> None:
        self.chosen.pop(dimension, None)
        if dimension == "provider":
            self.chosen.pop("model", None)
        elif dimension == "model" and self._brought:
            self.chosen.pop("provider", None)
        self._brought = self._brought and "model" in self.chosen
        self._show()

    def drop_newest(self) -> bool:
        """Whether there was one."""
        if not self.chosen:
            return False
        self.drop(next(reversed(self.chosen)))
        return True

    def clear(self) -> None:
        self.show_filters({})

    def show_filters(self, chosen: dict[str, str]) -> None:
        self.chosen, self._brought = dict(chosen), False
        self._show()

    def use(self, calendar: Calendar) -> None:
        """Hours are said in it."""
        if calendar != self._calendar:
            self._calendar = calendar
            self._lay_out()

    def _show(self) -> None:
        self._lay_out()
        self.changed.emit()

    def _lay_out(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self.chosen:
            self._flow.addWidget(QLabel(self.tr("Only")))
        for dimension, name in self.chosen.items():
            self._flow.addWidget(self._chip(dimension, name))
        if len(self.chosen) > 1:
            every = QPushButton(self.tr("C&lear all"), flat=True)
            every.clicked.connect(self.clear)
            self._flow.addWidget(every)
        self.setVisible(bool(self.chosen))
        self.updateGeometry()

    def _chip(self, dimension: str, name: str) -> QPushButton:
        name = self._said(dimension, name)
        said = f"{dimension_word(dimension)}: {name}"
        metrics = self.fontMetrics()
        chip = QPushButton(metrics.elidedText(said, Qt.TextElideMode.ElideMiddle, 320).replace("&", "&&") + "  ✕")
        chip.setToolTip(self.tr("No longer only {name}").format(name=name))
        chip.setAccessibleName(self.tr("Clear filter {filter}").format(filter=said))
        chip.clicked.connect(lambda: self.drop(dimension))
        return chip

    def _said(self, dimension: str, name: str) -> str:
        if dimension == HOUR:
            return times.bucket(int(name) * 3600.0, "hour", self._calendar)
        return words.client(name) if dimension == "client" else name
