"""A request's way, drawn: four stations on a line, each lit when it is reached."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccrouter.desktop import theme

State = Literal["ahead", "now", "done", "failed"]
_MARKS = {"ahead": "", "now": "…", "done": "✓", "failed": "✗"}
_ROLES = {"ahead": "border", "now": "accent", "done": "good", "failed": "bad"}
_RADIUS = 14  # pixels


class Station(NamedTuple):
    title: str
    note: str = ""
    state: State = "ahead"


class Travel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._stations: tuple[Station, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(480, 2 * _RADIUS + 3 * self.fontMetrics().lineSpacing() + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, self.sizeHint().height())

    def show_stations(self, *stations: Station) -> None:
        if stations != self._stations:
            self._stations = stations
            self.setAccessibleDescription(
                ". ".join(f"{one.title}: {one.note}" if one.note else one.title for one in stations)
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stations:
            return
        colours, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self.width() / len(self._stations)
        centres = [QPointF(share * (place + 0.5), _RADIUS + 2) for place in range(len(self._stations))]
        for before, after, station in zip(centres, centres[1:], self._stations[1:], strict=False):
            role = "border" if station.state == "ahead" else _ROLES[station.state]
            painter.setPen(QPen(QColor(getattr(colours, role)), 2))
            gap = QPointF(_RADIUS + 6, 0)
            painter.drawLine(before + gap, after - gap)
        for centre, station in zip(centres, self._stations, strict=True):
            self._station(painter, centre, share, station)
        painter.end()

    def _station(self, painter: QPainter, centre: QPointF, share: float, station: Station) -> None:
        colours = theme.colours()
        colour = QColor(getattr(colours, _ROLES[station.state]))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(QColor(colours.card) if station.state == "ahead" else colour)
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        painter.setPen(QColor("#ffffff"))
        circle = QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, _MARKS[station.state])
        line = self.fontMetrics().lineSpacing()
        place = QRectF(centre.x() - share / 2 + 4, 2 * _RADIUS + 8, share - 8, line)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, station.title)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        below = place.translated(0, line + 2)
        below.setHeight(2 * line)
        wrapped = (
            Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWrapAnywhere
            if " " not in station.note
            else (Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        )
        painter.drawText(below, int(wrapped), station.note)
