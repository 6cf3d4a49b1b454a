"""The breaker, by example and as a state machine against a plain model of what it promises."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ccrouter.health.breaker import PROBE_PATIENCE, Breaker
from ccrouter.settings.deployments import Health

LIMITS = Health()


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker(LIMITS)
    for _ in range(LIMITS.sick_in_a_row):
        breaker.sick(at, at)
    return breaker


def test_five_in_a_row_open_it_for_thirty_seconds() -> None:
    breaker = Breaker(LIMITS)
    for _ in range(4):
        breaker.sick(0, 0)
    assert breaker.allows(0)
    breaker.sick(0, 0)
    assert not breaker.allows(29.9)
    assert breaker.state(30) == "half_open"


def test_a_good_answer_in_between_starts_the_row_anew() -> None:
    breaker = Breaker(LIMITS)
    for _ in range(4):
        breaker.sick(0, 0)
    breaker.well(0, 0)
    breaker.sick(0, 0)
    assert breaker.state(0) == "closed"


def test_more_than_half_of_ten_within_a_minute() -> None:
    breaker = Breaker(LIMITS)
    for second in range(9):
        (breaker.sick if second % 2 == 0 else breaker.well)(second, second)
    assert breaker.state(9) == "closed"  # nine only
    breaker.sick(9, 9)
    assert breaker.state(9) == "open"


def test_what_is_older_than_a_minute_does_not_count() -> None:
    breaker = Breaker(LIMITS)
    for second in range(9):
        (breaker.sick if second % 2 == 0 else breaker.well)(second, second)
    breaker.well(100, 100)
    breaker.sick(101, 101)
    assert breaker.state(101) == "closed"


def test_each_opening_in_a_row_lasts_longer_up_to_five_minutes() -> None:
    breaker, now, lasted = opened(), 0.0, []
    for _ in range(12):
        lasted.append(breaker.until - now)
        now = breaker.until
        breaker.start(now)
        breaker.sick(now, now)
    assert lasted == [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]


def test_after_five_good_minutes_it_counts_anew() -> None:
    breaker = opened()
    breaker.start(30)
    breaker.sick(30, 30)
    breaker.start(90)
    breaker.well(91, 90)
    for _ in range(5):
        breaker.sick(391, 391)
    assert breaker.until == 391 + 30


def test_one_probe_at_a_time() -> None:
    breaker = opened()
    assert breaker.allows(30)
    breaker.start(30)
    assert not breaker.allows(31)
    breaker.gone(30)  # the client hung up: nothing was learned
    assert breaker.allows(31)
    breaker.start(31)
    assert not breaker.allows(32)
    assert breaker.allows(31 + PROBE_PATIENCE)  # a probe that never ends blocks nobody for ever


def test_late_answers_of_earlier_requests_prove_nothing() -> None:
    breaker = opened(at=10)
    breaker.well(12, started=5)
    assert breaker.state(12) == "open"
    breaker.sick(41, started=5)
    assert breaker.state(41) == "half_open"


def test_a_request_that_went_there_all_the_same_and_was_answered_closes_it() -> None:
    breaker = opened()
    breaker.well(12, started=11)
    assert breaker.state(12) == "closed"


def test_free_checks() -> None:
    breaker = opened()
    breaker.checked(5, well=True)
    assert breaker.state(5) == "half_open"
    breaker.checked(6, well=False)
    assert (breaker.state(6), breaker.until) == ("open", 36)


class BreakerMachine(RuleBasedStateMachine):
    """Requests begin, end well, sick or abandoned, at any time and in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker = Breaker(LIMITS)
        self.now = 0.0
        self.under_way: list[float] = []
        self.in_row = 0

    @rule(seconds=st.sampled_from([0.0, 0.5, 5.0, 29.0, 30.0, 61.0, 301.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def begin(self) -> None:
        allowed, state = self.breaker.allows(self.now), self.breaker.state(self.now)
        assert allowed or state != "closed", "a closed breaker lets everything through"
        self.breaker.start(self.now)
        self.under_way.append(self.now)
        if state == "half_open":
            assert not self.breaker.allows(self.now), "two probes"

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def end_well(self, data: st.DataObject) -> None:
        started = self._one(data)
        before = self.breaker.state(self.now)
        self.breaker.well(self.now, started)
        self.in_row = 0
        if before == "closed":
            assert self.breaker.state(self.now) == "closed", "a good answer opened it"

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def end_sick(self, data: st.DataObject) -> None:
        started = self._one(data)
        before, until, times = self.breaker.state(self.now), self.breaker.until, self.breaker.times
        self.breaker.sick(self.now, started)
        self.in_row += 1
        after = self.breaker.state(self.now)
        if before == "closed" and self.in_row >= LIMITS.sick_in_a_row:
            assert after == "open", "it should have opened"
        if before == "open":
            assert self.breaker.until == until, "failures while open must not keep it open"
        if before != "open" and after == "open":
            assert self.breaker.times in (times + 1, 1)
            assert self.breaker.until - self.now == min(30 * self.breaker.times, 300)
            self.in_row = 0

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def abandon(self, data: st.DataObject) -> None:
        before = self.breaker.state(self.now)
        self.breaker.gone(self._one(data))
        assert self.breaker.state(self.now) == before

    def _one(self, data: st.DataObject) -> float:
        return self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))

    @invariant()
    def is_open_five_minutes_at_most(self) -> None:
        if self.breaker.state(self.now) == "open":
            assert self.breaker.until - self.now <= LIMITS.open_most
            assert self.breaker.state(self.breaker.until) == "half_open"
        assert 0 <= self.breaker.error_rate(self.now) <= 1

    @invariant()
    def somebody_may_always_try_again_later(self) -> None:
        assert self.breaker.allows(self.now + LIMITS.open_most + PROBE_PATIENCE)


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
