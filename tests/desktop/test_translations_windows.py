"""Every window in Chinese over a real router: no English sentence is left in it, and at 900 × 600 no text is cut off."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from newcomer import ccr_v2, machine
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTableView, QTabWidget, QTreeView, QWidget
from real import Real, real
from settings_room import MORE, MemoryKeyring
from shiboken6 import isValid

from ccrouter.desktop.frame import Frame
from ccrouter.desktop.menu import TrayMenu
from ccrouter.desktop.window import MainWindow
from ccrouter.desktop.windows import MODULES, Windows
from flow.provider.exchange import KEY
from flow.provider.script import Say, Usage

SAYS = (
    "text", "title", "toolTip", "accessibleName", "accessibleDescription", "placeholderText", "windowTitle", "currentText",
)  # fmt: skip
# Names, code and what is written so in the settings file stay as they are.
NAMES = re.compile(
    r"<[^>]*>|`[^`]*`|\b\w+(?:[-_./:]\w+)+\b|\[ledger\] .*|enabled = true|ccr \w+( set \w+)?"
    r"|CC Router|Claude Code|Codex|Gemini CLI|Qwen Code|VS Code|OpenCode|Ollama|LM Studio|Slack|Discord|Anthropic Messages"
    r"|OpenAI Chat Completions|OpenAI Responses|Python [\d.]+|Linux \w+"
)
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts(widget: QWidget) -> Iterator[str]:
    """All that a widget and those in it say, show in a table, or tell a screen reader."""
    for one in (widget, *widget.findChildren(QWidget)):
        for name in SAYS:
            said = getattr(one, name, None)
            if callable(said) and isinstance(text := said(), str):
                yield text
        if isinstance(one, QComboBox):
            yield from (one.itemText(place) for place in range(one.count()))
        if isinstance(one, QTableView | QTreeView) and (model := one.model()) is not None:
            columns = range(model.columnCount(QModelIndex()))
            yield from (str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns)
            rows = range(min(3, model.rowCount(QModelIndex())))
            yield from (str(model.index(row, column).data() or "") for row in rows for column in columns)
    yield from (action.text() for action in widget.findChildren(QAction))


def english(widget: QWidget) -> list[str]:
    return [text for text in texts(widget) if ENGLISH.search(NAMES.sub("", text)) and not licence(text)]


def licence(text: str) -> bool:
    """The list of what is used, and of what conditions can speak of: names alone."""
    return text.startswith(("CC Router 1", "task:  "))


def cut_off(widget: QWidget) -> list[str]:
    """Labels and buttons with less room than their words need."""
    labels = [one for one in widget.findChildren(QLabel) if one.isVisible() and not one.wordWrap()]
    buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible() and len(one.text()) > 1]
    short = [one.text() for one in labels if one.text() and one.width() < one.sizeHint().width()]
    return short + [one.text() for one in buttons if one.width() < one.minimumSizeHint().width()]


async def look(frame: Frame, name: str) -> None:
    """The window as it is, and once more for each of its tabs."""
    await asyncio.sleep(0.3)
    assert english(frame) == [], name
    assert cut_off(frame) == [], name
    for tabs in frame.findChildren(QTabWidget):
        for place in range(tabs.count() if isValid(tabs) and tabs.isVisible() else 0):
            tabs.setCurrentIndex(place)
            await asyncio.sleep(0.1)
            assert english(tabs) == [], f"{name}, tab {place}"


async def opened(router: Real, name: str, eventually) -> Frame:
    windows = Windows(router.hands, MainWindow)
    router.link.changed.connect(windows.show_view)
    windows.show_view(router.link.view)
    windows.open(name)
    await eventually(lambda: any(one.name == name and one.isVisible() for one in windows.frames))
    frame = next(one for one in windows.frames if one.name == name)
    frame.resize(900, 600)
    frame.windows = windows  # both live as long as the test looks at them
    return frame


@pytest.mark.parametrize("name", ["main", *(one for one in MODULES if one != "setup")])
async def test_a_window_in_chinese(name, speak, qapp, tmp_path: Path, eventually):
    speak("zh_CN")
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    try:
        async with real(tmp_path, more=MORE) as router:
            for text in ("One.", "Two.", "Three."):
                await router.ask(text=text)
            await router.written(3)
            frame = await opened(router, name, eventually)
            await look(frame, name)
            if name == "settings":
                for row in range(frame.pages.count()):
                    frame.pages.setCurrentRow(row)
                    await look(frame, frame.pages.item(row).text())
            assert any(CHINESE.search(text) for text in texts(frame))
            frame.close()
            frame.deleteLater()
    finally:
        keyring.set_keyring(before)


async def test_the_wizard_in_chinese_from_step_to_step(speak, qapp, tmp_path: Path, eventually):
    speak("zh_CN")
    async with machine(tmp_path, env={"ANTHROPIC_API_KEY": KEY}) as newcomer:
        newcomer.provider.play([Say("Hello."), Usage(input=31, output=22)])
        ccr_v2(tmp_path, newcomer.provider.url, KEY)
        window = newcomer.open()
        window.resize(900, 600)
        seen: list[str] = []
        await eventually(lambda: not window._busy)
        while window._page.name not in seen and window.isVisible():
            seen.append(window._page.name)
            await look(window, seen[-1])
            (window._other if window._other.isVisible() and len(seen) == 1 else window._next).click()
            await asyncio.sleep(0.05)
            await eventually(lambda: not window._busy)
        assert len(seen) > 3


async def test_the_menu_in_chinese(speak, qapp, tmp_path: Path):
    speak("zh_CN")
    async with real(tmp_path) as router:
        menu = TrayMenu()
        menu.show_view(router.link.view)
        said = [action.text() for action in menu.actions() if action.text()]
        assert english(menu) == []
        assert len([text for text in said if CHINESE.search(text)]) > 10
        menu.deleteLater()
