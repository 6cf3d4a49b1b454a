"""The week's rhythm: seven days of 24 hours, the more the stronger."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.charts.hues import colour, pen
from ccrouter.desktop.charts.readout import ReadOut

_HOURS, _DAYS = 24, 7
_BELOW = 22  # pixels for the hours
_PICK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOVES = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class HeatMap(QWidget):
    """``table``: weekdays, Monday first, of 24 hours each, in requests."""

    picked = Signal(int, int)  # weekday and hour

    def __init__(self, name: str) -> None:
        super().__init__()
        self.table: list[list[float]] = []
        self.empty = ""
        self.place: tuple[int, int] | None = None  # weekday and hour that are read out
        self.chosen: tuple[int, int] | None = None  # and those that are looked at alone
        self._by_key = False  # they are read out since a key was pressed
        self._pressed: tuple[int, int] | None = None
        self._readout = ReadOut(self)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(400, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 150)

    def show_table(self, table: list[list[float]], empty: str, chosen: tuple[int, int] | None = None) -> None:
        """``empty`` is what to say if there is nothing in it."""
        self.table, self.chosen = table, chosen
        self.empty = "" if any(map(any, table)) else empty
        if self.empty:
            self.place = None
        self._say()
        self.update()

    def restyle(self) -> None:
        self._readout.restyle()
        self.update()

    def point_at(self, place: tuple[int, int] | None, *, announce: bool = False) -> None:
        self._by_key = announce
        if place != self.place:
            self.place = place
            self._say()
            self.update()
            if announce:
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("muted"))
        if self.empty or not self.table:
            room = self.rect().adjusted(24, 8, -24, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
        else:
            self._paint_cells(painter)
        if self.hasFocus():
            painter.setPen(pen("accent", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        left, wide, high = self._cells()
        most = max(max(row) for row in self.table)
        for day, row in enumerate(self.table):
            label = QRectF(0, day * high, left - 8, high)
            painter.setPen(colour("muted"))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(label, side, QLocale().dayName(day + 1, QLocale.FormatType.ShortFormat))
            for hour, value in enumerate(row):
                marked = (day, hour) in (self.place, self.chosen)
                painter.setPen(pen("text", 1.5) if marked else Qt.PenStyle.NoPen)
                painter.setBrush(_shade(value / most))
                painter.drawRoundedRect(QRectF(left + hour * wide + 1, day * high + 1, wide - 2, high - 2), 3, 3)
        painter.setPen(colour("muted"))
        room = painter.fontMetrics().horizontalAdvance("00:00 ")
        every = next((hours for hours in (3, 4, 6) if hours * wide >= room), 12)
        for hour in range(0, _HOURS, every):
            place = QRectF(left + hour * wide, _DAYS * high + 3, every * wide, _BELOW - 3)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{hour:02}:00")

    def _cells(self) -> tuple[float, float, float]:
        """Where they begin, and how wide and high one is."""
        days = (QLocale().dayName(day + 1, QLocale.FormatType.ShortFormat) for day in range(_DAYS))
        left = max(self.fontMetrics().horizontalAdvance(day) for day in days) + 12
        return left, (self.width() - left) / _HOURS, (self.height() - _BELOW) / _DAYS

    def _say(self) -> None:
        if self.place is None:
            self._readout.hide()
            self.setAccessibleDescription(self.empty or self._busiest())
            return
        day, hour = self.place
        heading, value = _when(day, hour), self._value(day, hour)
        left, wide, _ = self._cells()
        self._readout.show_rows(heading, [("", self.tr("Requests"), value)], left + (hour + 0.5) * wide)
        self.setAccessibleDescription(f"{heading}: {value}")

    def _busiest(self) -> str:
        if not self.table:
            return ""
        value, day, hour = max(
            (value, -day, -hour) for day, row in enumerate(self.table) for hour, value in enumerate(row)
        )
        said = self.tr("Most requests: {when}, {count}")
        return said.format(when=_when(-day, -hour), count=words.count(round(value)))

    def _value(self, day: int, hour: int) -> str:
        return words.count(round(self.table[day][hour]))

    def _under(self, at: QPointF) -> tuple[int, int] | None:
        left, wide, high = self._cells()
        if not self.table or self.empty or not (at.x() >= left and 0 <= at.y() < _DAYS * high):
            return None
        return int(at.y() / high), min(int((at.x() - left) / wide), _HOURS - 1)

    def _can_pick(self, place: tuple[int, int] | None) -> bool:
        return place is not None and (self.table[place[0]][place[1]] > 0 or place == self.chosen)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        self.point_at(place)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._can_pick(place) else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = place if left and self._can_pick(place) else None
        event.setAccepted(self._pressed is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self._under(event.position()) == pressed:
            self.picked.emit(*pressed)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None and not self.empty and self.table:
            day, hour = self.place if self.place is not None else (0, 0)
            if self.place is not None:
                day, hour = (day + move[0]) % _DAYS, (hour + move[1]) % _HOURS
            self.point_at((day, hour), announce=True)
        elif event.key() in _PICK and self.place is not None and self._can_pick(self.place):
            self.picked.emit(*self.place)
        elif event.key() == Qt.Key.Key_Escape and self.place is not None and self._by_key:
            self.point_at(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.point_at(None)
        self.update()


def _when(day: int, hour: int) -> str:
    return f"{QLocale().dayName(day + 1)}, {hour:02}:00–{(hour + 1) % _HOURS:02}:00"


def _shade(share: float) -> QColor:
    """From the grid's colour to the accent; the root lets small figures be seen."""
    low, high = colour("grid"), colour("accent")
    if share <= 0:
        low.setAlphaF(0.6)
        return low
    weight = 0.15 + 0.85 * share**0.5
    mixed = (round(a + (b - a) * weight) for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mixed)
