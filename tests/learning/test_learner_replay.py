"""What the learner earns on tables of models, against the best of them and against the one it is to improve on."""

from random import Random
from statistics import mean

import pytest

from ccrouter.learning.learner import Learner
from ccrouter.settings.deployments import Learning
from ccrouter.settings.priors import prior
from learning.replay import SCENE, Model, Table, decisions, learner, log, public, synthetic

SEEDS = range(24)
TABLES = {"synthetic": synthetic(), "public": public()}


def shares(subject: Learner, table: Table, seed: int, count: int, default: str = "", scene: str = SCENE) -> list[float]:
    """Expected reward of each decision, as a share of the best model's."""
    best = max(model.reward for model in table.values())
    candidates = sorted(table, key=lambda route: (route != default, route))
    taken = decisions(subject, table, candidates, Random(seed), count, scene)
    return [table[route].reward / best for route in taken]


@pytest.mark.parametrize("name", TABLES)
def test_sampling_earns_what_the_best_model_would(name: str) -> None:
    """The sampling itself, free to try as often as it likes. Sums from the first decision on, not only the last ones."""
    runs = [shares(learner(explore=1.0), TABLES[name], seed, 1000) for seed in SEEDS]
    assert mean(mean(run[:200]) for run in runs) >= 0.90
    assert mean(mean(run) for run in runs) >= 0.95
    assert min(mean(run) for run in runs) >= 0.88, "and no seed is a disaster"


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("seen", "share", "seeds"), [(200, 0.90, 40), (1000, 0.95, 16)])
def test_switched_on_after_a_log_it_earns_what_the_best_model_would(
    name: str, seen: int, share: float, seeds: int
) -> None:
    """As shipped: it acts only on what is surely better, and at most one decision in twenty tries another. Whatever the user
    had as the default, the worst one too; the rewards of trying are in it."""
    table = TABLES[name]
    best = max(model.reward for model in table.values())
    earned: dict[str, float] = {}
    for default in table:
        candidates, runs = sorted(table, key=lambda route: (route != default, route)), []
        for seed in range(seeds):
            subject, rng = learner(), Random(seed)
            log(subject, table, rng, seen)
            taken = decisions(subject, table, candidates, rng, 100, begin=seen)
            runs.append(mean(table[route].reward / best for route in taken))
        earned[default] = mean(runs)
        assert earned[default] >= table[default].reward / best - 0.05, (
            "no worse than the default by more than it may try"
        )
    assert min(earned.values()) >= share, earned
    assert mean(earned.values()) >= share + 0.03


def test_wrong_benchmarks_are_overcome() -> None:
    """The public table with its priors dealt out backwards: the worst model is announced as the best."""
    table = TABLES["public"]
    worst_first = sorted(table, key=lambda route: table[route].reward)
    figures = sorted((prior(route, {}) for route in table), reverse=True)
    wrong = dict(zip(worst_first, figures, strict=True))
    ends = []
    for seed in SEEDS:
        subject = Learner(Learning(enabled=True, scenarios=(SCENE,), explore=1.0), wrong.__getitem__)
        ends.append(mean(shares(subject, table, seed, 1500)[-200:]))
    assert mean(ends) >= 0.9


@pytest.mark.parametrize("default", ["openai/gpt-4.1", "deepseek/deepseek-chat", "openai/gpt-4.1-nano"])
def test_a_twentieth_of_trying_leaves_a_poor_default(default: str) -> None:
    table = TABLES["public"]
    begun = table[default].reward / max(model.reward for model in table.values())
    ends = [mean(shares(learner(explore=0.05), table, seed, 1500, default)[-200:]) for seed in SEEDS]
    assert begun < 0.75
    assert mean(ends) >= 0.93


def test_a_good_default_loses_no_more_than_the_trying() -> None:
    table = TABLES["public"]
    runs = [shares(learner(explore=0.05), table, seed, 1000, "openai/o3") for seed in SEEDS]
    assert mean(mean(run) for run in runs) >= 0.97


@pytest.mark.parametrize("explore", [0.0, 0.02, 0.05])
def test_it_never_tries_more_than_it_may(explore: float) -> None:
    """Each model fails always or never, so that what is tried never becomes what is known to be best."""
    table = {"a/good": Model(1.0, 0.0, 1, 1.0), "a/bad": Model(0.0, 0.0, 1, 1.0), "a/poor": Model(0.1, 0.0, 1, 1.0)}
    for seed in SEEDS:
        subject = learner(explore=explore)
        tried = 0
        for n, route in enumerate(decisions(subject, table, list(table), Random(seed), 400), start=1):
            tried += route != "a/good"
            assert tried <= explore * n


