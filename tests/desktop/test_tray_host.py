"""The real process on a real desktop: its icon in a panel, clicked, read and quit through its menu."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from screenless import NEEDED, PANEL_HEIGHT, SIZE, Box, Screenless, TrayItem, changed, until

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason="needs the packages of packaging/debian-packages.txt"
    ),
]
BELOW = QRect(0, PANEL_HEIGHT, SIZE[0], SIZE[1] - PANEL_HEIGHT)
APP = Path(__file__).parents[2] / "app"
SETTINGS = """
[server]
port = {port}

[providers.local]
format = "openai_chat"
base_url = "http://127.0.0.1:9/v1"
models = ["qwen3-coder", "qwen3-small"]

[routing]
default = "local/qwen3-coder"  # the big one
"""


class App:
    """The tray application as a process, in a home of its own."""

    def __init__(self, screen: Screenless, home: Path, port: int = 0) -> None:
        self.screen, self.home = screen, home
        self.settings = home / "config" / "config.toml"
        self.settings.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(SETTINGS.format(port=port))
        self.process = screen.spawn(*self.command, env=self.env, log=f"app-{home.name}")

    command = (sys.executable, "-W", "error", "-m", "ccrouter", "app")

    @property
    def env(self) -> dict[str, str]:
        return {"CCR_HOME": str(self.home), "PYTHONPATH": str(APP)}

    @property
    def pid(self) -> int:
        return self.process.pid

    def again(self, command: str = "app") -> subprocess.CompletedProcess[bytes]:
        """Start it a second time."""
        return subprocess.run(
            (*self.command[:-1], command), env=self.screen.env | self.env, timeout=30, check=False, capture_output=True
        )

    def running(self) -> bool:
        return self.process.poll() is None


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    with Screenless(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture
def app(screen, tmp_path):
    app = App(screen, tmp_path / "home")
    yield app
    screen.end(app.process)


@pytest.fixture
def item(app):
    item = TrayItem(app.screen)
    assert until(lambda: "Running" in item.tip()), item.tip()
    yield item
    item.close()


def test_an_icon_appears_and_a_click_on_it_opens_the_window(screen, tmp_path):
    before = screen.screenshot("before")
    app = App(screen, tmp_path / "home")
    try:
        with TrayItem(screen) as item:
            assert until(lambda: "Running" in item.tip())
            assert until(lambda: QImage(str(screen.screenshot("icon"))) != QImage(str(before)))
            x, y = changed(before, screen.out / "icon.png", last=PANEL_HEIGHT).middle
            assert screen.windows("CC Router") == []
            screen.click(x, y)
            assert until(lambda: screen.windows("CC Router"))
            screen.screenshot("window")
            screen.keys("ctrl+w")
            assert until(lambda: not screen.windows("CC Router"))
            assert app.running()
            screen.click(x, y, button=3)
            menu = until(lambda: QImage(str(screen.screenshot("menu"))) != QImage(str(screen.out / "icon.png")))
            assert menu
            screen.keys("Up", "Return")  # the last entry: Quit
            assert app.process.wait(15) == 0
    finally:
        screen.end(app.process)


def test_clicks_in_the_menu_open_windows(screen, tmp_path):
    bare = screen.screenshot("bare")
    app = App(screen, tmp_path / "home")
    try:
        with TrayItem(screen) as item:
            assert until(lambda: "Running" in item.tip())
            assert until(lambda: QImage(str(screen.screenshot("idle"))) != QImage(str(bare)))
            x, y = changed(bare, screen.out / "idle.png", last=PANEL_HEIGHT).middle
            for label, title in (("_Dashboard", "Dashboard.*"), ("Settin_gs…", "Settings.*")):
                screen.click(x, y, button=3)
                assert until(lambda: _below_the_panel(screen))
                screen.click(*item.spot(label, _below_the_panel(screen)))
                assert until(lambda title=title: screen.windows(title)), label
                screen.screenshot(f"clicked-{label}")
                screen.keys("ctrl+w")
                assert until(lambda title=title: not screen.windows(title))
    finally:
        screen.end(app.process)


def _below_the_panel(screen: Screenless) -> Box | None:
    """What has appeared there since the desktop was idle; None = nothing, or it is still being drawn."""
    idle = QImage(str(screen.out / "idle.png"))
    first, second = screen.screenshot("open"), screen.screenshot("open-still")
    if QImage(str(first)) != QImage(str(second)) or QImage(str(first)).copy(BELOW) == idle.copy(BELOW):
        return None
    return changed(screen.out / "idle.png", second, first=PANEL_HEIGHT)


def test_the_menu_over_dbus(app, item):
    entries = item.entries()
    said = list(entries)
    assert said[0].startswith("● ") and "0 in flight · $0.00 today" in said[0]
    commands = [
        "Pa_use", "Default _model", "_Strategy", "_Template", "_Providers", "C_onnect", "_Dashboard", "_Requests",
        "Provider _health", "_Notices", "Settin_gs…", "S_et up…", "_Copy environment", "Open settings _file", "Open _log",
        "Start at log_in", "Chec_k for updates", "_About CC Router", "Show _window", "_Quit CC Router",
    ]  # fmt: skip
    assert [label for label in said if label in commands] == commands
    letters = [label[label.index("_") + 1].lower() for label in commands]
    assert sorted(letters) == sorted(set(letters)), "each letter leads to one entry"
    assert entries["_Quit CC Router"]["shortcut"] == [["Control", "Q"]]
    assert entries["qwen3-coder"]["toggle-state"] == 1
    assert entries["As listed"]["toggle-state"] == 1
    assert until(lambda: "Cost Optimized" in item.entries()), "the templates are read from files"
    assert "Claude Code — not installed" in item.entries() or "Claude Code" in item.entries()


def test_strategy_template_and_providers_write_the_settings_and_are_taken_back(app, item):
    before = app.settings.read_text()
    item.choose("Cheapest")
    assert until(lambda: 'strategy = "cost-optimized"' in app.settings.read_text())
    assert until(lambda: item.entries()["Cheapest"]["toggle-state"] == 1)
    assert until(lambda: "Undo “Strategy: Cheapest”" in item.entries())
    item.choose("● local")
    assert until(lambda: app.screen.windows("CC Router")), "the default model is its own, and that is said"
    assert item.entries()["● local"]["toggle-state"] == 1
    item.choose("Undo “Strategy: Cheapest”")
    assert until(lambda: app.settings.read_text() == before)
    assert until(lambda: not any(label.startswith("Undo") for label in item.entries()))


def test_another_language_is_spoken_by_the_same_icon_and_menu(app, item):
    place = item.entries()["_Dashboard"]["id"]
    text = app.settings.read_text()
    app.settings.write_text(f'{text}\n[desktop]\nlanguage = "zh_CN"\n')
    assert until(lambda: "仪表盘(_D)" in item.entries())
    assert item.entries()["仪表盘(_D)"]["id"] == place, "panels keep what they know of a menu"
    assert until(lambda: "运行" in item.tip()), item.tip()
    app.settings.write_text(text)
    assert until(lambda: "_Dashboard" in item.entries())


def test_start_at_login_comes_and_goes(app, item):
    entry = Path(app.screen.env["HOME"]) / ".config" / "autostart" / "cc-router.desktop"
    item.choose("Start at log_in")
    assert until(entry.exists)
    assert until(lambda: item.entries()["Start at log_in"]["toggle-state"] == 1)
    item.choose("Start at log_in")
    assert until(lambda: not entry.exists())


def test_windows_open_from_the_menu_and_from_a_second_start(app, item):
    item.choose("_About CC Router")
    assert until(lambda: app.screen.windows("About CC Router.*"))
    app.screen.screenshot("about")
    second = app.again("dashboard")
    assert second.returncode == 0
    assert until(lambda: app.screen.windows("Dashboard.*"))


def test_without_a_running_application_the_dashboards_command_starts_it(screen, tmp_path):
    env = {"CCR_HOME": str(tmp_path / "home"), "PYTHONPATH": str(APP)}
    file = tmp_path / "home" / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(SETTINGS.format(port=0))
    process = screen.spawn(*App.command[:-1], "dashboard", env=env, log="dashboard")
    try:
        with TrayItem(screen) as item:
            assert until(lambda: screen.windows("Dashboard.*"))
            assert until(lambda: "Running" in item.tip()), item.tip()
            item.choose("_Quit CC Router")
            assert process.wait(15) == 0
    finally:
        screen.end(process)


def test_it_shows_the_router_of_another_process_and_leaves_it_running(screen, tmp_path):
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(SETTINGS.format(port=0))
    command = (sys.executable, "-W", "error", "-m", "ccrouter", "serve")
    serving = screen.spawn(*command, env={"CCR_HOME": str(home), "PYTHONPATH": str(APP)}, log="serve")
    note = home / "state" / "router.json"
    assert until(note.exists)
    app = App(screen, home)
    try:
        with TrayItem(screen) as item:
            assert until(lambda: "Running" in item.tip()), item.tip()
            said = f"Served by another process ({serving.pid}); quitting here leaves it running"
            assert until(lambda: said in item.entries())
            item.choose("Stop the other process's ro_uter")
            assert until(lambda: screen.windows("CC Router")), "it asks first"
            screen.screenshot("stop-other")
            item.choose("_Quit CC Router")
            assert app.process.wait(15) == 0
        assert serving.poll() is None
        again = App(screen, home)
        with TrayItem(screen) as item:
            assert until(lambda: "Running" in item.tip()), item.tip()
            serving.terminate()
            assert serving.wait(15) == 0
            assert until(lambda: "Stopped" in item.tip()), item.tip()
            item.choose("Res_ume")
            assert until(lambda: "Running" in item.tip()), item.tip()
            assert not any(label.startswith("Served by") for label in item.entries())
            item.choose("_Quit CC Router")
            assert again.process.wait(15) == 0
    finally:
        for process in (app.process, serving):
            screen.end(process)


def test_switching_the_default_writes_the_settings_and_keeps_comments(app, item):
    item.choose("qwen3-small")
    assert until(lambda: 'default = "local/qwen3-small"  # the big one' in app.settings.read_text())
    assert until(lambda: item.entries()["qwen3-small"]["toggle-state"] == 1)
    assert item.entries()["qwen3-coder"]["toggle-state"] == 0


def test_stop_and_start_change_icon_and_tip(app, item):
    lit = item.get("IconPixmap")
    item.choose("Pa_use")
    assert until(lambda: "Stopped" in item.tip())
    assert item.get("IconPixmap") != lit
    item.choose("Res_ume")
    assert until(lambda: "Running" in item.tip())
    assert until(lambda: item.get("IconPixmap") == lit)


def test_quit_through_the_menu(app, item):
    item.choose("_Quit CC Router")
    assert app.process.wait(15) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_quit_by_signal(app, item, number):
    os.kill(app.pid, number)
    assert app.process.wait(15) == 0


def test_a_second_start_shows_the_window_of_the_first(app, item):
    assert app.screen.windows("CC Router") == []
    second = app.again()
    assert (second.returncode, second.stdout) == (0, b"")
    assert until(lambda: app.screen.windows("CC Router"))
    assert app.running()


def test_a_taken_port_is_told_and_the_application_goes_on(screen, tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        app = App(screen, tmp_path / "home", port=holder.getsockname()[1])
        try:
            with TrayItem(screen) as item:
                assert until(lambda: "is taken" in item.tip()), item.tip()
                assert until(lambda: screen.windows("CC Router"))
                screen.screenshot("taken")
                assert "Start ro_uter" in item.entries()
                holder.close()
                item.choose("Start ro_uter")
                assert until(lambda: "Running" in item.tip())
                item.choose("_Quit CC Router")
                assert app.process.wait(15) == 0
        finally:
            screen.end(app.process)


def test_without_a_tray_it_is_a_window(tmp_path):
    with Screenless(tmp_path / "screen", tray="none") as screen:
        app = App(screen, tmp_path / "home")
        assert until(lambda: screen.windows("CC Router"))
        screen.screenshot("no-tray")
        os.kill(app.pid, signal.SIGTERM)
        assert app.process.wait(15) == 0
