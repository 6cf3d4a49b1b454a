"""Each strategy orders the same four options its own way."""

from __future__ import annotations

from collections import Counter
from math import isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.profile import Profile
from ccrouter.routing.options import Deployment, Option
from ccrouter.routing.strategies import TABLE, Setting, score_cost, score_performance
from ccrouter.settings.deployments import Provider, Weights
from ccrouter.settings.routing import STRATEGIES
from routing.kit import Seen


def option(name: str, place: int, *, quality: float = 0.5, **fields: object) -> Option:
    provider = Provider(name=name, format="openai_chat", base_url="https://x")
    made = Option(Deployment(provider, "m", f"{name}/m", Profile(), quality), None, place)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def four() -> list[Option]:
    return [
        option("good", 0, quality=0.9, nanos=50_000_000, seconds=20.0, busy=3.0, vitals=Seen()),
        option("cheap", 1, quality=0.3, nanos=500_000, seconds=8.0, busy=0.0, vitals=Seen()),
        option("fast", 2, quality=0.5, nanos=5_000_000, seconds=2.0, busy=5.0, vitals=Seen()),
        option("new", 3, quality=0.2),
    ]


def order(strategy: str, setting: Setting | None = None) -> list[str]:
    options = four()
    TABLE[strategy](options, setting or Setting(Random(1)))
    assert all(0 <= o.total <= 1 for o in options)
    return [o.deployment.provider.name for o in sorted(options, key=lambda o: o.total, reverse=True)]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("priority", ["good", "cheap", "fast", "new"]),
        ("sticky", ["good", "cheap", "fast", "new"]),
        ("cost-optimized", ["cheap", "fast", "good", "new"]),  # an unknown price is never taken for cheap
        ("performance", ["fast", "new", "cheap", "good"]),  # what was never measured is tried
        ("quality", ["good", "fast", "cheap", "new"]),
        ("load-balanced", ["cheap", "new", "good", "fast"]),
        ("balanced", ["fast", "cheap", "good", "new"]),
    ],
)
def test_order(strategy: str, expected: list[str]) -> None:
    assert order(strategy) == expected


def test_every_word_for_a_strategy_leads_to_one() -> None:
    assert set(STRATEGIES.values()) == set(TABLE)


@pytest.mark.parametrize("turn", range(5))
def test_round_robin_begins_with_whose_turn_it_is(turn: int) -> None:
    names = ["good", "cheap", "fast", "new"]
    assert order("round-robin", Setting(Random(1), turn=turn)) == [*names[turn % 4 :], *names[: turn % 4]]


def test_weighted_draws_in_proportion() -> None:
    random = Random(3)
    setting = Setting(random, shares={"good/m": 6.0, "cheap": 3.0, "fast": 1.0, "new": 0.0})
    first = Counter(order("weighted", setting)[0] for _ in range(3000))
    assert first["new"] == 0
    assert [round(first[name] / 3000, 1) for name in ("good", "cheap", "fast")] == [0.6, 0.3, 0.1]


def test_weights_of_balanced() -> None:
    assert order("balanced", Setting(Random(1), Weights(cost=1, performance=0, quality=0)))[0] == "cheap"
    assert order("balanced", Setting(Random(1), Weights(cost=0, performance=0, quality=1)))[0] == "good"


@pytest.mark.parametrize(
    ("nanos", "score"),
    [(1_000_000, 1.0), (10_000_000, 0.5), (100_000_000, 0.0), (10**12, 0.0), (None, 0.0)],
)
def test_cost_is_on_a_log_scale(nanos: int | None, score: float) -> None:
    options = [option("cheapest", 0, nanos=1_000_000), option("other", 1, nanos=nanos)]
    score_cost(options)
    assert options[0].cost == 1
    assert isclose(options[1].cost or 0, score, abs_tol=1e-9)


def test_what_costs_next_to_nothing_is_all_the_same() -> None:
    options = [option("free", 0, nanos=0), option("nearly", 1, nanos=90_000)]
    score_cost(options)
    assert [o.cost for o in options] == [1, 1]


@pytest.mark.parametrize(
    ("seconds", "errors", "score"),
    [(1.0, 0.0, 1.0), (10**0.5, 0.0, 0.5), (10.0, 0.0, 0.0), (1.0, 0.25, 0.75), (None, 0.0, 0.5)],
)
def test_performance_is_on_a_log_scale_and_counts_errors(seconds: float | None, errors: float, score: float) -> None:
    options = [option("fastest", 0, seconds=1.0), option("other", 1, seconds=seconds, vitals=Seen(error_rate=errors))]
    score_performance(options)
    assert isclose(options[1].performance or 0, score, abs_tol=1e-9)


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 10**15),
            st.none() | st.floats(0, 1e6),
            st.floats(0, 1),
            st.floats(0, 1),
            st.floats(0, 2000),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(sorted(TABLE)),
)
def test_scores_stay_between_0_and_1(
    numbers: list[tuple[int | None, float | None, float, float, float]], strategy: str
) -> None:
    options = [
        option(f"p{i}", i, nanos=nanos, seconds=seconds, quality=quality, busy=busy, vitals=Seen(error_rate=errors))
        for i, (nanos, seconds, errors, quality, busy) in enumerate(numbers)
    ]
    TABLE[strategy](options, Setting(Random(1)))
    for one in options:
        assert all(0 <= score <= 1 for score in (one.total, one.cost or 0, one.performance or 0))
