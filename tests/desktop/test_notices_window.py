"""The window *Notices* over a real router: filtered, read, acted on and cleared, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from real import Real, real

from ccrouter.desktop.notice_list import NOTICE
from ccrouter.desktop.notices import NoticesWindow, make
from ccrouter.ledger.spend import BudgetEvent

BUDGET = '[budgets.daily]\ntokens = 100_000\naction = "block"\n'


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path, eventually) -> AsyncIterator[tuple[Real, NoticesWindow]]:
    async with real(tmp_path, more=BUDGET) as router:
        window = make(router.hands)
        assert isinstance(window, NoticesWindow)
        router.link.changed.connect(window.show_view)
        window.show_view(router.link.view)
        window.show()
        yield router, window
        window.close()
        window.deleteLater()


def publish(router: Real) -> None:
    event = BudgetEvent(
        time=1.0, budget="daily", threshold=100, used=120_000, limit=100_000, unit="tokens", action="block", resets_at=None
    )  # fmt: skip
    router.engine._herald.budgets([event])
    router.engine._herald.update("99.0", "pipx upgrade cc-router")
    router.engine._herald.settings_refused("config.toml:3: no")
    router.link.look()


def titles(window: NoticesWindow) -> list[str]:
    return [one.title for one in window.list.notices.rows]


async def test_it_says_what_will_be_here(room, eventually) -> None:
    _, window = room
    assert "Nothing to report" in window.list.empty
    assert window.list.accessibleDescription() == window.list.empty
    assert not window.clear.isEnabled() and not window.detail.isVisible()


async def test_new_ones_come_by_themselves_and_are_read_at_once(room, eventually) -> None:
    router, window = room
    publish(router)
    await eventually(lambda: len(titles(window)) == 3)
    assert titles(window)[0] == "The changed settings were not taken over"
    assert window.detail.title.text() == titles(window)[0]
    await eventually(lambda: router.engine.notices.unread == 0)


async def test_unseen_they_stay_unread(room, eventually) -> None:
    router, window = room
    window.hide()
    publish(router)
    await eventually(lambda: router.link.view.snapshot.unread == 3)
    window.show()
    await eventually(lambda: router.engine.notices.unread == 0)


async def test_kind_and_words_narrow_the_list(room, eventually) -> None:
    router, window = room
    publish(router)
    await eventually(lambda: len(titles(window)) == 3)
    window.kinds.setFocus()
    QTest.keyClick(window.kinds, Qt.Key.Key_Down)
    assert titles(window) == ["Budget daily: 100 % used"]
    window.kinds.setCurrentIndex(0)
    QTest.keyClicks(window.search, "PIPX")
    assert titles(window) == ["CC Router 99.0 is out"]
    QTest.keyClicks(window.search, "zzz")
    assert titles(window) == [] and window.list.empty == "None of the notices matches."
    assert not window.detail.isVisible()


async def test_the_arrows_choose_and_the_buttons_act(room, eventually, qtbot) -> None:
    router, window = room
    publish(router)
    await eventually(lambda: len(titles(window)) == 3)
    QTest.keyClick(window.list, Qt.Key.Key_End)
    assert window.list.currentIndex().data(NOTICE).kind == "budget"
    allow, dashboard = window.detail.findChildren(QPushButton, options=Qt.FindChildOption.FindChildrenRecursively)[-2:]
    assert (allow.text(), dashboard.text()) == ("Allow until tomorrow", "Open dashboard")
    QTest.keyClick(allow, Qt.Key.Key_Space)
    await eventually(lambda: router.engine.ledger.spend.states(0.0)[0].allowed_until)
    with qtbot.waitSignal(window.window_asked) as asked:
        QTest.mouseClick(dashboard, Qt.MouseButton.LeftButton)
    assert asked.args == ["dashboard"]


async def test_cleared_they_are_gone_from_the_router_too(room, eventually) -> None:
    router, window = room
    publish(router)
    await eventually(lambda: len(titles(window)) == 3)
    QTest.keyClick(window.clear, Qt.Key.Key_Space)
    await eventually(lambda: titles(window) == [])
    assert router.engine.notices.newest() == ()


async def test_a_screen_reader_hears_weight_title_and_text(room, eventually) -> None:
    router, window = room
    publish(router)
    await eventually(lambda: len(titles(window)) == 3)
    said = window.list.notices.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Problem. Budget daily: 100 % used. 120,000 tokens of 100,000 tokens are used.")
    for control in (window.kinds, window.search, window.list, window.clear):
        assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
