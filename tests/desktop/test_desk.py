"""The tray application's parts together over a small real control, without a screen."""

from __future__ import annotations

import socket
import sys

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from stand_in import DEMO, PROVIDERS

from ccrouter.trouble import Trouble


def button(widget, text):
    return next(one for one in widget.findChildren(QPushButton) if one.text().replace("&", "") == text)


def entry(menu, text):
    return next(one for one in menu.actions() if one.text().replace("&", "") == text)


@pytest.fixture
async def running(desk, eventually):
    await eventually(lambda: desk.link.view.can_stop)
    return desk


async def test_it_starts_and_says_so(running, control):
    assert running.menu.actions()[0].text() == f"● {control.now.port} · 0 in flight"
    assert running.window.windowTitle() == "CC Router"
    assert running.window._state.text() == "Running"
    assert running.window._address.text() == control.now.url


async def test_without_a_tray_the_window_shows_and_says_why(desk):
    assert desk.tray is None
    assert desk.window._no_tray.isVisible()
    assert "no tray icons" in desk.window._no_tray.text()


async def test_stop_and_start_from_the_menu(running, control, eventually):
    entry(running.menu, "Pause").trigger()
    await eventually(lambda: running.link.view.can_start)
    assert running.menu.actions()[0].text() == f"○ Stopped · {control.now.port}"
    entry(running.menu, "Resume").trigger()
    await eventually(lambda: running.link.view.can_stop)
    assert control.calls.count("start") == 2


async def test_stop_and_start_from_the_window_by_keyboard(running, eventually):
    QTest.keyClick(button(running.window, "Pause"), Qt.Key.Key_Space)
    await eventually(lambda: running.link.view.can_start)
    QTest.keyClick(button(running.window, "Resume"), Qt.Key.Key_Space)
    await eventually(lambda: running.link.view.can_stop)


async def test_the_menu_groups_models_by_provider_and_switches_the_default(running, control, eventually):
    models = entry(running.menu, "Default model").menu()
    said = [(one.text(), one.isEnabled(), one.isChecked()) for one in models.actions() if not one.isSeparator()]
    assert said == [
        ("Anthropic", False, False),
        ("claude-sonnet-4-5", True, True),
        ("claude-haiku-4-5", True, False),
        ("DeepSeek", False, False),
        ("deepseek-chat", True, False),
    ]
    entry(models, "deepseek-chat").trigger()
    await eventually(lambda: running.link.view.snapshot.default_model == "deepseek/deepseek-chat")
    assert [one.text() for one in models.actions() if one.isChecked()] == ["deepseek-chat"]
    assert running.window._model.currentText() == "deepseek/deepseek-chat"


async def test_the_window_switches_the_default(running, control, eventually):
    box = running.window._model
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    await eventually(lambda: control.now.default_model == "anthropic/claude-haiku-4-5")
    await eventually(lambda: box.currentText() == "anthropic/claude-haiku-4-5")


async def test_a_refused_switch_leaves_the_old_default_on_the_screen(running, control, eventually):
    control.refused = "deepseek/deepseek-chat"
    running.link.choose(control.refused)
    await eventually(running.trouble.isVisible)
    assert running.trouble.text() == "The default was not changed"
    assert running.window._model.currentText() == "anthropic/claude-sonnet-4-5"
    assert not button(running.trouble, "Retry").isVisible()


async def test_an_open_menu_is_changed_in_place(running, control, eventually):
    before = running.menu.actions()
    running.menu.aboutToShow.emit()
    control.set(in_flight=2)
    await eventually(lambda: running.menu.actions()[0].text().endswith(" · 2 in flight"))
    assert running.menu.actions() == before


async def test_unwatched_it_looks_seldom_and_unchanged_it_says_nothing(running, control, eventually):
    running.window.hide()
    assert running.link._clock.interval() == 5000
    running.window.show()
    assert running.link._clock.interval() == 500
    said = []
    running.link.changed.connect(said.append)
    seen = control.calls.count("snapshot")
    await eventually(lambda: control.calls.count("snapshot") >= seen + 2)
    assert said == []


async def test_a_hidden_window_is_left_alone_and_up_to_date_when_it_appears(running, control, eventually):
    running.window.hide()
    control.set(state="degraded", in_flight=1)
    running.link.look()
    await eventually(lambda: running.menu.actions()[0].text().startswith("◐"))
    assert running.window._state.text() == "Running"
    running.window.raise_up()
    assert running.window._state.text() == "Degraded"


