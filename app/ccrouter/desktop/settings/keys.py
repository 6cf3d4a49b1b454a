"""The keys of a provider: where each is and whether it is there. A key goes from its field straight into the keyring."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Complaint
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.desktop.spoken import named
from ccrouter.settings.deployments import KeyRef
from ccrouter.settings.secrets import SecretsError
from ccrouter.trouble import Trouble


class Secret(QLineEdit):
    """A line that shows dots, cannot be copied from, and keeps nothing once it is ``taken``."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def taken(self) -> str:
        """The text, which is gone from here afterwards, its undo history too."""
        text = self.text()
        self.setText("")
        return text


class Keys(QWidget):
    """A row for each key, and one for a new one."""

    def __init__(self, sheet: Sheet, provider: str) -> None:
        super().__init__()
        self._sheet, self._provider = sheet, provider
        self._shown: tuple[KeyRef, ...] | None = None
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._rows: list[QWidget] = []
        self.states: dict[str, Tinted] = {}
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Into the keyring"), "keyring")
        self.kind.addItem(self.tr("In an environment variable"), "env")
        self.kind.addItem(self.tr("The client's own"), "client")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(16)
        named(self.kind, self.tr("Where a new key is"))
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.secret, self.variable = Secret(), QLineEdit()
        self.secret.setPlaceholderText(self.tr("Paste a key"))
        self.secret.setAccessibleName(self.tr("New key"))
        self.secret.setAccessibleDescription(self.tr("It is stored in the system's keyring and never shown again."))
        self.variable.setPlaceholderText("NAME_API_KEY")
        self.variable.setAccessibleName(self.tr("Environment variable"))
        self.add = QPushButton(self.tr("&Store key"))
        self.add.clicked.connect(self._add)
        self.secret.returnPressed.connect(self._add)
        self.variable.returnPressed.connect(self._add)
        self.complaint = Complaint()
        new = QHBoxLayout()
        for widget, stretch in ((self.kind, 0), (self.secret, 1), (self.variable, 1), (self.add, 0)):
            new.addWidget(widget, stretch)
        self.client = QLabel(self.tr("What the client sends as its key travels on."))
        new.insertWidget(3, self.client, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._grid)
        whole.addLayout(new)
        whole.addWidget(self.complaint)
        self._show_kind()
        sheet.read.connect(self.show_keys)
        self.show_keys()

    def show_keys(self) -> None:
        known = self._sheet.settings.providers.get(self._provider)
        keys = tuple(ref for ref in (known.keys if known else ()) if ref.kind != "none")
        if keys != self._shown:
            self._shown = keys
            self._rebuild(keys)
        self._sheet.spawn(self._look(keys), self)

    def _rebuild(self, keys: Iterable[KeyRef]) -> None:
        for widget in self._rows:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows, self.states = [], {}
        for row, ref in enumerate(keys):
            name, state = QLabel(ref.label), Tinted("muted")
            name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            remove = QPushButton(self.tr("Delete"))
            remove.setAccessibleName(self.tr("Delete {key}").format(key=ref.label))
            remove.clicked.connect(lambda _, ref=ref: self._ask_to_delete(ref))
            for column, widget in enumerate((name, state, remove)):
                self._grid.addWidget(widget, row, column)
                self._rows.append(widget)
            self.states[ref.label] = state
        if not self._rows:
            none = Tinted("muted", self.tr("No key is needed, or none is named."))
            self._grid.addWidget(none, 0, 0)
            self._rows.append(none)

    async def _look(self, keys: Iterable[KeyRef]) -> None:
        """Only whether they are there: what the keyring says is not kept."""
        secrets = self._sheet.hands.secrets
        for ref in keys:
            words, role = self.tr("sent by the client"), "muted"
            if ref.kind != "client":
                try:
                    there = await secrets.resolve(ref) is not None
                    words, role = (self.tr("there"), "good") if there else (self.tr("missing"), "bad")
                except SecretsError as error:
                    words, role = heard(f"{error.title}. {error.next_step}"), "bad"
                finally:
                    secrets.forget()
            if (state := self.states.get(ref.label)) is not None:
                state.setText(words)
                state.tint(role)

    def _show_kind(self) -> None:
        kind = self.kind.currentData()
        self.secret.setVisible(kind == "keyring")
        self.variable.setVisible(kind == "env")
        self.client.setVisible(kind == "client")
        self.add.setText(self.tr("&Store key") if kind == "keyring" else self.tr("&Add"))

    def _add(self) -> None:
        path = ("providers", self._provider, "api_key")
        match self.kind.currentData():
            case "keyring" if self.secret.text().strip():
                self._sheet.attempt(self._store(self.secret.taken()), path, self.complaint.say)
            case "env" if name := self.variable.text().strip():
                self._sheet.attempt(self._name(f"${{{name.strip('${}')}}}"), path, self.complaint.say)
            case "client":
                self._sheet.attempt(self._name("client"), path, self.complaint.say)

    async def _store(self, key: str) -> None:
        entry = self._free_entry()
        await put(self._sheet, entry, key)
        await self._name(f"keyring:{entry}")

    async def _name(self, label: str) -> None:
        """Write where a key is, besides those that are there."""
        path = ("providers", self._provider, "api_key")
        written = self._sheet.written(path)
        old = written if isinstance(written, list) else [written] if written else []
        labels = [*[one for one in old if one != label], label] if label != "client" else [label]
        if label != "client":
            labels = [one for one in labels if one != "client"]
        value: Any = labels[0] if len(labels) == 1 else labels
        what = self.tr("{provider}: key {key}").format(provider=self._provider, key=label)
        if value == written:
            await self._sheet.hands.ask(lambda control: control.reload())  # another key under the same name
        else:
            await self._sheet.change({path: value}, what)
        if isValid(self):
            self.variable.clear()
            self.show_keys()

    def _free_entry(self) -> str:
        """The entry named like the provider while no key is there, then with a number."""
        used = {ref.name for ref in self._shown or () if ref.kind == "keyring"}
        states = self.states.get(f"keyring:{self._provider}")
        if self._provider not in used or (states is not None and states.text() == self.tr("missing")):
            return self._provider
        numbers = [int(found[1]) for name in used if (found := re.fullmatch(r".*-(\d+)", name))]
        return f"{self._provider}-{max([1, *numbers]) + 1}"

    def _ask_to_delete(self, ref: KeyRef) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.window().windowTitle(),
            self.tr("Delete the key {key}?").format(key=ref.label),
            parent=self,
        )
        told = self.tr("It is taken out of the keyring for good; this cannot be undone.")
        box.setInformativeText(told if ref.kind == "keyring" else self.tr("Only its mention in the settings goes."))
        agree = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        path = ("providers", self._provider, "api_key")
        agree.clicked.connect(lambda: self._sheet.attempt(self._delete(ref), path, self.complaint.say))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    async def _delete(self, ref: KeyRef) -> None:
        path = ("providers", self._provider, "api_key")
        written = self._sheet.written(path)
        labels = [one for one in (written if isinstance(written, list) else [written]) if one and one != ref.label]
        if written is not None:
            value: Any = labels[0] if len(labels) == 1 else labels or None
            what = self.tr("{provider}: without the key {key}").format(provider=self._provider, key=ref.label)
            await self._sheet.change({path: value}, what)
        if ref.kind == "keyring":
            try:
                await self._sheet.hands.secrets.delete(ref.name)
            except SecretsError as error:
                raise Trouble(error.title, error.reason, error.next_step) from None
            await self._sheet.hands.ask(lambda control: control.reload())
        if isValid(self):
            self.show_keys()


async def put(sheet: Sheet, entry: str, key: str) -> None:
    """A key into the keyring. Raises Trouble, whose words never hold the key."""
    secrets = sheet.hands.secrets
    try:
        await secrets.set(entry, key)
    except SecretsError as error:
        raise Trouble(error.title, error.reason, error.next_step) from None
    finally:
        secrets.forget()