def test_it_recovers_when_a_model_gets_worse_in_silence() -> None:
    before: Table = {"a/one": Model(0.9, 0.0, 1, 1.0), "a/two": Model(0.75, 0.0, 1, 1.0)}
    after: Table = before | {"a/one": Model(0.25, 0.0, 1, 1.0)}
    well, late = [], []
    for seed in SEEDS:
        subject, rng = learner(explore=1.0), Random(seed)
        seen = list(decisions(subject, lambda n: before if n < 400 else after, list(before), rng, 560))
        well.append(mean(route == "a/one" for route in seen[300:400]))
        late.append(mean(route == "a/two" for route in seen[480:]))
    assert mean(well) > 0.9
    assert mean(late) > 0.9, "eighty outcomes later"


def test_as_shipped_it_leaves_a_default_that_gets_worse_in_silence() -> None:
    """One decision in twenty has kept it informed of the other."""
    before: Table = {"a/usual": Model(0.9, 0.0, 1, 1.0), "a/other": Model(0.75, 0.0, 1, 1.0)}
    after: Table = before | {"a/usual": Model(0.25, 0.0, 1, 1.0)}
    well, late = [], []
    for seed in SEEDS:
        subject, rng = learner(explore=0.05), Random(seed)
        seen = list(decisions(subject, lambda n: before if n < 600 else after, list(before), rng, 760))
        well.append(mean(route == "a/usual" for route in seen[500:600]))
        late.append(mean(route == "a/other" for route in seen[680:]))
    assert mean(well) >= 0.95
    assert mean(late) >= 0.9, "eighty outcomes later"


def test_without_trying_it_goes_back_to_a_default_that_does_better() -> None:
    """It acted on what it had learnt; the model got worse; no exploration is needed to undo it."""
    table: Table = {"a/usual": Model(0.7, 0.0, 1, 1.0), "a/new": Model(0.95, 0.0, 1, 1.0)}
    worse: Table = table | {"a/new": Model(0.2, 0.0, 1, 1.0)}
    for seed in SEEDS:
        rng = Random(seed)
        subject = learner(scenarios=())
        for n in range(100):  # the user's own choices
            for route in table:
                subject.observe(SCENE, route, table[route].outcome(rng), 1e9 + n)
        assert set(decisions(subject, table, list(table), rng, 50)) == {"a/new"}
        assert list(decisions(subject, worse, list(table), rng, 200))[-50:] == ["a/usual"] * 50


@pytest.mark.parametrize("other", ["image", "long_context"])
def test_it_abstains_on_a_kind_of_task_it_has_not_seen(other: str) -> None:
    """What won at one kind is bad at another, of which only the default's outcomes come in."""
    table: Table = {"a/usual": Model(0.8, 0.0, 1, 1.0), "a/winner": Model(0.98, 0.0, 1, 1.0)}
    elsewhere: Table = {"a/usual": Model(0.8, 0.0, 1, 1.0), "a/winner": Model(0.3, 0.0, 1, 1.0)}
    for seed in SEEDS:
        subject, rng = learner(), Random(seed)
        for n in range(150):
            for route in table:
                subject.observe(SCENE, route, table[route].outcome(rng), 1e9 + n)
        assert subject.order(SCENE, list(table), None).order == ("a/winner", "a/usual")
        taken = list(decisions(subject, elsewhere, list(table), rng, 300, other))
        assert mean(elsewhere[route].reward for route in taken) >= 0.99 * elsewhere["a/usual"].reward


@pytest.mark.parametrize(("nanos", "seconds"), [(1, 1.0), (100_000_000, 30.0)])
def test_luck_seldom_passes_for_skill(nanos: int, seconds: float) -> None:
    """A log of 60 outcomes in which the default is best by a little: acting on it costs less than 1 % on the average."""
    table: Table = {f"a/{share}": Model(share / 100, 0.0, nanos, seconds) for share in (80, 76, 72, 60)}
    earned = []
    for seed in range(150):
        rng, subject = Random(seed), learner(scenarios=())
        for n in range(60):
            route = rng.choice(list(table))
            subject.observe(SCENE, route, table[route].outcome(rng), 1e9 + n)
        order = subject.order(SCENE, list(table), rng).order
        earned.append(table[order[0] if order else "a/80"].reward)
    assert mean(earned) >= 0.99 * table["a/80"].reward
