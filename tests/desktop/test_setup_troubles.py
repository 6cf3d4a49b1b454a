"""What can go wrong on the way through the wizard: each time it says on its page what and why, and no box has to."""

from __future__ import annotations

import asyncio

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from newcomer import ccr_v2, machine, settled
from PySide6.QtCore import Qt
from test_setup import press, said
from test_setup_conduct import STEPS, walk

from flow.provider.exchange import KEY

# ``machine`` fails at its end if a box was shown.


class Locked(KeyringBackend):
    """A keyring whose owner says no when asked to unlock it."""

    priority = 0

    def get_password(self, service, username):
        raise KeyringLocked("denied")

    def set_password(self, service, username, password):
        raise KeyringLocked("denied")


async def test_a_locked_keyring_is_said_and_the_key_not_kept(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        window = here.open()
        await walk(window, here, "keys", eventually)
        keyring.set_keyring(Locked())
        here.hands.secrets._backend = None
        card = window._page._cards["anthropic"]
        card.field.setText(KEY)
        await eventually(lambda: "The keyring is locked" in said(window))
        assert "Unlock it and try again" in said(window)
        assert not card.good
        assert here.keys == []


async def test_kept_all_the_same_the_keyring_may_still_refuse(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        window = here.open()
        await walk(window, here, "keys", eventually)
        card = window._page._cards["anthropic"]
        card.field.setText("sk-a-key-that-is-wrong")
        await eventually(card._anyway.isVisible)
        keyring.set_keyring(Locked())
        here.hands.secrets._backend = None
        card._anyway.click()
        await eventually(lambda: "The keyring is locked" in said(window))
        assert not card.good


@pytest.mark.parametrize(
    "key", ["sk-with a blank", "sk-\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022", "sk-\x00\x07\x1b-control"]
)
async def test_what_is_no_key_is_refused_in_words(tmp_path, eventually, key):
    async with machine(tmp_path / "me", agents=()) as here:
        window = here.open()
        await walk(window, here, "keys", eventually)
        card = window._page._cards["anthropic"]
        card.field.setText(key)
        await eventually(lambda: "✗" in card._said.text())
        assert "Check the key" in card._more.text()
        assert here.keys == []


async def test_a_provider_taken_out_while_it_is_asked_is_not_missed(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        here.provider.scene.listing = 1.0
        window = here.open()
        await walk(window, here, "keys", eventually)
        card = window._page._cards["anthropic"]
        card.field.setText(KEY)
        await eventually(lambda: card.busy)
        window._back.click()
        await settled(window, "providers")
        for name in ("anthropic", "deepseek"):
            next(one for one in window._page._cards if one.entry.name == name)._tick.click()
        press(window)
        await settled(window, "keys")
        assert list(window._page._cards) == ["deepseek"]
        await asyncio.sleep(1.2)  # the answer would have come by now
        assert here.keys == []


async def test_closed_while_a_key_is_tried_and_opened_anew(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        here.provider.scene.listing = 1.0
        window = here.open()
        await walk(window, here, "keys", eventually)
        window._page._cards["anthropic"].field.setText(KEY)
        await eventually(lambda: window._page._cards["anthropic"].busy)
        press(window, Qt.Key.Key_Escape)
        window.raise_up()
        await settled(window, "look")
        await asyncio.sleep(1.2)
        assert here.keys == []


async def test_settings_broken_by_hand_meanwhile_are_said(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=("claude",)) as here:
        window = here.open()
        await walk(window, here, "try", eventually)
        here.places.config_file.write_text("[server\n")
        window._page._model.setCurrentIndex(1)  # its price is looked up
        await eventually(lambda: not window._page._price.text())
        window._back.click()
        await settled(window, "agents")
        assert window._trouble.isVisible()
        assert "The settings have mistakes" in said(window)
        window._go(STEPS.index("keys") + 1)
        await settled(window, "keys")
        window._page._cards["anthropic"].field.setText(KEY)
        await eventually(lambda: "The settings have mistakes" in window._page._cards["anthropic"]._said.text())


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".claude/settings.json", "[]"),
        (".claude/settings.json", '{"env": "text"}'),
        (".claude/settings.json", "null"),
        (".claude/settings.json", "\x00"),
        (".codex/config.toml", "model_providers = 3\n"),
        (".codex/config.toml", "model_provider = [1]\n[model_providers]\nccr = 1\n"),
    ],
)
async def test_an_agents_file_of_an_odd_shape_is_said_and_left_alone(tmp_path, eventually, file, text):
    async with machine(tmp_path / "me") as here:
        odd = here.folder / file
        odd.parent.mkdir()
        odd.write_text(text)
        window = here.open()
        await walk(window, here, "agents", eventually)
        assert not window._trouble.isVisible()
        press(window)
        await settled(window, "try")


async def test_an_agents_settings_that_are_a_folder_or_no_text(tmp_path, eventually):
    async with machine(tmp_path / "me") as here:
        (here.folder / ".claude" / "settings.json").mkdir(parents=True)
        (here.folder / ".codex").mkdir()
        (here.folder / ".codex" / "config.toml").write_bytes(b"\xff\xfe\x00")
        window = here.open()
        await walk(window, here, "agents", eventually)
        assert "cannot be read" in said(window)
        assert "is not UTF-8 text" in said(window)
        press(window)
        await settled(window, "try")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"Providers": {"a": 1}}',
        '{"Providers": [3, null]}',
        '{"Providers": [{"name": 1}], "Router": 2}',
        "\xff",
    ],
)
async def test_another_routers_settings_of_an_odd_shape_can_be_skipped(tmp_path, text):
    async with machine(tmp_path / "me", agents=()) as here:
        file = ccr_v2(here.folder, here.provider.url, KEY)
        file.write_bytes(text.encode("latin-1"))
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        assert not window._trouble.isVisible()
        press(window)
        await settled(window, "providers")


async def test_a_database_that_is_none_can_be_skipped(tmp_path):
    async with machine(tmp_path / "me", agents=()) as here:
        file = here.folder / ".claude-code-router" / "config.sqlite"
        file.parent.mkdir()
        file.write_bytes(b"no database at all" * 100)
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "import")
        assert "It cannot be read" in said(window)
        press(window)
        await settled(window, "providers")


async def test_a_template_of_the_users_own_that_is_broken(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        folder = here.places.config / "templates"
        folder.mkdir(parents=True)
        (folder / "mine.toml").write_text("[template\n")
        (folder / "other.toml").write_bytes(b"\xff\xfe")
        window = here.open()
        await walk(window, here, "template", eventually)
        assert not window._trouble.isVisible() or "mine" in said(window)


async def test_a_ledger_that_cannot_be_read_is_said_beside_the_answer(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=("claude",)) as here:
        window = here.open()
        await walk(window, here, "try", eventually)
        for file in here.places.data.glob("ledger.sqlite*"):
            file.unlink()
        (here.places.data / "ledger.sqlite").write_bytes(b"no database at all" * 100)
        press(window)
        await eventually(window._trouble.isVisible)
        assert "The ledger cannot be used" in said(window)
        assert window._page._answer.text()
        assert window._next.text() == "&Finish"
