"""Who decides: the client that named a model, a rule, a scenario, a name, or the default; in this order, the first that can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from msgspec import structs

from ccrouter.routing.plan import choose, known, named
from ccrouter.routing.rules import Rules
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Route, Settings
from ccrouter.settings.routing import SCENARIOS


class Source(NamedTuple):
    """A route and what led to it. ``explicit``: the client meant exactly this."""

    route: Route
    why: str
    rule: str = ""  # the condition that held
    explicit: bool = False
    # Left out where it cannot serve the request. What stands alone is not: its provider's refusal tells the client more.
    judged: bool = True
    trouble: str = ""  # a rule that could not be worked out: no source, only a note


class Sources:
    """Made of the settings once; rules are compiled here."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rules = Rules(settings.routing.rules)
        self._pool = Route(
            name=settings.routing.strategy, models=settings.routing.models, strategy=settings.routing.strategy
        )
        # what the same settings make of the same name is always the same
        self._explicit = lru_cache(maxsize=512)(self._named)
        self._by_name = lru_cache(maxsize=512)(self._known)
        self._last = cache(self._default)

    def scenario(self, traits: Traits) -> str:
        """The kind of request: the first configured scenario that fits, else the first that fits at all."""
        fitting = self._fitting(traits)
        configured = self._settings.routing.scenarios
        return next((name for name in fitting if name in configured), fitting[0])

    def of(self, traits: Traits, scenario: str, at: datetime, detour: str = "") -> Iterator[Source]:
        """All that could decide, best first. ``detour`` names a route that outranks rules (a budget's downgrade)."""
        settings, routing = self._settings, self._settings.routing
        if detour in routing.routes:
            yield Source(routing.routes[detour], f"downgraded to {detour}")
        if traits.override and (choice := named(settings, traits.override)):
            yield Source(
                _only(f"{choice.provider.name}/{choice.model}"), "named for the subagent", explicit=True, judged=False
            )
        if traits.model in routing.routes:
            yield Source(routing.routes[traits.model], f"route {traits.model}")
        elif source := self._explicit(traits.model):
            yield source
        for match in self._rules.matches(traits, scenario, at):
            if match.trouble:
                yield Source(_only(""), "", rule=match.rule.when, trouble=match.trouble)
            elif match.route:
                yield Source(match.route, f"rule {match.route.name}", rule=match.rule.when)
        for name in self._fitting(traits) if routing.scenarios else ():
            if name != "default" and name in routing.scenarios:
                yield Source(self._ordered(routing.scenarios[name]), f"scenario {name}")
        if source := self._by_name(traits.model):
            yield source
        if "default" in routing.scenarios:
            yield Source(self._ordered(routing.scenarios["default"]), "scenario default")
        if routing.strategy:
            yield Source(self._pool, f"strategy {routing.strategy}")
        yield self._last()
        if routing.fallback:
            yield Source(Route(name="fallback", models=routing.fallback), "fallback")

    def _named(self, model: str) -> Source | None:
        choice = named(self._settings, model)
        if choice is None:
            return None
        return Source(_only(f"{choice.provider.name}/{choice.model}"), choice.why, explicit=True, judged=False)

    def _known(self, model: str) -> Source | None:
        settings, routing = self._settings, self._settings.routing
        found = known(settings, model, listed=not routing.strategy or routing.keep_names)
        if found is None:
            return None
        only = _only(f"{found.provider.name}/{found.model}")
        if routing.keep_names:
            hosts = [p.name for p in settings.providers.values() if p.enabled and found.model in p.models]
            only = structs.replace(only, models=tuple(f"{host}/{found.model}" for host in hosts) or only.models)
        return Source(self._ordered(only), found.why, judged=routing.same_model)

    def _default(self) -> Source:
        last = choose(self._settings, self._settings.routing.default)
        judged = self._settings.routing.same_model
        return Source(self._ordered(_only(f"{last.provider.name}/{last.model}")), "default", judged=judged)

    def _fitting(self, traits: Traits) -> list[str]:
        fits = {
            "image": traits.images > 0,
            "long_context": traits.tokens >= self._settings.routing.long_context,
            "web_search": traits.web_search,
            "subagent": traits.subagent,
            "background": traits.background,
            "think": traits.thinking,
            "default": True,
        }
        return [name for name in SCENARIOS if fits[name]]

    def _ordered(self, route: Route) -> Route:
        """A list that does not say how to choose is chosen from by the strategy in force."""
        strategy = self._settings.routing.strategy
        return route if route.strategy or not strategy else structs.replace(route, strategy=strategy)


def _only(route: str) -> Route:
    return Route(name=route, models=(route,))
