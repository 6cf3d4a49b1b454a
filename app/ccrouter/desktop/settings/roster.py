"""A list of named things at the left and the one that is chosen at the right: providers, budgets, routes, plugins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ccrouter.desktop import theme
from ccrouter.desktop.settings.fields import Complaint

ROW = 26  # pixels of a line


class Line(NamedTuple):
    """One of the list: ``key`` names it, ``text`` is what is read, ``mark`` a dot before it ('' = none)."""

    key: str
    text: str
    mark: str = ""


class Roster(QWidget):
    """Call ``show_lines`` whenever they may have changed. ``moved`` carries all keys in their new order."""

    add_asked = Signal()
    remove_asked = Signal(str)
    moved = Signal(list)

    def __init__(
        self,
        name: str,
        detail: Callable[[str], QWidget],
        *,
        empty: str,
        add: str = "",
        remove: str = "",
        order: bool = False,
        width: int = 190,
    ) -> None:
        super().__init__()
        self._detail, self._shown = detail, ""
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setMinimumWidth(width)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.list.currentRowChanged.connect(self._turn)
        self.complaint = Complaint()
        self._empty = QLabel(empty)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(24)
        self._holder = QVBoxLayout()
        self._holder.addWidget(self._empty)
        self.add, self.remove = QPushButton(add), QPushButton(remove)
        self.up, self.down = QPushButton("↑"), QPushButton("↓")
        self.up.setAccessibleName(self.tr("Move up"))
        self.down.setAccessibleName(self.tr("Move down"))
        for button, shown in ((self.add, add), (self.remove, remove), (self.up, order), (self.down, order)):
            button.setVisible(bool(shown))
        for button in (self.up, self.down):
            button.setToolTip(button.accessibleName())
            button.setFixedWidth(34)
        self.add.clicked.connect(self.add_asked)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self.key))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self._lay_out()

    @property
    def key(self) -> str:
        """Of the chosen one; '' = none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    @property
    def keys(self) -> list[str]:
        return [str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.list.count())]

    def show_lines(self, lines: Sequence[Line]) -> None:
        """The chosen one stays chosen; if it is gone, its neighbour is."""
        texts = [f"{line.mark} {line.text}".strip() for line in lines]
        if [line.key for line in lines] == self.keys:
            for row, text in enumerate(texts):
                self.list.item(row).setText(text)
            return
        key, row = self.key, self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for line, text in zip(lines, texts, strict=True):
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, line.key)
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
        self.list.blockSignals(False)
        keys = self.keys
        self.list.setCurrentRow(keys.index(key) if key in keys else max(0, min(row, len(keys) - 1)) if keys else -1)
        self._turn()

    def choose(self, key: str) -> None:
        if key in self.keys:
            self.list.setCurrentRow(self.keys.index(key))

    def confirm(self, question: str, told: str, yes: str, then: Callable[[], None]) -> QMessageBox:
        """Ask, without a nested loop, before something is taken away."""
        box = QMessageBox(QMessageBox.Icon.Question, self.window().windowTitle(), question, parent=self)
        box.setInformativeText(told)
        box.setTextFormat(Qt.TextFormat.PlainText)
        agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        agree.clicked.connect(then)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
        return box

    def _turn(self) -> None:
        key = self.key
        place = self.list.currentRow()
        self.remove.setEnabled(bool(key))
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < self.list.count() - 1)
        if key == self._shown and key:
            return
        self._shown = key
        if (old := self._holder.takeAt(0)) is not None and (widget := old.widget()) is not None:
            widget.hide()
            if widget is not self._empty:
                widget.deleteLater()
        shown = self._detail(key) if key else self._empty
        self._holder.addWidget(shown)
        shown.show()

    def _move(self, by: int) -> None:
        keys, place = self.keys, self.list.currentRow()
        keys[place], keys[place + by] = keys[place + by], keys[place]
        self.moved.emit(keys)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.add, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.up, self.down):
            buttons.addWidget(button)
        self.complaint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = QVBoxLayout()
        left.setContentsMargins(theme.SPACE, theme.SPACE, 0, theme.SPACE)
        left.setSpacing(6)
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        left.addWidget(self.complaint)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left)
        whole.addLayout(self._holder, 1)
