"""The tray's menu: what happens now in words, and every command on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ccrouter.desktop import words
from ccrouter.desktop.link import View
from ccrouter.desktop.menus import Clients, Models, Providers, Strategies, Templates, literal
from ccrouter.views import BudgetView

Words = Callable[[], str]


class TrayMenu(QMenu):
    """Entries are changed in place, never rebuilt, so an open menu stays open and keeps its selection."""

    start_asked = Signal()
    stop_asked = Signal()
    model_chosen = Signal(str)
    environment_asked = Signal()
    window_asked = Signal(str)  # by name
    config_asked = Signal()
    logs_asked = Signal()
    login_asked = Signal(bool)
    updates_asked = Signal()
    undo_asked = Signal()
    quit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._words: list[tuple[QAction, Words]] = []
        self._bars: list[QAction] = []
        self._can_start = False
        self._status = self._window("main")
        self._reason = self._window("main")
        self._last = self._window("requests")
        self.addSeparator()
        self._toggle = self._entry(self._toggle_asked)
        self.models, self.strategies, self.templates = Models(self), Strategies(self), Templates(self)
        self.providers, self.clients = Providers(self), Clients(self)
        self.models.chosen.connect(self.model_chosen)
        for submenu in self._submenus:
            self.addMenu(submenu)
        self._undo = self._entry(self.undo_asked)
        self._undo.setVisible(False)
        self.addSeparator()
        self._window("dashboard", lambda: self.tr("&Dashboard"))
        self._window("requests", lambda: self.tr("&Requests"))
        self._window("health", lambda: self.tr("Provider &health"))
        self._notices = self._window("notices")
        self._window("settings", lambda: self.tr("Settin&gs…"))
        self._window("setup", lambda: self.tr("S&et up…"))
        self.addSeparator()
        self._environment = self._entry(self.environment_asked, lambda: self.tr("&Copy environment"))
        self._entry(self.config_asked, lambda: self.tr("Open settings &file"))
        self._entry(self.logs_asked, lambda: self.tr("Open &log"))
        self._login = self._entry(self._login_triggered, lambda: self.tr("Start at log&in"))
        self._login.setCheckable(True)
        self._entry(self.updates_asked, lambda: self.tr("Chec&k for updates"))
        self._window("about", lambda: self.tr("&About CC Router"))
        self._window("main", lambda: self.tr("Show &window"))
        self.addSeparator()
        self._quit = self._entry(self.quit_asked)
        self._quit.setShortcut(QKeySequence("Ctrl+Q"))
        self.speak()

    @property
    def _submenus(self) -> tuple[Models, Strategies, Templates, Providers, Clients]:
        return self.models, self.strategies, self.templates, self.providers, self.clients

    def speak(self) -> None:
        """Say it in the language that is spoken now. What is offered and connected is told anew from outside."""
        for action, text in self._words:
            action.setText(text())
        for submenu in self._submenus:
            submenu.speak()
        self.show_view(self._view)

    def show_view(self, view: View) -> None:
        self._view, snapshot = view, view.snapshot
        self._status.setText(literal(words.status_line(view)))
        self._say(self._reason, words.shortened(words.reason(view) or self._elsewhere(view)))
        self._say(self._last, words.last_request(snapshot.recent[0]) if snapshot and snapshot.recent else "")
        self._show_bars(snapshot.budgets if snapshot else ())
        self._can_start = view.can_start
        self._toggle.setText(words.toggle(view))
        self._toggle.setEnabled(view.can_start or view.can_stop)
        self._environment.setEnabled(view.serving)
        for submenu in (self.models, self.strategies, self.providers):
            submenu.show_view(view)
        unread = snapshot.unread if snapshot else 0
        self._notices.setText(self.tr("&Notices ({count} new)").format(count=unread) if unread else self.tr("&Notices"))
        self._quit.setText(self.tr("&Quit now") if view.activity == "quitting" else self.tr("&Quit CC Router"))

    def show_undo(self, what: str) -> None:
        """What would be taken back; '' = nothing."""
        self._say(self._undo, self.tr("Undo “{what}”").format(what=what) if what else "")

    def show_login(self, on: bool) -> None:
        self._login.setChecked(on)

    def _show_bars(self, budgets: tuple[BudgetView, ...]) -> None:
        while len(self._bars) < len(budgets):
            bar = QAction(self)
            bar.triggered.connect(lambda: self.window_asked.emit("dashboard"))
            self.insertAction(self._last, bar)
            self._bars.append(bar)
        for place, bar in enumerate(self._bars):
            self._say(bar, words.budget_bar(budgets[place]) if place < len(budgets) else "")

    def _say(self, action: QAction, text: str) -> None:
        action.setText(literal(text))
        action.setVisible(bool(text))

    def _elsewhere(self, view: View) -> str:
        if not view.attached or view.snapshot is None:
            return ""
        said = self.tr("Served by another process ({pid}); quitting here leaves it running")
        return said.format(pid=view.snapshot.pid)

    def _window(self, name: str, text: Words | None = None) -> QAction:
        return self._entry(lambda: self.window_asked.emit(name), text)

    def _entry(self, then: SignalInstance | object, text: Words | None = None) -> QAction:
        """``text`` is asked anew when another language is spoken; without one the view says it."""
        action = self.addAction("")
        if text is not None:
            self._words.append((action, text))
        action.setMenuRole(QAction.MenuRole.NoRole)  # else macOS moves some into a menu bar
        action.triggered.connect(then)
        return action

    def _toggle_asked(self) -> None:
        (self.start_asked if self._can_start else self.stop_asked).emit()

    def _login_triggered(self, on: bool) -> None:
        self._login.setChecked(not on)  # the mark follows what really happened
        self.login_asked.emit(on)
