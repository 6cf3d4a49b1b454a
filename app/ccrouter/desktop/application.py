"""Qt's application object; the system's own Quit is held until whoever has something to end is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """``hold``: called before the system's own Quit (macOS Dock and logout, X11 session) ends the loop; None: it ends at once.

    An event filter would see the Quit, too, but with it every event of every widget: Python in their way triples the time that
    windows take to be made and drawn.
    """

    hold: Callable[[], None] | None = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit and self.hold is not None:
            self.hold()
            event.accept()
            return True
        return super().event(event)
