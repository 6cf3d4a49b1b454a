"""A cell that is a small chart: the share of attempts that failed, stretch by stretch of the last hour."""

from __future__ import annotations

from math import sqrt

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from ccrouter.desktop import theme
from ccrouter.ledger.trying import Tries

_LEAST = 3.0  # pixels: a stretch without failures is seen, too


def draw(painter: QPainter, cell: QRect, tries: Tries | None, chosen: QColor | None) -> None:
    """A bar a stretch; the root of the share makes one failure in a hundred visible. ``chosen``: the colour of all."""
    if not tries:
        return
    colours = theme.colours()
    grid, bad, good = (QColor(colour) for colour in (colours.grid, colours.bad, colours.good))
    room = QRectF(cell).adjusted(6, 4, -6, -4)
    left, bottom, high, each = room.left(), room.bottom(), room.height(), room.width() / len(tries)
    for place, (tried, failed) in enumerate(tries):
        tall = max(_LEAST, high * sqrt(failed / tried)) if tried else _LEAST / 2
        shade = grid if not tried else bad if failed else good
        painter.fillRect(QRectF(left + place * each, bottom - tall, max(1.0, each - 2), tall), chosen or shade)
