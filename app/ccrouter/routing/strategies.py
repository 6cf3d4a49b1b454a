"""The strategies: each gives every option a score in [0, 1], and the highest is tried first. Equal scores keep the listed order.

================  ====================================================================================================
priority          1 for the first listed, falling to 0
round-robin       1 for the one whose turn it is; a key is a turn of its own
weighted          a random draw in proportion to the shares (Efraimidis and Spirakis: u^(1/share))
cost-optimized    the cost score
performance       the performance score; what was never measured counts 1, so that it is found
quality           the quality score
load-balanced     1 / (1 + load), load = requests under way + the spent part of the key's limits
balanced          0.3 cost + 0.4 performance + 0.3 quality (weights settable)
sticky            like priority: a conversation stays where it is, see ``gate``
================  ====================================================================================================

Sub-scores, all in [0, 1]:

* cost = 1 - log(price / cheapest) / log 100: the cheapest gets 1, a hundred times its price 0. Prices below $0.0001 count as
  that. An unknown price gets 0: it is never taken for cheap.
* performance = (1 - log(seconds / fastest) / log 10) × (1 - error rate): ten times the fastest gets 0. Seconds are the median
  time to the first word plus the expected output at the measured speed. 0.5 if nothing is known.
* quality = the figure of the table, 0.5 for a model it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log
from random import Random
from typing import NamedTuple

from ccrouter.routing.options import Option
from ccrouter.settings.deployments import Weights

FLOOR_NANOS = 100_000.0  # below $0.0001 a request, prices no longer matter
FLOOR_SECONDS = 0.1
TOKENS_PER_SECOND = 50.0  # where a speed was never measured
_DEAREST, _SLOWEST = 100.0, 10.0  # times the least: what is worth nothing any more
_CHEAP, _FAST = 1 / log(_DEAREST), 1 / log(_SLOWEST)
_NEUTRAL = 0.5


class Setting(NamedTuple):
    """What a strategy may look at besides the options. ``turn`` counts decisions; ``random`` is the only chance there is."""

    random: Random
    weights: Weights = Weights()
    shares: Mapping[str, float] = {}
    turn: int = 0


Strategy = Callable[[Sequence[Option], Setting], None]


def score_cost(options: Sequence[Option]) -> list[float]:
    """Also kept with each option, as is the performance score."""
    cheapest = max(FLOOR_NANOS, min([option.nanos for option in options if option.nanos is not None], default=0.0))
    dearest = cheapest * _DEAREST
    scores = []
    for option in options:
        nanos = option.nanos
        if nanos is None or nanos >= dearest:
            score = 0.0
        elif nanos > cheapest:
            score = 1.0 - log(nanos / cheapest) * _CHEAP
        else:
            score = 1.0
        option.cost = score
        scores.append(score)
    return scores


def score_performance(options: Sequence[Option], unknown: float = _NEUTRAL) -> list[float]:
    known = [option.seconds for option in options if option.seconds is not None]
    fastest = max(FLOOR_SECONDS, min(known, default=FLOOR_SECONDS))
    slowest = fastest * _SLOWEST
    scores = []
    for option in options:
        seconds, vitals = option.seconds, option.vitals
        if seconds is None:
            score = unknown
        elif seconds >= slowest:
            score = 0.0
        elif seconds > fastest:
            score = 1.0 - log(seconds / fastest) * _FAST
        else:
            score = 1.0
        if vitals is not None:
            score *= 1.0 - vitals.error_rate
        option.performance = score
        scores.append(score)
    return scores


def priority(options: Sequence[Option], _: Setting) -> None:
    places = max((option.place for option in options), default=0) + 1
    for option in options:
        option.total = 1 - option.place / places


def round_robin(options: Sequence[Option], setting: Setting) -> None:
    count = len(options)
    for i, option in enumerate(options):
        option.total = 1 - (i - setting.turn) % count / count


def weighted(options: Sequence[Option], setting: Setting) -> None:
    for option in options:
        deployment = option.deployment
        share = setting.shares.get(deployment.route, setting.shares.get(deployment.provider.name, 1.0))
        option.total = setting.random.random() ** (1 / share) if share > 0 else 0.0


def cost_optimized(options: Sequence[Option], _: Setting) -> None:
    for option, cheap in zip(options, score_cost(options), strict=True):
        option.total = cheap


def performance(options: Sequence[Option], _: Setting) -> None:
    for option, fast in zip(options, score_performance(options, unknown=1.0), strict=True):
        option.total = fast


def quality(options: Sequence[Option], _: Setting) -> None:
    for option in options:
        option.total = option.deployment.quality


def load_balanced(options: Sequence[Option], _: Setting) -> None:
    for option in options:
        option.total = 1 / (1 + option.busy)


def balanced(options: Sequence[Option], setting: Setting) -> None:
    cost, speed, quality = setting.weights.cost, setting.weights.performance, setting.weights.quality
    for option, cheap, fast in zip(options, score_cost(options), score_performance(options), strict=True):
        option.total = cost * cheap + speed * fast + quality * option.deployment.quality


TABLE: dict[str, Strategy] = {
    "priority": priority,
    "round-robin": round_robin,
    "weighted": weighted,
    "cost-optimized": cost_optimized,
    "performance": performance,
    "quality": quality,
    "load-balanced": load_balanced,
    "balanced": balanced,
    "sticky": priority,
}
EXPLORES = frozenset({"performance", "balanced"})  # these judge by measurements, which age
