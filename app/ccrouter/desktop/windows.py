"""The windows by name: made when first asked for, one of each, remembered where they stood."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject, QSettings, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

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
LINGER = 60_000  # ms that a window stays in memory when another has taken its place: answers it waits for still come in


class Windows(QObject):
    """Opens, feeds and counts them. ``any_open`` tells whether at least one is on the screen."""

    any_open = Signal(bool)
    quit_asked = Signal()

    def __init__(self, hands: Hands, make_main: Callable[[], Frame], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hands, self._make_main = hands, make_main
        self._frames: dict[str, Frame] = {}
        self._coming: set[str] = set()
        self._open: set[str] = set()
        self._view = View()
        self._places = QSettings(str(hands.places.state / "windows.ini"), QSettings.Format.IniFormat)
        _dock_icon(False)  # until one is open

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Those made so far."""
        return tuple(self._frames.values())

    @property
    def main(self) -> Frame:
        """Made when first asked for, too: 6 MB that a tray alone does without."""
        if not self.main_made:
            self._adopt(self._make_main())
            self._frames["main"].show_view(self._view)
        return self._frames["main"]

    @property
    def main_made(self) -> bool:
        return "main" in self._frames

    def open(self, name: str) -> None:
        """Bring the window to the front: at once, or when it has been made. An unknown name opens the main window."""
        if name not in MODULES:
            self.main.raise_up()
        elif name in self._frames:
            self._frames[name].raise_up()
        elif name not in self._coming:
            self._coming.add(name)
            self._hands.spawn(self._make(name))

    def renew(self) -> None:
        """Make them anew, in the language that is spoken now: what is open comes back where it stands, at what it shows."""
        active = QApplication.activeWindow()
        old = sorted(self._frames.values(), key=lambda frame: frame is active)  # the last one comes to the front
        self._frames.clear()
        for frame in old:
            QTimer.singleShot(LINGER, frame, frame.deleteLater)
        shown = [frame for frame in old if frame.isVisible()]
        self._coming |= {frame.name for frame in shown} - {"main"}
        self._hands.spawn(self._take_over(shown))

    def show_view(self, view: View) -> None:
        self._view = view
        for frame in self._frames.values():
            frame.show_view(view)

    def hide(self) -> None:
        for frame in self._frames.values():
            frame.hide()

    async def _make(self, name: str) -> None:
        (await self._made(name)).raise_up()
        collecting.set_aside()

    async def _made(self, name: str) -> Frame:
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
            return frame
        finally:
            self._coming.discard(name)

    async def _take_over(self, shown: Sequence[Frame]) -> None:
        """Each appears before the one it follows goes, so that there is always one on the screen."""
        for old in shown:
            frame = self.main if old.name == "main" else await self._made(old.name)
            frame.restoreGeometry(old.saveGeometry())
            frame.turn_to_spot(old.spot())
            frame.raise_up()
            old.close()
        collecting.set_aside()

    def _adopt(self, frame: Frame) -> None:
        self._frames[frame.name] = frame
        self._restore(frame)
        frame.window_asked.connect(self.open)
        frame.quit_asked.connect(self.quit_asked)
        frame.seen.connect(lambda visible: self._seen(frame, visible))

    def _seen(self, frame: Frame, visible: bool) -> None:
        if frame is not self._frames.get(frame.name):
            return  # another has taken its place
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
    return collecting.load(module)


def _dock_icon(shown: bool) -> None:
    """macOS: an application with a window has a Dock icon and a menu bar, one with only a menu-bar icon has neither."""
    if sys.platform == "darwin":
        from ccrouter.desktop.macos import show_in_dock

        show_in_dock(shown)
