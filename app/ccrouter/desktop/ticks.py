"""Check boxes and radio buttons whose frame is seen, in light and in dark, and that leave Return to their window."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractButton

from ccrouter.desktop import theme

B = TypeVar("B", bound=QAbstractButton)


def framed(button: B) -> B:
    """The same button. Qt's own style draws its frame in the window's colour, darkened: on a dark card nobody sees that.

    Space ticks it. On some desktops Return would too, and not press the window's default button.
    """
    _Follower(button)
    return button


class _Follower(QObject):
    """Lives as long as the button, and follows the theme."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        button.installEventFilter(self)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._tint)
        self._tint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # then it is the parent's
            return True
        return False

    def _tint(self) -> None:
        palette = QPalette()
        if theme.is_dark():
            palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().muted))
        self._button.setPalette(palette)
