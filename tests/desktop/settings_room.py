"""The settings window over a real router, driven as a user would: by typing, clicking and choosing."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from real import TOKEN, Real, real
from shiboken6 import isValid

from ccrouter.desktop.settings import make
from ccrouter.desktop.settings.fields import Field
from ccrouter.desktop.settings.window import SettingsWindow
from flow.provider.exchange import KEY

COMMENTS = ("# my own notes", "# dear, but good", "# the reasons for this rule")
MORE = """
# my own notes
[budgets.monthly]
usd = 20.0  # dear, but good

# the reasons for this rule
[[routing.rules]]
when = "task.images"
route = "anthropic/claude-sonnet-4-5"

[[routing.rules]]
when = "client.name == 'codex'"
route = "thrifty"
"""


class MemoryKeyring(KeyringBackend):
    """A keyring that lives as long as a test."""

    priority = 0  # never the one keyring would choose by itself

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)

    def named(self, name: str) -> str | None:
        """The value of an entry, whatever the service is called."""
        return next((value for (_, entry), value in self.kept.items() if entry == name), None)


class Room:
    """The window, the router behind it, the keyring and the file."""

    def __init__(self, real: Real, window: SettingsWindow, ring: MemoryKeyring) -> None:
        self.real, self._window, self.ring = real, window, ring

    @property
    def window(self) -> SettingsWindow:
        """With all that was still to be made of its pages."""
        self._window.finish()
        return self._window

    @property
    def text(self) -> str:
        return self.real.places.config_file.read_text()

    @property
    def file(self) -> dict[str, Any]:
        return tomllib.loads(self.text)

    @property
    def live(self) -> Any:
        """The settings the running router uses."""
        return self.real.engine.live.settings

    def turn(self, title: str) -> QWidget:
        """To a page of the list at the left."""
        rows = [self.window.pages.item(row).text() for row in range(self.window.pages.count())]
        self.window.pages.setCurrentRow(rows.index(title))
        page = self._window.turn_to(rows.index(title))
        self._window.finish()
        return page

    def field(self, *path: str | int) -> Any:
        """The field that is bound to a key."""
        found = self.seen(*path)
        assert found, f"no field for {path}"
        return found[-1]

    def seen(self, *path: str | int) -> list[Field]:
        """The fields of a key that are there."""
        return [one for one in self.window.findChildren(Field) if one.path == path and one.isVisibleTo(self.window)]


def button(inside: QWidget, text: str) -> QAbstractButton:
    """A button that is seen, by its words or its accessible name."""
    if isinstance(window := inside.window(), SettingsWindow):
        window.finish()
    QCoreApplication.sendPostedEvents()  # what has just come into a layout is shown by one
    found = [
        one
        for one in inside.findChildren(QAbstractButton)
        if text in (one.text().replace("&", ""), one.accessibleName()) and one.isVisibleTo(inside)
    ]
    assert found, f"no button {text}"
    return found[0]


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def tick(box: QWidget) -> None:
    QTest.keyClick(box, Qt.Key.Key_Space)


def write(entry: QLineEdit, text: str, *, enter: bool = True) -> None:
    """Select what is there, type over it, Enter."""
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(entry, Qt.Key.Key_Delete)
    QTest.keyClicks(entry, text)
    if entry.completer() is not None:
        entry.completer().popup().hide()
    if enter:
        QTest.keyClick(entry, Qt.Key.Key_Return)


def choose(box: QComboBox, words: str) -> None:
    """One entry of a box, as a click on it in the opened list would."""
    place = box.findText(words)
    assert place >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def top(kind: type[Any]) -> Any:
    """The dialog or box that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


@asynccontextmanager
async def room(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = MORE) -> AsyncIterator[Room]:
    """Open it within a test, not in a fixture: between the two Qt's events are handled while no loop runs."""
    ring = MemoryKeyring()
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    for name, value in (("CCR_HOME", str(folder)), ("CCR_TOKEN", TOKEN), ("PROVIDER_KEY", KEY)):
        monkeypatch.setenv(name, value)
    QApplication.setQuitOnLastWindowClosed(False)  # as the application has it
    try:
        async with real(folder, more=more) as running:
            window = make(running.hands)
            assert isinstance(window, SettingsWindow)
            running.link.changed.connect(window.show_view)
            window.show_view(running.link.view)
            window.show()
            window.activateWindow()
            async with asyncio.timeout(10):
                while not window.sheet.config.providers:
                    await asyncio.sleep(0.01)
            try:
                yield Room(running, window, ring)
            finally:
                await _gone(running, window)
    finally:
        QApplication.setQuitOnLastWindowClosed(True)
        keyring.set_keyring(before)


async def _gone(running: Real, window: SettingsWindow) -> None:
    """Closed and deleted: no timer of its widgets may fire when the loop is gone."""
    window.close()
    running.link.changed.disconnect(window.show_view)
    window.deleteLater()
    async with asyncio.timeout(10):
        while isValid(window):
            await asyncio.sleep(0.01)
