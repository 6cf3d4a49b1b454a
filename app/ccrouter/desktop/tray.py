"""The icon in the tray or menu bar."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from ccrouter.desktop import words
from ccrouter.desktop.icons import tray_icon
from ccrouter.desktop.link import View
from ccrouter.desktop.menu import TrayMenu
from ccrouter.views import State

Reason = QSystemTrayIcon.ActivationReason


class Tray(QObject):
    """Shows the state; a click on the icon asks for the window (macOS opens the menu instead)."""

    clicked = Signal()

    def __init__(self, menu: TrayMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State = "starting"
        self._icon = QSystemTrayIcon(tray_icon(self._state), self)
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(self._activated)
        if sys.platform != "darwin":  # there the system tints the template image
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._redraw)

    @staticmethod
    def available() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def show_view(self, view: View) -> None:
        if view.state != self._state:
            self._state = view.state
            self._redraw()
        tip = words.tip(view)
        if tip != self._icon.toolTip():
            self._icon.setToolTip(tip)

    def _redraw(self) -> None:
        self._icon.setIcon(tray_icon(self._state))

    def _activated(self, why: Reason) -> None:
        if why in (Reason.Trigger, Reason.DoubleClick) and sys.platform != "darwin":
            self.clicked.emit()
