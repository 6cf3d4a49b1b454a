"""What every window is: drawn only while it is seen, closed and quit by the usual keys, back where it was left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from ccrouter.desktop.link import View

Key = QKeySequence.StandardKey


class Frame(QWidget):
    """A top-level window. A subclass builds its widgets in ``__init__`` and shows a view in ``write``."""

    name: ClassVar[str]  # what ``Windows`` opens it by and its place is remembered under

    seen = Signal(bool)  # it appeared on, or left, the screen
    closed = Signal()
    quit_asked = Signal()
    window_asked = Signal(str)  # another window, by name

    def __init__(self) -> None:
        super().__init__()
        self.view = View()
        self.parts = self.build()
        self._shortcut("Ctrl+W", self.close)
        self._shortcut("Ctrl+Q", self.quit_asked.emit)
        self._shortcut("Ctrl+,", lambda: self.window_asked.emit("settings"))

    def build(self) -> Iterator[None]:
        """Make what a large window consists of, bit by bit: between two bits the loop may turn. Done when it is shown."""
        yield from ()

    def write(self, view: View) -> None:
        """Bring the widgets up to date; called while the window is visible, and just before it appears."""

    def spot(self) -> Any:
        """What it is turned to, for the window that takes its place; None = there is nothing to choose in it."""
        return None

    def turn_to_spot(self, spot: Any) -> None:
        """Show what the window before it was turned to; ``spot`` is what that one's ``spot`` said."""

    def show_view(self, view: View) -> None:
        """A hidden window only takes note: it is brought up to date when it appears."""
        self.view = view
        if self.isVisible() and not self.isMinimized():
            self.write(view)

    def raise_up(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            for _ in self.parts:  # those that are still to be made
                pass
            self.write(self.view)  # before the first layout, so that nothing jumps
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            visible = self.isVisible() and not self.isMinimized()
            if visible:
                self.write(self.view)
            self.seen.emit(visible)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.isAccepted():
            self.closed.emit()

    def _shortcut(self, keys: str | Key, slot: object) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.addAction(action)
        return action
