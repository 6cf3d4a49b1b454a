"""Forecasts come by themselves: soon after the start, after a jump in spend, and each budget's overrun is told once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger import foresight
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.ledger import Ledger
from ccrouter.ledger.rows import Entry
from ccrouter.settings.deployments import Budget, LedgerSettings
from ccrouter.views import ReachedView
from ledger.ledger_kit import exchange, written

DOLLAR = 1_000_000_000


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, seconds in (("FIRST", 0.0), ("EVERY", 3600.0), ("LEAST", 0.0)):
        monkeypatch.setattr(foresight, name, seconds)
    yield


def morning() -> str:
    """A time zone in which it is between ten and eleven now, so that much of the day is still to come."""
    behind = time.gmtime().tm_hour - 10
    return f"Etc/GMT{behind:+d}" if behind <= 12 else f"Etc/GMT{behind - 24:+d}"


def a_dollar_an_hour(folder: Path, calendar: Calendar) -> int:
    """Twenty days of it until now; what it makes of today."""
    now = time.time()
    rows = [exchange(n, at=now - n * 3600, cost=DOLLAR) for n in range(24 * 20)]
    written(folder, *map(Entry, rows), calendar=calendar)
    return sum(row.cost or 0 for row in rows if calendar.day(row.time / 1e6) == calendar.day(now))


async def test_it_looks_soon_after_the_start(tmp_path: Path) -> None:
    zone = morning()
    spent = a_dollar_an_hour(tmp_path, Calendar.of(zone))
    assert spent == 11 * DOLLAR
    ledger = Ledger(tmp_path)
    assert ledger.outlook is None
    ledger.start(LedgerSettings(timezone=zone), (Budget(name="far", period="day", nanos=500 * DOLLAR),))
    await until(lambda: ledger.outlook)
    assert ledger.outlook is not None and ledger.outlook.today is not None
    assert ledger.outlook.spent_today == spent
    assert ledger.outlook.today.expected == pytest.approx(24 * DOLLAR, rel=0.15)
    assert ledger.outlook.reached == ()
    assert abs(ledger.outlook.time - time.time()) < 60
    await ledger.stop()


async def test_an_overrun_is_told_once(tmp_path: Path) -> None:
    """Also when a jump in spend calls for another look, and a listener that fails keeps it from nobody else."""
    zone = morning()
    calendar, now = Calendar.of(zone), time.time()
    limit = a_dollar_an_hour(tmp_path, calendar) + 3 * DOLLAR
    told: list[ReachedView] = []
    ledger = Ledger(tmp_path)

    def fails(_: ReachedView) -> None:
        raise RuntimeError

    ledger.on_forecast.append(fails)
    ledger.on_forecast.append(told.append)
    ledger.start(LedgerSettings(timezone=zone), (Budget(name="tight", period="day", nanos=limit, action="block"),))
    await until(lambda: told)
    (reached,) = told
    assert (reached.budget, reached.limit, reached.action) == ("tight", limit, "block")
    assert now + 1.5 * 3600 < reached.at < now + 5 * 3600
    assert reached.resets_at == calendar.midnight(calendar.day(now) + 1)
    first = ledger.outlook
    assert first is not None and first.reached == (reached,)
    ledger.record(exchange(1, at=now, cost=limit // 100))  # not enough to look again
    await asyncio.sleep(0.2)
    assert ledger.outlook is first
    ledger.record(exchange(2, at=now, cost=limit // 20))
    await until(lambda: ledger.outlook is not first)
    assert ledger.outlook is not None and [one.budget for one in ledger.outlook.reached] == ["tight"]
    await ledger.stop()
    assert told == [reached]


async def test_nothing_to_look_at_is_no_trouble(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.start(LedgerSettings(), ())
    assert await ledger.seeded(20)
    await asyncio.sleep(0.05)
    await ledger.stop()
    assert ledger.state().trouble == ""


async def until(true: Any) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)
