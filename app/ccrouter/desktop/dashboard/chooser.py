"""Which time is looked at: an hour, a day, a week, a month, or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QDateEdit, QHBoxLayout, QLabel, QPushButton, QWidget

from ccrouter.desktop.dashboard.question import Choice, Range


class Chooser(QWidget):
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._choices: list[Choice] = ["hour", "day", "week", "month", "custom"]
        titles = (self.tr("&1 h"), self.tr("&24 h"), self.tr("&7 d"), self.tr("&30 d"), self.tr("&Custom"))
        names = (
            self.tr("The last hour"),
            self.tr("The last 24 hours"),
            self.tr("The last 7 days"),
            self.tr("The last 30 days"),
            self.tr("From one day to another"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for place, (title, name) in enumerate(zip(titles, names, strict=True)):
            button = QPushButton(title)
            button.setCheckable(True)
            button.setToolTip(name)
            button.setAccessibleName(name)
            self._group.addButton(button, place)
            row.addWidget(button)
        self._first, self._last = _day(self.tr("From")), _day(self.tr("To"))
        self._between = QWidget()
        between = QHBoxLayout(self._between)
        between.setContentsMargins(6, 0, 0, 0)
        between.addWidget(self._first)
        between.addWidget(QLabel(self.tr("to")))
        between.addWidget(self._last)
        row.addWidget(self._between)
        self._between.hide()
        self._group.idToggled.connect(self._toggled)
        self._group.button(1).setChecked(True)
        self._first.dateChanged.connect(self._moved)
        self._last.dateChanged.connect(self._moved)

    @property
    def range(self) -> Range:
        choice = self._choices[self._group.checkedId()]
        if choice != "custom":
            return Range(choice)
        return Range(choice, _python(self._first.date()), _python(self._last.date()))

    def choose(self, wanted: Range) -> None:
        """As if it had been clicked."""
        if wanted.choice == "custom":
            self._between.show()  # before the days: those of a custom time that is shown are the user's own
            self._last.setDate(_qt(wanted.last))
            self._first.setDate(_qt(wanted.first))
        self._group.button(self._choices.index(wanted.choice)).setChecked(True)

    def set_today(self, today: date) -> None:
        """The user's day: nothing is later, and a custom time begins as the last two weeks."""
        self._last.setMaximumDate(_qt(today))
        if self._between.isHidden():
            first = today - timedelta(days=13)
            for edit, day in ((self._last, today), (self._first, first)):
                edit.blockSignals(True)
                edit.setDate(_qt(day))
                edit.blockSignals(False)

    def _toggled(self, place: int, checked: bool) -> None:
        button = self._group.button(place)
        font = button.font()
        font.setBold(checked)  # some styles hardly show what is pressed in, and some know no colour of their own for it
        button.setFont(font)
        colours = QPalette()
        if checked:
            colours.setColor(QPalette.ColorRole.Button, colours.color(QPalette.ColorRole.Highlight))
            colours.setColor(QPalette.ColorRole.ButtonText, colours.color(QPalette.ColorRole.HighlightedText))
        button.setPalette(colours)
        if checked:
            self._between.setVisible(self._group.checkedId() == 4)
            self.chosen.emit()

    def _moved(self) -> None:
        """The other end gives way."""
        if self._first.date() > self._last.date():
            other = self._last if self.sender() is self._first else self._first
            other.setDate(self._first.date() if other is self._last else self._last.date())
            return
        self.chosen.emit()


def _day(name: str) -> QDateEdit:
    edit = QDateEdit()
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setAccessibleName(name)
    edit.setKeyboardTracking(False)
    return edit


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _python(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
