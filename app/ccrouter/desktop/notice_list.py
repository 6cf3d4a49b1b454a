"""The list of notices: what happened in bold with its time, what it means beneath, a mark in the colour of its weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ccrouter.desktop import theme, words
from ccrouter.desktop.heard import heard
from ccrouter.desktop.tongue import tr
from ccrouter.views import Notice

NOWHERE = QModelIndex()
NOTICE = Qt.ItemDataRole.UserRole
EDGE, MARK = 12, 8  # pixels: around a row, across its mark


class Notices(QAbstractListModel):
    """Newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Notice, ...] = ()

    @property
    def rows(self) -> tuple[Notice, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Notice]) -> None:
        if tuple(rows) != self._rows:
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        notice = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heard(notice.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{weight(notice)}. {heard(notice.title)}. {heard(notice.text)} {words.clock_time(notice.time)}"
            case Qt.ItemDataRole.UserRole:
                return notice
        return None


def weight(notice: Notice) -> str:
    """How serious it is, in a word."""
    return {"info": tr("For your information"), "warning": tr("Warning"), "error": tr("Problem")}[notice.severity]


class _Row(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, 2 * option.fontMetrics.lineSpacing() + 2 * EDGE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        notice: Notice = index.data(NOTICE)
        colours, room = theme.colours(), option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            tint = QColor(colours.accent)
            tint.setAlphaF(0.16)
            painter.fillRect(option.rect, tint)
        if index.row():
            painter.setPen(QColor(colours.grid))
            painter.drawLine(option.rect.topLeft() + QPoint(EDGE, 0), option.rect.topRight() - QPoint(EDGE, 0))
        line = option.fontMetrics.lineSpacing()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            QColor({"info": colours.accent, "warning": colours.warn, "error": colours.bad}[notice.severity])
        )
        painter.drawEllipse(QRect(room.left(), room.top() + (line - MARK) // 2, MARK, MARK))
        said = room.adjusted(MARK + EDGE, 0, 0, 0)
        when = words.clock_time(notice.time)
        painter.setPen(QColor(colours.muted))
        painter.drawText(said, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, when)
        narrow = said.adjusted(0, 0, -option.fontMetrics.horizontalAdvance(when) - EDGE, 0)
        second = QRect(said.left(), said.top() + line, said.width(), line)
        _draw(painter, second, heard(notice.text))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        _draw(painter, narrow, heard(notice.title))
        painter.restore()


def _draw(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)


class NoticeList(QListView):
    """On a card's own ground; ``empty`` is what it says without rows."""

    def __init__(self) -> None:
        super().__init__()
        self.notices = Notices()
        self.empty = ""
        self.setModel(self.notices)
        self.setItemDelegate(_Row(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Notices"))
        self.viewport().setAutoFillBackground(False)

    def say_if_empty(self, empty: str) -> None:
        self.empty = empty
        self.setAccessibleDescription("" if self.notices.rowCount() else empty)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.notices.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(24, 8, -24, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
            painter.end()
