"""Check boxes and radio buttons whose frame is seen, in light and in dark."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractButton

from ccrouter.desktop import theme

B = TypeVar("B", bound=QAbstractButton)


def framed(button: B) -> B:
    """The same button. Qt's own style draws its frame in the window's colour, darkened: on a dark card nobody sees that."""
    _Follower(button)
    return button


class _Follower(QObject):
    """Lives as long as the button, and follows the theme."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        palette = QPalette()
        if theme.is_dark():
            palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().muted))
        self._button.setPalette(palette)
