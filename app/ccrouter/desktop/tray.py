"""The icon in the tray or menu bar."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from ccrouter.desktop import words
from ccrouter.desktop.icons import Look, app_icon, tray_icon
from ccrouter.desktop.link import View
from ccrouter.desktop.menu import TrayMenu

if TYPE_CHECKING:
    from ccrouter.desktop.macos import MenuBarText

Reason = QSystemTrayIcon.ActivationReason


def _menu_bar_text() -> MenuBarText | None:
    """macOS alone has room for words beside an icon."""
    if sys.platform == "darwin":
        from ccrouter.desktop.macos import MenuBarText

        return MenuBarText()
    return None


class Tray(QObject):
    """Shows the state; a click on the icon asks for the window (macOS opens the menu instead)."""

    clicked = Signal()

    def __init__(self, menu: TrayMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look: Look = "starting"
        self._icon = QSystemTrayIcon(tray_icon(self._look), self)
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(self._activated)
        self._beside = _menu_bar_text()

    @staticmethod
    def available() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()
        if self._beside is not None:
            self._beside.show("")

    def say(self, title: str, text: str) -> None:
        """A message by the icon, where the system has no notifications of its own."""
        self._icon.showMessage(title, text, app_icon())

    def show_view(self, view: View) -> None:
        look: Look = "over budget" if view.over_budget else view.state
        if look != self._look:
            self._look = look
            self._icon.setIcon(tray_icon(look))
        if self._beside is not None:
            self._beside.show(words.beside_icon(view))
        tip = words.tip(view)
        if tip != self._icon.toolTip():
            self._icon.setToolTip(tip)

    def _activated(self, why: Reason) -> None:
        if why in (Reason.Trigger, Reason.DoubleClick) and sys.platform != "darwin":
            self.clicked.emit()
