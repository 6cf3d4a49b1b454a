"""A provider's sign: its first letters on one of our own colours. No company's mark is drawn."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ccrouter.desktop import theme

SIDE = 34  # pixels


def letters(title: str) -> str:
    """Two capitals of the name (``OR`` for OpenRouter), else its first two letters (``An`` for Anthropic)."""
    word = title.partition("(")[0].strip()
    capitals = re.findall(r"[A-Z]", word)
    return "".join(capitals[:2]) if len(capitals) > 1 else word[:2].capitalize()


class Badge(QWidget):
    """``place`` chooses the colour: neighbours in a list differ."""

    def __init__(self, title: str, place: int) -> None:
        super().__init__()
        self._letters, self._place = letters(title), place
        self.setFixedSize(QSize(SIDE, SIDE))
        self.setAccessibleName("")  # the title stands beside it

    def paintEvent(self, event: QPaintEvent) -> None:
        series = theme.colours().series
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(series[self._place % len(series)]))
        painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        font = QFont(self.font())
        font.setPixelSize(14)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


class Dot(QWidget):
    """A small round mark in one of the theme's colours; ``role`` is a field of ``theme.Colours``."""

    def __init__(self, role: str = "muted") -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(QSize(12, self.fontMetrics().height()))  # stands beside a line of text

    def tint(self, role: str) -> None:
        if role != self._role:
            self._role = role
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.colours(), self._role)))
        painter.drawEllipse(QPointF(6, self.height() / 2), 4.5, 4.5)
        painter.end()
