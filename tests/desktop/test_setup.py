"""The wizard's whole way over a real router and a scripted provider: by keyboard, by mouse, in three clicks."""

from __future__ import annotations

import json
import tomllib

from newcomer import MODELS, machine, settled
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ccrouter.desktop import words
from ccrouter.settings.file import load
from flow.provider.exchange import KEY
from flow.provider.script import Drip, Say, Status, Usage

HELLO = [Say("Hello there!", pieces=4), Usage(input=31, output=22)]


def press(window, key=Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.focusWidget() or window, key, modifier)


def click(button):
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def card(window, name):
    return next(one for one in window._page._cards if one.entry.name == name)


def said(window):
    """All that can be read in the window now."""
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


async def test_one_key_by_keyboard_alone(tmp_path, eventually):
    async with machine(tmp_path / "me") as here:
        here.provider.play(HELLO)
        window = here.open()
        await settled(window, "look")
        assert "Claude Code" in said(window)
        press(window)
        await settled(window, "providers")
        QTest.keyClicks(window.focusWidget(), "deep")
        press(window, Qt.Key.Key_Tab)
        press(window, Qt.Key.Key_Space)
        press(window)
        await settled(window, "keys")
        QGuiApplication.clipboard().setText(KEY)
        press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: window._next.isEnabled() and here.keys == [KEY])
        assert "2 models in" in said(window)
        assert "scripted-large" in said(window)
        press(window)
        await settled(window, "template")
        assert "+strategy" in window._page._diff.toPlainText()
        press(window)
        await settled(window, "budget")
        press(window)
        await settled(window, "agents")
        press(window)
        await settled(window, "try")
        press(window)
        await eventually(lambda: window._next.text() == "&Finish" and window._next.isEnabled())
        exchange = (await here.engine.snapshot()).recent[0]
        assert window._page._answer.text() == "Hello there!"
        assert [one.state for one in window._page._travel._stations] == ["done"] * 4
        assert f"{exchange.provider}/{exchange.model}" == "deepseek/deepseek-v4-pro"
        assert "31 → 22" in window._page._facts.text()
        assert words.duration(exchange.ttft) in window._page._facts.text()
        assert "Cost $0." in window._page._facts.text()  # what the ledger says
        press(window)
        await eventually(lambda: not window.isVisible())

        file = tomllib.loads(here.config)
        assert file["providers"] == {"deepseek": {"api_key": "keyring:deepseek"}}
        assert file["routing"]["strategy"] == "balanced"
        assert file["budgets"]["monthly"]["usd"] == 100.0
        assert KEY not in here.config
        claude = json.loads((here.folder / ".claude" / "settings.json").read_text())
        assert claude["env"]["ANTHROPIC_BASE_URL"] == here.engine.url
        assert "model_provider" in (here.folder / ".codex" / "config.toml").read_text()


async def test_three_clicks_where_all_is_there(tmp_path, eventually):
    async with machine(tmp_path / "me", env={"ANTHROPIC_API_KEY": KEY}, agents=("claude",)) as here:
        here.provider.play(HELLO)
        window = here.open()
        await settled(window, "look")
        assert "ANTHROPIC_API_KEY" in said(window)
        click(window._next)
        await settled(window, "agents")
        assert "ANTHROPIC_BASE_URL" in window._page._cards[0]._diff.toPlainText()
        assert not (here.folder / ".claude").exists()  # seen before it is written
        click(window._next)
        await settled(window, "try")
        click(window._next)
        await eventually(lambda: window._page._answer.text() == "Hello there!")
        assert tomllib.loads(here.config)["providers"] == {"anthropic": {"api_key": "${ANTHROPIC_API_KEY}"}}
        assert tomllib.loads(here.config)["routing"]["strategy"] == "balanced"
        assert here.keys == []  # it stays where it is
        assert (here.folder / ".claude" / "settings.json").exists()
        await settled(window, "try")


async def test_step_by_step_by_mouse(tmp_path, eventually):
    async with machine(tmp_path / "me", env={"ANTHROPIC_API_KEY": KEY}, agents=(), ollama=True) as here:
        window = here.open()
        await settled(window, "look")
        click(window._other)
        await settled(window, "providers")
        assert card(window, "anthropic")._tick.isChecked()  # its key is there
        assert not card(window, "ollama")._tick.isChecked()
        assert MODELS[0] in said(window)
        assert "$1–5 in, $5–25 out per M tokens" in said(window)
        QTest.mouseClick(card(window, "ollama"), Qt.MouseButton.LeftButton)  # anywhere on the card
        QTest.mouseClick(card(window, "anthropic"), Qt.MouseButton.LeftButton)
        click(window._next)
        await settled(window, "keys")
        assert list(window._page._cards) == ["ollama"]
        assert "2 models in" in said(window)
        click(window._next)
        await settled(window, "budget")  # with one model there is no routing to choose
        assert window._page._on.isChecked()
        window._page._amount.setValue(7.5)
        window._page._action.setCurrentIndex(1)
        click(window._next)
        await settled(window, "try")  # and without an agent none to connect
        file = tomllib.loads(here.config)
        assert file["providers"] == {"ollama": {"enabled": True, "models": [MODELS[0]]}}  # the other cannot talk
        assert file["budgets"] == {"daily": {"period": "day", "usd": 7.5, "action": "block"}}
        click(window._back)
        await settled(window, "budget")
        click(window._back)
        await settled(window, "keys")


