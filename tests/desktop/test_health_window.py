"""The health window over a real router: what it shows, and what its buttons do to the router and the settings file."""

from __future__ import annotations

import asyncio
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from real import Real, mnemonics, staged

from ccrouter.desktop.health import make, telling
from ccrouter.desktop.health.model import SPARKS, STATE, TRIES, Deployments
from ccrouter.desktop.health.window import HealthWindow
from ccrouter.health.vitals import Condition, HealthReport, Span, Vitals
from ccrouter.ledger import trying
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry
from ccrouter.views import ProbeView
from flow.provider.exchange import KEY
from flow.provider.script import Say, Status
from ledger.ledger_kit import NOON, attempt, exchange, written

SONNET = "anthropic/claude-sonnet-4-5"
MINI = "openai/gpt-5-mini"
LABEL = "${PROVIDER_KEY}"
Button = Qt.MouseButton.LeftButton


async def opened(window: HealthWindow, eventually) -> None:
    window.show()
    window.activateWindow()
    await eventually(lambda: window.isActiveWindow() and window.model.rowCount() >= 4)


def choose(window: HealthWindow, route: str) -> None:
    row = window.model.place((route, LABEL))
    window.grid.setCurrentIndex(window.sorted.mapFromSource(window.model.index(row, 0)))


def state(window: HealthWindow, route: str) -> str:
    return str(window.model.index(window.model.place((route, LABEL)), STATE).data())


async def break_sonnet(router: Real) -> None:
    """Enough failures for the breaker."""
    router.provider.think(lambda ask: [Status(500, "Broken")] if "sonnet" in ask.model else [Say("Hello.")])
    for _ in range(6):
        await router.ask(SONNET)


