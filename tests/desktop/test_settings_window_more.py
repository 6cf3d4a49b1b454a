"""Budgets and plugins in the settings window, and the window as a whole: by keyboard, by screen reader, small."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QWidget,
)
from settings_room import COMMENTS, MORE, Room, button, choose, click, room, tick, top, write

from ccrouter.desktop.settings.budgets import NewBudget, Use
from ccrouter.desktop.settings.page import Page
from ccrouter.desktop.settings.plugins import State
from flow.provider.script import Say, Usage

PAGES = ("Providers", "Routing", "Budgets", "Notifications", "Plugins", "General", "Advanced")
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


async def test_a_budget_is_added_shows_its_use_and_is_removed(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Budgets")
        here.real.provider.think(lambda _: [Say("Fine."), Usage(input=1_000_000, output=100_000)], strict=False)
        assert await here.real.ask() == 200  # $3 + $1.5
        await here.real.written(1)
        use = here.window.findChild(Use)
        await eventually(lambda: use.said.text() == "$4.50 of $20.00 used (22 %)")
        assert use.bar.value() == 22
        click(button(page, "Add…"))
        dialog = top(NewBudget)
        QTest.keyClicks(dialog.name, "daily")
        QTest.keyClicks(dialog.usd, "a lot")
        QTest.keyClick(dialog.usd, Qt.Key.Key_Return)
        await eventually(lambda: "must be a number" in dialog.complaint.text())
        dialog.usd.setText("2.5")
        QTest.keyClick(dialog.usd, Qt.Key.Key_Return)
        await eventually(lambda: page.key == "daily")
        choose(here.field("budgets", "daily", "action").box, "Use a cheaper route")
        field = here.field("budgets", "daily", "action")
        await eventually(lambda: "needs a route to downgrade to" in field.complaint.text())
        write(here.field("budgets", "daily", "route").entry, "thrifty")
        await eventually(lambda: here.file["budgets"]["daily"].get("route") == "thrifty")
        choose(field.box, "Use a cheaper route")
        await eventually(lambda: here.live.budgets[1].action == "downgrade")
        write(here.field("budgets", "daily", "alerts").entry, "60, 90")
        write(here.field("budgets", "daily", "period").entry, "5h")
        await eventually(lambda: here.live.budgets[1].hours == 5)
        assert here.live.budgets[1].alerts == (60, 90)
        click(button(page, "Remove"))
        click(button(top(QMessageBox), "Remove"))
        await eventually(lambda: list(here.file["budgets"]) == ["monthly"])
        click(here.window._undo)
        await eventually(lambda: list(here.file["budgets"]) == ["monthly", "daily"])
        assert all(comment in here.text for comment in COMMENTS)


async def test_a_plugin_is_switched_on_with_settings_that_its_own_model_accepts(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Plugins")
        await eventually(lambda: "rate-limiter" in page.keys)
        page.choose("rate-limiter")
        await eventually(lambda: "It does not run." in [label.text() for label in page.findChildren(QLabel)])
        here.window.finish()
        assert any("It refuses requests." in label.text() for label in page.findChildren(QLabel))
        await eventually(lambda: here.seen("plugins", "rate-limiter", "settings", "requests"))
        requests = here.field("plugins", "rate-limiter", "settings", "requests")
        assert requests.entry.placeholderText() == "120"
        before = here.text
        write(requests.entry, "0")
        await eventually(lambda: "greater than or equal to 1" in requests.complaint.text())
        assert here.text == before
        write(requests.entry, "1")
        await eventually(lambda: here.file.get("plugins", {}).get("rate-limiter") == {"settings": {"requests": 1}})
        tick(here.field("plugins", "rate-limiter", "enabled").box)
        await eventually(lambda: runs(here, "rate-limiter"))
        await eventually(lambda: "It runs." in here.window.findChild(State).said.text())
        assert [await here.real.ask(), await here.real.ask()] == [200, 429]
        tick(here.field("plugins", "rate-limiter", "enabled").box)
        await eventually(lambda: not runs(here, "rate-limiter"))
        assert await here.real.ask() == 200


async def test_a_plugin_that_lacks_a_setting_is_not_switched_on(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        page = here.turn("Plugins")
        await eventually(lambda: "webhook" in page.keys)
        page.choose("webhook")
        switch = here.field("plugins", "webhook", "enabled")
        before = here.text
        tick(switch.box)
        await eventually(lambda: "url" in switch.complaint.text())
        assert not switch.box.isChecked()
        assert here.text == before
        await eventually(lambda: here.seen("plugins", "webhook", "settings", "failures_only"))
        write(here.field("plugins", "webhook", "settings", "url").entry, "http://127.0.0.1:9/")
        await eventually(lambda: here.window.sheet.written(("plugins", "webhook", "settings", "url")))
        tick(switch.box)
        await eventually(lambda: runs(here, "webhook"))


async def test_every_control_has_a_name(eventually, tmp_path, monkeypatch):
    more = MORE + '[routing.aliases]\nfast = "deepseek/deepseek-chat"\n'
    async with room(tmp_path, monkeypatch, more=more) as here:
        for title in PAGES:
            async for page in pages(here, title):
                while "Looking …" in [label.text() for label in page.findChildren(QLabel)]:
                    await asyncio.sleep(0.01)
                nameless = [
                    f"{title}: {type(control).__name__}"
                    for control in page.findChildren(QWidget)
                    if isinstance(control, CONTROLS)
                    and not isinstance(control, QScrollBar)
                    and control.isVisibleTo(page)
                    and control.focusPolicy() & Qt.FocusPolicy.TabFocus
                    and not isinstance(control.parent(), CONTROLS)
                    and not isinstance(control.parent(), QTabBar)
                    and not (
                        control.accessibleName()
                        or QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
                    )
                ]
                assert nameless == []


async def test_the_keyboard_reaches_every_page_and_its_controls(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.window.pages.setFocus()
        for _ in range(5):
            QTest.keyClick(here.window.pages, Qt.Key.Key_Down)
        assert here.window.pages.currentItem().text() == "General"
        QTest.keyClick(here.window.pages, Qt.Key.Key_Tab)
        names = []
        while (focus := QApplication.focusWidget()) is not None and focus.accessibleName() not in names:
            names.append(focus.accessibleName())
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert names[:5] == ["Port", "Address", "Let other machines connect", "Theme", "Language"]


async def test_nothing_is_cut_off_in_a_small_window(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        here.window.resize(900, 600)
        for title in PAGES:
            async for page in pages(here, title):
                for one in page.findChildren(Page):
                    assert one.widget().minimumSizeHint().width() <= one.viewport().width(), title
                for shown in page.findChildren(QAbstractButton):
                    if shown.isVisibleTo(here.window) and shown.text():
                        wide = shown.fontMetrics().horizontalAdvance(shown.text().replace("&", ""))
                        assert shown.width() >= wide + 8, f"{title}: {shown.text()}"


async def test_ctrl_w_closes_it_and_it_stops_following_the_file(eventually, tmp_path, monkeypatch):
    async with room(tmp_path, monkeypatch) as here:
        assert here.window.sheet._watching is not None
        QTest.keyClick(here.window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
        assert not here.window.isVisible()
        assert here.window.sheet._watching is None


def runs(here: Room, name: str) -> bool:
    return name in here.live.plugins and here.live.plugins[name].enabled


async def pages(here: Room, title: str) -> AsyncIterator[QWidget]:
    """The page, or one after the other its tabs, each while it is seen and laid out."""
    page = here.turn(title)
    for place in range(page.count() if isinstance(page, QTabWidget) else 1):
        if isinstance(page, QTabWidget):
            page.setCurrentIndex(place)
        here.window.finish()
        await asyncio.sleep(0.05)
        yield page.currentWidget() if isinstance(page, QTabWidget) else page
