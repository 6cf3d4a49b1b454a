"""A list of the dearest as bars; each is a button that lets one look at it alone."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ccrouter.desktop.charts.hues import colour, pen

ROWS = 6  # at most
_HIGH, _BAR, _GAP = 42, 5, 2  # pixels


class Entry(NamedTuple):
    """``share`` (of the longest bar, 0 to 1); ``value`` and ``note`` as they are read."""

    name: str
    title: str
    value: str
    note: str
    share: float
    hue: str


class Ranked(QWidget):
    picked = Signal(str)  # an entry's name

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._empty = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP)
        self.setMinimumHeight(ROWS * (_HIGH + _GAP))  # always: what grows moves the page, and all of it is drawn anew
        self._layout.addWidget(self._empty, 1)
        self._layout.addStretch(1)

    def show_entries(self, entries: list[Entry], empty: str) -> None:
        while len(self._rows) < len(entries):
            row = _Row()
            row.clicked.connect(lambda _=False, row=row: self.picked.emit(row.entry.name))
            self._layout.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(entries))
            if place < len(entries):
                row.show_entry(entries[place])
        self._empty.setText(empty)
        self._empty.setVisible(not entries)

    def restyle(self) -> None:
        palette = self._empty.palette()
        palette.setColor(self._empty.foregroundRole(), colour("muted"))
        self._empty.setPalette(palette)
        for row in self._rows:
            row.update()


class _Row(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self.entry = Entry("", "", "", "", 0.0, "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_entry(self, entry: Entry) -> None:
        if entry != self.entry:
            self.entry = entry
            self.setEnabled(bool(entry.name))
            self.setToolTip(self.tr("Show only {name}, or all again").format(name=entry.title) if entry.name else "")
            self.setCursor(Qt.CursorShape.PointingHandCursor if entry.name else Qt.CursorShape.ArrowCursor)
            self.setAccessibleName(entry.title)
            self.setAccessibleDescription(f"{entry.value}, {entry.note}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        entry, metrics = self.entry, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("grid", 0.5))
            painter.drawRoundedRect(whole, 6, 6)
        inner = whole.adjusted(6, 3, -6, -3)
        line = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        painter.setPen(colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, entry.value)
        line.setRight(line.right() - metrics.horizontalAdvance(entry.value) - 10)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, title)
        below = QRect(inner.left(), inner.bottom() - metrics.height() + 1, inner.width(), metrics.height())
        painter.setPen(colour("muted"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, entry.note)
        wide = (
            below.width() - max(metrics.horizontalAdvance(entry.note), metrics.horizontalAdvance("0000 requests")) - 10
        )
        bar = QRectF(below.left(), below.center().y() - _BAR / 2 + 1, wide, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("grid"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setBrush(colour(entry.hue))
        bar.setWidth(max(bar.width() * entry.share, _BAR if entry.share else 0))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        if self.hasFocus():
            painter.setPen(pen("accent", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, 6, 6)
        painter.end()