async def test_a_key_that_is_refused_is_not_kept(tmp_path, eventually):
    async with machine(tmp_path / "me") as here:
        window = here.open()
        await settled(window, "look")
        click(window._next)
        await settled(window, "providers")
        assert not window._next.isEnabled()  # nothing is chosen
        card(window, "anthropic")._tick.click()
        card(window, "lmstudio")._tick.click()
        click(window._next)
        await settled(window, "keys")
        one = window._page._cards["anthropic"]
        assert one.field.echoMode() == one.field.EchoMode.Password
        one.field.setText("sk-wrong-0123456789")
        await eventually(lambda: "invalid x-api-key" in said(window))
        assert here.keys == []
        assert "sk-wrong" not in said(window)
        assert not window._next.isEnabled()
        assert "Start it" in said(window)  # LM Studio does not answer
        one.field.setText(KEY)
        await eventually(lambda: here.keys == [KEY] and window._next.isEnabled())
        assert one.field.text() == ""
        click(window._next)
        await settled(window, "template")
        assert list(tomllib.loads(here.config)["providers"]) == ["anthropic"]  # what did not answer is left out


async def test_typed_keys_are_tried_by_continue_and_a_refused_one_can_be_kept(tmp_path, eventually):
    async with machine(tmp_path / "me", agents=()) as here:
        window = here.open()
        await settled(window, "look")
        click(window._next)
        await settled(window, "providers")
        card(window, "openrouter")._tick.click()
        click(window._next)
        await settled(window, "keys")
        field = window._page._cards["openrouter"].field
        QTest.keyClicks(field, "sk-later")  # letter by letter: a provider is not asked each time
        assert not here.provider.log
        press(window)
        await eventually(lambda: window._page._cards["openrouter"]._anyway.isVisible())
        assert here.keys == []
        await settled(window, "keys")
        click(window._page._cards["openrouter"]._anyway)
        await eventually(lambda: here.keys == ["sk-later"] and window._next.isEnabled())
        click(window._next)
        await settled(window, "budget")
        assert tomllib.loads(here.config)["providers"] == {"openrouter": {"api_key": "keyring:openrouter"}}


async def test_a_request_that_fails_says_why_and_can_be_sent_again(tmp_path, eventually):
    async with machine(tmp_path / "me", env={"ANTHROPIC_API_KEY": KEY}, agents=()) as here:
        here.provider.play([Status(400, "This model has retired.")], HELLO)
        window = here.open()
        await settled(window, "look")
        click(window._next)
        await settled(window, "try")
        assert "Costs at most $0.00" in said(window)
        click(window._next)
        await eventually(window._trouble.isVisible)
        assert "This model has retired." in said(window)
        assert window._page._travel._stations[1].state == "failed"
        await settled(window, "try")
        click(window._next)
        await eventually(lambda: window._next.text() == "&Finish" and window._next.isEnabled())
        assert not window._trouble.isVisible()
        click(window._next)
        await eventually(lambda: not window.isVisible())


async def test_closing_cuts_a_request_on_its_way(tmp_path, eventually):
    async with machine(tmp_path / "me", env={"ANTHROPIC_API_KEY": KEY}, agents=()) as here:
        here.provider.play([Say("word " * 50, pieces=50), Drip(0.2)])
        window = here.open()
        await settled(window, "look")
        click(window._next)
        await settled(window, "try")
        click(window._next)
        await eventually(lambda: "word" in window._page._answer.text())
        window.close()
        await eventually(lambda: here.provider.asked[-1].hung_up)
        window.raise_up()
        await settled(window, "look")
        assert "Anthropic" in said(window)


async def test_a_stopped_router_is_said(tmp_path, eventually):
    async with machine(tmp_path / "me", env={"ANTHROPIC_API_KEY": KEY}, agents=()) as here:
        window = here.open()
        await settled(window, "look")
        click(window._next)
        await settled(window, "try")
        here.hands.link.stop()
        await eventually(lambda: here.hands.link.view.can_start)
        click(window._next)
        await eventually(window._trouble.isVisible)
        assert "not running" in said(window)
        assert load(here.places.config_file, env={"ANTHROPIC_API_KEY": KEY}).providers["anthropic"].enabled
        await settled(window, "try")
