"""The pilot as a table: candidates, what happened so far → what next."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ccrouter.ir.faults import RULES, Fault, Kind
from ccrouter.proxy.patience import first_word, hedge_after
from ccrouter.proxy.pilot import GiveUp, Lane, Standing, Step, Tried, Try, Wait, backoff, next_step
from ccrouter.settings.deployments import Retry

WELL, SICK, SICKER = Standing(), Standing(well=False, sick=0.2), Standing(well=False, sick=0.8)
SPENT = Standing(retries=0)


def fault(kind: Kind, retry_after: float | None = None) -> Fault:
    return Fault(kind, kind.value, retry_after=retry_after)


def step(
    lanes: str,
    tried: list[tuple[int, Fault]],
    standing: list[Standing] | None = None,
    *,
    limits: Retry = Retry(),  # noqa: B008  # frozen
    elapsed: float = 0.0,
    contexts: dict[str, int] | None = None,
) -> Step:
    """``lanes``: one letter a candidate; the same letter twice is two keys of one deployment. All tries ended at 0 s."""
    rows = [Lane(route, (contexts or {}).get(route)) for route in lanes]
    done = [Tried(place, what, 0.0) for place, what in tried]
    return next_step(rows, (standing or [WELL] * len(lanes)).__getitem__, done, limits, elapsed, 1.0)


class Case(NamedTuple):
    what: str
    lanes: str
    tried: list[tuple[int, Fault]]
    expected: Step
    standing: list[Standing] | None = None


SERVER, LIMIT, AUTH = fault(Kind.SERVER), fault(Kind.RATE_LIMITED), fault(Kind.AUTH)
CASES = [
    Case("the plan's first", "ab", [], Try(0)),
    Case("not what is out while another is well", "ab", [], Try(1), [SICK, WELL]),
    Case("all out: the least sick", "abc", [], Try(1), [SICKER, SICK, SICKER]),
    Case("the only one is tried however sick", "a", [], Try(0), [SICKER]),
    Case("another deployment at once", "ab", [(0, SERVER)], Try(1)),
    Case("another deployment before another key of the failing one", "aab", [(0, SERVER)], Try(2)),
    Case("then the other key all the same", "aab", [(0, SERVER), (2, SERVER)], Try(1)),
    Case("after 429 the next key", "aba", [(0, LIMIT)], Try(2)),
    Case("after 401 the next key", "aba", [(0, AUTH)], Try(2)),
    Case("not the next key if that rests too", "aba", [(0, LIMIT)], Try(1), [SICK, WELL, SICK]),
    Case("a sick one before waiting for the first", "ab", [(0, SERVER)], Try(1), [WELL, SICKER]),
    Case("the same again after a pause", "a", [(0, SERVER)], Wait(0.5, 0)),
    Case("a longer one", "a", [(0, SERVER), (0, SERVER)], Wait(1.0, 0)),
    Case("and no more", "a", [(0, SERVER)] * 3, GiveUp(SERVER, "nothing is left that may be tried again")),
    Case("the one that may be asked soonest", "ab", [(0, SERVER), (0, SERVER), (1, SERVER)], Wait(0.5, 1)),
    Case("not without budget", "a", [(0, SERVER)], GiveUp(SERVER, "nothing is left that may be tried again"), [SPENT]),
    Case("a key that is refused is not shown again", "a", [(0, AUTH)], GiveUp(AUTH, "nothing is left that may be tried again")),
    Case("a limit without a time is the client's to wait for", "a", [(0, LIMIT)], GiveUp(LIMIT, "nothing is left that may be tried again")),
    Case("what may be tried again, if not all may", "ab", [(0, AUTH), (1, SERVER)], Wait(0.5, 1)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_next_step(case: Case) -> None:
    assert step(case.lanes, case.tried, case.standing) == case.expected


@pytest.mark.parametrize("kind", list(Kind))
def test_faults_of_the_request_end_it_and_all_others_move_on(kind: Kind) -> None:
    found = step("ab", [(0, fault(kind))])
    assert isinstance(found, Try if RULES[kind].failover else GiveUp)


def test_retry_after_is_waited_for_and_not_less() -> None:
    told = fault(Kind.RATE_LIMITED, 3.0)
    assert step("a", [(0, told)]) == Wait(3.0, 0)
    assert step("a", [(0, told)], elapsed=2.0) == Wait(1.0, 0)
    assert step("a", [(0, told)], elapsed=3.0) == Try(0, again=True)


def test_a_long_retry_after_is_passed_on() -> None:
    assert isinstance(step("a", [(0, fault(Kind.RATE_LIMITED, 6.0))]), GiveUp)
    assert isinstance(step("a", [(0, fault(Kind.OVERLOADED, 60.0))]), GiveUp)


def test_limits_of_attempts_and_time() -> None:
    many = [(place, SERVER) for place in range(4)]
    assert step("abcdef", many, limits=Retry(attempts=5)) == Try(4)
    assert step("abcdef", many, limits=Retry(attempts=4)) == GiveUp(SERVER, "4 attempts were made")
    assert isinstance(step("ab", [(0, SERVER)], elapsed=900.0), GiveUp)
    assert isinstance(step("ab", [(0, SERVER)], elapsed=900.0, limits=Retry(deadline=None)), Try)
    assert isinstance(step("a", [(0, SERVER)], limits=Retry(deadline=0.3)), GiveUp), "a wait that would end too late"


def test_too_long_goes_to_a_longer_context_only() -> None:
    contexts = {"a": 200, "b": 200, "c": 1000}
    told = fault(Kind.TOO_LONG)
    assert step("abcd", [(0, told)], contexts=contexts) == Try(2)
    assert step("aab", [(0, told)], contexts=contexts) == GiveUp(told, "nothing is left that may be tried again")
    assert step("ad", [(0, told)], contexts=contexts) == Try(1), "not known: worth a try"


def test_a_missing_model_is_missing_for_every_key() -> None:
    assert step("aab", [(0, fault(Kind.MODEL_MISSING))]) == Try(2)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (Kind.RATE_LIMITED, Kind.AUTH, Kind.RATE_LIMITED),
        (Kind.AUTH, Kind.OVERLOADED, Kind.OVERLOADED),
        (Kind.TOO_LONG, Kind.AUTH, Kind.TOO_LONG),
        (Kind.AUTH, Kind.QUOTA, Kind.AUTH),
        (Kind.AUTH, Kind.BAD_REQUEST, Kind.BAD_REQUEST),
    ],
)
def test_of_several_faults_the_client_is_told_the_one_it_can_act_on(first: Kind, second: Kind, told: Kind) -> None:
    found = step("ab", [(0, fault(first)), (1, fault(second))], [SPENT, SPENT])
    assert isinstance(found, GiveUp)
    assert found.fault.kind is told


def test_backoff_doubles_and_spreads() -> None:
    assert [backoff(nth, Retry(), 1.0) for nth in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert backoff(2, Retry(), 0.0) == 0.5


@pytest.mark.parametrize(
    ("p99", "samples", "tokens", "thinking", "seconds"),
    [
        (None, 0, 0, False, 600.0),
        (1.0, 19, 0, False, 600.0),  # too few to say what is usual
        (1.0, 20, 0, False, 30.0),
        (20.0, 20, 0, False, 60.0),
        (20.0, 20, 0, True, 120.0),
        (20.0, 20, 100_000, False, 160.0),
        (500.0, 20, 0, True, 600.0),
    ],
)
def test_patience(p99: float | None, samples: int, tokens: int, thinking: bool, seconds: float) -> None:
    assert first_word(p99, samples, tokens=tokens, thinking=thinking, least=30.0, most=600.0) == seconds


def test_the_users_own_limit_outranks_the_least() -> None:
    assert first_word(1.0, 50, tokens=0, thinking=False, least=30.0, most=5.0) == 5.0


def test_late_is_later_than_the_deployments_own_95th_percentile() -> None:
    assert hedge_after(2.0, 20) == 2.0
    assert hedge_after(2.0, 19) is None
