"""The whole: started, recorded into, stopped, started again; budgets go on where they were."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.ledger import Ledger, scope_of
from ccrouter.settings.deployments import Budget, LedgerSettings
from ledger.ledger_kit import attempt, exchange, sql

SETTINGS = LedgerSettings()
BUDGETS = (
    Budget(name="day", period="day", nanos=5_000_000, action="block"),
    Budget(name="month", period="month", nanos=10**12),
    Budget(name="hours", period="rolling", hours=5, nanos=10**12, provider="anthropic"),
    Budget(name="session", period="session", tokens=10**9),
    Budget(name="elsewhere", period="week", nanos=10**12, provider="openai"),
    Budget(name="key", period="month", tokens=10**9, key="keyring:anthropic"),
)


async def begun(folder: Path, budgets: tuple[Budget, ...] = BUDGETS, **settings: Any) -> Ledger:
    ledger = Ledger(folder)
    ledger.start(LedgerSettings(**settings), budgets)
    assert await ledger.seeded(20)
    return ledger


def used(ledger: Ledger) -> dict[str, int]:
    return {state.name: state.used for state in ledger.spend.states(time.time())}


async def test_budgets_go_on_after_a_restart(tmp_path: Path) -> None:
    ledger = await begun(tmp_path)
    for number in range(4):
        ledger.record(exchange(number, at=time.time()), (attempt("server", provider="openai", cost=700), attempt()))
    before = used(ledger)
    assert before == {
        "day": 4 * 990_700, "month": 4 * 990_700, "hours": 4 * 990_000, "session": 4 * 1125, "elsewhere": 4 * 700, "key": 4 * 1125,
    }  # fmt: skip
    await ledger.stop()
    again = await begun(tmp_path)
    assert used(again) == before
    assert again.spend.take_events() == []  # told before
    scope = scope_of(exchange(), exchange())
    assert again.spend.check(scope, 2_000_000, 0, time.time()).action == "block"
    await again.stop()


async def test_what_was_recorded_long_ago_does_not_count(tmp_path: Path) -> None:
    ledger = await begun(tmp_path)
    ledger.record(exchange(1, at=time.time() - 40 * 86_400, session="old"))
    await ledger.stop()
    again = await begun(tmp_path)
    assert used(again) == dict.fromkeys(used(again), 0)
    await again.stop()


async def test_recording_gives_the_reservation_back(tmp_path: Path) -> None:
    ledger = await begun(tmp_path)
    row = exchange(1, at=time.time())
    held = ledger.spend.reserve(scope_of(row, row), 4_000_000, 0, time.time())
    assert ledger.spend.states(time.time())[0].reserved == 4_000_000
    ledger.record(row, (attempt(),), held)
    state = ledger.spend.states(time.time())[0]
    assert (state.reserved, state.used) == (0, 990_000)
    await ledger.stop()


async def test_a_budget_added_later_knows_what_was_spent(tmp_path: Path) -> None:
    """Also what was recorded a moment before, and it counts what comes while it is being filled only once."""
    ledger = await begun(tmp_path, ())
    for number in range(250):
        ledger.record(exchange(number, at=time.time()))
    await ledger.configure(SETTINGS, BUDGETS)
    for number in range(250, 300):
        ledger.record(exchange(number, at=time.time()))
    await until(lambda: used(ledger)["day"] >= 300 * 990_000)
    assert used(ledger)["day"] == 300 * 990_000
    await ledger.stop()
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(300,)]


async def test_an_exception_outlives_a_restart(tmp_path: Path) -> None:
    ledger = await begun(tmp_path)
    ledger.record(exchange(1, at=time.time(), cost=6_000_000))
    scope = Scope(provider="anthropic", model="x")
    assert ledger.spend.check(scope, 0, 0, time.time()).action == "block"
    until = ledger.allow("day")
    await ledger.stop()
    again = await begun(tmp_path)
    assert again.spend.check(scope, 0, 0, time.time()).action == "allow"
    assert again.spend.states(time.time())[0].allowed_until == pytest.approx(until)
    await again.stop()


async def test_an_exception_while_the_rows_are_still_being_read(tmp_path: Path) -> None:
    """What was read a moment before knows nothing of it, and must not take it back."""
    ledger = Ledger(tmp_path)
    ledger.start(SETTINGS, BUDGETS)
    ledger.record(exchange(1, at=time.time(), cost=6_000_000))
    ledger.allow("day")
    assert await ledger.seeded(20)
    scope = Scope(provider="anthropic", model="x")
    assert ledger.spend.check(scope, 0, 0, time.time()).action == "allow"
    await ledger.stop()
    again = await begun(tmp_path)
    assert again.spend.check(scope, 0, 0, time.time()).action == "allow"
    await again.stop()


async def test_todays_figures_go_on(tmp_path: Path) -> None:
    ledger = await begun(tmp_path)
    ledger.record(exchange(1, at=time.time()))
    await ledger.stop()
    again = await begun(tmp_path)
    again.record(exchange(2, at=time.time(), cost=None))
    live = again.meter.picture(time.time())
    assert (live.requests_today, live.spend_today, live.tokens_today, live.unpriced_today) == (2, 990_000, 2250, 1)
    await again.stop()


async def test_switched_off_it_keeps_nothing_but_counts(tmp_path: Path) -> None:
    ledger = await begun(tmp_path, enabled=False)
    ledger.record(exchange(1, at=time.time()))
    assert used(ledger)["day"] == 990_000
    await ledger.stop()
    assert list(tmp_path.iterdir()) == []


async def test_another_database_by_settings(tmp_path: Path) -> None:
    ledger = await begun(tmp_path / "a")
    ledger.record(exchange(1, at=time.time()))
    await ledger.configure(LedgerSettings(url=f"sqlite:///{tmp_path}/b/ledger.sqlite"), BUDGETS)
    ledger.record(exchange(2, at=time.time()))
    assert used(ledger)["day"] == 2 * 990_000  # the budget is the same, whatever is kept where
    await ledger.stop()
    for folder in ("a", "b"):
        assert sql(tmp_path / folder, "SELECT count(*) FROM exchanges") == [(1,)]


async def test_a_database_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ledger = Ledger(tmp_path / "file")
    ledger.start(SETTINGS, BUDGETS)
    assert not await ledger.seeded(0.2)
    ledger.record(exchange(1, at=time.time()))
    assert used(ledger)["day"] == 990_000
    await until(lambda: ledger.state().trouble)
    await ledger.stop(0.1)


async def test_bodies_only_on_request(tmp_path: Path) -> None:
    off = await begun(tmp_path / "off")
    assert off.capture(b"{}") is None
    await off.stop()
    ledger = await begun(tmp_path / "on", capture=True)
    ledger.record(exchange(1, at=time.time()), capture=ledger.capture(b'{"a": 1}'))
    await ledger.stop()
    assert sql(tmp_path / "on", "SELECT count(*) FROM bodies") == [(1,)]


async def until(true: Any) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)
