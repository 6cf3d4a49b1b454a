"""A table of whole rows, quick at any length: copied as text, walked by the arrow keys, with a word for when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ccrouter.desktop.rows import RIGHT, Line, Pen

Picture = Callable[[QPainter, QRect, int, QColor | None], None]  # a cell, its row, and the one colour of a chosen row


class Grid(QTableView):
    """``QTreeView`` asks its model about every row; this one asks about those on the screen.

    ``extra`` actions stand first in the context menu (also by the menu key and Shift+F10); set ``empty`` to what is said
    while there are no rows. ``widths`` are characters by column; 0 takes what is left. ``line`` says what stands in a row,
    ``pictures`` draw the columns that are not text.
    """

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        widths: Sequence[int],
        line: Callable[[int], Line],
        pictures: Mapping[int, Picture] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line, self._pictures = line, pictures or {}
        self._right = [
            model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) == RIGHT
            for column in range(model.columnCount())
        ]
        self.empty = ""
        self.extra: tuple[QAction, ...] = ()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control, the arrows walk the cells
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # measuring rows would ask for all of them
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._set_widths(widths)
        self._copy_row = self._action(self.tr("Copy &row"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy_row)
        self._copy_cell = self._action(self.tr("Copy &cell"), QKeySequence("Ctrl+Shift+C"), self.copy_cell)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self.say_if_empty)

    def say(self, empty: str) -> None:
        """What to say while there are no rows."""
        if empty != self.empty:
            self.empty = empty
            self.say_if_empty()
            self.viewport().update()

    def say_if_empty(self) -> None:
        """For screen readers, which cannot see what ``paintEvent`` writes."""
        self.setAccessibleDescription("" if self.model().rowCount() else self.empty)

    def copy_cell(self) -> None:
        if (index := self.currentIndex()).isValid():
            QGuiApplication.clipboard().setText(str(index.data() or ""))

    def copy_row(self) -> None:
        """Its cells with tabs between them, as spreadsheets take it."""
        row, model = self.currentIndex().row(), self.model()
        if row >= 0:
            cells = (str(model.index(row, column).data() or "") for column in range(model.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cells))

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addActions(list(self.extra))
        if self.extra:
            menu.addSeparator()
        menu.addActions([self._copy_cell, self._copy_row])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and index.isValid():
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(16, 0))
        if index.isValid():
            self.menu().popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last row, as in a list; Qt goes to the first and the last cell of a row."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}
        if event.key() in ends and not event.modifiers() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(ends[Qt.Key(event.key())], max(0, self.currentIndex().column())))
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, count = QPainter(self.viewport()), self.model().rowCount()
        if count:
            first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
            self._draw(painter, max(0, first), last if last >= 0 else count - 1)
        elif self.empty:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(16, 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
        painter.end()

    def _draw(self, painter: QPainter, first: int, last: int) -> None:
        """Without a delegate; see ``rows``."""
        pen, chosen, wide = Pen(self, self._right), self.selectionModel(), self.viewport().width()
        columns = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(self.model().columnCount())
            if not self.isColumnHidden(column)
        ]
        high = self.verticalHeader().defaultSectionSize()
        for row in range(first, last + 1):
            room = QRect(0, self.rowViewportPosition(row), wide, high)
            marked = chosen.isRowSelected(row, QModelIndex())
            pen.draw(painter, columns, room, self._line(row), chosen=marked)
            for column, left, width in columns:
                if (picture := self._pictures.get(column)) is not None:
                    picture(painter, QRect(left, room.top(), width, high), row, pen.chosen_ink if marked else None)

    def _set_widths(self, widths: Sequence[int]) -> None:
        header, character = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        header.setHighlightSections(False)
        header.setStretchLastSection(not any(width == 0 for width in widths[:-1]))
        header.setMinimumSectionSize(4 * character)
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, width * character)
            elif column < len(widths) - 1:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _action(self, text: str, keys: QKeySequence, slot: object) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
        return action
