"""Tables of how well models do, drawn from as a log would be; and what a learner earns on them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

from ccrouter.learning.learner import Learner
from ccrouter.learning.signals import Signals, reward
from ccrouter.settings.deployments import Learning
from ccrouter.settings.priors import prior

SCENE = "think"


class Model(NamedTuple):
    """``success`` and ``malformed`` are probabilities."""

    success: float
    malformed: float
    nanos: int
    seconds: float

    def outcome(self, rng: Random) -> Signals:
        return self._seen(rng.random() < self.success, rng.random() < self.malformed)

    def _seen(self, verified: bool, malformed: bool) -> Signals:
        return Signals(verified=verified, bad_tool_json=int(malformed), nanos=self.nanos, seconds=self.seconds)

    @property
    def reward(self) -> float:
        """On the average of outcomes."""
        return self.success * reward(self._seen(True, False)) + (1 - self.success) * reward(self._seen(False, False))


Table = Mapping[str, Model]


def public() -> Table:
    read = tomllib.loads(Path(__file__).with_name("aider_polyglot.toml").read_text(encoding="utf-8"))
    tests = read["tests"]
    return {
        route: Model(one["passed"] / tests, one["malformed"] / tests, round(one["usd"] / tests * 1e9), one["seconds"])
        for route, one in read["models"].items()
    }


def synthetic() -> Table:
    """Six models nobody has benchmarked."""
    shares = (0.62, 0.78, 0.55, 0.90, 0.70, 0.40)
    return {f"here/model-{n}": Model(share, 0.02, 10_000_000, 10.0) for n, share in enumerate(shares)}


def learner(*, enabled: bool = True, scenarios: tuple[str, ...] = (SCENE,), explore: float = 0.05) -> Learner:
    settings = Learning(enabled=enabled, scenarios=scenarios, explore=explore)
    return Learner(settings, lambda route: prior(route, {}))


def log(subject: Learner, table: Table, rng: Random, count: int) -> None:
    """What the router saw before the learner was switched on: each model in its turn, as ``round-robin`` has it."""
    for n, route in zip(range(count), cycle(table), strict=False):
        subject.observe(SCENE, route, table[route].outcome(rng), now=1e9 + 60.0 * n)


def decisions(
    subject: Learner,
    table: Table | Callable[[int], Table],
    candidates: list[str],
    rng: Random,
    count: int,
    scene: str = SCENE,
    begin: int = 0,
) -> Iterator[str]:
    """What is taken in each decision, a minute apart, and its outcome told to the learner."""
    for n in range(begin, begin + count):
        models = table(n) if callable(table) else table
        order = subject.order(scene, candidates, rng).order
        taken = order[0] if order else candidates[0]
        subject.observe(scene, taken, models[taken].outcome(rng), now=1e9 + 60.0 * n)
        yield taken
