"""The tray's menu: the router's state, and every command on it."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from ccrouter.desktop import words
from ccrouter.desktop.link import View

REASON_LENGTH = 70  # characters; the window says it in full


class TrayMenu(QMenu):
    """Entries are changed in place, never rebuilt, so an open menu stays open and keeps its selection."""

    start_asked = Signal()
    stop_asked = Signal()
    model_chosen = Signal(str)
    environment_asked = Signal()
    window_asked = Signal()
    config_asked = Signal()
    quit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[words.Group, ...] = ()
        self._status = self.addAction("")
        self._status.setEnabled(False)
        self._reason = self.addAction("")
        self._reason.setEnabled(False)
        self.addSeparator()
        self._toggle = self.addAction("")
        self._toggle.triggered.connect(self._toggle_asked)
        self._models = QMenu(self.tr("Default &model"), self)
        self._chosen = QActionGroup(self)
        self._chosen.triggered.connect(self._model_triggered)
        self.addMenu(self._models)
        self.addSeparator()
        self._environment = self._entry(self.tr("&Copy environment"), self.environment_asked)
        self._config = self._entry(self.tr("&Open settings file"), self.config_asked)
        self._window = self._entry(self.tr("Show &window"), self.window_asked)
        self.addSeparator()
        self._quit = self._entry(self.tr("&Quit CC Router"), self.quit_asked)
        self._quit.setShortcut(QKeySequence("Ctrl+Q"))
        self._quit.setMenuRole(QAction.MenuRole.NoRole)  # else macOS moves it into a menu bar
        self._can_start = False

    def show_view(self, view: View) -> None:
        snapshot = view.snapshot
        self._status.setText(words.status_line(view))
        why = words.reason(view)
        self._reason.setText(why if len(why) <= REASON_LENGTH else why[: REASON_LENGTH - 1].rstrip() + "…")
        self._reason.setVisible(bool(why))
        self._can_start = view.can_start
        self._toggle.setText(self.tr("&Stop") if view.serving else self.tr("&Start"))
        self._toggle.setEnabled(view.can_start or view.can_stop)
        self._environment.setEnabled(view.serving)
        self._quit.setText(self.tr("&Quit now") if view.activity == "quitting" else self.tr("&Quit CC Router"))
        groups = words.model_groups(view)
        if groups != self._groups:
            self._fill_models(groups)
        self._models.menuAction().setEnabled(bool(groups) and view.activity in ("", "starting"))
        default = snapshot.default_model if snapshot is not None else ""
        for action in self._chosen.actions():
            action.setChecked(action.data() == default)

    def _entry(self, text: str, signal: SignalInstance) -> QAction:
        action = self.addAction(text)
        action.triggered.connect(signal)
        return action

    def _toggle_asked(self) -> None:
        (self.start_asked if self._can_start else self.stop_asked).emit()

    def _model_triggered(self, action: QAction) -> None:
        self.model_chosen.emit(action.data())

    def _fill_models(self, groups: tuple[words.Group, ...]) -> None:
        self._groups = groups
        for action in self._chosen.actions():
            self._chosen.removeAction(action)
        self._models.clear()
        for group in groups:
            # A heading and not addSection(): most tray hosts draw a section's title as a bare line.
            self._models.addSeparator()
            self._models.addAction(group.title.replace("&", "&&")).setEnabled(False)
            for model in group.models:
                self._models.addAction(_choice(self._chosen, model))


def _choice(group: QActionGroup, model: str) -> QAction:
    action = QAction(words.bare(model).replace("&", "&&"), group)
    action.setData(model)
    action.setCheckable(True)
    return action
