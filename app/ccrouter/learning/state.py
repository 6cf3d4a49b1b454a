"""What has been learnt, as JSON that a person can read. Recent outcomes weigh more than old ones."""

from __future__ import annotations

import math

import msgspec
from msgspec import Struct

KEPT = 0.998  # what an outcome still weighs after the next one of the same model: together at most 500
LATELY = 20  # outcomes that make up "lately" …
ALARM = 3.5  # … and by how many of its deviations that differs from the rest when a model has changed in silence
HALF_LIFE = 30 * 86_400.0  # seconds after which outcomes weigh half, whatever has come since


class Arm(Struct, kw_only=True):
    """One model in one scenario. Means and deviations are of recent outcomes."""

    outcomes: int = 0  # all there ever were
    weight: float = 0.0  # of those still remembered
    reward: float = 0.0  # mean, 0..1
    lately: float = 0.0  # the same, of the last few
    partly: float = 0.0  # mean of reward × (1 − reward): by so much they vary less than all or nothing would
    priced: float = 0.0  # weight of those whose cost is known
    usd: float = 0.0  # mean cost
    usd_deviation: float = 0.0

    def add(self, reward: float, usd: float | None) -> None:
        self.outcomes += 1
        self.weight = KEPT * self.weight + 1.0
        self.reward += (reward - self.reward) / self.weight
        self.partly += (reward * (1.0 - reward) - self.partly) / self.weight
        self.lately += (reward - self.lately) / min(self.weight, LATELY)
        if self._changed():
            self.weight, self.reward = float(LATELY), self.lately
        self.priced *= KEPT
        if usd is not None:
            self.priced += 1.0
            step = usd - self.usd
            self.usd += step / self.priced
            spread = (self.priced - 1.0) * self.usd_deviation**2 + step * (usd - self.usd)
            self.usd_deviation = math.sqrt(max(0.0, spread) / self.priced)

    def _changed(self) -> bool:
        """The last few outcomes are too far from all of them for chance: what came before is forgotten."""
        if self.weight < 2 * LATELY:
            return False
        share = min(0.95, max(0.05, self.reward))
        # of a mean in which the last outcome counts 1/LATELY, the one before that times 1 - 1/LATELY, and so on
        deviation = math.sqrt(share * (1.0 - share) / (2 * LATELY - 1))
        return abs(self.lately - self.reward) > ALARM * deviation

    def fade(self, share: float) -> None:
        self.weight *= share
        self.priced *= share


class Scene(Struct, kw_only=True):
    """One scenario: its models, and how often another than the best known was tried to learn something."""

    last: float = 0.0  # Unix seconds of the last outcome
    decisions: int = 0  # in which trying was allowed
    explored: int = 0
    models: dict[str, Arm] = {}

    @property
    def outcomes(self) -> int:
        return sum(arm.outcomes for arm in self.models.values())

    def add(self, route: str, reward: float, usd: float | None, now: float) -> None:
        if 0.0 < self.last < now:
            for arm in self.models.values():
                arm.fade(0.5 ** ((now - self.last) / HALF_LIFE))
        self.last = max(self.last, now)
        self.models.setdefault(route, Arm()).add(reward, usd)


class State(Struct, kw_only=True):
    version: int = 1
    scenarios: dict[str, Scene] = {}


def dump(state: State) -> str:
    return msgspec.json.format(msgspec.json.encode(state, order="sorted"), indent=2).decode()


def load(text: str | bytes) -> State:
    """Raises msgspec.DecodeError (a ValueError) if this is nothing that was dumped."""
    state = msgspec.json.decode(text, type=State)
    if state.version != State().version:
        raise msgspec.ValidationError(f"learnt by another version ({state.version})")
    return state
