"""Budgets: who is charged, when a period begins anew, what happens at the limit; exact whatever the clock does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.spend import Spend
from ccrouter.settings.deployments import Budget

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 5, 12, tzinfo=BERLIN).timestamp()  # a Thursday
ME = Scope(provider="deepseek", model="flash", key="keyring:a", client="Codex", project="/home/me/shop", session="s1")
USD = 1_000_000_000


def budget(**fields: Any) -> Budget:
    usual: dict[str, Any] = {"name": "b", "period": "day", "action": "block"}
    if "tokens" not in fields:
        usual["nanos"] = 10 * USD
    return Budget(**usual | fields)


def spend(*budgets: Budget) -> Spend:
    kept = Spend()
    kept.configure(budgets, Calendar(BERLIN))
    return kept


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("scope", "charged"),
    [
        ({}, True),
        ({"provider": "deepseek"}, True),
        ({"provider": "deep*"}, True),
        ({"provider": "anthropic"}, False),
        ({"model": "flash"}, True),
        ({"model": "deepseek/flash"}, True),
        ({"model": "deepseek/*"}, True),
        ({"model": "pro"}, False),
        ({"client": "Codex"}, True),
        ({"client": "Claude Code"}, False),
        ({"project": "/home/me/shop"}, True),
        ({"project": "/home/me/*"}, True),
        ({"project": "/home/me"}, False),
        ({"key": "keyring:a"}, True),
        ({"key": "keyring:b"}, False),
        ({"provider": "deepseek", "client": "Claude Code"}, False),
    ],
)
def test_who_is_charged(scope: dict[str, str], charged: bool) -> None:
    kept = spend(budget(**scope))
    kept.charge(ME, 10 * USD, 0, NOW, NOW)
    assert (kept.check(ME, 0, 0, NOW).action == "block") is charged


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        ("day", "2026-03-05T23:59:59", "2026-03-06T00:00:00"),
        ("week", "2026-03-08T23:59:59", "2026-03-09T00:00:00"),
        ("month", "2026-03-31T23:59:59", "2026-04-01T00:00:00"),  # with the change to summer time in between
    ],
)
def test_calendar_periods_end_at_the_users_midnight(period: str, inside: str, outside: str) -> None:
    kept = spend(budget(period=period))
    kept.charge(ME, 10 * USD, 0, NOW, NOW)
    verdict = kept.check(ME, 0, 0, at(inside))
    assert verdict.action == "block"
    assert verdict.resets_at == at(outside)
    assert kept.check(ME, 0, 0, at(outside)).action == "allow"


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_the_day_the_clocks_change(day: str, hours: int) -> None:
    kept = spend(budget())
    begin = at(f"{day}T00:00:00")
    kept.charge(ME, 10 * USD, 0, begin, begin)
    assert kept.check(ME, 0, 0, begin + hours * 3600 - 1).action == "block"
    assert kept.check(ME, 0, 0, begin + hours * 3600).action == "allow"


def test_rolling_hours() -> None:
    kept = spend(budget(period="rolling", hours=5))
    kept.charge(ME, 6 * USD, 0, NOW, NOW)
    kept.charge(ME, 4 * USD, 0, NOW + 3600, NOW + 3600)
    verdict = kept.check(ME, 0, 0, NOW + 4 * 3600)
    assert verdict.action == "block"
    assert verdict.resets_at == NOW + 5 * 3600
    assert kept.check(ME, 0, 0, NOW + 5 * 3600).action == "allow"  # the first six dollars are five hours ago
    assert kept.check(ME, 7 * USD, 0, NOW + 5 * 3600).action == "block"


def test_each_session_has_its_own() -> None:
    kept = spend(budget(period="session"))
    kept.charge(ME, 10 * USD, 0, NOW, NOW)
    other = Scope(provider="deepseek", model="flash", session="s2")
    verdict = kept.check(ME, 0, 0, NOW + 86_400)
    assert (verdict.action, verdict.resets_at) == ("block", None)
    assert "new session" in verdict.reason
    assert kept.check(other, 0, 0, NOW).action == "allow"
    assert kept.check(Scope(provider="deepseek", model="flash"), 0, 0, NOW).action == "allow"  # has no session


def test_a_clock_set_back_and_forth_changes_nothing() -> None:
    kept = spend(budget())
    kept.charge(ME, 10 * USD, 0, NOW, NOW)
    assert kept.check(ME, 0, 0, NOW + 86_400).action == "allow"
    kept.charge(ME, 4 * USD, 0, NOW + 86_400, NOW + 86_400)
    assert kept.check(ME, 0, 0, NOW).action == "block"
    kept.charge(ME, 6 * USD, 0, NOW + 86_400, NOW + 86_400)
    assert kept.check(ME, 0, 0, NOW + 86_400).action == "block"
    assert kept.check(ME, 0, 0, NOW - 86_400).action == "allow"


def test_what_is_under_way_counts() -> None:
    kept = spend(budget())
    first = kept.reserve(ME, 6 * USD, 0, NOW)
    assert kept.check(ME, 5 * USD, 0, NOW).action == "block"
    assert kept.check(ME, 4 * USD, 0, NOW).action == "allow"  # exactly to the limit
    kept.settle(first, 1 * USD, 0, NOW)
    assert kept.check(ME, 9 * USD, 0, NOW).action == "allow"
    kept.settle(first, 1 * USD, 0, NOW)  # a second time
    assert kept.check(ME, 9 * USD, 0, NOW).action == "allow"
    assert kept.states(NOW)[0].used == 1 * USD


def test_it_is_charged_to_the_day_it_began() -> None:
    kept = spend(budget())
    late = kept.reserve(ME, 0, 0, at("2026-03-05T23:59:50"))
    after = at("2026-03-06T00:00:20")
    kept.settle(late, 10 * USD, 0, after)
    assert kept.check(ME, 0, 0, after).action == "allow"


def test_tokens() -> None:
    kept = spend(budget(tokens=1000))
    kept.charge(ME, None, 900, NOW, NOW)
    assert kept.check(ME, None, 100, NOW).action == "allow"
    verdict = kept.check(ME, None, 101, NOW)
    assert verdict.action == "block"
    assert "101 tokens" in verdict.reason and "has 100 tokens of 1,000 tokens left" in verdict.reason


def test_an_unknown_price_blocks_nothing_by_itself() -> None:
    kept = spend(budget())
    kept.charge(ME, None, 5000, NOW, NOW)
    assert kept.check(ME, None, 5000, NOW).action == "allow"


def test_the_strictest_decides() -> None:
    kept = spend(
        budget(name="w", action="warn"),
        budget(name="d", action="downgrade", route="local/small"),
        budget(name="x", nanos=99 * USD),
    )
    kept.charge(ME, 20 * USD, 0, NOW, NOW)
    verdict = kept.check(ME, 0, 0, NOW)
    assert (verdict.action, verdict.budget, verdict.route) == ("downgrade", "d", "local/small")
    kept.charge(ME, 80 * USD, 0, NOW, NOW)
    assert kept.check(ME, 0, 0, NOW).budget == "x"


def test_a_downgrade_lets_through_what_goes_there_already() -> None:
    kept = spend(budget(action="downgrade", route="local/small"))
    kept.charge(ME, 20 * USD, 0, NOW, NOW)
    assert kept.check(Scope(provider="local", model="small"), 0, 0, NOW).action == "allow"


def test_the_reason_says_which_how_much_and_until_when() -> None:
    kept = spend(budget(name="daily"))
    kept.charge(ME, 10 * USD, 0, NOW, NOW)
    verdict = kept.check(ME, 0, 0, NOW)
    assert verdict.reason == 'The budget "daily" is used up ($10.00 of $10.00). It resets at 2026-03-06 00:00.'
    assert (verdict.next_step, verdict.early) == ("To go on now: ccr budget allow daily", False)


@pytest.mark.parametrize(
    ("fields", "estimate", "said", "step"),
    [
        ({}, 6 * USD, 'estimated at $6.00, and the budget "b" has $5.00 of $10.00 left. It resets at', "To go on now"),
        ({}, 11 * USD, 'This one request is estimated at $11.00, and the budget "b" is $10.00 a day.', "Ask a cheaper"),
        ({"period": "rolling", "hours": 5}, 11 * USD, 'the budget "b" is $10.00 in 5 hours.', "Ask a cheaper model"),
        ({"nanos": 200_000}, 250_000, 'is estimated at $0.000250, and the budget "b" is $0.000200 a day.', "Ask a"),
    ],
)
def test_a_request_that_is_more_than_what_is_left_hears_so(
    fields: dict[str, Any], estimate: int, said: str, step: str
) -> None:
    kept = spend(budget(**fields))
    if not fields:
        kept.charge(ME, 5 * USD, 0, NOW, NOW)
    verdict = kept.check(ME, estimate, 0, NOW)
    assert (verdict.action, verdict.early) == ("block", True)
    assert said in verdict.reason
    assert verdict.next_step.startswith(step) and "ccr budget allow b" in verdict.next_step


def test_allowed_until_tomorrow() -> None:
    kept = spend(budget(period="month"))
    kept.charge(ME, 20 * USD, 0, NOW, NOW)
    assert kept.allow_until_tomorrow("b", NOW) == at("2026-03-06T00:00:00")
    assert kept.check(ME, 0, 0, at("2026-03-05T23:59:59")).action == "allow"
    assert kept.states(NOW)[0].allowed_until == at("2026-03-06T00:00:00")
    assert kept.check(ME, 0, 0, at("2026-03-06T00:00:00")).action == "block"


def test_thresholds_are_told_once_a_period() -> None:
    kept = spend(budget(action="warn"))
    told = []
    for _ in range(12):
        kept.charge(ME, 1 * USD, 0, NOW, NOW)
        told += [(event.threshold, event.used // USD) for event in kept.take_events()]
    assert told == [(50, 5), (80, 8), (90, 9), (100, 10)]
    tomorrow = NOW + 86_400
    kept.charge(ME, 5 * USD, 0, tomorrow, tomorrow)
    assert [event.threshold for event in kept.take_events()] == [50]
    assert kept.take_events() == []


def test_several_thresholds_at_once_are_one_event() -> None:
    kept = spend(budget(action="warn"))
    kept.charge(ME, 30 * USD, 0, NOW, NOW)
    (event,) = kept.take_events()
    assert (event.threshold, event.used, event.limit, event.unit) == (100, 30 * USD, 10 * USD, "usd")


def test_a_rolling_threshold_is_told_once_in_its_hours() -> None:
    kept = spend(budget(period="rolling", hours=1, action="warn", alerts=(50,)))
    times = (NOW, NOW + 60, NOW + 2 * 3600)
    told = []
    for moment in times:
        kept.charge(ME, 6 * USD, 0, moment, moment)
        told.append(len(kept.take_events()))
    assert told == [1, 0, 1]


def test_what_was_passed_before_the_start_is_not_told_again() -> None:
    kept = spend(budget())
    kept.seed(kept.budgets[0], [(ME, 8 * USD, 0, NOW - 60)], NOW)
    assert kept.take_events() == []
    assert kept.states(NOW)[0].used == 8 * USD
    kept.charge(ME, 1 * USD, 0, NOW, NOW)
    assert [event.threshold for event in kept.take_events()] == [90]


def test_changed_settings_keep_what_is_known() -> None:
    same, changed = budget(name="same"), budget(name="changed")
    kept = spend(same, changed)
    kept.charge(ME, 3 * USD, 0, NOW, NOW)
    way = kept.reserve(ME, 2 * USD, 0, NOW)
    fresh = kept.configure([same, budget(name="changed", nanos=20 * USD), budget(name="new")], Calendar(BERLIN))
    assert [one.name for one in fresh] == ["changed", "new"]
    assert [(state.used // USD, state.reserved // USD) for state in kept.states(NOW)] == [(3, 2), (0, 2), (0, 2)]
    kept.settle(way, 1 * USD, 0, NOW)
    assert [(state.used // USD, state.reserved) for state in kept.states(NOW)] == [(4, 0), (1, 0), (1, 0)]


def test_memory_stays_small() -> None:
    kept = spend(budget(period="rolling", hours=1, nanos=10**15), budget(name="s", period="session", nanos=10**15))
    for minute in range(5000):
        scope = Scope(provider="p", model="m", session=f"s{minute}")
        kept.charge(scope, 1, 0, NOW + minute * 60, NOW + minute * 60)
    assert [len(running._sums) <= limit for running, limit in zip(kept._running, (130, 2000), strict=True)] == [
        True,
        True,
    ]
    assert kept.states(NOW + 4999 * 60)[0].used == 60
