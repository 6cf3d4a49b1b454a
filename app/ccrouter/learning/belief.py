"""How good a model is taken to be, and how sure that is: a Beta distribution over its mean reward."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

# Draws are as of so many times the outcomes, so that models known to be worse are tried again less often; above 3 a benchmark
# that is wrong is believed for too long. "Posterior reshaping" in O. Chapelle and L. Li, An Empirical Evaluation of Thompson
# Sampling, NIPS 2011.
_SHARP = 2.5
_LEAST_SPREAD = 0.2  # however alike the outcomes were


class Belief(NamedTuple):
    """``good`` and ``bad`` are outcomes, real and presumed. Both above 0.

    Rewards between 0 and 1 count in parts on both sides. They vary less than successes and failures with the same mean:
    ``spread`` is their variance over that of those (mean × (1 − mean)), and so many more outcomes they are worth.
    """

    good: float
    bad: float
    spread: float = 1.0

    @property
    def mean(self) -> float:
        return self.good / (self.good + self.bad)

    @property
    def variance(self) -> float:
        whole = self.good + self.bad
        return self.spread * self.good * self.bad / (whole * whole * (whole + 1.0))

    def draw(self, rng: Random) -> float:
        sharp = _SHARP / self.spread
        return rng.betavariate(sharp * self.good, sharp * self.bad)


def presumed(mean: float, strength: float, seen: float, weight: float, partly: float = 0.0) -> Belief:
    """A presumption worth ``strength`` outcomes, and outcomes of mean ``seen`` that together weigh ``weight``; ``partly`` is
    their mean of reward × (1 − reward). The presumption is of successes and failures."""
    mean = min(0.99, max(0.01, mean))
    good, bad = strength * mean + weight * seen, strength * (1.0 - mean) + weight * (1.0 - seen)
    return Belief(good, bad, max(_LEAST_SPREAD, 1.0 - weight * partly * (good + bad) / (good * bad)))


def better(one: Belief, other: Belief) -> float:
    """Probability that the first has the higher mean, both taken as normal (within 0.03 from a dozen outcomes on)."""
    spread = math.sqrt(one.variance + other.variance)
    return 0.5 * (1.0 + math.erf((one.mean - other.mean) / (spread * math.sqrt(2.0))))
