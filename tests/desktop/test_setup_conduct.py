"""How the wizard behaves: left at any step, opened again, by keyboard and ear, where something is wrong."""

from __future__ import annotations

import keyring
import keyring.backends.fail
import pytest
from newcomer import machine, settled
from PySide6.QtCore import QObject, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from stand_in import DEMO

from ccrouter.settings.file import load
from flow.provider.exchange import KEY

STEPS = ["look", "providers", "keys", "template", "budget", "agents", "try"]


def said(window):
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(window, key=Qt.Key.Key_Return):
    QTest.keyClick(window.focusWidget() or window, key)


async def walk(window, here, to, eventually):
    """From the first step to one, with Anthropic and a pasted key."""
    await settled(window, "look")
    for step in STEPS[1 : STEPS.index(to) + 1]:
        press(window)
        await settled(window, step)
        if step == "providers" and not window._next.isEnabled():
            next(one for one in window._page._cards if one.entry.name == "anthropic")._tick.click()
        if step == "keys" and step != to:
            window._page._cards["anthropic"].field.setText(KEY)
            await eventually(lambda: here.keys == [KEY] and window._next.isEnabled())


@pytest.mark.parametrize("step", STEPS)
async def test_leaving_at_any_step_keeps_what_was_done_and_nothing_half(tmp_path, eventually, step):
    async with machine(tmp_path / "me", agents=("claude",)) as here:
        window = here.open()
        await walk(window, here, step, eventually)
        done = STEPS.index(step)
        kept = window._kept.text()
        press(window, Qt.Key.Key_Escape)
        assert not window.isVisible()
        settings = load(here.places.config_file, env={})  # valid in any case
        assert ("anthropic" in settings.providers) == (done > STEPS.index("keys")) == ("Anthropic set up" in kept)
        assert (settings.routing.strategy == "balanced") == (done > STEPS.index("template")) == ("Balanced" in kept)
        assert (here.keys == [KEY]) == (done > STEPS.index("keys")) == ("key for Anthropic" in kept)
        connected = (here.folder / ".claude" / "settings.json").exists()
        assert connected == (done > STEPS.index("agents")) == ("Claude Code connected" in kept)
        # and it goes on from there
        window.raise_up()
        await settled(window, "look")
        assert ("\nNothing\n" in said(window)) == ("anthropic" not in settings.providers)


async def test_run_again_it_shows_what_is_there_and_changes_nothing(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=("claude",)) as here:
        window = here.open()
        await walk(window, here, "try", eventually)
        press(window, Qt.Key.Key_Escape)
        before, claude = here.config, (here.folder / ".claude" / "settings.json").read_text()
        window.raise_up()
        await settled(window, "look")
        assert window._kept.text() == ""
        assert not window._other.isVisible()  # nothing is set up unasked
        press(window)
        await settled(window, "providers")
        assert "Set up already" in said(window)
        assert not any(card._tick.isChecked() for card in window._page._cards)
        press(window)
        await settled(window, "template")  # no key is needed
        assert window._page._group.checkedButton().text() == "As it is"
        press(window)
        await settled(window, "budget")
        assert window._page._amount.value() == 100.0
        press(window)
        await settled(window, "agents")
        assert "Connected already." in said(window)
        assert not window._page._cards[0].tick.isEnabled()
        press(window)
        await settled(window, "try")
        assert (here.config, (here.folder / ".claude" / "settings.json").read_text()) == (before, claude)
        assert window._kept.text() == ""


async def test_run_again_it_adds(tmp_path, eventually):
    ours = '# mine\n[providers.anthropic]\nbase_url = "{url}"\napi_key = "${{ANTHROPIC_API_KEY}}"\n'
    async with machine(tmp_path / "me", agents=(), settings=ours, env={"ANTHROPIC_API_KEY": KEY}) as here:
        window = here.open()
        await settled(window, "look")
        press(window)
        await settled(window, "providers")
        for name in ("anthropic", "deepseek"):
            next(one for one in window._page._cards if one.entry.name == name)._tick.click()
        press(window)
        await settled(window, "keys")
        assert "2 models in" in said(window)  # the key that is set up is tried as well
        window._page._cards["deepseek"].field.setText(KEY)
        await eventually(lambda: window._page._cards["deepseek"].good and window._next.isEnabled())
        before = here.config
        press(window)
        await settled(window, "template")
        assert here.config.startswith(before.rstrip("\n"))
        assert 'api_key = "keyring:deepseek"' in here.config[len(before.rstrip("\n")) :]