@staged(make)
async def test_a_row_for_every_key_of_every_model(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    routes = [window.model.index(row, 0).data() for row in range(window.model.rowCount())]
    assert set(routes) >= {SONNET, "anthropic/claude-haiku-4-5", "deepseek/deepseek-chat", "openai/gpt-5-mini"}
    assert state(window, SONNET) == "Not used yet"
    assert window.summary.text() == f"Deployments: {len(routes)} · left alone: 0"
    assert not window.reset.isEnabled()


@staged(make)
async def test_a_breaker_counts_down_and_is_reset(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    await break_sonnet(router)
    await eventually(lambda: state(window, SONNET).startswith("Paused · 0:"))
    before = state(window, SONNET)
    await eventually(lambda: state(window, SONNET) != before)  # it ticks
    choose(window, SONNET)
    assert "Broken" in window.told.text()
    assert "tried again by itself" in window.told.text()
    await eventually(window.reset.isEnabled)
    QTest.mouseClick(window.reset, Button)
    await eventually(lambda: state(window, SONNET) == "Failing")  # used again, but nothing has been answered yet
    assert "used again from the next request on" in window.found.text()
    assert router.engine.board.vitals(SONNET, LABEL, 0.0).state == "ok"


@staged(make)
async def test_test_now(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    choose(window, SONNET)
    QTest.mouseClick(window.test, Button)
    await eventually(lambda: window.found.text() and window.found.text()[-1] == ".")
    assert "took the key and listed" in window.found.text()
    assert window.test.isEnabled()


@staged(make)
async def test_disable_and_enable_write_the_settings(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    choose(window, MINI)
    QTest.mouseClick(window.switch, Button)
    await eventually(lambda: state(window, MINI) == "Switched off")
    config = Path(router.hands.config)
    assert "enabled = false" in config.read_text()
    assert router.hands.undoable == "Disable openai"
    await eventually(lambda: window.switch.text().replace("&", "") == "Enable provider")
    QTest.keyClick(window.switch, Qt.Key.Key_Space)
    await eventually(lambda: state(window, MINI) != "Switched off")
    assert "enabled = true" in config.read_text()


@staged(make)
async def test_what_the_settings_need_cannot_be_disabled(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    choose(window, SONNET)
    before = Path(router.hands.config).read_text()
    QTest.mouseClick(window.switch, Button)
    await eventually(lambda: router.failures)
    assert "routing.default" in router.failures.pop().reason
    assert Path(router.hands.config).read_text() == before


@staged(make)
async def test_the_sparkline_shows_the_last_hour(window: HealthWindow, router: Real, eventually) -> None:
    await break_sonnet(router)
    await router.written(6)
    await opened(window, eventually)
    sparks = window.model.index(window.model.place((SONNET, LABEL)), SPARKS)
    await eventually(lambda: sparks.data(TRIES))
    course = sparks.data(TRIES)
    assert len(course) == 12
    tried, failed = (sum(one[place] for one in course[-2:]) for place in (0, 1))
    assert tried == failed >= 5
    assert "failed" in sparks.data()
    window.grid.viewport().grab()


@staged(make)
async def test_by_keyboard(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    assert QApplication.focusWidget() is window.grid
    QTest.keyClick(window.grid, Qt.Key.Key_End)
    assert window.grid.currentIndex().row() == window.sorted.rowCount() - 1
    QTest.keyClick(window.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t")[0] == window.grid.currentIndex().siblingAtColumn(0).data()
    assert KEY not in QGuiApplication.clipboard().text()
    seen = set()
    while (focus := QApplication.focusWidget()) not in seen:
        seen.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert {window.grid, window.test, window.switch} <= seen
    assert all(one.accessibleName() or one.text() for one in seen)
    entries = [action.text().replace("&", "") for action in window.grid.menu().actions() if action.text()]
    assert entries == ["Test now", "Reset", "Disable provider", "Copy cell", "Copy row"]


@staged(make)
async def test_sorted_by_a_click_and_not_by_what_changes(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    window.grid.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    routes = [window.sorted.index(row, 0).data() for row in range(window.sorted.rowCount())]
    assert routes == sorted(routes, reverse=True)
    choose(window, SONNET)
    place = window.grid.currentIndex().row()
    await break_sonnet(router)
    await eventually(lambda: state(window, SONNET).startswith("Paused"))
    assert window.grid.currentIndex().row() == place
    assert window._row.one.route == SONNET


@staged(make, start=False)
async def test_a_router_that_is_not_running(window: HealthWindow, router: Real, eventually) -> None:
    window.show()
    await asyncio.sleep(0)
    assert window.model.rowCount() == 0
    assert "not running" in window.grid.accessibleDescription()
    assert not window.test.isEnabled()
    assert not window.switch.isEnabled()


@staged(make)
async def test_a_hidden_window_asks_nothing(window: HealthWindow, router: Real, eventually) -> None:
    await opened(window, eventually)
    window.close()
    assert not window._clock.isActive()
    await eventually(lambda: window._asking.done())


def test_rows_come_and_go_without_moving_the_others(qapp) -> None:
    model = Deployments()
    one, two, three = (Condition(route=f"p/{name}", key="k", vitals=Vitals()) for name in ("a", "b", "c"))
    model.show_report(HealthReport(at=0.0, deployments=(one, two)))
    moved: list[str] = []
    model.rowsRemoved.connect(lambda: moved.append("removed"))
    model.rowsInserted.connect(lambda: moved.append("inserted"))
    model.modelReset.connect(lambda: moved.append("reset"))
    model.show_report(HealthReport(at=1.0, deployments=(two, three)))
    assert [model.row(place).one.route for place in range(2)] == ["p/b", "p/c"]
    assert moved == ["removed", "inserted"]


def test_how_it_is_said(qapp) -> None:
    resting = Condition(
        route="p/m", key="k", vitals=Vitals(state="cooldown", reason="rate limited"), left_alone_for=65.2
    )
    assert telling.state(resting, 65.2) == "Resting · 1:06"
    assert telling.state(resting, 0.0) == "Resting · 0:00"
    assert telling.share(None) == "–"
    assert telling.share(1.0) == "100 %"
    assert telling.share(0.99999) == "99.9 %"
    assert telling.limits(Condition(route="p/m", key="k", vitals=Vitals(requests_left=49))) == "49 requests"
    failing = Condition(
        route="p/m", key="k", vitals=Vitals(), hour=Span(requests=1, uptime=0.0), last_error="auth: not authorised"
    )
    assert (telling.state(failing, None), telling.role(failing)) == ("Failing", "bad")
    assert "not authorised" in telling.reason(failing)
    well = Condition(route="p/m", key="k", vitals=Vitals(), hour=Span(requests=1), day=Span(requests=3))
    assert telling.state(well, None) == "Healthy"
    assert not telling.reason(structs.replace(well, last_error="overloaded: later"))
    probe = ProbeView(provider="p", title="P", ok=False, latency=0.1, error="refused the key")
    assert telling.tested(probe) == "P: refused the key"
    assert "the key was not tried" in telling.tested(
        ProbeView(provider="p", title="P", ok=True, latency=0.1, how="connection")
    )


def test_tries_by_stretches(tmp_path: Path) -> None:
    rows = [
        Entry(exchange(1, at=NOON - 3500), (attempt(),)),
        Entry(
            exchange(2, at=NOON - 10, client="Codex"), (attempt("overloaded"), attempt(provider="openai", model="b"))
        ),
        Entry(exchange(3, at=NOON - 20), (attempt(),)),
        Entry(exchange(4, at=NOON - 7200), (attempt("server"),)),
    ]
    with reading(written(tmp_path, *rows)) as connection:
        found = trying.recent(connection, NOON)
    assert found.keys() == {(SONNET, "keyring:anthropic"), ("openai/b", "keyring:anthropic")}
    course = found[SONNET, "keyring:anthropic"]
    assert (course[0], course[-1], sum(tried for tried, _ in course)) == ((1, 0), (2, 1), 3)


@staged(make)
async def test_no_two_controls_share_a_mnemonic(window: HealthWindow, router: Real, eventually) -> None:
    keys = mnemonics(window)
    assert len(keys) >= 3
    assert sorted(keys) == sorted(set(keys))
