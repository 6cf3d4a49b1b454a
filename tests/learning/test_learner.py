"""When the learner speaks, what it says, what it keeps."""

import json
from random import Random
from statistics import mean

import pytest
from msgspec import DecodeError

from ccrouter.learning.belief import Belief, better, presumed
from ccrouter.learning.escalation import Escalation
from ccrouter.learning.learner import Learner
from ccrouter.learning.signals import Signals
from ccrouter.learning.state import Arm, Scene
from ccrouter.settings.deployments import Learning

OLD, NEW = "a/old", "b/new"
BOTH = (OLD, NEW)


def flat(route: str) -> float:
    """No benchmark knows them apart."""
    return 0.5


def taught(settings: Learning, *, old: int = 60, new: int = 40, nanos: int | None = 200_000_000) -> Learner:
    """The old model succeeds at every second task and costs $0.20, the new one always and costs a tenth."""
    subject = Learner(settings, flat)
    for n in range(old):
        subject.observe("think", OLD, Signals(verified=n % 2 == 0, nanos=nanos, seconds=10), 1e9 + n)
    for n in range(new):
        seen = Signals(verified=True, nanos=None if nanos is None else nanos // 10, seconds=10)
        subject.observe("think", NEW, seen, 1e9 + n)
    return subject


def test_shadow_first() -> None:
    advice = taught(Learning()).order("think", BOTH, Random(1))
    assert advice.order is None
    assert advice.suggestion
    assert (advice.suggestion.route, advice.suggestion.instead_of) == (NEW, OLD)
    assert advice.suggestion.sure > 0.9
    assert advice.suggestion.saved == pytest.approx(60 * 180_000_000)
    assert "would have saved $10.80 ± 0.00" in advice.suggestion.text


def test_what_there_is_to_suggest_can_be_asked_for() -> None:
    assert Learner(Learning(), flat).suggestions() == ()
    subject = taught(Learning())
    (one,) = subject.suggestions()
    assert (one.scenario, one.route, one.instead_of, one.outcomes) == ("think", NEW, OLD, 100)
    before = subject.dump()
    subject.suggestions()
    assert subject.dump() == before


def test_switched_on_it_acts() -> None:
    advice = taught(Learning(enabled=True)).order("think", ("c/third", *BOTH, "c/third"), Random(1))
    assert advice.order is None, "of the first nothing is known"
    advice = taught(Learning(enabled=True)).order("think", (OLD, "c/third", NEW, OLD), Random(1))
    assert advice.order == (NEW, OLD, "c/third")
    assert "sure" in advice.why


@pytest.mark.parametrize(
    ("old", "new", "speaks"),
    [(30, 19, False), (30, 20, True), (60, 4, False), (60, 5, True), (4, 60, False), (5, 60, True), (200, 0, False)],
)
def test_how_much_must_be_seen(old: int, new: int, speaks: bool) -> None:
    subject = taught(Learning(enabled=True), old=old, new=new)
    assert (subject.order("think", BOTH, None).order is not None) is speaks


def test_unsure_says_nothing() -> None:
    subject = Learner(Learning(enabled=True), flat)
    for n in range(40):
        subject.observe("think", OLD, Signals(verified=n % 2 == 0), 1e9)
        subject.observe("think", NEW, Signals(verified=n % 2 == 0 or n == 1), 1e9)
    advice = subject.order("think", BOTH, None)
    assert (advice.order, advice.suggestion) == (None, None)


def test_no_choice_no_opinion() -> None:
    assert taught(Learning(enabled=True)).order("think", (OLD, OLD), Random(1)).order is None


def test_unknown_cost_is_not_zero() -> None:
    suggestion = taught(Learning(), nanos=None).order("think", BOTH, None).suggestion
    assert suggestion
    assert suggestion.saved is None
    assert "not known" in suggestion.text
    assert "$" not in suggestion.text


def test_better_and_dearer_says_so() -> None:
    subject = Learner(Learning(), flat)
    for n in range(60):
        subject.observe("think", OLD, Signals(verified=n % 3 == 0, nanos=10_000_000 + n % 2 * 1_000_000), 1e9)
        subject.observe("think", NEW, Signals(verified=True, nanos=20_000_000 + n % 2 * 1_000_000), 1e9)
    suggestion = subject.order("think", BOTH, None).suggestion
    assert suggestion
    assert suggestion.saved == pytest.approx(-600_000_000, rel=0.01)
    assert suggestion.spread
    assert "cost $0.60 ±" in suggestion.text


def test_trying_only_where_the_user_marked_it() -> None:
    settings = Learning(enabled=True, scenarios=("background",), explore=1.0)
    tries = {
        scene: {(Learner(settings, flat).order(scene, BOTH, Random(seed)).order or BOTH)[0] for seed in range(40)}
        for scene in ("background", "think")
    }
    assert tries == {"background": {OLD, NEW}, "think": {OLD}}


def test_showing_changes_nothing() -> None:
    subject = taught(Learning(enabled=True, scenarios=("think",), explore=1.0))
    before = subject.dump()
    subject.order("think", BOTH, None)
    assert subject.dump() == before


def test_elsewhere_counts_as_a_presumption() -> None:
    subject = taught(Learning())
    assert subject.belief("image", NEW).mean > subject.belief("image", OLD).mean + 0.2
    assert subject.belief("image", NEW).variance > 3 * subject.belief("think", NEW).variance


def test_benchmarks_order_what_nobody_has_seen() -> None:
    subject = Learner(Learning(), {OLD: 0.3, NEW: 0.7}.__getitem__)
    assert subject.belief("think", NEW).mean == pytest.approx(0.7)
    for n in range(200):
        subject.observe("think", OLD, Signals(verified=n % 10 > 0), 1e9)
    assert subject.belief("image", NEW).mean > 0.9, "all do better on this user's work than in public"


def test_state_is_readable_and_comes_back() -> None:
    subject = taught(Learning())
    read = json.loads(subject.dump())
    new = read["scenarios"]["think"]["models"][NEW]
    assert (new["outcomes"], round(new["usd"], 4)) == (40, 0.02)
    assert 0.85 < new["reward"] < 1
    again = Learner(Learning(), flat, subject.dump())
    assert again.dump() == subject.dump()
    assert again.order("think", BOTH, None) == subject.order("think", BOTH, None)


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2}', '{"scenarios": {"think": {"models": 3}}}'])
def test_foreign_state_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        Learner(Learning(), flat, text)


