"""A cell that is a small chart: the share of attempts that failed, stretch by stretch of the last hour."""

from __future__ import annotations

from math import sqrt

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ccrouter.desktop import theme
from ccrouter.desktop.health.model import TRIES
from ccrouter.desktop.tables import Index

_LEAST = 3.0  # pixels: a stretch without failures is seen, too


class Sparks(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell's own background, then a bar a stretch; the root of the share makes one failure in a hundred visible."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        tries = index.data(TRIES)
        if not tries:
            return
        colours = theme.colours()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        room = QRectF(option.rect).adjusted(6, 4, -6, -4)
        each = room.width() / len(tries)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (tried, failed) in enumerate(tries):
            shade = colours.grid if not tried else colours.bad if failed else colours.good
            high = max(_LEAST, room.height() * sqrt(failed / tried)) if tried else _LEAST / 2
            painter.setBrush(option.palette.highlightedText() if chosen else QColor(shade))
            painter.drawRect(QRectF(room.left() + place * each, room.bottom() - high, max(1.0, each - 2), high))
        painter.restore()
