"""The tray menu over a real router and real files: budgets and requests in words, agents connected, models found, quitting asked."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from real import Real, real
from stand_in import PROVIDERS

from ccrouter.desktop.commands import Commands
from ccrouter.desktop.menu import TrayMenu

CLIENTS = ("Claude Code", "Codex", "Gemini CLI", "OpenCode", "Qwen Code")
BUDGET = '[budgets.daily]\nusd = 0.0005\naction = "warn"\n'


def texts(menu) -> list[str]:
    return [one.text().replace("&", "") for one in menu.actions() if one.isVisible() and not one.isSeparator()]


def entry(menu, text):
    return next(one for one in menu.actions() if one.text().replace("&", "").startswith(text))


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path, monkeypatch) -> AsyncIterator[tuple[Real, TrayMenu, Commands]]:
    """The menu's own parts, wired as the desk wires them; Claude Code is installed in a home of its own."""
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "claude").touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    monkeypatch.setenv("CCR_TOKEN", "local-token-of-this-test")
    monkeypatch.setenv("PROVIDER_KEY", "key")
    async with real(tmp_path / "ccr", more=BUDGET) as router:
        menu, commands = TrayMenu(), Commands(router.hands)
        router.link.changed.connect(menu.show_view)
        menu.show_view(router.link.view)
        menu.clients.switched.connect(commands.client)
        menu.templates.chosen.connect(commands.template)
        commands.offered.connect(menu.templates.show_offers)
        commands.clients_seen.connect(lambda states: menu.clients.show_states(states, serving=True))
        yield router, menu, commands
        menu.deleteLater()


async def test_what_happens_is_said_in_words(room, eventually) -> None:
    router, menu, _ = room
    assert await router.ask("claude-sonnet-4-5") == 200
    router.link.watch("menu", True)
    # 100 tokens at $3, 1000 cached at $0.3 and 10 at $15 a million
    await eventually(lambda: texts(menu)[0].endswith(" · 0 in flight · $0.0008 today"))
    said = texts(menu)
    assert said[0].startswith("◆ Over budget · ")
    assert any(line.startswith("▰▰▰▰▰▰▰▰ 1") and line.endswith("of $0.0005 this month — daily") for line in said), said
    assert any(line.startswith("sonnet, ") and line.endswith(", $0.0008") for line in said), said


async def test_an_agent_is_connected_and_given_back_by_a_click(room, eventually, tmp_path) -> None:
    router, menu, commands = room
    settings = tmp_path / "home" / ".claude" / "settings.json"
    commands.look()
    await eventually(lambda: [one.partition(" —")[0] for one in texts(menu.clients)] == list(CLIENTS))
    claude = entry(menu.clients, "Claude Code")
    assert claude.isEnabled() and not claude.isChecked()
    claude.trigger()
    await eventually(claude.isChecked)
    assert json.loads(settings.read_text())["env"]["ANTHROPIC_BASE_URL"] == router.engine.url
    claude.trigger()
    await eventually(lambda: not claude.isChecked())
    assert not settings.exists()
    assert not router.failures


async def test_a_template_is_applied_and_taken_back(room, eventually) -> None:
    router, menu, commands = room
    before = router.hands.config.read_text()
    commands.look()
    await eventually(lambda: "Cost Optimized" in texts(menu.templates))
    entry(menu.templates, "Cost Optimized").trigger()
    await eventually(lambda: router.hands.undoable == "Template: Cost Optimized")
    assert router.hands.config.read_text() != before
    commands.undo()
    await eventually(lambda: router.hands.config.read_text() == before)


async def test_a_provider_is_switched_off_and_on(room, eventually) -> None:
    router, menu, commands = room
    menu.providers.switched.connect(commands.provider)
    entry(menu.providers, "● OpenAI").trigger()
    await eventually(lambda: "○ OpenAI" in texts(menu.providers))
    assert not entry(menu.providers, "○ OpenAI").isChecked()
    assert not router.engine.live.settings.providers["openai"].enabled
    entry(menu.providers, "○ OpenAI").trigger()
    await eventually(lambda: "● OpenAI" in texts(menu.providers))
    assert "enabled" not in router.hands.config.read_text()


async def test_of_many_models_those_in_use_are_shown_and_the_others_found(desk, control, eventually) -> None:
    await eventually(lambda: desk.link.view.can_stop)
    models = tuple(f"deepseek/m{number}" for number in range(100))
    control.set(models=models, default_model="deepseek/m7")
    desk.link.look()
    await eventually(lambda: texts(desk.menu.models) == ["Find…", "DeepSeek", "m7"])
    entry(desk.menu.models, "Find…").trigger()
    QTest.keyClicks(desk.finder.search, "m42")
    QTest.keyClick(desk.finder.search, Qt.Key.Key_Return)
    await eventually(lambda: control.now.default_model == "deepseek/m42")


async def test_quitting_asks_while_somebody_is_answered(desk, control, eventually) -> None:
    await eventually(lambda: desk.link.view.can_stop)
    control.set(in_flight=2)
    desk.link.look()
    await eventually(lambda: desk.link.view.snapshot.in_flight == 2)
    entry(desk.menu, "Quit").trigger()
    assert desk.question.isVisible() and not desk.question.isModal()
    QTest.keyClick(desk.question, Qt.Key.Key_Escape)
    assert not desk.question.isVisible() and "stop" not in control.calls
    entry(desk.menu, "Quit").trigger()
    QTest.mouseClick(desk.question.yes, Qt.MouseButton.LeftButton)
    await desk.until_quit()
    assert "stopped" in control.calls


async def test_another_process_s_router_is_not_stopped_by_quitting(desk, control, eventually) -> None:
    await eventually(lambda: desk.link.view.can_stop)
    control.set(pid=1, in_flight=3)
    desk.link.look()
    await eventually(lambda: desk.link.view.attached)
    entry(desk.menu, "Quit").trigger()
    await desk.until_quit()
    assert "stop" not in control.calls
    await control.stop()


async def test_the_theme_of_the_settings_is_taken_over_live(desk, control, eventually) -> None:
    from ccrouter.desktop import theme
    from ccrouter.views import DesktopView

    await eventually(lambda: desk.link.view.can_stop)
    for name, dark in (("dark", True), ("light", False)):
        control.set(desktop=DesktopView(theme=name))
        desk.link.look()
        await eventually(lambda dark=dark: theme.is_dark() is dark)
    control.set(desktop=DesktopView(), providers=PROVIDERS)
    desk.link.look()
    await eventually(lambda: desk._theme == "system")
