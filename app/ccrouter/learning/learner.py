"""Discounted Thompson sampling per scenario and model. It suggests first, and acts only when it is sure and allowed to.

What is believed of a model in a scenario: its own outcomes there, and a presumption worth a few more, which is the model's mean
over the other scenarios, which in turn starts from public benchmark figures. So a model that has not been seen at something is
presumed to do there about as well as elsewhere. Of benchmarks only the differences between models count: how well all of them do
on this user's work is learnt too.

What counts as exploration is a decision for another model than the one acted upon, which is the usual one until another is
surely better (``SURE``, from ``LEAST`` outcomes on). It is capped per scenario (``Learning.explore``), from the first decision
on. So the learner is as good as what it has seen: over a log in which every model had its turn it earns what the best model
would (0.97 of it after 200 outcomes of six models nobody has benchmarked, 0.95 on a public table of twelve, 1.00 and 0.99 after
1,000; from the worst default 0.91 and 0.96: tests/learning). Where only the default was ever used, the capped tries need some
hundred decisions to find a better one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from msgspec import Struct

from ccrouter.learning.belief import Belief, better, presumed
from ccrouter.learning.escalation import Escalation
from ccrouter.learning.signals import Signals, reward
from ccrouter.learning.state import Arm, Scene, State, dump, load
from ccrouter.settings.deployments import Learning

LEAST = 50  # outcomes in a scenario before anything is said of it
LEAST_OWN = 5  # of them with each of the two that are compared: benchmarks alone never suggest one
SURE = 0.9  # probability of being better
BENCHMARK = 8.0  # outcomes a public figure is worth
ELSEWHERE = 8.0  # outcomes a model's mean over other scenarios is worth


class Suggestion(Struct, frozen=True, kw_only=True):
    """``saved`` is what ``route`` would have saved over the outcomes of ``instead_of``: nano-dollars, ± its 95 % interval."""

    scenario: str
    route: str
    instead_of: str
    sure: float  # probability that its reward is higher
    outcomes: int
    saved: int | None
    spread: int | None

    @property
    def text(self) -> str:
        who = f"In {self.scenario}, {self.route} in place of {self.instead_of}"
        if self.saved is None or self.spread is None:
            what = "would have done better; what it saves is not known"
        elif self.saved >= 0:
            what = f"would have saved ${self.saved / 1e9:.2f} ± {self.spread / 1e9:.2f}"
        else:
            what = f"would have done better and cost ${-self.saved / 1e9:.2f} ± {self.spread / 1e9:.2f} more"
        return f"{who} {what} ({self.sure:.0%} sure it is better, from {self.outcomes} outcomes)."


class Advice(Struct, frozen=True, kw_only=True):
    """``order`` None = no opinion. ``urgent``: the conversation should be moved even if its prompt cache is lost by it."""

    order: tuple[str, ...] | None
    why: str
    suggestion: Suggestion | None = None
    urgent: bool = False


class Learner:
    """``prior`` is what public benchmarks make of a model, 0..1, by route (``provider/model``)."""

    def __init__(self, settings: Learning, prior: Callable[[str], float], state: str | bytes = b"") -> None:
        """``state`` is what ``dump`` gave. Raises ValueError if it is something else."""
        self.settings = settings
        self._prior = cache(prior)
        self._state = load(state) if state else State()
        self._escalation = Escalation(self._prior)
        self._leads: dict[tuple[str, tuple[str, ...]], tuple[str, float]] = {}
        self._level = self._find_level()

    def dump(self) -> str:
        return dump(self._state)

    def observe(self, scenario: str, route: str, seen: Signals, now: float, session: str = "") -> float:
        """One outcome; ``now`` is Unix seconds. Returns the reward it was taken for."""
        worth = reward(seen)
        scene = self._state.scenarios.setdefault(scenario, Scene())
        scene.add(route, worth, None if seen.nanos is None else seen.nanos / 1e9, now)
        self._escalation.note(session, route, seen)
        self._leads.clear()
        self._level = self._find_level()
        return worth

    def order(self, scenario: str, candidates: Sequence[str], rng: Random | None, session: str = "") -> Advice:
        """``candidates`` are routes, first what would be taken otherwise. Ask once a decision; ``rng`` None never explores."""
        candidates = tuple(dict.fromkeys(candidates))
        if len(candidates) < 2:
            return Advice(order=None, why="there is no choice")
        enabled = self.settings.enabled
        if enabled and (raised := self._escalation.order(session, candidates)):
            return Advice(order=raised[0], why=raised[1], urgent=True)
        lead, sure = self._lead(scenario, candidates)
        suggestion = self._suggestion(scenario, candidates[0], lead, sure) if lead != candidates[0] else None
        if not enabled:
            return Advice(order=None, why="it only suggests", suggestion=suggestion)
        if rng and (tried := self._explored(scenario, candidates, lead, rng)):
            return Advice(order=_first(tried, candidates), why="tried to learn how it does", suggestion=suggestion)
        if suggestion is None:
            return Advice(order=None, why="nothing is known to do better")
        return Advice(
            order=_first(lead, candidates), why=f"learnt: {sure:.0%} sure to do better here", suggestion=suggestion
        )

    def suggestions(self) -> tuple[Suggestion, ...]:
        """What there is to suggest in each scenario, against the model that is used most there."""
        found = []
        for scenario, scene in self._state.scenarios.items():
            routes = sorted(scene.models, key=lambda route: -scene.models[route].outcomes)
            lead, sure = self._lead(scenario, tuple(routes)) if routes else ("", 0.0)
            if routes and lead != (usual := routes[0]):
                found.append(self._suggestion(scenario, usual, lead, sure))
        return tuple(found)

    def belief(self, scenario: str, route: str) -> Belief:
        here = self._arm(scenario, route)
        total = weight = 0.0
        for name, scene in self._state.scenarios.items():
            if name != scenario and (arm := scene.models.get(route)):
                total += arm.weight * arm.reward
                weight += arm.weight
        mean = (BENCHMARK * (self._prior(route) + self._level) + total) / (BENCHMARK + weight)
        return presumed(mean, ELSEWHERE, here.reward, here.weight, here.partly)

    def _find_level(self) -> float:
        """By how much models do better here than in public, on the average of all outcomes."""
        total, weight = 0.0, BENCHMARK
        for scene in self._state.scenarios.values():
            for route, arm in scene.models.items():
                total += arm.weight * (arm.reward - self._prior(route))
                weight += arm.weight
        return total / weight

    def _arm(self, scenario: str, route: str) -> Arm:
        scene = self._state.scenarios.get(scenario)
        return (scene.models.get(route) if scene else None) or Arm()

    def _lead(self, scenario: str, candidates: tuple[str, ...]) -> tuple[str, float]:
        """The best of those that are surely better than the first, else the first; and how sure that is."""
        key = (scenario, candidates)
        if (known := self._leads.get(key)) is None:
            known = self._leads[key] = self._find_lead(scenario, candidates)
        return known

    def _find_lead(self, scenario: str, candidates: tuple[str, ...]) -> tuple[str, float]:
        usual = candidates[0]
        scene = self._state.scenarios.get(scenario)
        if scene is None or scene.outcomes < LEAST or self._arm(scenario, usual).outcomes < LEAST_OWN:
            return usual, 0.0
        base = self.belief(scenario, usual)
        best = (base.mean, usual, 0.0)
        for route in candidates[1:]:
            if self._arm(scenario, route).outcomes >= LEAST_OWN:
                held = self.belief(scenario, route)
                if held.mean > best[0] and (sure := better(held, base)) > SURE:
                    best = (held.mean, route, sure)
        return best[1:]

    def _explored(self, scenario: str, candidates: tuple[str, ...], lead: str, rng: Random) -> str:
        """Another than the best known, if the user marked the scenario and not too many were tried already; else ""."""
        if scenario not in self.settings.scenarios:
            return ""
        scene = self._state.scenarios.setdefault(scenario, Scene())
        scene.decisions += 1
        if scene.explored + 1 > self.settings.explore * scene.decisions:
            return ""
        drawn = max(candidates, key=lambda route: self.belief(scenario, route).draw(rng))
        if drawn == lead:
            return ""
        scene.explored += 1
        return drawn

    def _suggestion(self, scenario: str, usual: str, route: str, sure: float) -> Suggestion:
        old, new = self._arm(scenario, usual), self._arm(scenario, route)
        saved = spread = None
        if old.priced >= 1.0 and new.priced >= 1.0:
            saved = round(old.outcomes * (old.usd - new.usd) * 1e9)
            error = (old.usd_deviation**2 / old.priced + new.usd_deviation**2 / new.priced) ** 0.5
            spread = round(old.outcomes * 1.96 * error * 1e9)
        return Suggestion(
            scenario=scenario,
            route=route,
            instead_of=usual,
            sure=sure,
            outcomes=old.outcomes + new.outcomes,
            saved=saved,
            spread=spread,
        )


def _first(route: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    return (route, *(one for one in candidates if one != route))
