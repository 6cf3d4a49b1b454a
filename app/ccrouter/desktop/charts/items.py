"""What is drawn on a chart: areas, bars, lines and axes in the theme's colours, quick and without pyqtgraph's own look."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsWidget

from ccrouter.desktop.charts.hues import colour, pen
from ccrouter.desktop.charts.plot import Array
from ccrouter.desktop.charts.times import Level, Tick, ticks
from ccrouter.desktop.charts.units import Unit
from ccrouter.ledger.calendar import Calendar

pg.setConfigOptions(useOpenGL=False, enableExperimental=False, antialias=False, useNumba=False)

_PER_TICK = 60  # pixels that a label of the time axis needs
_LABEL = 15  # pixels above and below a value that its label may take
_LEFT, _BELOW = 62, 24  # pixels of the axes
_MOST = 20  # values on an axis
_TEXT = 240  # pixels, at most, of a text on a chart
_SMOOTH = 400  # antialiased lines cost, and more points than these look smooth anyway


class Canvas(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """All that is drawn of a plot, as one item for good: items that come and go cost more than what they draw."""

    def __init__(self) -> None:
        super().__init__()
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)  # the cursor that passes over it draws nothing anew
        self._room = QRectF()
        self._fills: list[tuple[QPainterPath, QColor]] = []
        self._lines: list[tuple[QPainterPath, QPen, bool]] = []
        self._dots: list[tuple[list[QPointF], QPen]] = []
        self._texts: list[tuple[QPointF, str, QColor]] = []

    def clear(self, room: QRectF) -> None:
        """Begin anew; ``room`` is what the axes show."""
        self.prepareGeometryChange()
        self._room = room
        self._fills, self._lines, self._dots, self._texts = [], [], [], []
        self.update()

    def area(self, x: Array, low: Array, high: Array, fill: QColor) -> None:
        """Between two lines; where either is not known there is a gap."""
        path = QPainterPath()
        known = np.isfinite(low) & np.isfinite(high)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
        for first, after in edges.reshape(-1, 2):
            run = slice(first, after)
            around = np.concatenate((x[run], x[run][::-1])), np.concatenate((low[run], high[run][::-1]))
            path.addPath(pg.arrayToQPath(*around))
        self._fills.append((path, fill))

    def bars(self, left: Array, right: Array, low: Array, high: Array, fill: QColor) -> None:
        """One a bucket; those without height are left out."""
        path = QPainterPath()
        for place in np.flatnonzero(high > low):
            path.addRect(QRectF(left[place], low[place], right[place] - left[place], high[place] - low[place]))
        self._fills.append((path, fill))

    def line(self, x: Array, y: Array, drawn: QPen) -> None:
        """With gaps where nothing was measured, and a dot where there is a gap on either side."""
        smooth = len(x) <= _SMOOTH
        self._lines.append((pg.arrayToQPath(x, y, connect="finite"), drawn, smooth))
        known = np.concatenate(([False], np.isfinite(y), [False]))
        alone = np.flatnonzero(known[1:-1] & ~known[:-2] & ~known[2:])
        if len(alone):
            dot = QPen(drawn)
            dot.setWidthF(5.0)
            dot.setCapStyle(Qt.PenCapStyle.RoundCap)
            self._dots.append(([QPointF(x[place], y[place]) for place in alone], dot))

    def text(self, x: float, y: float, said: str, drawn: QColor) -> None:
        """Above a point and left of it."""
        self._texts.append((QPointF(x, y), said, drawn))

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(self, painter: QPainter, *_: Any) -> None:
        for path, fill in self._fills:
            painter.fillPath(path, fill)
        for path, drawn, smooth in self._lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            painter.strokePath(path, drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for points, round_pen in self._dots:
            painter.setPen(round_pen)
            painter.drawPoints(points)
        to_pixels = painter.worldTransform()
        painter.resetTransform()
        for place, said, ink in self._texts:
            at = to_pixels.map(place)
            painter.setPen(ink)
            above = QRectF(at.x() - _TEXT, at.y() - 22, _TEXT - 4, 20)
            painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, said)
        painter.setWorldTransform(to_pixels)


class ValueAxis(QGraphicsWidget):
    """Left of ``beside``: round values, and a quiet line across it at each. pyqtgraph's own takes ten times as long."""

    def __init__(self, beside: QGraphicsWidget) -> None:
        super().__init__()
        self._beside = beside
        self._labels: list[tuple[float, str]] = []
        self.setMinimumWidth(_LEFT)
        self.setMaximumWidth(_LEFT)
        beside.geometryChanged.connect(self.prepareGeometryChange)

    def show_scale(self, low: float, span: float, unit: Unit, step: float) -> None:
        first = math.ceil(low / step - 1e-6)
        last = min(math.floor((low + span) / step + 1e-6), first + _MOST)
        self._labels = [
            ((number * step - low) / span, unit.tick(number * step, step)) for number in range(first, last + 1)
        ]
        self.update()

    def boundingRect(self) -> QRectF:
        return self.rect().adjusted(0, -_LABEL, self._beside.size().width(), _LABEL)

    def paint(self, painter: QPainter, *_: Any) -> None:
        wide, high = self.size().width(), self.size().height()
        line, ink = pen("grid"), colour("muted")
        for share, said in self._labels:
            at = high * (1 - share)
            painter.setPen(line)
            painter.drawLine(QLineF(wide, at, wide + self._beside.size().width(), at))
            painter.setPen(ink)
            beside = QRectF(0, at - _LABEL, wide - 8, 2 * _LABEL)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)


class TimeAxis(QGraphicsWidget):
    """Below: round local times of the user's calendar."""

    def __init__(self) -> None:
        super().__init__()
        self._scale: tuple[float, float, Level, Calendar] = (0.0, 1.0, "hour", Calendar())
        self._asked: tuple[object, ...] = ()
        self._ticks: list[Tick] = []
        self.setMinimumHeight(_BELOW)
        self.setMaximumHeight(_BELOW)

    def show_scale(self, begin: float, end: float, level: Level, calendar: Calendar) -> None:
        self._scale = begin, end, level, calendar
        self.update()

    def boundingRect(self) -> QRectF:
        return self.rect().adjusted(-_PER_TICK, 0, _PER_TICK, 0)

    def paint(self, painter: QPainter, *_: Any) -> None:
        begin, end, level, calendar = self._scale
        wide = self.size().width()
        asked = (begin, end, int(wide / _PER_TICK), level, calendar)
        if asked != self._asked:
            self._asked, self._ticks = asked, ticks(*asked)
        painter.setPen(colour("muted"))
        for tick in self._ticks:
            half = painter.fontMetrics().horizontalAdvance(tick.text) / 2 + 1
            middle = min((tick.at - begin) / (end - begin) * wide, wide - half)  # the last one is to be read whole
            below = QRectF(middle - half, 6, 2 * half, _BELOW - 6)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tick.text)