async def test_a_minimised_window_is_not_looked_at(running, eventually):
    running.window.showMinimized()
    await eventually(lambda: running.link._clock.interval() == 5000)
    running.window.raise_up()
    await eventually(lambda: running.link._clock.interval() == 500)


async def test_the_environment_is_copied_for_a_shell(running, control, eventually, monkeypatch):
    monkeypatch.setenv("SHELL", "/bin/bash")
    QGuiApplication.clipboard().clear()
    entry(running.menu, "Copy environment").trigger()
    await eventually(lambda: QGuiApplication.clipboard().text())
    lines = QGuiApplication.clipboard().text().splitlines()
    if sys.platform == "win32":
        assert "$env:ANTHROPIC_AUTH_TOKEN = 'it''s local'" in lines
    else:
        assert f"export ANTHROPIC_BASE_URL={control.now.url}" in lines
        assert "export ANTHROPIC_AUTH_TOKEN='it'\"'\"'s local'" in lines
    assert "Copied" in running.window._copy_environment.text()


async def test_a_taken_port_is_told_and_retried(qapp, desk, control, eventually):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        await eventually(lambda: desk.link.view.can_stop)
        desk.link.stop()
        await eventually(lambda: desk.link.view.can_start)
        control.set(port=holder.getsockname()[1])
        desk.link.start()
        await eventually(desk.trouble.isVisible)
        assert desk.link.view.state == "stopped"
        assert desk.trouble.text() == f"Port {control.now.port} is taken"
        assert "End it, or set another port" in desk.trouble.informativeText()
        assert not desk.trouble.isModal()
        assert "is taken" in desk.window._reason.text()
    QTest.mouseClick(button(desk.trouble, "Retry"), Qt.MouseButton.LeftButton)
    await eventually(lambda: desk.link.view.can_stop)
    assert not desk.trouble.isVisible()
    assert not desk.window._reason.isVisible()


class Opener(QObject):
    """Stands in for the user's text editor."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opener():
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    yield opener
    QDesktopServices.unsetUrlHandler("file")


async def test_opening_the_settings_file_leaves_the_retry_on_the_screen(desk, opener, tmp_path):
    (tmp_path / "config.toml").touch()
    desk.trouble.show_error(Trouble("The settings are not valid", "Line 3.", "Mend it."), can_retry=True)
    QTest.mouseClick(button(desk.trouble, "Open settings file"), Qt.MouseButton.LeftButton)
    assert opener.opened == [str(tmp_path / "config.toml")]
    assert button(desk.trouble, "Retry").isVisible()


async def test_a_missing_settings_file_is_begun_from_the_starter(desk, opener, tmp_path):
    desk.open_config()
    assert opener.opened == [str(tmp_path / "config.toml")]
    assert "# " in (tmp_path / "config.toml").read_text(encoding="utf-8")


async def test_without_an_editor_the_file_is_named(desk, tmp_path):
    desk.open_config()
    assert str(tmp_path / "config.toml") in desk.trouble.informativeText()


async def test_a_place_that_cannot_be_written_is_told(running, control, opener, eventually, tmp_path):
    (tmp_path / "file").touch()
    control.set(config=str(tmp_path / "file" / "config.toml"))
    await eventually(lambda: running.window._config.text().endswith("file/config.toml"))
    running.open_config()
    assert opener.opened == []
    assert "config.toml" in running.trouble.informativeText()
    assert running.trouble.isVisible()


async def test_with_only_the_demo_the_window_tells_the_first_steps(desk, control, eventually):
    control.set(providers=DEMO)
    await eventually(lambda: desk.window._hint.isVisible())
    assert "ccr key set" in desk.window._hint.text()
    control.set(providers=PROVIDERS)
    await eventually(lambda: not desk.window._hint.isVisible())


async def test_degraded_says_why(running, control, eventually):
    control.set(state="degraded", reason="No key for deepseek. Store one with `ccr key set deepseek`.")
    await eventually(lambda: running.menu.actions()[0].text().startswith("◐ Degraded"))
    assert running.menu.actions()[1].text().startswith("No key for deepseek.")
    assert running.window._reason.text().startswith("No key for deepseek.")


async def test_our_own_mistake_does_not_end_the_application(running, control, eventually, caplog):
    control.bug = ZeroDivisionError("secret")
    running.link.stop()
    await eventually(running.trouble.isVisible)
    assert "ZeroDivisionError" in running.trouble.informativeText()
    assert "secret" not in running.trouble.informativeText()
    assert "ZeroDivisionError: secret" in caplog.text
    control.bug = None
    running.link.stop()
    await eventually(lambda: running.link.view.can_start)
