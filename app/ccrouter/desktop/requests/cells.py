"""Draws the cells of the table: one call into Python for a cell, where the usual delegate takes eight."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.requests.lines import OUTCOME
from ccrouter.desktop.requests.model import LEFT, RIGHT, Requests
from ccrouter.desktop.tables import Index

_SELECTED, _ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value
_BESIDE = 4  # pixels left and right of a text


class Cells(QStyledItemDelegate):
    """Each call from Qt into Python waits for the interpreter, which a thread that reads may hold for milliseconds."""

    def __init__(self, model: Requests, parent: QWidget) -> None:
        super().__init__(parent)
        self._widest = parent.fontMetrics().maxWidth()
        self._model = model
        self._right = tuple(field.right for field in model.fields)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = index.row(), index.column()
        line = self._model.line(row)
        text = line.cells[column] if line is not None else "…" if column == 0 else ""
        state = option.state.value  # as a number: flags are slow, and this runs for every cell
        if state & _SELECTED:
            active = QPalette.ColorGroup.Active if state & _ACTIVE else QPalette.ColorGroup.Inactive
            painter.fillRect(option.rect, option.palette.brush(active, QPalette.ColorRole.Highlight))
            painter.setPen(option.palette.color(active, QPalette.ColorRole.HighlightedText))
        elif column == OUTCOME and line is not None and line.failed:
            painter.setPen(QColor(theme.colours().bad))
        else:
            painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room = option.rect.adjusted(_BESIDE, 0, -_BESIDE, 0)
        if len(text) * self._widest > room.width():
            text = option.fontMetrics.elidedText(text, option.textElideMode, room.width())
        painter.drawText(room, RIGHT if self._right[column] else LEFT, text)
