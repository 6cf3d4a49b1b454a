"""Another language or theme, chosen by clicks in the settings window, is spoken and shown at once, wherever one was."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from real import Real, real
from settings_room import top, write

from ccrouter.desktop import theme, tongue
from ccrouter.desktop.desk import Desk
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.settings.fields import Field

CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Seat:
    """Before the whole tray application over a real router."""

    def __init__(self, router: Real, desk: Desk, eventually: Any) -> None:
        self.router, self.desk, self.eventually = router, desk, eventually

    def said(self) -> list[str]:
        """The menu's entries and submenus, all but names."""
        menu = self.desk.menu
        actions = [*menu.actions(), *menu.strategies.actions(), *menu.clients.menuAction().menu().actions()]
        return [one.text() for one in actions if one.text() and one.isVisible()]

    def window(self, name: str) -> Any:
        """The one of that name that is on the screen; None if there is none."""
        return next((one for one in self.desk.windows.frames if one.name == name and one.isVisible()), None)

    async def open(self, name: str) -> Any:
        self.desk.menu.window_asked.emit(name)
        await self.eventually(lambda: self.window(name))
        await asyncio.sleep(0.1)
        return self.window(name)

    async def general(self) -> Frame:
        settings = await self.open("settings")
        await self.eventually(lambda: settings.sheet.config.providers)
        titles = [settings.pages.item(row).text() for row in range(settings.pages.count())]
        row = next(place for place, title in enumerate(titles) if title in ("General", "通用", "常规"))
        QTest.mouseClick(
            settings.pages.viewport(),
            Qt.MouseButton.LeftButton,
            pos=settings.pages.visualItemRect(settings.pages.item(row)).center(),
        )
        await self.eventually(lambda: self.field(settings, "language"))
        return settings

    def field(self, settings: Frame, key: str) -> Field | None:
        fields = settings.findChildren(Field)
        return next((one for one in fields if one.path == ("desktop", key) and one.isVisible()), None)

    async def choose(self, key: str, value: str) -> None:
        """Open the box with a click and click on the entry."""
        settings = self.window("settings")
        await self.eventually(lambda: self.field(settings, key) is not None)
        field = self.field(settings, key)
        assert field is not None
        box = field.control
        assert isinstance(box, QComboBox)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        view = box.view()
        await self.eventually(view.isVisible)
        await asyncio.sleep(QApplication.doubleClickInterval() / 1000 + 0.05)  # before, it is the opening click's end
        place = view.visualRect(view.model().index(box.findData(value), 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


@asynccontextmanager
async def seat(qapp: QApplication, folder: Path, eventually: Any) -> AsyncIterator[Seat]:
    """Within a test, not in a fixture: between the two Qt's events are handled while no loop runs."""
    async with real(folder, start=False) as router:
        desk = Desk(qapp, router.link, router.places.config_file, router.places)
        desk.start()
        await eventually(lambda: router.link.view.serving)
        try:
            yield Seat(router, desk, eventually)
        finally:
            desk.quit()
            await desk.until_quit()
            boxes = desk.trouble, desk.info, desk.question, desk.finder
            for thing in (desk.menu, *desk.windows.frames, *boxes, desk.windows, desk.hands, desk):
                thing.deleteLater()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No agents and no language of this machine's."""
    for name, value in (("HOME", str(tmp_path)), ("CCR_TOKEN", "token"), ("PROVIDER_KEY", "key")):
        monkeypatch.setenv(name, value)


async def test_another_language_is_spoken_at_once_and_given_back(speak, qapp, tmp_path, eventually):
    async with seat(qapp, tmp_path / "ccr", eventually) as here:
        english = here.said()
        assert "&Dashboard" in english
        settings = await here.general()
        settings.resize(780, 622)
        main = here.window("main")
        assert main is not None  # there is no tray here
        await here.choose("language", "zh_CN")
        await eventually(lambda: here.window("settings") not in (None, settings))
        await eventually(lambda: not [text for text in here.said() if re.search("[A-Za-z]{2,} [a-z]{2,}", text)])
        chinese = here.window("settings")
        assert chinese.windowTitle() == "设置"
        assert chinese.size() == settings.size()
        await eventually(lambda: here.field(chinese, "language") is not None)  # it is turned to the same page
        await eventually(lambda: here.field(chinese, "language").control.hasFocus())
        await eventually(lambda: not settings.isVisible())
        assert here.window("main") is not main
        assert not main.isVisible()
        assert here.desk.link._watchers == {"main", "settings"}
        await here.choose("language", "en")
        await eventually(lambda: here.window("settings") not in (None, chinese))
        await eventually(lambda: {*english} <= {*here.said()})
        assert here.window("settings").windowTitle() == "Settings"
        assert here.router.link.view.serving


async def test_the_systems_own_language(speak, qapp, tmp_path, eventually, monkeypatch):
    async with seat(qapp, tmp_path / "ccr", eventually) as here:
        await here.general()
        await here.choose("language", "en")
        await eventually(lambda: tongue.spoken() == "en")
        await eventually(lambda: here.window("settings"))
        monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale("zh_CN")))
        await here.choose("language", "system")
        await eventually(lambda: here.window("settings") and here.window("settings").windowTitle() == "设置")
        assert any(CHINESE.search(text) for text in here.said())


async def test_windows_come_back_at_what_they_showed(speak, qapp, tmp_path, eventually):
    async with seat(qapp, tmp_path / "ccr", eventually) as here:
        dashboard, requests = await here.open("dashboard"), await here.open("requests")
        QTest.mouseClick(dashboard._chooser._group.button(2), Qt.MouseButton.LeftButton)
        dashboard._filters.pick("provider", "deepseek")
        write(requests.filters.text, "sonnet")
        settings = await here.general()
        settings.pages.setCurrentRow(0)
        await eventually(lambda: settings._stack.currentWidget().keys == ["anthropic", "deepseek", "openai"])
        settings._stack.currentWidget().choose("deepseek")
        here.desk.hands.spawn(here.desk.hands.change({("desktop", "language"): "zh_CN"}, "Language"))
        await eventually(lambda: here.window("settings") not in (None, settings))
        assert here.window("dashboard")._chooser.range.choice == "week"
        assert here.window("dashboard")._filters.where == {"provider": "deepseek"}
        assert here.window("requests").filters.wanted.text == "sonnet"
        await eventually(lambda: here.window("settings")._stack.currentWidget().key == "deepseek")


async def test_another_theme_is_shown_at_once(qapp, tmp_path, eventually):
    async with seat(qapp, tmp_path / "ccr", eventually) as here:
        settings = await here.general()
        for name, dark in (("dark", True), ("light", False), ("system", False)):
            await here.choose("theme", name)
            await eventually(lambda dark=dark: theme.is_dark() is dark)
            await eventually(lambda dark=dark: _lightness(settings) < 60 if dark else _lightness(settings) > 200)
        assert here.window("settings") is settings
        assert top(type(settings)) is settings


def _lightness(frame: Frame) -> int:
    """Of the page, in a corner where nothing stands."""
    return frame.grab().toImage().pixelColor(3, 3).lightness()
