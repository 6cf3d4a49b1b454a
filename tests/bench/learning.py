"""What learning costs a decision, and what it earns on the tables of ``tests/learning``.

    python tests/bench/learning.py [--seeds N]

Prints microseconds of CPU for one ``order`` and one ``observe``, and the share of the best model's reward from every default:
summed over the first 200 and 1,000 decisions, and over the last 100. Nothing here is a test: the tests are in tests/learning.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from statistics import mean

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "app"), str(HERE.parent / "learning"), str(HERE)]

from replay import SCENE, Table, decisions, learner, public, synthetic  # noqa: E402

from ccrouter.learning.signals import Signals  # noqa: E402
from routing import best  # noqa: E402


def cost(count: int) -> str:
    subject, rng = learner(), Random(1)
    routes = [f"provider-{n}/model-{n}" for n in range(count)]
    for n in range(20 * count):
        subject.observe(SCENE, routes[n % count], Signals(verified=rng.random() < n % count / count), 1e9 + n)

    def anew() -> None:
        subject.observe(SCENE, routes[0], Signals(), 1e9)
        subject.order(SCENE, routes, None)

    again = best(lambda: subject.order(SCENE, routes, None))
    return f"{count:4} models: order {again:7.1f} µs, with one more outcome before it {best(anew):7.1f} µs"


def earned(name: str, table: Table, default: str, explore: float, seeds: int) -> str:
    top = max(model.reward for model in table.values())
    candidates = sorted(table, key=lambda route: (route != default, route))
    runs = [
        [
            table[route].reward / top
            for route in decisions(learner(explore=explore), table, candidates, Random(seed), 1000)
        ]
        for seed in range(seeds)
    ]
    first, whole, last = (
        mean(mean(run[part]) for run in runs) for part in (slice(200), slice(None), slice(-100, None))
    )
    begun = table[default].reward / top
    return f"{name:<10} {explore:4.0%} {default:<40} {begun:6.1%} → {first:6.1%} {whole:6.1%} {last:6.1%}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    for count in (20, 500):
        print(cost(count))
    print("table   trying default                          default    200  1,000 at the end")
    for name, table in (("synthetic", synthetic()), ("public", public())):
        print(earned(name, table, next(iter(table)), 1.0, seeds))
        for default in table:
            print(earned(name, table, default, 0.05, seeds))


if __name__ == "__main__":
    main()
