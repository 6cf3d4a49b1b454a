"""A conversation stays where it is: hard locks, the cache-aware gate's arithmetic, what is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from ccrouter.ir.usage import Usage
from ccrouter.routing.gate import MARGIN, gate, remaining
from ccrouter.routing.options import Advised
from ccrouter.routing.router import Router
from ccrouter.routing.sessions import Sessions, Stay
from routing.kit import Prices, Seen, routes, settings, traits, world

LISTED = "strategy = 'priority'\nmodels = ['big/haiku', 'big/opus', 'text/shared']\nsame_model = false\n"
WARM = Usage(input=1_000, cache_read=98_000, cache_write=1_000, output=500)


def at_opus(routing: str = LISTED, usage: Usage = WARM, steps: int = 1) -> Router:
    """A router that remembers a conversation of 100,000 tokens at big/opus, last heard of at 1000 s."""
    router = Router(settings(routing))
    for _ in range(steps):
        router.sessions.note_answer("lane", "big/opus", "${BIG}", usage, 1000.0)
    return router


# haiku is cheaper than opus, and the cache of 100,000 tokens is warm
DEAR = {"big/opus": 1.0, "big/haiku": 0.99, "text/shared": 5.0}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"pending": True, "turn": "tool"}, "tool results are pending"),
        ({"bound": True, "turn": "user"}, "the history holds state that only this model can read"),
        ({"turn": "user"}, "its prompt cache is worth more than the switch"),
    ],
)
def test_a_conversation_stays(fields: dict[str, Any], kept: str) -> None:
    plan = at_opus().plan(traits(tokens=100_000, **fields), world(prices=DEAR, now=1010.0))
    assert (plan.candidates[0].route, plan.kept) == ("big/opus", kept)
    assert plan.candidates[0].why == "strategy priority, kept"
    assert set(routes(plan)) == {"big/opus", "big/haiku", "text/shared"}  # the others remain, for failover


@pytest.mark.parametrize(
    ("fields", "seconds", "routing", "vitals"),
    [
        ({"turn": "user"}, 301.0, "", {}),  # idle past the cache's life
        ({"turn": "user", "lane": "another"}, 10.0, "", {}),  # another conversation
        ({"turn": "user"}, 10.0, "sticky = false", {}),
        ({"turn": "tool", "pending": True}, 10.0, "", {"big/opus": Seen(state="open")}),  # a failure
    ],
)
def test_a_conversation_may_move(fields: dict[str, Any], seconds: float, routing: str, vitals: dict[str, Seen]) -> None:
    router = at_opus(LISTED + routing)
    plan = router.plan(traits(tokens=100_000, **fields), world(prices=DEAR, now=1000.0 + seconds, vitals=vitals))
    assert (plan.candidates[0].route, plan.kept) == ("big/haiku", "")


def test_pending_results_hold_even_when_the_cache_is_cold_and_stickiness_off() -> None:
    plan = at_opus(LISTED + "sticky = false").plan(traits(pending=True, turn="tool"), world(prices=DEAR, now=9999.0))
    assert plan.candidates[0].route == "big/opus"


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"turn": "user"}, "big/haiku"),
        ({"turn": "tool", "pending": True}, "big/opus"),
        ({"turn": "user", "bound": True}, "big/opus"),
    ],
)
def test_what_is_urgent_passes_the_gate_and_no_lock(fields: dict[str, Any], first: str) -> None:
    raised = world(
        prices=DEAR, now=1010.0, learner=lambda *_: Advised("big/haiku", "raised after 2 bad signs", urgent=True)
    )
    plan = at_opus().plan(traits(tokens=100_000, **fields), raised)
    assert plan.candidates[0].route == first
    if first == "big/haiku":
        assert plan.candidates[0].why.endswith("raised after 2 bad signs")
        assert plan.notes == ("moves from big/opus: a better model is called for",)
    unhurried = world(prices=DEAR, now=1010.0, learner=lambda *_: Advised("big/haiku", "learnt"))
    assert at_opus().plan(traits(tokens=100_000, **fields), unhurried).candidates[0].route == "big/opus"


def test_a_failure_frees_it() -> None:
    router = at_opus()
    router.sessions.note_failure("lane", "big/haiku")  # not where it is
    assert router.plan(traits(pending=True), world(prices=DEAR, now=1001.0)).kept
    router.sessions.note_failure("lane", "big/opus")
    assert router.plan(traits(pending=True), world(prices=DEAR, now=1001.0)).candidates[0].route == "big/haiku"


def test_it_stays_where_a_failover_took_it() -> None:
    router = at_opus()
    router.sessions.note_failure("lane", "big/opus")
    router.sessions.note_answer("lane", "text/shared", "${TWO}", WARM, 1002.0)
    plan = router.plan(traits(pending=True, tokens=100_000), world(prices=DEAR, now=1003.0))
    assert (plan.candidates[0].route, plan.candidates[0].key and plan.candidates[0].key.label) == (
        "text/shared",
        "${TWO}",
    )


def test_a_lock_holds_against_a_scenario_but_not_against_what_cannot_serve() -> None:
    router = at_opus("[routing.scenarios]\nimage = 'big/haiku'")
    assert router.plan(traits(pending=True, images=1), world(now=1001.0)).candidates[0].route == "big/opus"
    router.sessions.note_answer("lane", "open/mini", "${OPEN}", None, 1001.0)
    assert router.plan(traits(pending=True, images=1), world(now=1002.0)).candidates[0].route == "big/haiku"


def test_rules_and_scenarios_are_followed_at_a_boundary() -> None:
    router = at_opus("[routing.scenarios]\nthink = 'big/haiku'")
    plan = router.plan(traits(thinking=True, turn="user"), world(now=1001.0))
    assert (plan.candidates[0].route, plan.kept) == ("big/haiku", "")
    assert plan.notes == ("moves from big/opus: rules or scenarios now ask for other models",)


def test_a_named_model_is_no_matter_of_staying() -> None:
    plan = at_opus().plan(traits(model="text/shared", pending=True), world(prices=DEAR, now=1001.0))
    assert (plan.candidates[0].route, plan.kept) == ("text/shared", "")


def test_after_a_restart_the_seal_in_the_history_says_where_it_was() -> None:
    router = Router(settings(LISTED))
    plan = router.plan(traits(bound=True, origin="big/opus"), world(prices=DEAR))
    assert (plan.candidates[0].route, plan.kept) == (
        "big/opus",
        "the history holds state that only this model can read",
    )


def test_the_key_is_kept_too() -> None:
    router = Router(settings("strategy = 'priority'\nmodels = ['text/shared']"))
    router.sessions.note_answer("lane", "text/shared", "${TWO}", WARM, 1000.0)
    plan = router.plan(traits(tokens=100_000, turn="user"), world(prices=DEAR, now=1001.0))
    assert [c.key.label for c in plan.candidates[:2] if c.key] == ["${TWO}", "${ONE}"]
    assert plan.kept == "its prompt cache is here"


# the gate, by hand: 100,000 tokens all cached, no output, 10 steps so far


@pytest.mark.parametrize(
    ("there", "allowed", "saving", "rewrite"),
    [
        # here: 100,000 x 0.1 x $10/M = $0.10 a step. there at $1/M: $0.01 a step, $0.10 cold: 10 x 0.09 > 1.2 x 0.09
        (1.0, True, 900_000_000, 90_000_000),
        # at $5/M: 10 x $0.05 = $0.50 against 1.2 x (0.50 - 0.05) = $0.54
        (5.0, False, 500_000_000, 450_000_000),
        # at $4/M: 10 x $0.06 = $0.60 against 1.2 x 0.36 = $0.432
        (4.0, True, 600_000_000, 360_000_000),
        (10.0, False, 0, 900_000_000),
    ],
)
def test_gate_arithmetic(there: float, allowed: bool, saving: int, rewrite: int) -> None:
    stay = Stay(route="a/x", key_label="", at=0.0, steps=10, input=100_000, cached=100_000)
    prices = Prices({"a/x": 10.0, "b/y": there})
    verdict = gate("a/x", "b/y", stay, traits(tokens=100_000), 0, prices)
    assert verdict == (allowed, saving, rewrite, 10)
    assert MARGIN == 1.2


@pytest.mark.parametrize("prices", [{"a/x": 10.0}, {"b/y": 0.1}, {}])
def test_an_unknown_price_proves_no_saving(prices: dict[str, float]) -> None:
    stay = Stay(route="a/x", key_label="", at=0.0, steps=10, cached=100)
    assert gate("a/x", "b/y", stay, traits(), 100, Prices(prices)) == (False, None, None, 10)


@pytest.mark.parametrize(("steps", "expected"), [(0, 5), (5, 5), (20, 20), (900, 50)])
def test_as_many_steps_are_expected_as_there_were(steps: int, expected: int) -> None:
    assert remaining(Stay(route="a/x", key_label="", at=0.0, steps=steps)) == expected


def test_the_gate_opens_when_the_saving_is_large() -> None:
    router = at_opus(steps=20)
    plan = router.plan(traits(tokens=100_000, turn="user"), world(prices=DEAR | {"big/haiku": 0.01}, now=1001.0))
    assert (plan.candidates[0].route, plan.kept) == ("big/haiku", "")
    assert plan.notes[0].startswith("moves from big/opus: saves $")


# memory


def test_sessions_are_bounded_and_the_unused_is_forgotten() -> None:
    sessions = Sessions(capacity=3)
    for lane in "abc":
        sessions.note_answer(lane, "p/m", "", None, 1.0)
    sessions.get("a")
    sessions.note_answer("d", "p/m", "", None, 2.0)
    assert len(sessions) == 3
    assert sessions.get("b") is None
    assert sessions.get("a") is not None


@pytest.mark.parametrize(
    ("usage", "cached"),
    [
        (WARM, 99_000),
        (Usage(input=5_000, output=10), 5_000),  # an implicit cache: the next request finds this one
    ],
)
def test_what_the_next_request_will_find(usage: Usage, cached: int) -> None:
    sessions = Sessions()
    sessions.note_answer("l", "p/m", "", usage, 1.0)
    stay = sessions.get("l")
    assert stay and (stay.cached, stay.input, stay.output) == (cached, usage.prompt, usage.output)


def test_moving_begins_a_new_count() -> None:
    sessions = Sessions()
    for _ in range(4):
        sessions.note_answer("l", "p/m", "k", WARM, 1.0)
    sessions.note_answer("l", "p/m", "other key", WARM, 2.0)
    stay = sessions.get("l")
    assert stay and (stay.steps, stay.at, stay.key_label) == (1, 2.0, "other key")