def test_what_is_long_ago_fades() -> None:
    scene = Scene()
    for _ in range(100):
        scene.add(OLD, 1.0, None, now=1e9)
    full = scene.models[OLD].weight
    scene.add(NEW, 1.0, None, now=1e9 + 30 * 86_400)
    assert scene.models[OLD].weight == pytest.approx(full / 2)
    scene.add(NEW, 1.0, None, now=1e9)  # a clock that was set back changes nothing
    assert scene.models[OLD].weight == pytest.approx(full / 2)


def test_steady_outcomes_raise_no_alarm() -> None:
    rng, alarms = Random(5), 0
    arm = Arm()
    for _ in range(3000):
        before = arm.weight
        arm.add(float(rng.random() < 0.7), None)
        alarms += arm.weight < before
    assert alarms <= 3
    for _ in range(30):
        before = arm.weight
        arm.add(float(rng.random() < 0.1), None)
        alarms += 10 * (arm.weight < before)
    assert alarms >= 10


@pytest.mark.parametrize(
    ("one", "other"), [((30, 20), (24, 26)), ((9, 3), (6, 6)), ((180, 20), (40, 8)), ((7, 7), (7, 7))]
)
def test_probability_of_being_better(one: tuple[int, int], other: tuple[int, int]) -> None:
    rng = Random(2)
    draws = [rng.betavariate(*one) > rng.betavariate(*other) for _ in range(20_000)]
    assert better(Belief(*one), Belief(*other)) == pytest.approx(sum(draws) / len(draws), abs=0.03)


