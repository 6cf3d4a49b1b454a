"""The filters in force as chips: each goes with a click, and all of them with another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ccrouter.desktop.charts.flow import Flow
from ccrouter.desktop.tongue import tr


def dimension_word(dimension: str) -> str:
    words = {
        "provider": tr("Provider"),
        "model": tr("Model"),
        "client": tr("Client"),
        "project": tr("Project"),
    }
    return words[dimension]


class Filters(QWidget):
    """``where`` as the ledger's queries take it: dimension → name."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.where: dict[str, str] = {}
        self._flow = Flow(self, gap=6)
        self.setAccessibleName(self.tr("Filters"))
        self.hide()

    def pick(self, dimension: str, name: str) -> None:
        """Look at one provider, model … alone. A model is named with its provider."""
        picked = {dimension: name}
        if dimension == "model":
            provider, _, model = name.partition("/")
            picked = {"provider": provider, "model": model}
        elif dimension == "provider" and self.where.get("provider") != name:
            self.where.pop("model", None)  # the other provider's
        if not picked.items() <= self.where.items():
            self.where |= picked
            self._show()

    def drop(self, dimension: str) -> None:
        self.where.pop(dimension, None)
        if dimension == "provider":
            self.where.pop("model", None)
        self._show()

    def clear(self) -> None:
        self.where = {}
        self._show()

    def _show(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self.where:
            self._flow.addWidget(QLabel(self.tr("Only")))
        for dimension, name in self.where.items():
            self._flow.addWidget(self._chip(dimension, name))
        if len(self.where) > 1:
            every = QPushButton(self.tr("C&lear all"), flat=True)
            every.clicked.connect(self.clear)
            self._flow.addWidget(every)
        self.setVisible(bool(self.where))
        self.updateGeometry()
        self.changed.emit()

    def _chip(self, dimension: str, name: str) -> QPushButton:
        said = f"{dimension_word(dimension)}: {name}"
        metrics = self.fontMetrics()
        chip = QPushButton(metrics.elidedText(said, Qt.TextElideMode.ElideMiddle, 320).replace("&", "&&") + "  ✕")
        chip.setToolTip(self.tr("No longer only {name}").format(name=name))
        chip.setAccessibleName(self.tr("Clear filter {filter}").format(filter=said))
        chip.clicked.connect(lambda: self.drop(dimension))
        return chip
