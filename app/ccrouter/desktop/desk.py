"""Wires link, tray, menu and window together, and knows how it all ends."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from ccrouter.desktop import collecting, theme, tongue, words
from ccrouter.desktop.application import Application
from ccrouter.desktop.boxes import InfoBox, Question
from ccrouter.desktop.commands import Commands
from ccrouter.desktop.finder import Finder
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.icons import app_icon
from ccrouter.desktop.link import UNSEEN, Link, View
from ccrouter.desktop.loop import on_signals
from ccrouter.desktop.menu import TrayMenu
from ccrouter.desktop.notifications import Notifications
from ccrouter.desktop.tray import Tray
from ccrouter.desktop.trouble import TroubleBox
from ccrouter.desktop.window import MainWindow
from ccrouter.desktop.windows import Windows
from ccrouter.environment import shell_named
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState

SESSION_END = 5000  # ms: what a desktop that logs out grants before it kills
MENU_TIME = 30_000  # ms that an opened menu counts as open: panels over D-Bus do not say when it closes

log = logging.getLogger(__name__)


class Desk(QObject):
    """Made, started and waited for (``until_quit``) on the running loop."""

    def __init__(self, qt: Application, link: Link, config: Path, places: Paths) -> None:
        super().__init__()
        self.link, self.menu, self.trouble = link, TrayMenu(), TroubleBox()
        self.info, self.question, self.finder = InfoBox(), Question(), Finder()
        self.hands = Hands(link, places, config)
        self.windows = Windows(self.hands, self._make_window)
        self.commands = Commands(self.hands, self)
        self.notifications = Notifications(self.hands, self._tray_message, self)
        self.tray: Tray | None = None
        self._quit, self._hurry = asyncio.Event(), asyncio.Event()
        self._welcomed = self._ended = self._looked = False
        self._theme = "system"
        self._menu_time = QTimer(self, singleShot=True, interval=MENU_TIME)
        self._tray_search = QTimer(self, interval=UNSEEN)
        self._connect()
        qt.setWindowIcon(app_icon())
        theme.dress()
        qt.styleHints().colorSchemeChanged.connect(theme.dress)
        self._qt = qt
        qt.hold = self._end_within
        if sys.platform == "win32":
            # All that Qt tells there of a session's end; not commitDataRequest, which another program may still call off.
            qt.aboutToQuit.connect(self._end_within)
        on_signals(self.quit)

    def start(self) -> None:
        self._show(self.link.view)
        self._find_tray()
        if self.tray is None:
            self.windows.open("main")
            self._tray_search.start()  # a panel may start after us, as at login
        self.link.start()

    def ask_to_quit(self) -> None:
        """At once if nobody is being answered, or if quitting has been asked for already."""
        snapshot = self.link.view.snapshot
        running = 0 if snapshot is None or self.link.view.attached else snapshot.in_flight
        if not running or self._quit.is_set():
            self.quit()
            return
        self.question.ask(
            self.tr("%n request(s) are still being answered", "", running),
            self.tr("They get ten seconds to finish. What is not finished by then is cut off."),
            self.tr("&Quit"),
            self.quit,
        )

    def ask_to_stop(self) -> None:
        """A router that another process serves belongs to somebody: that is said first."""
        if not self.link.view.attached:
            self.link.stop()
            return
        self.question.ask(
            self.tr("Stop the other process's router?"),
            self.tr(
                "It was not started by this application, and its process ends with it. Running requests get ten seconds to finish."
            ),
            self.tr("&Stop it"),
            self.link.stop,
        )

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
        self.notifications.close()
        for box in (self.trouble, self.info, self.question, self.finder):
            box.hide()
        self.windows.hide()
        if self.tray is not None:
            self.tray.hide()
        self._qt.hold = None
        collecting.take_back()

    def copy_environment(self) -> None:
        def put(variables: dict[str, str]) -> None:
            shell = shell_named("powershell" if sys.platform == "win32" else os.environ.get("SHELL", ""))
            QGuiApplication.clipboard().setText("".join(f"{line}\n" for line in shell.lines(variables)))
            if self.windows.main_made:
                self.window.say_copied()

        self.link.environment(put)

    def open_config(self) -> None:
        self.hands.open_config()

    def _connect(self) -> None:
        link, menu, commands = self.link, self.menu, self.commands
        self._connect_asker(menu)
        for quitter in (menu, self.windows):
            quitter.quit_asked.connect(self.ask_to_quit)
        for opener in (menu, self.notifications):
            opener.window_asked.connect(self.windows.open)
        for signal, command in (
            (menu.strategies.chosen, commands.strategy),
            (menu.templates.chosen, commands.template),
            (menu.providers.switched, commands.provider),
            (menu.clients.switched, commands.client),
            (menu.login_asked, commands.login),
            (menu.logs_asked, commands.open_log),
            (menu.updates_asked, commands.updates),
            (menu.undo_asked, commands.undo),
            (menu.models.find_asked, self._find_model),
            (commands.told, self.info.say),
            (commands.offered, menu.templates.show_offers),
            (commands.clients_seen, self._show_clients),
            (commands.login_seen, menu.show_login),
            (self.finder.chosen, link.choose),
            (self.hands.settings_changed, self._settings_changed),
        ):
            signal.connect(command)
        menu.aboutToShow.connect(self._menu_opened)
        menu.aboutToHide.connect(self._menu_closed)
        self._menu_time.timeout.connect(self._menu_closed)
        self.trouble.retry_asked.connect(link.start)
        self.trouble.config_asked.connect(self.open_config)
        self._tray_search.timeout.connect(self._find_tray)
        link.changed.connect(self._show)
        link.failed.connect(self._failed)

    @property
    def window(self) -> MainWindow:
        main = self.windows.main
        assert isinstance(main, MainWindow)
        return main

    def _make_window(self) -> MainWindow:
        window = MainWindow()
        self._connect_asker(window)
        window.closed.connect(lambda: self._window_closed(window))
        window.show_tray(self.tray is not None)
        return window

    def _connect_asker(self, asker: TrayMenu | MainWindow) -> None:
        asker.start_asked.connect(self.link.start)
        asker.stop_asked.connect(self.ask_to_stop)
        asker.model_chosen.connect(self.link.choose)
        asker.environment_asked.connect(self.copy_environment)
        asker.config_asked.connect(self.open_config)

    def _speak(self, language: str) -> None:
        """The menu says it in place, for panels keep what they know of one; windows are made anew."""
        tongue.install(language)
        self.menu.speak()
        self.menu.show_undo(self.hands.undoable)
        self.windows.renew()
        self.commands.look()

    def _show(self, view: View) -> None:
        if view.snapshot is not None and view.snapshot.desktop.language != tongue.spoken():
            self._speak(view.snapshot.desktop.language)
        self.menu.show_view(view)
        self.windows.show_view(view)
        if self.tray is not None:
            self.tray.show_view(view)
        self.notifications.heed(view)
        if view.snapshot is not None and view.snapshot.desktop.theme != self._theme:
            self._theme = view.snapshot.desktop.theme
            theme.choose(self._theme)
        if view.serving:
            self.trouble.settled()
            if not self._looked:
                self._looked = True
                collecting.set_aside()
                self.commands.look()
        if words.only_demo(view) and not self._welcomed:
            self._welcomed = True
            self.windows.open("setup")

    def _failed(self, error: Trouble) -> None:
        log.warning("%s", error)
        self.trouble.show_error(error, can_retry=self.link.view.trouble is error)

    def _show_clients(self, states: tuple[ClientState, ...]) -> None:
        self.menu.clients.show_states(states, serving=self.link.view.serving)

    def _settings_changed(self) -> None:
        self.menu.show_undo(self.hands.undoable)

    def _find_model(self) -> None:
        if (snapshot := self.link.view.snapshot) is not None:
            self.finder.open_over(snapshot.models, snapshot.default_model)

    def _tray_message(self, title: str, text: str) -> None:
        if self.tray is not None:
            self.tray.say(title, text)

    def _menu_opened(self) -> None:
        self.commands.look()
        self.link.watch("menu", True)
        self._menu_time.start()

    def _menu_closed(self) -> None:
        self.link.watch("menu", False)

    def _find_tray(self) -> None:
        if not Tray.available():
            return
        self._tray_search.stop()
        self.tray = Tray(self.menu, self)
        self.tray.clicked.connect(lambda: self.windows.open("main"))
        self.tray.show_view(self.link.view)
        self.tray.show()
        if self.windows.main_made:
            self.window.show_tray(True)

    def _window_closed(self, window: MainWindow) -> None:
        if self.tray is None and window is self.window:  # not one whose place another has taken
            self.quit()

    def _end_within(self) -> None:
        """Wait here until all is drained: the caller ends the process when this returns."""
        if self._ended:
            return
        self._quit.set()
        waiting = QEventLoop()  # the Qt loop's own end ends it, too
        QTimer.singleShot(SESSION_END, waiting.quit)
        waiting.exec()
