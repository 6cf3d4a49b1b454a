"""How the tray application ends: by its menu, by signals, by the system; and what a running stream gets."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer


@pytest.fixture
async def running(desk, eventually):
    await eventually(lambda: desk.link.view.can_stop)
    return desk


async def test_quit_waits_for_the_streams(running, control):
    control.drain = 0.3
    running.quit()
    await running.until_quit()
    assert control.calls[-2:] == ["stop", "stopped"]
    assert not running.window.isVisible()


async def test_while_it_waits_it_says_so_and_offers_to_quit_now(running, control, eventually):
    control.drain = 60
    ending = asyncio.ensure_future(running.until_quit())
    quit_entry = running.menu.actions()[-1]
    quit_entry.trigger()
    await eventually(lambda: running.menu.actions()[0].text().startswith("● Finishing"))
    assert quit_entry.text() == "&Quit now"
    quit_entry.trigger()
    await ending
    assert control.calls[-1] == "stop"


async def test_a_router_that_never_stops_is_left_behind(running, control, monkeypatch):
    monkeypatch.setattr("ccrouter.desktop.link.STOP_LIMIT", 0.05)
    control.drain = 60
    running.quit()
    await running.until_quit()
    assert control.calls[-1] == "stop"


async def test_closing_the_only_window_where_no_tray_is_quits(running, control):
    running.window.close()
    await running.until_quit()
    assert control.calls[-1] == "stopped"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there")
async def test_sigterm_drains_and_a_second_one_ends_at_once(running, control, eventually):
    control.drain = 60
    ending = asyncio.ensure_future(running.until_quit())
    os.kill(os.getpid(), signal.SIGTERM)
    await eventually(lambda: running.link.view.activity == "quitting")
    os.kill(os.getpid(), signal.SIGTERM)
    await ending
    assert control.calls[-1] == "stop"


async def test_the_systems_own_quit_waits_too(running, control, qapp):
    control.drain = 0.3
    ending = asyncio.ensure_future(running.until_quit())
    QTimer.singleShot(0, lambda: QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.Quit)))
    await ending
    assert control.calls[-1] == "stopped"