async def test_a_key_already_kept_is_used_when_it_was_left_before(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=("claude",)) as here:
        window = here.open()
        await walk(window, here, "keys", eventually)
        window._page._cards["anthropic"].field.setText(KEY)
        await eventually(lambda: here.keys == [KEY] and window._next.isEnabled())
        press(window, Qt.Key.Key_Escape)
        assert here.config == ""
        window.raise_up()
        await settled(window, "look")
        press(window)
        await settled(window, "agents")  # nothing has to be asked any more
        assert 'api_key = "keyring:anthropic"' in here.config


async def test_a_keyring_that_is_not_there_is_said(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        keyring.set_keyring(keyring.backends.fail.Keyring())
        window = here.open()
        await walk(window, here, "keys", eventually)
        window._page._cards["anthropic"].field.setText(KEY)
        await eventually(lambda: "There is no keyring here" in said(window))
        assert "environment variable" in said(window)
        assert not window._page._cards["anthropic"].good


async def test_settings_with_mistakes_are_said_and_looked_at_again(tmp_path):
    async with machine(tmp_path / "me") as here:
        here.places.config.mkdir(parents=True)
        here.places.config_file.write_text("[server\n")
        window = here.open()
        await settled(window, "look")
        assert "The settings have mistakes" in said(window)
        assert not window._next.isEnabled()
        here.places.config_file.unlink()
        QTest.mouseClick(window._other, Qt.MouseButton.LeftButton)
        await settled(window, "look")
        assert window._next.isEnabled()
        assert not window._trouble.isVisible()


async def test_a_broken_agents_file_is_left_alone_and_the_others_connected(tmp_path, eventually):
    async with machine(tmp_path / "me") as here:
        broken = here.folder / ".codex" / "config.toml"
        broken.parent.mkdir()
        broken.write_text("[nonsense\n")
        window = here.open()
        await walk(window, here, "agents", eventually)
        assert "ccr run codex" in said(window)
        press(window)
        await settled(window, "try")
        assert broken.read_text() == "[nonsense\n"
        assert (here.folder / ".claude" / "settings.json").exists()


async def test_steps_that_are_done_can_be_gone_back_to(tmp_path, eventually):
    async with machine(tmp_path / "me") as here:
        window = here.open()
        await walk(window, here, "budget", eventually)
        steps = window._steps
        place = steps.visualItemRect(steps.item(2)).center()
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await settled(window, "providers")
        place = steps.visualItemRect(steps.item(7)).center()
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await settled(window, "providers")  # that one is ahead


async def test_the_page_for_keys_opens(tmp_path, eventually, qtbot):
    opened: list[str] = []

    class Browser(QObject):
        @Slot(QUrl)
        def visit(self, url):
            opened.append(url.toString())

    async with machine(tmp_path / "me") as here:
        browser = Browser()
        window = here.open()
        await walk(window, here, "providers", eventually)
        QDesktopServices.setUrlHandler("https", browser, "visit")
        try:
            link = window._page._cards[0].controls[1]
            link.setFocus()
            QTest.keyClick(link, Qt.Key.Key_Tab)
            QTest.keyClick(link, Qt.Key.Key_Return)
        finally:
            QDesktopServices.unsetUrlHandler("https")
        assert opened == ["https://platform.claude.com/settings/keys"]


@pytest.mark.parametrize("step", STEPS)
async def test_every_control_has_a_name_a_way_and_its_room(tmp_path, eventually, step):
    async with machine(tmp_path / "me") as here:
        window = here.open()
        window.resize(QSize(900, 600))
        await walk(window, here, step, eventually)
        controls = [
            one
            for one in window.findChildren(QWidget)
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()
        ]
        for one in controls:
            inner = one.parentWidget()  # the line edit in a spin box, the view of a list
            name = QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
            assert one.accessibleName() or name or (inner is not None and inner.accessibleName()), one
        letters = [
            one.text().replace("&&", "").partition("&")[2][:1].lower()
            for kind in (QAbstractButton, QLabel)
            for one in window.findChildren(kind)
            if one.isVisible() and "&" in one.text().replace("&&", "") and "<" not in one.text()
        ]
        assert sorted(letters) == sorted(set(letters))
        for one in window.findChildren(QLabel):
            if one.isVisible() and not one.wordWrap():
                assert one.width() >= one.sizeHint().width(), one.text()
        for one in window.findChildren(QPushButton):
            assert not one.isVisible() or one.width() >= one.sizeHint().width(), one.text()
        seen = []
        while (focus := window.focusWidget()) not in seen and len(seen) < 60:
            seen.append(focus)
            window.focusNextChild()
        assert {window._next, window._close} - set(seen) <= {one for one in (window._next,) if not one.isEnabled()}


async def test_the_first_start_opens_it(desk, control, eventually, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    control.set(providers=DEMO)
    await eventually(lambda: any(frame.name == "setup" and frame.isVisible() for frame in desk.windows.frames))
