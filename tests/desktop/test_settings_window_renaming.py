"""A provider or budget is renamed in the settings window: the file, the running router and the list follow; undo takes it back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from settings_room import COMMENTS, MORE, Room, button, click, room, top, write
from shiboken6 import isValid

from ccrouter.desktop.settings.renaming import Renaming

BUDGET = MORE + '\n[budgets.cheap]\nusd = 1.0\nprovider = "deepseek"\n'


def dialog(here: Room, page: Any, name: str) -> Renaming:
    page.choose(name)
    click(button(page, f"Rename “{name}”"))
    shown: Renaming = top(Renaming)
    assert shown.name.text() == name
    return shown


async def test_a_provider_with_all_that_speaks_of_it(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch, more=BUDGET) as here:
        page = here.turn("Providers")
        before = here.text
        asked = dialog(here, page, "deepseek")
        QTest.keyClicks(asked.name, "ds")  # all is selected
        QTest.keyClick(asked.name, Qt.Key.Key_Return)
        await eventually(lambda: "ds" in here.live.providers)
        await eventually(lambda: page.key == "ds")
        assert page.keys == ["anthropic", "ds", "openai"]
        assert here.file["routing"]["fallback"] == ["ds/deepseek-chat"]
        assert here.file["routing"]["routes"]["thrifty"]["models"][0] == "ds/deepseek-chat"
        assert here.file["budgets"]["cheap"]["provider"] == "ds"
        assert all(comment in here.text for comment in COMMENTS)
        assert await here.real.ask("ds/deepseek-chat") == 200
        await eventually(lambda: here.window._undo.isEnabled())
        assert "provider deepseek renamed to ds" in here.window._undo.text()
        click(here.window._undo)
        await eventually(lambda: here.text == before)
        await eventually(lambda: "deepseek" in here.live.providers)


async def test_a_budget(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch, more=BUDGET) as here:
        page = here.turn("Budgets")
        await eventually(lambda: page.keys == ["monthly", "cheap"])
        write(dialog(here, page, "monthly").name, "each-month")
        await eventually(lambda: page.key == "each-month")
        assert page.keys == ["each-month", "cheap"]
        assert [one.name for one in here.live.budgets] == ["each-month", "cheap"]
        assert "[budgets.each-month]" in here.text
        assert all(comment in here.text for comment in COMMENTS)


async def test_what_cannot_be_is_said_and_changes_nothing(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        before = here.text
        asked = dialog(here, page, "deepseek")
        for name, said in (("openai", "openai"), ("demo", "demo"), ("a/b", "no name for a provider"), ("", "no name")):
            write(asked.name, name)
            await eventually(lambda said=said: said in asked.complaint.text())
            assert asked.isVisible()
        write(asked.name, "deepseek")
        await eventually(lambda: not isValid(asked))
        assert here.text == before
