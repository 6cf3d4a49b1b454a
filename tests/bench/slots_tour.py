"""What ``slots.py`` does in the application: opens every window, turns to every page, and does there what people do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTabWidget, QWidget

if TYPE_CHECKING:
    from slots import Stopwatch

    from ccrouter.desktop.desk import Desk

Key = Qt.Key


class Tour:
    def __init__(self, desk: Desk, watch: Stopwatch, only: str) -> None:
        self.desk, self.watch, self.only = desk, watch, only

    def begin(self) -> None:
        self._task = asyncio.ensure_future(self._all())

    async def _all(self) -> None:
        try:
            async with asyncio.timeout(60):
                while not self.desk.link.view.serving:
                    await asyncio.sleep(0.05)
            await self.rest(2.0)
            for stop in (
                self._main, self._menu, self._requests, self._dashboard, self._health, self._settings, self._notices,
                self._about, self._setup,
            ):  # fmt: skip
                if self.only in stop.__name__:
                    await stop()
                self.desk.window.showMinimized()  # as if it were closed: there is no tray to go on from here
        finally:
            self.watch.step = "end"
            self.desk.quit()

    async def rest(self, seconds: float = 0.6) -> None:
        """Until what was set off is done, and live refresh has ticked."""
        for _ in range(max(1, round(seconds / 0.1))):
            self.watch.unit()
            await asyncio.sleep(0.1)

    async def do(self, step: str, action: Callable[[], object], seconds: float = 0.6) -> None:
        self.watch.step = step
        with self.watch.slot(lambda: "the action itself"):
            action()
        await self.rest(seconds)

    async def press(self, step: str, widget: QWidget, *keys: Any, seconds: float = 0.6) -> None:
        self.watch.step = step
        for key in keys:
            with self.watch.slot(lambda: "the key itself"):
                QTest.keyClicks(widget, key) if isinstance(key, str) else QTest.keyClick(widget, key)
            await asyncio.sleep(0.08)
        await self.rest(seconds)

    async def click(self, step: str, widget: QWidget, seconds: float = 0.6) -> None:
        self.watch.step = step
        with self.watch.slot(lambda: "the click itself"):
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())
        await self.rest(seconds)

    async def window(self, name: str, seconds: float = 2.5) -> Any:
        self.watch.step = f"{name}: open"
        self.desk.windows.open(name)
        async with asyncio.timeout(30):
            while not (found := [one for one in self.desk.windows.frames if one.name == name and one.isVisible()]):
                await asyncio.sleep(0.02)
        await self.rest(seconds)
        return found[0]

    async def leave(self, window: QWidget) -> None:
        await self.do(f"{window.name}: close", window.close)  # type: ignore[attr-defined]

    async def _main(self) -> None:
        window: Any = self.desk.window
        await self.do("main: idle", lambda: None, 2.0)
        await self.do("main: models", window._model.showPopup)
        await self.do("main: models away", window._model.hidePopup)
        await self.press("main: arrows", window._requests, Key.Key_Down, Key.Key_Down, Key.Key_End)
        await self.do("main: resize", lambda: window.resize(1100, 760))

    async def _menu(self) -> None:
        menu = self.desk.menu
        await self.do("menu: open", lambda: menu.popup(QPoint(50, 50)), 1.5)
        for submenu in (menu.models, menu.strategies, menu.templates, menu.providers, menu.clients):
            await self.do(f"menu: {submenu.title()}", lambda submenu=submenu: submenu.popup(QPoint(300, 50)))  # type: ignore[misc]
            await self.do("menu: away", submenu.hide)
        await self.do("menu: close", menu.close)
        await self.do("finder: open", self.desk._find_model)
        await self.press("finder: type", self.desk.finder.search, "l", "a", "r", Key.Key_Backspace)
        await self.do("finder: close", self.desk.finder.close)

    async def _requests(self) -> None:
        window = await self.window("requests")
        grid, text = window.grid, window.filters.text
        await self.press("requests: arrows", grid, Key.Key_Down, seconds=1.0)
        await self.press("requests: arrows", grid, *[Key.Key_Down] * 4, Key.Key_PageDown, seconds=1.0)
        await self.press("requests: end", grid, Key.Key_End, seconds=1.0)
        await self.press("requests: home", grid, Key.Key_Home, seconds=1.0)
        bar = grid.verticalScrollBar()
        for share in (0.2, 0.5, 0.8, 0.0):
            await self.do("requests: scroll", lambda share=share: bar.setValue(round(bar.maximum() * share)))
        await self.press("requests: type", text, "d", "e", "e", "p", seconds=1.5)
        await self.press("requests: type away", text, *[Key.Key_Backspace] * 4, seconds=1.5)
        await self.do("requests: box", window.filters.provider.showPopup)
        await self.press(
            "requests: choose in box", window.filters.provider.view(), Key.Key_Down, Key.Key_Return, seconds=1.5
        )
        await self.do("requests: clear", window.filters.reset, 1.5)
        await self.do("requests: narrow", lambda: window.resize(920, 620))
        await self.do("requests: wide", lambda: window.resize(1400, 900))
        await self.do("requests: menu", lambda: grid.menu().popup(QPoint(200, 200)))
        await self.do("requests: again", window.route_again, 1.5)
        await self.do("requests: live", lambda: None, 3.0)
        await self.leave(window)

    async def _dashboard(self) -> None:
        window = await self.window("dashboard", 4.0)
        for place in (0, 2, 3, 1):
            await self.click("dashboard: range", window._chooser._group.button(place), 2.5)
        board = window.board
        await self.do("dashboard: split", lambda: (board.split.setCurrentIndex(1), board.split.activated.emit(1)), 2.5)
        await self.do("dashboard: filter", lambda: board.picked.emit("client", "Codex"), 2.5)
        await self.do("dashboard: filter away", window._filters.clear, 2.5)
        await self.do("dashboard: as table", board.charts["spend"]._as_table.toggle)
        await self.do("dashboard: as chart", board.charts["spend"]._as_table.toggle)
        bar = window.findChild(QWidget, "qt_scrollarea_viewport").parent().verticalScrollBar()
        for share in (0.3, 0.6, 1.0, 0.0):
            await self.do("dashboard: scroll", lambda share=share: bar.setValue(round(bar.maximum() * share)))
        await self.do("dashboard: resize", lambda: window.resize(1000, 700), 1.0)
        await self.do("dashboard: live", lambda: None, 17.0)
        await self.leave(window)

    async def _health(self) -> None:
        window = await self.window("health", 4.0)
        await self.press("health: arrows", window.grid, Key.Key_Down, Key.Key_Down, Key.Key_End, Key.Key_Home)
        await self.do("health: sort", lambda: window.grid.sortByColumn(6, Qt.SortOrder.DescendingOrder))
        await self.click("health: test", window.test, 1.0)
        await self.do("health: resize", lambda: window.resize(1000, 700))
        await self.do("health: live", lambda: None, 4.0)
        await self.leave(window)

    async def _settings(self) -> None:
        window = await self.window("settings")
        for row in range(window.pages.count()):
            title = window.pages.item(row).text()
            await self.do(f"settings: {title}", lambda row=row: window.pages.setCurrentRow(row), 1.5)
            page = window._stack.currentWidget()
            if isinstance(page, QTabWidget):
                for place in range(page.count()):
                    what = f"settings: {title}, {page.tabText(place)}"
                    await self.do(what, lambda place=place, page=page: page.setCurrentIndex(place), 1.5)
                    await self._rosters(what, page.widget(place))
            else:
                await self._rosters(f"settings: {title}", page)
        await self.do("settings: back", lambda: window.pages.setCurrentRow(0))
        await self.do("settings: back", lambda: window.pages.setCurrentRow(1))
        entry = next(one for one in window._stack.currentWidget().findChildren(QLineEdit) if one.isVisible())
        await self.press("settings: type", entry, "p", "1", seconds=0.3)
        await self.press("settings: escape", entry, Key.Key_Escape, Key.Key_Escape)
        await self.do("settings: change", lambda: self._change(window), 2.5)
        await self.do("settings: undo", window._undo_last, 2.5)
        await self.do("settings: resize", lambda: window.resize(1200, 800))
        await self.leave(window)

    def _change(self, window: Any) -> None:
        window.sheet.spawn(window.sheet.change({("routing", "sticky"): False}, "not sticky"))

    async def _rosters(self, what: str, page: QWidget) -> None:
        """Each of a list's lines in turn."""
        from ccrouter.desktop.settings.roster import Roster

        for roster in [page] if isinstance(page, Roster) else page.findChildren(Roster):
            for row in range(1, min(roster.list.count(), 8)):
                await self.do(f"{what}, line", lambda row=row, roster=roster: roster.list.setCurrentRow(row), 1.0)

    async def _notices(self) -> None:
        window = await self.window("notices")
        await self.press("notices: type", window.search, "b", "u")
        await self.leave(window)

    async def _about(self) -> None:
        window = await self.window("about", 4.0)
        await self.leave(window)

    async def _setup(self) -> None:
        window = await self.window("setup", 4.0)
        async with asyncio.timeout(30):
            while window._busy:
                await asyncio.sleep(0.1)
        for name in ("providers", "keys", "template", "budget", "agents", "try"):
            place = next(place for place, page in enumerate(window._pages) if page.name == name)
            if name == "keys":
                window._trip.wanted = {"anthropic", "openai", "deepseek", "gemini"}
            await self.do(f"setup: {name}", lambda place=place: window._go(place), 2.5)
            if name == "providers":
                field = next(one for one in window._page.findChildren(QLineEdit) if one.isVisible())
                await self.press("setup: find a provider", field, "d", "e", Key.Key_Backspace, Key.Key_Backspace)
        await self.leave(window)
