"""The optimiser finds what trying everything finds, and says what to change."""

from __future__ import annotations

import itertools
import random

import pytest

from ccrouter.ir.usage import Usage
from ccrouter.ledger.optimize import Change, Optimum, Task, optimize

QUALITY = {"big/best": 0.9, "mid/good": 0.6, "mid/same": 0.6, "small/fair": 0.4}
# nano-dollars per input token
RATES = {"big/best": 10, "mid/good": 3, "mid/same": 2, "small/fair": 1}


def task(kind: str, requests: int, tokens: int, route: str = "big/best") -> Task:
    return Task(kind=kind, requests=requests, usage=Usage(input=tokens), nanos=tokens * RATES[route], route=route)


def price(route: str, usage: Usage, requests: int) -> int | None:
    return usage.input * RATES[route] if route in RATES else None


def solve(tasks: list[Task], budget: int, routes: list[str] | None = None) -> Optimum:
    found = optimize(
        tasks,
        routes or list(RATES),
        budget,
        price,
        lambda route: QUALITY.get(route, 1.0),
        lambda route, kind: not (kind == "image" and route == "small/fair"),
    )
    assert found is not None
    return found


def test_everything_is_left_as_it_is_while_there_is_money() -> None:
    found = solve([task("default", 10, 1000), task("background", 10, 1000)], 20_000)
    assert found.changes == ()
    assert (found.nanos, found.saving, found.quality) == (20_000, 0, pytest.approx(0.9))


def test_where_much_is_spent_on_little_it_is_cut_first() -> None:
    tasks = [task("default", 100, 1000), task("background", 5, 1000)]
    found = solve(tasks, 12_500)
    assert found.changes == (Change(key=("routing", "scenarios", "background"), before="big/best", after="mid/same"),)
    assert (found.nanos, found.nanos_before, found.saving) == (12_000, 20_000, 8_000)
    assert found.quality == pytest.approx((100 * 0.9 + 5 * 0.6) / 105)
    assert found.quality_before == pytest.approx(0.9)


def test_the_budget_may_be_met_exactly_and_is_not_passed() -> None:
    assert solve([task("default", 1, 10**9)], 10**10).choices[0].route == "big/best"
    assert solve([task("default", 1, 10**9)], 10**10 - 10**3).choices[0].route == "mid/same"


def test_an_impossible_budget_gives_the_cheapest() -> None:
    found = solve([task("default", 1, 1000), task("image", 1, 1000)], 10)
    assert not found.feasible
    assert [choice.route for choice in found.choices] == ["small/fair", "mid/same"]  # the small one sees no images


def test_a_model_without_a_price_is_not_chosen() -> None:
    found = solve([task("default", 1, 1000)], 5_000, ["never/priced", "small/fair"])
    assert found.choices[0].route == "small/fair"


def test_a_better_model_is_found_when_it_is_affordable() -> None:
    found = solve([task("default", 1, 1000, "mid/good")], 50_000)
    assert found.choices[0].route == "big/best"
    assert found.saving == -7_000


def test_no_tasks_no_answer() -> None:
    assert optimize([task("default", 0, 0)], list(RATES), 1, price, lambda _: 1.0, lambda *_: True) is None


@pytest.mark.parametrize("seed", range(15))
def test_nothing_better_is_found_by_trying_everything(seed: int) -> None:
    rng = random.Random(seed)
    kinds = ["default", "background", "think", "long_context", "image"]
    tasks = [task(kind, rng.randint(1, 500), rng.randint(1, 10**6), rng.choice(list(RATES))) for kind in kinds]
    budget = rng.randint(sum(t.usage.input for t in tasks) * 2, sum(t.usage.input for t in tasks) * 10)
    found = solve(tasks, budget)
    best = max(
        sum(t.requests * QUALITY[route] for t, route in zip(tasks, routes, strict=True))
        for routes in itertools.product(RATES, repeat=len(tasks))
        if sum(t.usage.input * RATES[route] for t, route in zip(tasks, routes, strict=True)) <= budget
        and not any(t.kind == "image" and r == "small/fair" != t.route for t, r in zip(tasks, routes, strict=True))
    )
    assert found.nanos <= budget
    assert found.quality * sum(t.requests for t in tasks) == pytest.approx(best, rel=1e-5)
