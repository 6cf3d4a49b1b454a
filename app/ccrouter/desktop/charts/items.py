"""What is drawn on a chart: areas, bars, lines and axes in the theme's colours, quick and without pyqtgraph's own look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ccrouter.desktop.charts.hues import colour, pen
from ccrouter.desktop.charts.plot import Array
from ccrouter.desktop.charts.times import Level, Tick, ticks
from ccrouter.desktop.charts.units import COUNT, Unit
from ccrouter.ledger.calendar import Calendar

pg.setConfigOptions(useOpenGL=False, enableExperimental=False, antialias=False, useNumba=False)

_PER_TICK = 70  # pixels that a label of the time axis needs
_LABEL = 15  # pixels above and below the axis that a label may take
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
            dot.setWidthF(4.0)
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


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """Left: round values with a quiet line across the chart at each."""

    def __init__(self) -> None:
        super().__init__("left")
        self._unit, self._step = COUNT, 1.0
        self.setGrid(255)
        self.setStyle(tickAlpha=255, tickTextOffset=8, tickLength=0)
        self.setWidth(62)
        self.restyle()

    def restyle(self) -> None:
        _restyle(self)

    def show_scale(self, unit: Unit, step: float) -> None:
        self._unit, self._step = unit, step
        self.picture = None

    def boundingRect(self) -> QRectF:
        """With room for the labels at both ends, which pyqtgraph leaves out when there are lines across the chart."""
        whole: QRectF = super().boundingRect()
        return whole.adjusted(0, -_LABEL, 0, _LABEL)

    def tickValues(self, low: float, high: float, _size: float) -> list[tuple[float, list[float]]]:
        first = int(np.ceil(low / self._step - 1e-6))
        last = int(np.floor(high / self._step + 1e-6))
        return [(self._step, [number * self._step for number in range(first, min(last, first + 20) + 1)])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        return [self._unit.tick(value, self._step) for value in values]


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Below: round local times of the user's calendar."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.calendar = Calendar()
        self.level: Level = "hour"
        self._asked: tuple[object, ...] = ()
        self._ticks: list[Tick] = []
        self.setStyle(tickAlpha=0, tickTextOffset=6, tickLength=0)
        self.setHeight(24)
        self.restyle()

    def restyle(self) -> None:
        _restyle(self)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        asked = (low, high, int(size / _PER_TICK), self.level, self.calendar)
        if asked != self._asked:
            self._asked, self._ticks = asked, ticks(*asked)
        return [(1.0, [tick.at for tick in self._ticks])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        said = {tick.at: tick.text for tick in self._ticks}
        return [said.get(value, "") for value in values]


def _restyle(axis: Any) -> None:
    axis.setPen(QPen(Qt.PenStyle.NoPen))
    axis.setTickPen(pen("grid"))
    axis.setTextPen(colour("muted"))
