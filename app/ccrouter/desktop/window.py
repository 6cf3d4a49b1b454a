"""The main window: state, address, default model, providers, recent requests."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ccrouter.desktop import lists, words
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.link import View
from ccrouter.desktop.spoken import Told
from ccrouter.desktop.tongue import plain

STATE_COLOURS = {"running": "#2e9e5b", "degraded": "#d97706", "starting": "#8a8f98", "stopped": "#8a8f98"}
SAID_FOR = 2000  # ms that a button says "Copied"


class MainWindow(Frame):
    """Shows a ``View`` and asks for commands."""

    name = "main"

    start_asked = Signal()
    stop_asked = Signal()
    model_chosen = Signal(str)
    environment_asked = Signal()
    config_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("CC Router"))
        self.resize(940, 640)
        self._dot = QLabel()
        self._state = Told()
        self._reason = _text(self.tr("Why"))
        self._no_tray = _text(self.tr("Note"))
        self._no_tray.setText(
            self.tr(
                "This desktop shows no tray icons, so CC Router lives in this window. Closing the window quits it. "
                "For a router without a window run: ccr serve"
            )
        )
        self._hint = _text(self.tr("First steps"))
        self._hint.setText(
            self.tr(
                "No provider is configured yet: the built-in demo provider, demo/echo, answers every request.\n"
                "“Set up…” leads through it step by step. By hand:\n"
                "1.  Add a provider to the settings file; the comments in it show how.\n"
                "2.  Store its key in the keyring, in a terminal: ccr key set PROVIDER\n"
                "3.  Start a coding agent through the router, in a terminal: ccr code"
            )
        )
        self._toggle = QPushButton()
        self._toggle.clicked.connect(self._toggle_asked)
        self._setup = self._button(self.tr("Se&t up…"), self.tr("Add providers, agents and budgets step by step"))
        self._setup.clicked.connect(lambda: self.window_asked.emit("setup"))
        self._address = QLineEdit()
        self._address.setReadOnly(True)
        self._model = QComboBox()
        self._model.activated.connect(lambda: self.model_chosen.emit(self._model.currentData()))
        self._config = QLineEdit()
        self._config.setReadOnly(True)
        self._copy_address = self._button(self.tr("&Copy"), self.tr("Copy the address"))
        self._copy_address.clicked.connect(self._copy_the_address)
        self._copy_environment = self._button(
            self.tr("Copy &environment"), self.tr("Copy shell lines that point coding agents here")
        )
        self._copy_environment.clicked.connect(self.environment_asked)
        self._open_config = self._button(self.tr("&Open"), self.tr("Open the settings file"))
        self._open_config.clicked.connect(self.config_asked)
        self._providers = lists.providers()
        self._requests = lists.requests()
        self._total = QLabel()
        self._lay_out()
        self.show_tray(True)

    def show_tray(self, exists: bool) -> None:
        self._no_tray.setVisible(not exists)

    def write(self, view: View) -> None:
        snapshot = view.snapshot
        self._dot.setText(words.DOTS[view.state])
        _colour(self._dot, STATE_COLOURS[view.state])
        self._state.setText(words.state_word(view))
        self._reason.setText(words.reason(view))
        self._reason.setVisible(bool(self._reason.text()))
        self._hint.setVisible(words.only_demo(view))
        self._toggle.setText(words.toggle(view))
        self._toggle.setEnabled(view.can_start or view.can_stop)
        self._copy_address.setEnabled(view.serving)
        self._copy_environment.setEnabled(view.serving)
        self._show_models(view)
        if snapshot is None:
            return
        _write(self._address, snapshot.url if snapshot.port else "")
        _write(self._config, words.at_home(snapshot.config))
        real = tuple(one for one in snapshot.providers if not one.demo)
        self._providers.records.show_rows(real or snapshot.providers)
        self._requests.records.show_rows(snapshot.recent)
        self._total.setText(words.total(snapshot))

    def say_copied(self) -> None:
        """The environment is on the clipboard now."""
        self._say_on(self._copy_environment, self.tr("Copied: paste it into a terminal"))

    def _show_models(self, view: View) -> None:
        groups = words.model_groups(view)
        models = [model for group in groups for model in group.models]
        default = view.snapshot.default_model if view.snapshot is not None else ""
        if default and default not in models:
            models.insert(0, default)
        if models != [self._model.itemData(place) for place in range(self._model.count())]:
            self._model.clear()
            for model in models:
                self._model.addItem(model, model)
        if self._model.currentData() != default:
            self._model.setCurrentIndex(self._model.findData(default))
        self._model.setEnabled(bool(models) and view.activity in ("", "starting"))

    def _toggle_asked(self) -> None:
        (self.start_asked if self.view.can_start else self.stop_asked).emit()

    def _copy_the_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())
        self._say_on(self._copy_address, self.tr("Copied"))

    def _say_on(self, button: QPushButton, said: str) -> None:
        usual = button.property("usual")
        button.setText(said)
        QTimer.singleShot(SAID_FOR, button, lambda: button.setText(usual))

    def _button(self, text: str, hint: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("usual", text)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        return button

    def _lay_out(self) -> None:
        large = self._state.font()
        large.setPointSizeF(large.pointSizeF() * 1.4)
        self._dot.setFont(large)
        large.setBold(True)
        self._state.setFont(large)
        self._state.setAccessibleName(self.tr("State"))
        top = _row(self._dot, self._state, None, self._toggle, self._setup)

        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field, beside in (
            (self.tr("&Address"), self._address, (self._copy_address, self._copy_environment)),
            (self.tr("Default &model"), self._model, ()),
            (self.tr("Settings &file"), self._config, (self._open_config,)),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(plain(text))
            form.addRow(label, _row(field, *beside))

        requests = QLabel(self.tr("&Recent requests"))
        requests.setBuddy(self._requests)
        providers = QLabel(self.tr("&Providers"))
        providers.setBuddy(self._providers)

        whole = QVBoxLayout(self)
        whole.setSpacing(10)
        whole.addLayout(top)
        for note in (self._reason, self._no_tray, self._hint):
            whole.addWidget(note)
        whole.addLayout(form)
        whole.addWidget(providers)
        whole.addWidget(self._providers, 2)
        whole.addLayout(_row(requests, None, self._total))
        whole.addWidget(self._requests, 3)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Side by side; None is stretching space."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 1 if isinstance(widget, QLineEdit | QComboBox) else 0)
    return row


def _text(name: str) -> Told:
    """A framed paragraph that can be read, selected and copied by keyboard."""
    label = Told()
    label.setAccessibleName(name)
    label.setWordWrap(True)
    label.setFrameShape(QFrame.Shape.StyledPanel)
    label.setMargin(8)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _write(field: QLineEdit, text: str) -> None:
    if field.text() != text:
        field.setText(text)
        field.setCursorPosition(0)


def _colour(label: QLabel, colour: str) -> None:
    palette = label.palette()
    if palette.color(QPalette.ColorRole.WindowText) != QColor(colour):
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
        label.setPalette(palette)
