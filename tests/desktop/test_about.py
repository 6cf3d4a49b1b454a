"""The window *About*: where things are, licences, and a loop whose pace is measured only while somebody looks."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from real import Real, real

import ccrouter
from ccrouter.desktop.about import About, licences, make
from ccrouter.desktop.lag import Probe, spread


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path) -> AsyncIterator[tuple[Real, About]]:
    async with real(tmp_path) as router:
        window = make(router.hands)
        assert isinstance(window, About)
        window.show()
        yield router, window
        window.close()
        window.deleteLater()


async def test_it_says_version_and_places(room) -> None:
    router, window = room
    said = {label.text() for label in window.findChildren(QLabel)}
    assert f"Version {ccrouter.__version__}" in said
    assert {str(router.places.config_file), str(router.places.data), str(router.places.state)} <= said


async def test_the_loop_is_measured_while_it_is_seen(room, eventually) -> None:
    _, window = room
    await eventually(lambda: "ms usually" in window.lag.text() and "ms at most" in window.work.text())
    time.sleep(0.1)  # a slot that is much too long
    await eventually(lambda: (window._probe.work.most or 0) >= 100)
    window.hide()
    assert not window._probe.running and not window._clock.isActive()
    assert asyncio.get_running_loop().watch is None


async def test_licences_are_read_on_a_thread_when_it_is_opened(room, eventually) -> None:
    _, window = room
    await eventually(lambda: "PySide6_Essentials" in window.licences.toPlainText())
    assert window.licences.toPlainText().startswith(f"CC Router {ccrouter.__version__}: MIT")


def test_every_package_names_a_licence_or_its_files() -> None:
    lines = licences().splitlines()
    assert len(lines) > 20
    assert all(line.partition(": ")[2] for line in lines)


def test_a_spread_is_of_what_was_measured() -> None:
    assert spread(deque()) == (None, None, None)
    assert spread(deque([5.0])) == (5.0, 5.0, 5.0)
    assert spread(deque(map(float, range(101)))) == (50.0, 99.0, 100.0)


async def test_a_probe_that_is_stopped_leaves_the_loop_alone(qapp: QApplication) -> None:
    probe = Probe()
    probe.start()
    probe.start()
    probe.stop()
    probe.stop()
    assert probe.lag.p50 is None
