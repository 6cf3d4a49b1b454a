"""The row of filters above the requests: a text, and what there is to choose of outcomes, providers, models and clients."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget
from sqlalchemy import Connection

from ccrouter.desktop import words
from ccrouter.desktop.spoken import named
from ccrouter.ledger.paging import Filter
from ccrouter.ledger.queries import all_series

TYPED = 250  # ms without a key before the text is looked for
STATUSES = (400, 401, 402, 403, 404, 408, 413, 429, 499, 500, 502, 503, 504, 529)

Choices = tuple[list[str], list[str], list[str]]  # providers, models, clients


def choices(connection: Connection) -> Choices:
    """All that ever occurred, each in the order of the alphabet."""
    known = all_series(connection).values()
    return tuple(sorted({key[place] for key in known} - {""}) for place in (0, 1, 3))  # type: ignore[return-value]


class Filters(QWidget):
    """``changed`` carries the new ``Filter``."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Search in models, clients, projects, sessions, errors"))
        self.text.setAccessibleName(self.tr("Search"))
        self.text.setClearButtonEnabled(True)
        self.outcome = self._box(self.tr("Outcome"), self.tr("All outcomes"))
        self.outcome.addItem(self.tr("Answered"), "ok")
        self.outcome.addItem(self.tr("Failed"), "failed")
        for status in STATUSES:
            self.outcome.addItem(str(status), status)
        self.provider = self._box(self.tr("Provider"), self.tr("All providers"))
        self.model = self._box(self.tr("Model"), self.tr("All models"))
        self.client = self._box(self.tr("Client"), self.tr("All clients"))
        self.clear = QPushButton(self.tr("C&lear filter"))
        self.clear.clicked.connect(self.reset)
        self._typed = QTimer(self, singleShot=True, interval=TYPED)
        self._typed.timeout.connect(self._tell)
        self.text.textChanged.connect(lambda: self._typed.start())
        self.text.returnPressed.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        for box in (self.outcome, self.provider, self.model, self.client):
            row.addWidget(box)
            box.activated.connect(self._tell)
        row.addWidget(self.clear)
        self._said = self.wanted
        self.clear.setEnabled(False)

    @property
    def wanted(self) -> Filter:
        outcome = self.outcome.currentData()
        return Filter(
            text=self.text.text().strip(),
            outcome=outcome if outcome in ("ok", "failed") else "",
            status=outcome if isinstance(outcome, int) else 0,
            provider=self.provider.currentData(),
            model=self.model.currentData(),
            client=self.client.currentData(),
        )

    def offer(self, found: Choices) -> None:
        """What the boxes can be set to; what is chosen stays chosen."""
        for box, names in zip((self.provider, self.model, self.client), found, strict=True):
            if [box.itemData(place) for place in range(1, box.count())] != names:
                self._fill(box, names)

    def show_wanted(self, wanted: Filter) -> None:
        """As if it had been typed and chosen."""
        self.text.setText(wanted.text)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(wanted.outcome or wanted.status)))
        for box, name in ((self.provider, wanted.provider), (self.model, wanted.model), (self.client, wanted.client)):
            if box.findData(name) < 0:  # not offered yet
                self._add(box, name)
            box.setCurrentIndex(box.findData(name))
        self._tell()

    def reset(self) -> None:
        self.show_wanted(Filter())

    def _fill(self, box: QComboBox, names: Sequence[str]) -> None:
        chosen = box.currentData()
        while box.count() > 1:
            box.removeItem(box.count() - 1)
        for name in names:
            self._add(box, name)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _add(self, box: QComboBox, name: str) -> None:
        box.addItem(words.client(name) if box is self.client else name, name)

    def _tell(self) -> None:
        self._typed.stop()
        if self.wanted != self._said:
            self._said = self.wanted
            self.clear.setEnabled(self.wanted != Filter())
            self.changed.emit(self.wanted)

    def _box(self, name: str, everything: str) -> QComboBox:
        box = QComboBox()
        named(box, name)
        box.addItem(everything, "")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(len(everything))
        return box
