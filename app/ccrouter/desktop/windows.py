"""The windows by name: made when first asked for, one of each, remembered where they stood."""

from __future__ import annotations

import asyncio
import importlib
import sys
from types import ModuleType

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject, QSettings, QSize, Signal
from PySide6.QtGui import QGuiApplication

from ccrouter.desktop import collecting
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.link import View

# Each module has ``make(hands) -> Frame`` and is loaded when its window is first opened: charts bring numpy with them.
MODULES = {
    "dashboard": "ccrouter.desktop.dashboard",
    "requests": "ccrouter.desktop.requests",
    "health": "ccrouter.desktop.health",
    "settings": "ccrouter.desktop.settings",
    "setup": "ccrouter.desktop.setup",
    "notices": "ccrouter.desktop.notices",
    "about": "ccrouter.desktop.about",
}


class Windows(QObject):
    """Opens, feeds and counts them. ``any_open`` tells whether at least one is on the screen."""

    any_open = Signal(bool)
    quit_asked = Signal()

    def __init__(self, hands: Hands, main: Frame, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hands = hands
        self._frames: dict[str, Frame] = {}
        self._coming: set[str] = set()
        self._open: set[str] = set()
        self._view = View()
        self._places = QSettings(str(hands.places.state / "windows.ini"), QSettings.Format.IniFormat)
        self._adopt(main)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Those made so far."""
        return tuple(self._frames.values())

    def open(self, name: str) -> None:
        """Bring the window to the front: at once, or when it has been made. An unknown name opens the main window."""
        if name in self._frames or name not in MODULES:
            self._frames.get(name, self._frames["main"]).raise_up()
        elif name not in self._coming:
            self._coming.add(name)
            self._hands.spawn(self._make(name))

    def show_view(self, view: View) -> None:
        self._view = view
        for frame in self._frames.values():
            frame.show_view(view)

    def hide(self) -> None:
        for frame in self._frames.values():
            frame.hide()

    async def _make(self, name: str) -> None:
        """Bit by bit, so that no turn of the loop is a long one."""
        try:
            module = await asyncio.to_thread(_load, MODULES[name])
            frame = module.make(self._hands)
            assert isinstance(frame, Frame)
            await asyncio.sleep(0)
            for _ in frame.parts:
                await asyncio.sleep(0)
            self._adopt(frame)
            frame.show_view(self._view)
            await asyncio.sleep(0)
            frame.raise_up()
            collecting.set_aside()
        finally:
            self._coming.discard(name)

    def _adopt(self, frame: Frame) -> None:
        self._frames[frame.name] = frame
        self._restore(frame)
        frame.window_asked.connect(self.open)
        frame.quit_asked.connect(self.quit_asked)
        frame.seen.connect(lambda visible: self._seen(frame, visible))

    def _seen(self, frame: Frame, visible: bool) -> None:
        self._hands.link.watch(frame.name, visible)
        if not visible:
            self._places.setValue(f"{frame.name}/geometry", frame.saveGeometry())
        before = bool(self._open)
        (self._open.add if visible else self._open.discard)(frame.name)
        if bool(self._open) != before:
            _dock_icon(bool(self._open))
            self.any_open.emit(bool(self._open))

    def _restore(self, frame: Frame) -> None:
        if (geometry := self._places.value(f"{frame.name}/geometry")) is not None:
            frame.restoreGeometry(geometry)
        elif (screen := QGuiApplication.primaryScreen()) is not None:
            frame.resize(frame.size().boundedTo(screen.availableSize() - QSize(40, 60)))


def _load(module: str) -> ModuleType:
    """On a thread. PySide makes a class and its enums when it is first met, and one ``viewport()`` meets all."""
    for qt in (QtGui, QtWidgets):
        for name in dir(qt):
            getattr(qt, name)
    return importlib.import_module(module)


def _dock_icon(shown: bool) -> None:
    """macOS: an application with a window has a Dock icon and a menu bar, one with only a menu-bar icon has neither."""
    if sys.platform == "darwin":
        from ccrouter.desktop.macos import show_in_dock

        show_in_dock(shown)
