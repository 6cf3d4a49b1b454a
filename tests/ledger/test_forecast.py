"""Forecasts: right where spend is regular, honest where it is not, and the hour at which a limit falls."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ledger.forecast import LEAST_DAYS, History, end_of, end_of_month, reached

MONDAY = date(2026, 11, 2)
OFFICE = [0.0] * 9 + [10.0] * 8 + [0.0] * 7  # 80 a day, 9 to 17
FREE = [0.0] * 24


def steady(days: int = 56, weekends: bool = True) -> History:
    first = MONDAY - timedelta(days=days)
    off = [not weekends and (first + timedelta(days=i)).weekday() >= 5 for i in range(days)]
    return History(first=first, days=[FREE if rest else OFFICE for rest in off])


def bursty(seed: int, days: int = 200) -> list[list[float]]:
    rng = random.Random(seed)
    out = []
    for _ in range(days):
        total = rng.lognormvariate(0, 0.9) if rng.random() < 0.75 else 0.0
        hours = [rng.random() if 9 <= hour < 19 else 0.0 for hour in range(24)]
        out.append([total * hour / sum(hours) for hour in hours])
    return out


@pytest.mark.parametrize(("hour", "spent"), [(0.0, 0.0), (9.0, 0.0), (13.0, 40.0), (17.0, 80.0), (24.0, 80.0)])
def test_a_usual_day_ends_as_usual(hour: float, spent: float) -> None:
    found = end_of(steady(), spent, hour)
    assert found is not None and found.days == 56
    assert found.expected == pytest.approx(80, rel=0.06)
    assert found.low <= found.expected <= found.high


def test_a_busy_morning_raises_the_day() -> None:
    usual, busy = end_of(steady(), 40, 13), end_of(steady(), 120, 13)
    assert usual is not None and busy is not None
    assert busy.expected - 120 > usual.expected - 40


def test_weekends_are_known() -> None:
    """Friday, Saturday and Sunday are two days of nothing after one of work."""
    history = History(first=(whole := steady(60, weekends=False)).first, days=whole.days)
    assert history.today.weekday() == 0
    whole_week = end_of(history, 0, 0, 6)
    assert whole_week is not None
    assert whole_week.expected == pytest.approx(400, rel=0.12)


def test_the_month_counts_from_its_first_day_to_its_last() -> None:
    found = end_of_month(History(first=date(2026, 9, 1), days=[OFFICE] * 80), 40, 13, spent_before=19 * 80.0)
    assert found is not None  # 20 November: ten days are left after it
    assert found.spent == 19 * 80 + 40
    assert found.expected == pytest.approx(30 * 80, rel=0.03)
    assert found.low <= found.expected <= found.high


def test_a_flood_does_not_become_the_rule() -> None:
    days = [OFFICE] * 55 + [[hour * 50 for hour in OFFICE]]
    found = end_of(History(first=MONDAY, days=days), 0, 0)
    assert found is not None
    assert found.expected < 2 * 80


def test_too_little_history_gives_no_forecast() -> None:
    assert end_of(History(first=MONDAY, days=[OFFICE] * (LEAST_DAYS - 1)), 40, 13) is None
    assert end_of(History(first=MONDAY, days=[OFFICE] * LEAST_DAYS), 40, 13) is not None


def test_a_young_forecast_is_a_wide_one() -> None:
    young, old = end_of(steady(5), 0, 0), end_of(steady(90), 0, 0)
    assert young is not None and old is not None
    assert young.high - young.low > 5 * (old.high - old.low)


@pytest.mark.parametrize(("hour", "days_after"), [(0, 0), (12, 0), (0, 6), (12, 20)])
def test_the_interval_holds_as_often_as_it_says(hour: int, days_after: int) -> None:
    held = count = 0
    for seed in range(6):
        days = bursty(seed)
        for i in range(60, len(days) - days_after, 3):
            found = end_of(History(first=MONDAY, days=days[:i]), sum(days[i][:hour]), hour, days_after)
            assert found is not None
            actual = sum(days[i]) + sum(sum(day) for day in days[i + 1 : i + 1 + days_after])
            held += found.low - 1e-9 <= actual <= found.high + 1e-9
            count += 1
    assert 0.75 <= held / count <= 0.88


figures = st.lists(st.lists(st.floats(0, 1e12), min_size=24, max_size=24), max_size=40)


@given(figures, st.floats(0, 1e12), st.floats(0, 24), st.integers(0, 31))
def test_any_history_gives_ordered_figures(days: Any, spent: float, hour: float, days_after: int) -> None:
    found = end_of(History(first=MONDAY, days=days), spent, hour, days_after)
    if found is not None:
        assert spent == found.spent <= found.low <= found.expected <= found.high


NOW = datetime(2026, 11, 2, 13)
MIDNIGHT = datetime(2026, 11, 3)


@pytest.mark.parametrize(
    ("left", "until", "at"),
    [
        (20, MIDNIGHT, datetime(2026, 11, 2, 15)),  # ten an hour
        (15, MIDNIGHT, datetime(2026, 11, 2, 14, 30)),
        (39, MIDNIGHT, datetime(2026, 11, 2, 16, 54)),
        (80, MIDNIGHT, None),  # only forty come today
        (80, datetime(2026, 11, 30), datetime(2026, 11, 3, 13)),
        (0, MIDNIGHT, NOW),
        (10_000, datetime(2026, 11, 30), None),
    ],
)
def test_when_a_limit_is_reached(left: float, until: datetime, at: datetime | None) -> None:
    found = reached(steady(200), NOW, spent_today=40, left=left, until=until)
    if at is None or found is None:
        assert found is at
    else:
        assert abs(found - at) <= timedelta(minutes=15)


def test_a_limit_falls_sooner_on_a_busy_day() -> None:
    usual = reached(steady(), NOW, spent_today=40, left=20, until=MIDNIGHT)
    busy = reached(steady(), NOW, spent_today=160, left=20, until=MIDNIGHT)
    assert usual is not None and busy is not None
    assert busy < usual


def test_without_history_nothing_is_foretold() -> None:
    assert reached(History(first=MONDAY, days=[]), NOW, 40, 20, MIDNIGHT) is None


def test_whoever_spends_nothing_reaches_nothing() -> None:
    assert reached(History(first=MONDAY, days=[FREE] * 10), NOW, 0, 20, MIDNIGHT) is None
