"""Histories against sorted lists; tallies against plain sums."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.health.latency import History, last_hour
from ccrouter.health.retry_budget import WINDOW, RetryBudget
from ccrouter.health.tally import Tally
from ccrouter.settings.deployments import Retry

values = st.floats(0.001, 10_000)
gaps = st.floats(0, 120)


@given(st.lists(values, min_size=1, max_size=200), st.floats(0.01, 1))
def test_quantiles_are_within_three_percent(samples: list[float], share: float) -> None:
    history = last_hour()
    for second, value in enumerate(samples):
        history.add(float(second), value)
    (found,) = history.quantiles(float(len(samples)), share)
    exact = sorted(samples)[max(1, math.ceil(share * len(samples))) - 1]
    assert found == pytest.approx(exact, rel=0.03)


def test_what_is_too_old_is_forgotten_and_memory_bounded() -> None:
    history = History(span=100.0, grain=10.0)
    for second in range(10_000):
        history.add(float(second), 1.0 if second < 9_000 else 5.0)
    assert history.quantiles(10_000.0, 0.5) == (pytest.approx(5.0, rel=0.03),)
    assert len(history.dump(10_000.0)) <= 11
    assert history.quantiles(20_000.0, 0.5) == (None,)
    assert history.count(20_000.0) == 0


@given(st.lists(st.tuples(gaps, st.integers(0, 3), st.integers(0, 3)), max_size=100))
def test_tally(steps: list[tuple[float, int, int]]) -> None:
    """Within one grain, the sums are those of the last span."""
    tally, now, seen = Tally(60.0, grain=1.0), 0.0, []
    for gap, a, b in steps:
        now += gap
        tally.add(now, a, b)
        seen.append((now, a, b))
        found = tally.sums(now)
        for place in (0, 1):
            within = [sum(one[1 + place] for one in seen if now - one[0] < span) for span in (59.0, 60.0)]
            assert within[0] <= found[place] <= within[1]


@given(st.lists(st.tuples(gaps, st.integers(0, 3), st.integers(0, 3)), max_size=50))
def test_a_tally_moves_to_another_clock(steps: list[tuple[float, int, int]]) -> None:
    tally, now = Tally(60.0, grain=1.0), 0.0
    for gap, a, b in steps:
        now += gap
        tally.add(now, a, b)
    other = Tally(60.0, grain=1.0)
    other.load(tally.dump(now), 5_000.0)
    assert other.sums(5_000.0) == tally.sums(now)


def test_a_fifth_of_recent_successes_and_three() -> None:
    budget = RetryBudget(Retry())
    assert budget.left(0.0) == 3
    for _ in range(3):
        budget.spend(0.0)
    assert budget.left(0.0) == 0
    for _ in range(10):
        budget.success(1.0)
    assert budget.left(1.0) == 2
    assert budget.left(1.0 + WINDOW) == 3
