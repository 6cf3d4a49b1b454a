"""One provider's key: pasted, tried, kept; what came of it is said beneath."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup import said
from ccrouter.desktop.setup.badges import Badge
from ccrouter.desktop.setup.providers import KeyLink
from ccrouter.desktop.setup.trip import Trip, explained
from ccrouter.onboarding.catalog import entries
from ccrouter.trouble import Trouble
from ccrouter.upstream.probe import ProbeResult

PASTED = 8  # so many characters that come at once are a key, and are tried at once


class KeyCard(Card):
    """``good``: it can be set up. ``reference`` is where its key is, as the settings are to say it; '' leaves them as they are."""

    changed = Signal()

    def __init__(self, trip: Trip, name: str, place: int) -> None:
        super().__init__()
        self._trip, self._name = trip, name
        self._entry = entries().get(name)
        there = trip.found.present.get(name) if trip.found else None
        self._title = self._entry.title if self._entry else (there.title if there else "") or name
        self._local = there.local if there else self._entry is not None and self._entry.local
        self.busy = self.good = False
        self.reference = ""
        self.offered: tuple[str, ...] = ()
        self._before = ""  # what stood in the field
        title = QLabel(self._title)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(self.tr("Paste the key"))
        self.field.setAccessibleName(self.tr("Key for {title}").format(title=self._title))
        self.field.textChanged.connect(self._typed)
        self._test = self._button(self.tr("&Test"), self.tr("Test {title}"))
        self._test.clicked.connect(lambda: self._spawn(self.try_key()))
        self._anyway = self._button(self.tr("&Keep all the same"), self.tr("Keep {title} all the same"))
        self._anyway.clicked.connect(lambda: self._spawn(self._keep_anyway()))
        self._anyway.hide()
        self._said, self._more = Tinted("muted"), Tinted("muted")
        for text in (self._said, self._more):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.setAccessibleName(self.tr("What {title} said").format(title=self._title))
        self._lay_out(title, place)

    @property
    def untried(self) -> bool:
        """Something stands in the field that no provider has seen."""
        return (
            bool(self.field.text().strip()) and not self.busy and not self.good and not self._anyway.isVisibleTo(self)
        )

    @property
    def wants_key(self) -> bool:
        return not self.good and self.field.isVisibleTo(self)

    async def enter(self) -> None:
        """Try what is there already."""
        if self.good or self.busy:
            return
        result = self._trip.checked.get(self._name)
        if result is not None:
            self.reference = self._found_reference()
            self._show(result)
        elif self._local or await self._key():
            await self.try_key()
        else:
            self._say("muted", self.tr("No key yet"))

    async def try_key(self) -> None:
        """Ask the provider with the key in the field, or with the one there is; keep a new one that it takes."""
        if self.busy:
            return
        typed = self.field.text().strip()
        self.busy = True
        self._anyway.hide()
        self._say("muted", self.tr("Asking {title} …").format(title=self._title))
        self.changed.emit()
        try:
            key = typed or await self._key()
            with explained():
                result = await self._trip.onboarding.check(self._name, key)
            if typed and (typed != self.field.text().strip() or not self.window().isVisible()):
                return  # another was pasted meanwhile and is tried next, or the wizard was closed: then it is not kept
            if result.ok and typed:
                await self._store(typed)
            elif result.ok:
                self.reference = self._found_reference()
            self._show(result)
        except Trouble as trouble:
            self._complain(trouble)
        finally:
            if isValid(self):
                self.busy = False
                self.changed.emit()
        if (
            typed
            and not self.good
            and (now := self.field.text().strip())
            and now != typed
            and self.window().isVisible()
        ):
            await self.try_key()

    async def _keep_anyway(self) -> None:
        try:
            if typed := self.field.text().strip():
                await self._store(typed)
            else:
                self.reference = self._found_reference()
        except Trouble as trouble:
            self._complain(trouble)
            return
        self.good = True
        self._anyway.hide()
        self._say("warn", self.tr("Kept, though it was not taken just now"))
        self.changed.emit()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """It ends with the card, which goes when its provider is chosen no longer or the wizard is opened anew."""
        task = self._trip.hands.spawn(work)
        self.destroyed.connect(lambda: task.cancel())

    async def _store(self, key: str) -> None:
        with explained():
            await self._trip.onboarding.secrets.set(self._name, key)
        self._trip.stored |= {self._name}
        self.reference = f"keyring:{self._name}"
        self._trip.keep(self.tr("key for {title}").format(title=self._title))
        self.field.clear()

    async def _key(self) -> str | None:
        trip = self._trip
        if (there := trip.found.present.get(self._name) if trip.found else None) is not None:
            return await trip.onboarding.key_of(there)
        with explained():
            return await trip.onboarding.key_at(trip.reference(self._name))

    def _found_reference(self) -> str:
        present = self._trip.found.present if self._trip.found else {}
        return "" if self._name in present else self._trip.reference(self._name)

    def _where(self) -> str:
        """Where the key is that was taken."""
        kind, _, name = self.reference.partition(":")
        if kind == "keyring" and name:
            return self.tr("Stored in the keyring. Paste another to replace it")
        if kind:
            return self.tr("From the environment, {name}. Paste another to use it instead").format(name=kind[2:-1])
        return self.tr("The key that is set up. Paste another to replace it")

    def _typed(self, text: str) -> None:
        before, self._before = self._before, text
        pasted = len(text) >= PASTED and abs(len(text) - len(before)) != 1  # a typist changes one at a time
        if not text:
            return
        self.good = False
        self._anyway.hide()
        if pasted:
            self._spawn(self.try_key())
        self.changed.emit()

    def _show(self, result: ProbeResult) -> None:
        self.good, self.offered = result.ok, result.models
        self._trip.checked[self._name] = result
        if result.ok:
            self._say("good", f"✓  {said.check(result)}", said.models(result.models))
            self.field.setPlaceholderText(self._where())
            return
        mend = (
            self.tr("Start it, then test again. It is left out unless it answers or you keep it.")
            if self._local
            else self.tr("Check the key, or get a new one. It is left out unless it is taken or you keep it.")
        )
        self._say("bad", f"✗  {heard(result.error)}", mend)
        self._anyway.show()

    def _complain(self, trouble: Trouble) -> None:
        self._say("bad", heard(f"{trouble.title}. {trouble.reason}"), heard(trouble.next_step))

    def _say(self, role: str, line: str, more: str = "") -> None:
        self._said.tint(role)
        self._said.setText(line)
        self._said.setAccessibleDescription(f"{line} {more}".strip())
        self._more.setText(more)
        self._more.setVisible(bool(more))

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name.format(title=self._title))
        return button

    def _lay_out(self, title: QLabel, place: int) -> None:
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        entry = QHBoxLayout()
        entry.addWidget(self.field, 1)
        entry.addWidget(self._test)
        entry.addWidget(self._anyway)
        if self._local:
            self.field.hide()
            entry.insertStretch(0, 1)
        link: QWidget | None = None
        if self._entry and self._entry.key_page:
            link = KeyLink(self._entry)
            head.addWidget(link)
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addLayout(head)
        column.addLayout(entry)
        column.addWidget(self._said)
        column.addWidget(self._more)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Badge(self._title, place), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.body.addLayout(row)
