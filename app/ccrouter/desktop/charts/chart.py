"""A chart over time: stacks, lines and bands, read out where the mouse points or the arrow keys go."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QLabel, QSizePolicy, QWidget

from ccrouter.desktop.charts import items, times
from ccrouter.desktop.charts.hues import colour, pen
from ccrouter.desktop.charts.plot import Array, Plot, nothing
from ccrouter.desktop.charts.readout import ReadOut
from ccrouter.desktop.charts.units import Unit, nice
from ccrouter.ledger.calendar import Calendar

_GAP = 0.12  # of a bar's bucket, on either side
_BESIDE = 0.012  # of the time shown
_HEADROOM = 1.02  # so that a line at the very top is seen whole
_FAINT = 0.2  # of a band
_PER_LINE = 38  # pixels between two grid lines
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_LAYERS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PICK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Chart(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """It is given whole plots; its axes cannot be dragged, for the range is chosen for all charts together.

    A series that has a name is picked with a click on it, or with Up and Down within a bucket and Enter.
    """

    picked = Signal(str)  # a series' name

    def __init__(self, name: str, unit: Unit) -> None:
        super().__init__(useOpenGL=False, background=None)
        self.plot: Plot = nothing("")
        self.place: int | None = None  # the bucket that is read out
        self.chosen = ""  # within it, the name of the series that would be picked
        self._by_key = False  # it is read out since a key was pressed
        self._pressed = ""
        self._unit = unit
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._left, self._below = items.ValueAxis(self._box), items.TimeAxis()
        self._calendar = Calendar()
        self._canvas = items.Canvas()
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._readout = ReadOut(self)
        self._empty = QLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lay_out()
        self.setAccessibleName(name)
        self.viewport().setFocusProxy(None)  # else screen readers are told of a second, nameless thing to go to
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.restyle()

    def close(self) -> bool:
        """As of any widget: pyqtgraph's own takes the scene apart while Qt still holds it."""
        return QWidget.close(self)

    @property
    def unit(self) -> Unit:
        return self.plot.unit or self._unit

    def show_plot(self, plot: Plot, calendar: Calendar) -> None:
        """Draw it; the bucket that is being read out stays, as far as there still is one."""
        self.plot, self._calendar = plot, calendar
        self._empty.setText(plot.empty)
        self._empty.setVisible(bool(plot.empty))
        self._left.setVisible(not plot.empty)
        self._below.setVisible(not plot.empty)
        if not self.accessibleDescription() or self.place is None:
            self.setAccessibleDescription(plot.empty or plot.summary)
        self._draw()
        at = self.place if self.place is not None and self.place < len(plot.begins) and not plot.empty else None
        by_key = self._by_key
        self.point_at(at, self.chosen if any(one.name == self.chosen for one in plot.stacked) else "")
        self._by_key = by_key

    def restyle(self) -> None:
        """The theme has changed."""
        self.setBackground(colour("card"))
        self._cursor.setPen(pen("muted"))
        palette = self._empty.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour("muted"))
        self._empty.setPalette(palette)
        self._readout.restyle()
        self._draw()

    def point_at(self, place: int | None, chosen: str = "", *, announce: bool = False) -> None:
        """Read out a bucket; None puts the read-out away."""
        self.place, self.chosen, self._by_key = place, chosen, announce
        self._cursor.setVisible(place is not None)
        if place is None:
            self._readout.hide()
            self.setAccessibleDescription(self.plot.empty or self.plot.summary)
            return
        x = self._middles()[place]
        self._cursor.setValue(x)
        heading = times.bucket(float(self.plot.begins[place]), self.plot.level, self._calendar, self.plot.every)
        rows = self.rows(place)
        across = self._box.mapViewToDevice(QPointF(x, 0.0))
        title = next((one.title for one in self.plot.series if chosen and one.name == chosen), "")
        self._readout.show_rows(heading, rows, across.x() if across is not None else 0.0, title)
        if announce:
            said = [heading, *(f"{name} {value}" for _, name, value in rows if title in ("", name))]
            self.setAccessibleDescription("; ".join(said))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def rows(self, place: int) -> list[tuple[str, str, str]]:
        """Hue, title and value in words of all that is known of a bucket; what is stacked from the top down."""
        stacked = self.plot.stacked
        listed = [*reversed(stacked), *(one for one in self.plot.series if one not in stacked)]
        known = [(one, float(one.values[place])) for one in listed if np.isfinite(one.values[place])]
        rows = [
            (one.hue, one.title, (one.unit or self.unit).read(value))
            for one, value in known
            if value or one.shape not in ("bar", "area")
        ]
        if self.plot.total and (len(rows) != 1):
            whole = sum(value for one, value in known if one in stacked)
            rows.append(("", self.tr("Total"), self.unit.read(whole)))
        return rows

    def _draw(self) -> None:
        plot = self.plot
        if plot.empty or not len(plot.begins):
            self._canvas.clear(QRectF())
            return
        most = max(2, int(max(self.height() - 40, 60) / _PER_LINE))
        top, step = nice(max(plot.highest(), plot.top) - plot.low, most, self.unit)
        end = max(float(plot.ends[-1]), plot.until)
        if not plot.stacked:  # a point at the very end is seen whole
            end += (end - float(plot.begins[0])) * _BESIDE
        room = QRectF(float(plot.begins[0]), plot.low, end - float(plot.begins[0]), top * _HEADROOM)
        self._left.show_scale(room.top(), room.height(), self.unit, step)
        self._below.show_scale(room.left(), room.right(), plot.level, self._calendar)
        self._box.setRange(room, padding=0)
        self._canvas.clear(room)
        self._draw_stacks()
        for band in plot.bands:
            self._canvas.area(band.x, band.low, band.high, colour(band.hue, _FAINT))
        middles = self._middles()
        for one in reversed(plot.series):  # the first one on top
            if one.shape in ("line", "thin"):
                self._canvas.line(middles, one.values, pen(one.hue, 2.0 if one.shape == "line" else 1.0))
        for trail in plot.trails:
            self._canvas.line(trail.x, trail.y, pen(trail.hue, 1.0, Qt.PenStyle.DashLine))
            self._canvas.text(float(trail.x[-1]), float(trail.y[-1]), trail.title, colour(trail.hue))

    def _draw_stacks(self) -> None:
        plot = self.plot
        below = np.zeros(len(plot.begins))
        gap = (plot.ends - plot.begins) * _GAP
        for one in plot.stacked:
            above = below + np.nan_to_num(one.values)
            fill = colour(one.hue)
            if one.shape == "bar":
                self._canvas.bars(plot.begins + gap, plot.ends - gap, below, above, fill)
            else:  # areas are sums so far: each begins at nothing and is known at the ends
                x = np.concatenate((plot.begins[:1], plot.ends))
                low, high = (np.concatenate(([0.0], edge)) for edge in (below, above))
                self._canvas.area(x, low, high, fill)
            below = above

    def _middles(self) -> Array:
        middles: Array = (self.plot.begins + self.plot.ends) / 2
        return middles

    def _lay_out(self) -> None:
        whole = pg.GraphicsWidget()
        layout = QGraphicsGridLayout()
        layout.setContentsMargins(0, 4, 2, 0)
        layout.setSpacing(0)
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._below, 1, 1)
        whole.setLayout(layout)
        self._left.setZValue(-1000)
        self._box.addItem(self._canvas, ignoreBounds=True)
        self._box.addItem(self._cursor, ignoreBounds=True)
        self._cursor.setZValue(1000)
        self._cursor.hide()
        self.setCentralWidget(whole)

    def _under(self, across: float) -> int | None:
        """The bucket at a distance from the left edge."""
        plot = self.plot
        if plot.empty or not len(plot.begins):
            return None
        at = self._box.mapDeviceToView(QPointF(across, 0.0))
        if at is None or not plot.begins[0] <= at.x() <= plot.ends[-1]:
            return None
        return int(np.searchsorted(plot.begins, at.x(), "right")) - 1

    def _hit(self, at: QPointF) -> str:
        """The name of what can be picked at a point."""
        place = self._under(at.x())
        seen = self._box.mapDeviceToView(at)
        return self.plot.layer(place, seen.x(), seen.y()) if place is not None and seen is not None else ""

    def _next_layer(self, step: int) -> None:
        """Choose another series of the bucket that is read out, from the top down."""
        place = self.place
        assert place is not None
        there = [one.name for one in reversed(self.plot.stacked) if one.name and one.values[place] > 0]
        if there:
            at = there.index(self.chosen) + step if self.chosen in there else 0 if step > 0 else len(there) - 1
            self.point_at(place, there[at % len(there)], announce=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, hit = self._under(event.position().x()), self._hit(event.position())
        if (place, hit) != (self.place, self.chosen):
            self.point_at(place, hit)
        if hit:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._hit(event.position()) if event.button() == Qt.MouseButton.LeftButton else ""
        event.setAccepted(bool(self._pressed))  # there is nothing to drag

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, ""
        if pressed and self._hit(event.position()) == pressed:
            self.picked.emit(pressed)
        event.setAccepted(bool(pressed))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # the second of two quick clicks

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.plot.begins) - 1
        key = event.key()
        if self.plot.empty or last < 0:
            event.ignore()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.point_at(0 if key == Qt.Key.Key_Home else last, announce=True)
        elif step := _KEYS.get(Qt.Key(key)):
            at = self.place if self.place is not None else (last + 1 if step < 0 else -1)
            self.point_at(min(max(at + step, 0), last), announce=True)
        elif (step := _LAYERS.get(Qt.Key(key))) and self.place is not None:
            self._next_layer(step)
        elif key in _PICK and self.chosen:
            self.picked.emit(self.chosen)
        elif key == Qt.Key.Key_Escape and self.place is not None and self._by_key:
            self.point_at(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.point_at(None)
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(pen("accent", 1.5))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 4, 4)
            painter.restore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is None:  # pyqtgraph's own call, while this is being made
            return
        self._empty.setGeometry(self.rect().adjusted(24, 8, -24, -8))
        if event.size().height() != event.oldSize().height():
            self._draw()  # more or fewer grid lines fit
