"""Small parts of the detail pane: a table exactly as high as its rows, and paragraphs that can be read by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QStyledItemDelegate, QStyleOptionViewItem

from ccrouter.desktop.spoken import Told
from ccrouter.desktop.tables import Column, Index, RecordList, Records

MOST = 12  # rows that are shown without a scroll bar


class Airy(QStyledItemDelegate):
    """Lines with a little room between them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, 6)


class Sheet(RecordList):
    """Stands within a card: no frame, no background of its own, and no scroll bar while it is short."""

    def __init__(self, columns: Sequence[Column], name: str, hint: Callable[[Any], str]) -> None:
        super().__init__(Records(columns, hint), name, "")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(Airy(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        copy = QAction(self.tr("Copy row"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_rows(self, rows: tuple[Any, ...]) -> None:
        self.records.show_rows(rows)
        each = max(self.sizeHintForRow(0), self.fontMetrics().height() + 4)
        beside = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.header().sizeHint().height() + min(len(rows), MOST) * each + beside // 2)

    def _copy(self) -> None:
        if (row := self.currentIndex().row()) >= 0:
            cells = (str(self.records.index(row, place).data() or "") for place in range(len(self.records.columns)))
            QGuiApplication.clipboard().setText("\t".join(cells))


def paragraph(name: str) -> Told:
    """Text that wraps, and can be selected and copied by mouse and by keyboard."""
    label = Told()
    label.setAccessibleName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
