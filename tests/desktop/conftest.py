"""Desktop tests run without a screen, and asynchronous ones on the qasync loop that the application uses."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt starts

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from stand_in import StandIn

from ccrouter.desktop import tongue
from ccrouter.desktop.application import Application
from ccrouter.desktop.desk import Desk
from ccrouter.desktop.link import Link
from ccrouter.desktop.loop import Loop
from ccrouter.settings.paths import paths


def qt_loop() -> asyncio.AbstractEventLoop:
    app = Application.instance() or Application(["ccr"])
    assert isinstance(app, Application)
    app.setQuitOnLastWindowClosed(False)  # as the application does: it would end the loop
    return Loop(app)


def pytest_asyncio_loop_factories(
    config: object, item: object
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"qasync": qt_loop}


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


class Eventually:
    """``await eventually(lambda: …)``: the loop goes on until it is true, or the test fails."""

    async def __call__(self, true: Callable[[], Any], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.01)


@pytest.fixture
def eventually() -> Eventually:
    return Eventually()


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """``speak("zh_CN")`` for the length of a test; all others read the sources' own English."""
    before = QLocale()
    yield tongue.install
    for translator in tongue._installed:
        qapp.removeTranslator(translator)
    tongue._installed.clear()
    tongue._foreign, tongue._spoken = False, "system"
    QLocale.setDefault(before)


@pytest.fixture
def control() -> StandIn:
    return StandIn()


@pytest.fixture
async def desk(qapp: Application, control: StandIn, tmp_path: Any) -> AsyncIterator[Desk]:
    """The whole tray application but its process; no test ends without its windows gone and its port free."""

    async def make(stop_asked: Callable[[], None]) -> StandIn:
        return control

    desk = Desk(qapp, Link(make), tmp_path / "config.toml", paths({"CCR_HOME": str(tmp_path)}))
    desk.start()
    yield desk
    desk.quit()
    await desk.until_quit()
    boxes = desk.trouble, desk.info, desk.question, desk.finder
    for thing in (desk.menu, *desk.windows.frames, *boxes, desk.windows, desk.hands, desk.link, desk):
        thing.deleteLater()