class TestEscalation:
    TIERS = ("a/small", "a/large", "a/middle", "a/same")
    FIGURES = {"a/small": 0.4, "a/same": 0.42, "a/middle": 0.6, "a/large": 0.8}.__getitem__
    BAD = Signals(bad_tool_json=1)

    def first(self, subject: Escalation, session: str = "s") -> str:
        raised = subject.order(session, self.TIERS)
        return raised[0][0] if raised else self.TIERS[0]

    def test_two_bad_signs_raise_one_tier(self) -> None:
        subject = Escalation(self.FIGURES)
        subject.note("s", "a/small", self.BAD)
        assert self.first(subject) == "a/small"
        subject.note("s", "a/small", self.BAD)
        order, why = subject.order("s", ("a/small", "a/middle")) or ((), "")
        assert order == ("a/middle", "a/small")
        assert "a/small" in why
        assert self.first(subject, "another") == "a/small"

    def test_it_stays_raised_and_can_rise_again(self) -> None:
        subject = Escalation(self.FIGURES)
        for _ in range(2):
            subject.note("s", "a/small", self.BAD)
        candidates = ("a/small", "a/middle", "a/large")
        for _ in range(3):
            assert (subject.order("s", candidates) or [()])[0][0] == "a/middle"
        for _ in range(2):
            subject.note("s", "a/middle", self.BAD)
        assert (subject.order("s", candidates) or [()])[0][0] == "a/large"

    def test_it_is_raised_from_where_it_is_not_from_what_would_come_first(self) -> None:
        """The strategy has a better one first already, but the conversation is held elsewhere by its prompt cache."""
        subject = Escalation(self.FIGURES)
        for _ in range(2):
            subject.note("s", "a/small", self.BAD)
        order, why = subject.order("s", ("a/large", "a/small")) or ((), "")
        assert order == ("a/large", "a/small")
        assert "a/small" in why

    def test_late_signs_of_the_model_left_behind_do_not_count(self) -> None:
        subject = Escalation(self.FIGURES)
        for _ in range(2):
            subject.note("s", "a/small", self.BAD)
        candidates = ("a/small", "a/middle", "a/large")
        subject.order("s", candidates)
        for _ in range(4):
            subject.note("s", "a/small", self.BAD)
        assert (subject.order("s", candidates) or [()])[0][0] == "a/middle"

    def test_nothing_better_nothing_raised(self) -> None:
        subject = Escalation(self.FIGURES)
        for _ in range(4):
            subject.note("s", "a/large", self.BAD)
        assert subject.order("s", ("a/large", "a/middle")) is None

    def test_a_learner_that_only_suggests_raises_nothing(self) -> None:
        for enabled in (False, True):
            subject = Learner(Learning(enabled=enabled), self.FIGURES)
            for _ in range(2):
                subject.observe("think", "a/small", self.BAD, 1e9, session="s")
            advice = subject.order("think", ("a/small", "a/middle"), None, session="s")
            assert advice.urgent is enabled
            assert (advice.order == ("a/middle", "a/small")) is enabled


@pytest.mark.parametrize("worth", [1.0, 0.8])  # a success may be worth less than 1: what it cost and took is taken off
def test_how_sure_it_says_it_is_is_how_often_it_is_right(worth: float) -> None:
    rng, right = Random(11), []
    for _ in range(4000):
        held, truth = [], []
        for _ in range(2):
            share, arm = rng.uniform(0.2, 0.9), Arm()
            for _ in range(30):
                arm.add(worth * (rng.random() < share), None)
            truth.append(share)
            held.append(presumed(0.5 * worth, 2.0, arm.reward, arm.weight, arm.partly))
        if 0.85 < better(held[0], held[1]) < 0.95:
            right.append(truth[0] > truth[1])
    assert len(right) > 100
    assert 0.85 < mean(right) < 0.97


def test_outcomes_that_hardly_differ_tell_more() -> None:
    """Ten of 0.5 each are surer than five successes and five failures."""
    alike, apart = Arm(), Arm()
    for n in range(10):
        alike.add(0.5, None)
        apart.add(float(n % 2), None)
    one, other = (presumed(0.5, 8.0, arm.reward, arm.weight, arm.partly) for arm in (alike, apart))
    assert one.mean == pytest.approx(other.mean, abs=0.01)
    assert one.variance < 0.6 * other.variance
