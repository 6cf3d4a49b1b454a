"""Draws the rows of tables: one call into Python for a row or for all, where Qt's own delegate takes eight for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView

from ccrouter.desktop import theme

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
BESIDE = 3  # pixels left and right of a text


class Line(NamedTuple):
    """What stands in a row: a text for each column, and for some the colour, a field of ``theme.Colours``."""

    texts: Sequence[str]
    tints: Mapping[int, str] = {}


class Pen:
    """For one paint event of ``view``. Each call from Qt into Python waits for the interpreter, which a thread that reads may
    hold for milliseconds: so little is asked of Qt here."""

    def __init__(self, view: QAbstractItemView, right: Sequence[bool]) -> None:
        self._right = right
        self._metrics = view.fontMetrics()
        self._widest = self._metrics.maxWidth()
        palette = view.palette()
        group = QPalette.ColorGroup.Active if view.isActiveWindow() else QPalette.ColorGroup.Inactive
        self.ink = palette.color(QPalette.ColorRole.Text)
        self.chosen_ink = palette.color(group, QPalette.ColorRole.HighlightedText)
        self._highlight = palette.brush(group, QPalette.ColorRole.Highlight)

    def draw(
        self, painter: QPainter, columns: Iterable[tuple[int, int, int]], row: QRect, line: Line, *, chosen: bool
    ) -> None:
        """``columns``: place, left edge and width of those that are shown, in pixels of ``row``, the whole row's rectangle."""
        top, high = row.top(), row.height()
        if chosen:
            painter.fillRect(row, self._highlight)
        ink = self.chosen_ink if chosen else self.ink
        painter.setPen(ink)
        for column, left, wide in columns:
            if column >= len(line.texts) or not (text := line.texts[column]):
                continue
            room = wide - 2 * BESIDE
            if len(text) * self._widest > room:
                text = self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            tint = "" if chosen else line.tints.get(column, "")
            if tint:
                painter.setPen(QColor(getattr(theme.colours(), tint)))
            painter.drawText(left + BESIDE, top, room, high, RIGHT if self._right[column] else LEFT, text)
            if tint:
                painter.setPen(ink)
