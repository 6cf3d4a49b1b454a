"""Providers in the settings window: added, ordered, edited, deleted; keys into the keyring and nowhere else; models found."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from settings_room import COMMENTS, Room, button, choose, click, room, tick, top, write

from ccrouter.desktop.settings.keys import Keys
from ccrouter.desktop.settings.models import Models
from ccrouter.desktop.settings.pairs import Pairs
from ccrouter.desktop.settings.provider_new import NewProvider
from flow.provider.exchange import KEYS

SECRET = KEYS[1]


def part(here: Room, kind: type[Any]) -> Any:
    found = [one for one in here.window.findChildren(kind) if one.isVisibleTo(here.window)]
    assert found
    return found[-1]


async def test_one_of_the_catalog_is_added_with_its_key(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        click(button(page, "Add…"))
        dialog = top(NewProvider)
        choose(dialog.kind, "OpenRouter")
        assert dialog.name.text() == "openrouter"
        dialog.models.setText("z-ai/glm-5.2, moonshotai/kimi-k3")
        QTest.keyClicks(dialog.secret, SECRET)
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
        await eventually(lambda: "openrouter" in here.live.providers)
        await eventually(lambda: here.ring.named("openrouter") == SECRET)
        assert here.file["providers"]["openrouter"] == {
            "api_key": "keyring:openrouter",
            "models": ["z-ai/glm-5.2", "moonshotai/kimi-k3"],
        }
        await eventually(lambda: page.key == "openrouter")
        assert all(comment in here.text for comment in COMMENTS)
        ref = here.live.providers["openrouter"].keys[0]
        await eventually(lambda: here.real.engine.live.keys[ref] == SECRET)
        assert SECRET not in here.text


async def test_any_other_by_its_address_and_mistakes_are_said_in_the_dialog(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        before = here.text
        click(button(page, "Add…"))
        dialog = top(NewProvider)
        choose(dialog.kind, "Another, by its address")
        dialog.name.setText("mine")
        dialog.url.setText("http://far.example.com/v1")
        click(dialog.yes)
        await eventually(lambda: "readable to another machine" in dialog.complaint.text())
        assert here.text == before
        dialog.name.setText("anthropic")
        click(dialog.yes)
        await eventually(lambda: "already" in dialog.complaint.text())
        dialog.name.setText("mine")
        dialog.url.setText(f"{here.real.provider.url}/v1")
        dialog.models.setText("big-one")
        click(dialog.yes)
        await eventually(lambda: "mine" in here.live.providers)
        assert here.live.providers["mine"].models == ("big-one",)
        assert here.live.providers["mine"].auth == "none"


async def test_a_key_goes_into_the_keyring_and_is_seen_nowhere_else(eventually, tmp_path, monkeypatch, caplog):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("deepseek")
        QGuiApplication.clipboard().setText("nothing of interest")
        keys = part(here, Keys)
        assert keys.secret.echoMode() == QLineEdit.EchoMode.Password
        QTest.keyClicks(keys.secret, SECRET)
        QTest.keyClick(keys.secret, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(keys.secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        click(button(keys, "Store key"))
        assert keys.secret.text() == ""
        assert not keys.secret.isUndoAvailable()
        await eventually(lambda: here.ring.named("deepseek") == SECRET)
        await eventually(
            lambda: here.file["providers"]["deepseek"]["api_key"] == ["${PROVIDER_KEY}", "keyring:deepseek"]
        )
        await eventually(
            lambda: "keyring:deepseek" in keys.states and keys.states["keyring:deepseek"].text() == "there"
        )
        QTest.keyClicks(keys.secret, KEYS[2])
        click(button(keys, "Store key"))
        await eventually(lambda: here.ring.named("deepseek-2") == KEYS[2])
        await eventually(lambda: len(here.live.providers["deepseek"].keys) == 3)
        assert QGuiApplication.clipboard().text() == "nothing of interest"
        seen = (here.text, caplog.text, str(here.real.hands._done), *(p.read_text() for p in tmp_path.rglob("*.json")))
        assert not any(SECRET in text or KEYS[2] in text for text in seen)
        await eventually(lambda: not here.real.hands.secrets._known)


async def test_a_key_is_deleted_after_a_question(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("openai")
        keys = part(here, Keys)
        QTest.keyClicks(keys.secret, SECRET)
        QTest.keyClick(keys.secret, Qt.Key.Key_Return)
        await eventually(lambda: "keyring:openai" in keys.states)
        click(button(keys, "Delete keyring:openai"))
        box = top(QMessageBox)
        assert "cannot be undone" in box.informativeText()
        click(button(box, "Cancel"))
        assert here.ring.named("openai") == SECRET
        click(button(keys, "Delete keyring:openai"))
        click(button(top(QMessageBox), "Delete"))
        await eventually(lambda: here.ring.named("openai") is None)
        assert here.file["providers"]["openai"]["api_key"] == "${PROVIDER_KEY}"


async def test_models_are_found_by_asking_and_ticked(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("deepseek")
        models = part(here, Models)
        click(button(models, "Find models"))
        await eventually(lambda: "It lists" in models.said.text())
        names = [models.list.item(row).text() for row in range(models.list.count())]
        assert "scripted-large" in names
        models.list.setCurrentRow(names.index("scripted-large"))
        models.list.setFocus()
        QTest.keyClick(models.list, Qt.Key.Key_Space)
        await eventually(lambda: here.live.providers["deepseek"].models == ("deepseek-chat", "scripted-large"))
        QTest.keyClicks(models.name, "of-my-own")
        QTest.keyClick(models.name, Qt.Key.Key_Return)
        await eventually(lambda: here.file["providers"]["deepseek"]["models"][-1] == "of-my-own")
        QTest.keyClicks(models.filter, "scripted")
        shown = [i for i in range(models.list.count()) if not models.list.item(i).isHidden()]
        assert all("scripted" in models.list.item(i).text() for i in shown)


async def test_the_free_test_says_what_it_found(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        from ccrouter.desktop.settings.providers import About

        about = part(here, About)
        click(button(page, "Test now"))
        await eventually(lambda: "takes the key and lists" in about.result.text())
        assert not here.real.provider.asked  # it cost nothing


async def test_the_order_is_the_files_and_decides_who_serves_a_name(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("deepseek")
        click(button(page, "Move up"))
        await eventually(lambda: list(here.file["providers"]) == ["deepseek", "anthropic", "openai"])
        await eventually(lambda: next(iter(here.live.providers)) == "deepseek")
        assert page.key == "deepseek"
        assert all(comment in here.text for comment in COMMENTS)
        before = here.window.sheet.hands.undoable
        assert before == "order of the providers"


async def test_switched_off_it_is_not_asked(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("openai")
        tick(here.field("providers", "openai", "enabled").box)
        await eventually(lambda: not here.live.providers["openai"].enabled)
        await eventually(lambda: "openai (disabled)" in page.list.currentItem().text())
        assert await here.real.ask("gpt-5-mini") == 200
        assert {exchange.format for exchange in here.real.provider.asked} == {"anthropic"}


async def test_deleting_asks_first_and_is_undone(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        before = here.text
        page.choose("anthropic")
        click(button(page, "Delete"))
        click(button(top(QMessageBox), "Delete"))
        await eventually(lambda: "names no provider" in page.complaint.text())  # routing still speaks of it
        assert here.text == before
        write(here.field("providers", "anthropic", "idle_timeout").entry, "60")
        await eventually(lambda: here.live.providers["anthropic"].idle_timeout == 60)
        only = {("routing", "routes", "thrifty", "models"): ["deepseek/deepseek-chat"]}
        await here.real.hands.change(only, "thrifty without openai")
        before = here.text
        page.choose("openai")
        click(button(page, "Delete"))
        click(button(top(QMessageBox), "Delete"))
        await eventually(lambda: "openai" not in page.keys)
        assert "openai" not in here.live.providers
        click(here.window._undo)
        await eventually(lambda: "openai" in page.keys)
        assert here.text == before


async def test_extra_headers_are_rows_that_are_checked(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Providers")
        page.choose("openai")
        pairs = part(here, Pairs)
        write(pairs.rows[0][0], "x-team")
        write(pairs.rows[0][1], "blue")
        await eventually(lambda: here.live.providers["openai"].headers == {"x-team": "blue"})
        await eventually(lambda: len(pairs.rows) == 2)
        write(pairs.rows[1][0], "authorization")
        write(pairs.rows[1][1], "something")
        await eventually(lambda: "carries a secret" in pairs.complaint.text())
        click(button(pairs, "Remove x-team"))
        await eventually(lambda: here.live.providers["openai"].headers == {})
