"""Wires link, tray, menu and window together, and knows how it all ends."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from ccrouter.desktop import words
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.icons import app_icon
from ccrouter.desktop.link import UNSEEN, Link, View
from ccrouter.desktop.loop import on_signals
from ccrouter.desktop.menu import TrayMenu
from ccrouter.desktop.tray import Tray
from ccrouter.desktop.trouble import TroubleBox
from ccrouter.desktop.window import MainWindow
from ccrouter.desktop.windows import Windows
from ccrouter.environment import shell_named
from ccrouter.settings.file import edit
from ccrouter.settings.paths import Paths
from ccrouter.settings.problems import SettingsError
from ccrouter.trouble import Trouble

SESSION_END = 5000  # ms: what a desktop that logs out grants before it kills
MENU_TIME = 30_000  # ms that an opened menu counts as open: panels over D-Bus do not say when it closes

log = logging.getLogger(__name__)


class Desk(QObject):
    """Made, started and waited for (``until_quit``) on the running loop."""

    def __init__(self, qt: QApplication, link: Link, config: Path, places: Paths) -> None:
        super().__init__()
        self.link, self.menu, self.window, self.trouble = link, TrayMenu(), MainWindow(), TroubleBox()
        self.hands = Hands(link, places, config)
        self.windows = Windows(self.hands, self.window)
        self.tray: Tray | None = None
        self._quit, self._hurry = asyncio.Event(), asyncio.Event()
        self._welcomed = self._ended = False
        self._menu_time = QTimer(self, singleShot=True, interval=MENU_TIME)
        self._tray_search = QTimer(self, interval=UNSEEN)
        self._connect()
        qt.setWindowIcon(app_icon())
        qt.installEventFilter(self)
        if sys.platform == "win32":
            # All that Qt tells there of a session's end; not commitDataRequest, which another program may still call off.
            qt.aboutToQuit.connect(self._end_within)
        on_signals(self.quit)

    def start(self) -> None:
        self._show(self.link.view)
        self._find_tray()
        if self.tray is None:
            self.window.show_tray(False)
            self.window.raise_up()
            self._tray_search.start()  # a panel may start after us, as at login
        self.link.start()

    def quit(self) -> None:
        """Drain and end; asked a second time, end at once."""
        (self._hurry if self._quit.is_set() else self._quit).set()

    async def until_quit(self) -> None:
        await self._quit.wait()
        closing = asyncio.ensure_future(self.link.close())
        hurry = asyncio.ensure_future(self._hurry.wait())
        await asyncio.wait((closing, hurry), return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        hurry.cancel()
        await asyncio.gather(closing, hurry, return_exceptions=True)
        self._ended = True
        self.trouble.hide()
        self.windows.hide()
        if self.tray is not None:
            self.tray.hide()

    def copy_environment(self) -> None:
        def put(variables: dict[str, str]) -> None:
            shell = shell_named("powershell" if sys.platform == "win32" else os.environ.get("SHELL", ""))
            QGuiApplication.clipboard().setText("".join(f"{line}\n" for line in shell.lines(variables)))
            self.window.say_copied()

        self.link.environment(put)

    def open_config(self) -> None:
        """In the user's editor; a file that does not exist yet is begun from the commented starter."""
        file = self.hands.config
        reason = self.tr("No application opens {file}.").format(file=file)
        try:
            if not file.exists():
                edit(file, {})
            if QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
                return
        except (OSError, SettingsError) as error:
            reason = str(error)
        self.trouble.show_error(
            Trouble(
                self.tr("The settings file could not be opened"),
                reason,
                self.tr("Open it in a text editor yourself; CC Router takes changes over as soon as they are saved."),
            ),
            can_retry=False,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The system's own Quit (macOS Dock and logout, X11 session) waits for the streams, too."""
        if event.type() == QEvent.Type.Quit and not self._ended:
            self._end_within()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        link, menu, window = self.link, self.menu, self.window
        for asker in (menu, window):
            asker.start_asked.connect(link.start)
            asker.stop_asked.connect(link.stop)
            asker.model_chosen.connect(link.choose)
            asker.environment_asked.connect(self.copy_environment)
            asker.config_asked.connect(self.open_config)
        for quitter in (menu, self.windows):
            quitter.quit_asked.connect(self.quit)
        menu.window_asked.connect(window.raise_up)
        menu.aboutToShow.connect(self._menu_opened)
        menu.aboutToHide.connect(self._menu_closed)
        self._menu_time.timeout.connect(self._menu_closed)
        window.closed.connect(self._window_closed)
        self.trouble.retry_asked.connect(link.start)
        self.trouble.config_asked.connect(self.open_config)
        self._tray_search.timeout.connect(self._find_tray)
        link.changed.connect(self._show)
        link.failed.connect(self._failed)

    def _show(self, view: View) -> None:
        self.menu.show_view(view)
        self.windows.show_view(view)
        if self.tray is not None:
            self.tray.show_view(view)
        if view.serving:
            self.trouble.settled()
        if words.only_demo(view) and not self._welcomed:
            self._welcomed = True
            self.window.raise_up()

    def _failed(self, error: Trouble) -> None:
        log.warning("%s", error)
        self.trouble.show_error(error, can_retry=self.link.view.trouble is error)

    def _menu_opened(self) -> None:
        self.link.watch("menu", True)
        self._menu_time.start()

    def _menu_closed(self) -> None:
        self.link.watch("menu", False)

    def _find_tray(self) -> None:
        if not Tray.available():
            return
        self._tray_search.stop()
        self.tray = Tray(self.menu, self)
        self.tray.clicked.connect(self.window.raise_up)
        self.tray.show_view(self.link.view)
        self.tray.show()
        self.window.show_tray(True)

    def _window_closed(self) -> None:
        if self.tray is None:
            self.quit()

    def _end_within(self) -> None:
        """Wait here until all is drained: the caller ends the process when this returns."""
        if self._ended:
            return
        self._quit.set()
        waiting = QEventLoop()  # the Qt loop's own end ends it, too
        QTimer.singleShot(SESSION_END, waiting.quit)
        waiting.exec()
