"""The wizard where another router was here before: its settings of each kind, taken over with a report."""

from __future__ import annotations

import tomllib

import pytest
from newcomer import ccr_config, ccr_v2, ccr_v3, machine, settled
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ccrouter.desktop.setup.diffs import Diff
from flow.provider.exchange import KEY


def said(window):
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(window):
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("write", "left"), [(ccr_v2, "APIKEY:"), (ccr_v3, "plugins:"), (ccr_config, "CUSTOM_ROUTER_PATH:")]
)
async def test_each_kind_is_taken_over_and_reported(tmp_path, eventually, write, left):
    async with machine(tmp_path / "me", agents=()) as here:
        theirs = write(here.folder, here.provider.url, KEY)
        before = theirs.read_bytes()
        window = here.open()
        await settled(window, "look")
        assert str(theirs) in said(window)
        press(window)
        await settled(window, "import")
        assert "✓  provider deepseek" in said(window)
        assert f"–  {left}" in said(window)  # what is not taken, and why
        assert 'api_key = "keyring:deepseek"' in window.findChild(Diff).toPlainText()
        assert KEY not in said(window) + window.findChild(Diff).toPlainText()
        assert here.config == ""
        assert here.keys == []
        press(window)
        await settled(window, "keys")  # the key that came along is tried for real
        assert "2 models in" in said(window)
        assert here.keys == [KEY]
        file = tomllib.loads(here.config)
        assert file["providers"]["deepseek"]["api_key"] == "keyring:deepseek"
        assert file["routing"]["default"] == "deepseek/deepseek-chat"
        assert KEY not in here.config
        press(window)
        await settled(window, "template")
        assert "taken over: deepseek" in window._kept.text()
        assert theirs.read_bytes() == before
        # there is nothing left to take when it runs again
        window.close()
        window.raise_up()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        await eventually(lambda: "Nothing is new" in said(window))
        assert window._next.text() == "&Continue"
        press(window)
        await settled(window, "providers")


async def test_what_was_taken_can_be_undone(tmp_path):
    async with machine(tmp_path / "me", agents=()) as here:
        ccr_v2(here.folder, here.provider.url, KEY)
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        press(window)
        await settled(window, "keys")
        assert here.hands.undoable == "Import from Claude Code Router"
        await here.hands.undo()
        assert here.config == ""


async def test_it_can_be_skipped(tmp_path):
    async with machine(tmp_path / "me", agents=()) as here:
        ccr_v2(here.folder, here.provider.url, KEY)
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        QTest.mouseClick(window._other, Qt.MouseButton.LeftButton)
        await settled(window, "providers")
        assert here.config == ""
        assert here.keys == []


async def test_one_that_cannot_be_read_is_said_and_another_can_be_chosen(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        ccr_v2(here.folder, here.provider.url, KEY)
        broken = here.folder / ".cc-switch" / "config.json"
        broken.parent.mkdir()
        broken.write_text("{")
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        assert window._next.text() == "&Take over"  # the one that can be read comes first
        other = next(one for one in window._page._group.buttons() if str(broken) in one.text())
        other.click()
        await eventually(lambda: "It cannot be read" in said(window))
        assert window._next.text() == "&Continue"
        press(window)
        await settled(window, "providers")
        assert here.config == ""
