"""Tables of immutable records: new rows slide in, the selection stays, an empty table says what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QTreeView, QWidget

from ccrouter.desktop.rows import Line, Pen

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Column(NamedTuple):
    title: str
    text: Callable[[Any], str]
    right: bool = False  # numbers stand right
    width: int = 0  # characters at first; the last column takes what is left


class Records(QAbstractTableModel):
    """Rows are any values that compare; ``hint`` gives a row's tool tip."""

    def __init__(self, columns: Sequence[Column], hint: Callable[[Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self._hint = hint
        self._rows: tuple[Any, ...] = ()
        self._lines: list[Line] = []  # the same in words, worked out once

    def show_rows(self, rows: tuple[Any, ...]) -> None:
        """Newest first: rows that only came on top or fell off the end leave the others, and the selection, alone."""
        if rows == self._rows:
            return
        fresh = self._fresh(rows)
        if fresh is None:
            self.beginResetModel()
            self._rows, self._lines = rows, self._told(rows)
            self.endResetModel()
            return
        if fresh:
            self.beginInsertRows(NOWHERE, 0, fresh - 1)
            self._rows, self._lines = rows[:fresh] + self._rows, self._told(rows[:fresh]) + self._lines
            self.endInsertRows()
        if len(self._rows) > len(rows):
            self.beginRemoveRows(NOWHERE, len(rows), len(self._rows) - 1)
            self._rows, self._lines = rows, self._lines[: len(rows)]
            self.endRemoveRows()

    def _fresh(self, rows: tuple[Any, ...]) -> int | None:
        """How many rows are new on top, if that is all that changed besides the end."""
        if not self._rows or self._rows[0] not in rows:
            return None
        fresh = rows.index(self._rows[0])
        kept = len(rows) - fresh
        return fresh if kept <= len(self._rows) and rows[fresh:] == self._rows[:kept] else None

    def line(self, row: int) -> Line:
        """What the table draws."""
        return self._lines[row]

    def _told(self, rows: tuple[Any, ...]) -> list[Line]:
        return [Line([column.text(row) for column in self.columns]) for row in rows]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._lines[index.row()].texts[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return self._hint(self._rows[index.row()])
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RecordList(QTreeView):
    """The table on the screen; ``empty`` is what it says while it has no rows."""

    def __init__(self, records: Records, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = records
        self._empty = empty
        self._pen: Pen | None = None  # of the paint event that is under way
        self.setModel(records)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control, the arrows walk the rows
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        character = self.fontMetrics().averageCharWidth()
        for place, column in enumerate(records.columns):
            if column.width:
                self.setColumnWidth(place, column.width * character)
        for changed in (records.modelReset, records.rowsInserted, records.rowsRemoved):
            changed.connect(self._say_if_empty)
        self._say_if_empty()

    def _say_if_empty(self) -> None:
        """For screen readers, which cannot see what ``paintEvent`` writes."""
        self.setAccessibleDescription("" if self.model().rowCount() else self._empty)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """All columns at once; see ``rows``."""
        if self._pen is None:
            self._pen = Pen(self, [column.right for column in self.records.columns])
        columns = [
            (place, self.columnViewportPosition(place), self.columnWidth(place))
            for place in range(len(self.records.columns))
        ]
        chosen = self.selectionModel().isSelected(index)
        self._pen.draw(painter, columns, option.rect, self.records.line(index.row()), chosen=chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._pen = None
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(16, 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()
