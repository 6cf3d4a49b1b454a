"""From ``[routing]`` as it is written to ``deployments.Routing``: names looked up, conditions tried, mistakes returned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from ccrouter.settings.check import suggestion
from ccrouter.settings.deployments import (
    Hedge,
    Learning,
    Limit,
    Provider,
    Require,
    Retry,
    Route,
    Routing,
    Rule,
    Weights,
)
from ccrouter.settings.problems import KeyPath, Mistake
from ccrouter.settings.tables.routing import RouteTable, RoutingTable, RuleTable

DEMO = "demo/echo"
NANOS = 1_000_000_000  # in a US dollar

# Every word for a strategy, and the strategy's own name.
STRATEGIES = {
    "priority": "priority",
    "failover": "priority",
    "round-robin": "round-robin",
    "round_robin": "round-robin",
    "weighted": "weighted",
    "cost-optimized": "cost-optimized",
    "cost_optimized": "cost-optimized",
    "cheapest-available": "cost-optimized",
    "cheapest": "cost-optimized",
    "performance": "performance",
    "fastest": "performance",
    "fastest-available": "performance",
    "lowest-latency": "performance",
    "quality": "quality",
    "highest-quality": "quality",
    "best-available": "quality",
    "load-balanced": "load-balanced",
    "load_balanced": "load-balanced",
    "least-busy": "load-balanced",
    "balanced": "balanced",
    "sticky": "sticky",
}

PLUGIN = "plugin:"  # before the name of a strategy that a plugin registers


def strategy_named(written: str) -> str:
    """The strategy's own name; "" for what names none. Whether a plugin offers its one is known only when it runs."""
    if re.fullmatch(rf"{PLUGIN}\S+", written):
        return written
    return STRATEGIES.get(written, "")


# What tells a kind of request from others; the first one that is configured and fits is taken.
SCENARIOS = ("image", "long_context", "web_search", "subagent", "background", "think", "default")


def compile_routing(table: RoutingTable, providers: dict[str, Provider], mistakes: list[Mistake]) -> Routing:
    """``mistakes`` grows by what is found wrong; the result is of use only if nothing was."""
    return _Compiler(table, providers, mistakes).compile()


def reference(written: str, providers: Mapping[str, Provider]) -> str | None:
    """``provider/model`` from that, from ``provider,model`` or from a model one provider lists; None if it is neither."""
    found = re.fullmatch(r"([^/,]+)[/,]([^\x00-\x1f]+)", written)
    if found and found[1] in providers:
        return f"{found[1]}/{found[2]}"
    owner = next((name for name, provider in providers.items() if written in provider.models), None)
    return f"{owner}/{written}" if owner else None


class _Compiler:
    def __init__(self, table: RoutingTable, providers: dict[str, Provider], mistakes: list[Mistake]) -> None:
        self.table = table
        self.providers = providers
        self.mistakes = mistakes

    def compile(self) -> Routing:
        table = self.table
        routes = {name: self._named(name, route) for name, route in table.routes.items()}
        self._routes = routes
        scenarios = {
            name: self._route(("scenarios", name), written)
            for name in SCENARIOS
            if (written := getattr(table.scenarios, name)) is not None
        }
        total = table.weights.cost + table.weights.performance + table.weights.quality
        if total == 0:
            self._wrong(("weights",), "has no weight above 0.", "Write for example cost = 0.3.")
        routing = Routing(
            default=self._default(),
            aliases={alias: self._model(("aliases", alias), written) for alias, written in table.aliases.items()},
            strategy=self._strategy(("strategy",), table.strategy),
            models=self._models(("models",), table.models or []),
            keep_names=table.keep_names,
            fallback=self._models(("fallback",), table.fallback),
            explicit_fallback=table.explicit == "fallback",
            same_model=bool(table.model_fields_set - {"default", "aliases", "retry", "hedge", "learning"})
            if table.same_model is None
            else table.same_model,
            scenarios={name: route for name, route in scenarios.items() if route},
            long_context=table.scenarios.long_context_threshold,
            background_models=tuple(table.background_models),
            routes=routes,
            rules=tuple(self._rule(place, rule) for place, rule in enumerate(table.rules)),
            weights=Weights(
                cost=table.weights.cost / (total or 1),
                performance=table.weights.performance / (total or 1),
                quality=table.weights.quality / (total or 1),
            ),
            shares=self._shares(),
            limits=self._limits(),
            quality=self._quality(),
            criticality={
                PurePath(path).as_posix().rstrip("/"): project.criticality for path, project in table.projects.items()
            },
            sticky=table.sticky,
            cache_ttl=float(table.cache_ttl),
            explore=table.explore,
            retry=Retry(**table.retry.model_dump(exclude_none=True)),
            hedge=Hedge(**table.hedge.model_dump()),
            learning=Learning(
                enabled=table.learning.enabled,
                scenarios=tuple(table.learning.scenarios),
                explore=table.learning.explore,
                verifier=tuple(table.learning.verifier),
            ),
        )
        return routing

    def _wrong(self, key: KeyPath, what: str, mend: str) -> None:
        self.mistakes.append(Mistake(("routing", *key), what, mend))

    def _default(self) -> str:
        written = self.table.default
        if written is None:
            usable = [provider for provider in self.providers.values() if provider.enabled and not provider.demo]
            listed = [f"{provider.name}/{provider.models[0]}" for provider in usable if provider.models]
            default = listed[0] if listed else "" if usable else DEMO
            if not default:
                what = "is missing, and no provider lists a model that could stand in."
                self._wrong(("default",), what, f'Write default = "{usable[0].name}/MODEL" there.')
            return default
        default = self._model(("default",), written)
        if default and not self.providers[default.partition("/")[0]].enabled:
            what = "names a provider that is switched off."
            self._wrong(("default",), what, "Choose another, or set enabled = true there.")
        return default

    def _model(self, key: KeyPath, written: str) -> str:
        found = reference(written, self.providers)
        if found is None:
            head = re.split(r"[/,]", written)[0]
            what = "names no provider of this file." if head != written else "is not of the form provider/model."
            self._wrong(key, what, suggestion(head, self.providers))
        return found or ""

    def _models(self, key: KeyPath, written: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._model((*key, place), one) for place, one in enumerate(written)))

    def _strategy(self, key: KeyPath, written: str | None) -> str:
        found = strategy_named(written or "")
        if written is not None and not found:
            self._wrong(key, "is not a strategy.", suggestion(written, STRATEGIES))
        return found

    def _named(self, name: str, table: RouteTable) -> Route:
        key: KeyPath = ("routes", name)
        if name in STRATEGIES:
            self._wrong(key, "has the name of a strategy.", "Choose another name.")
        if not table.model_fields_set:
            self._wrong(key, "says nothing.", 'Write for example models = ["provider/model"].')
        if table.models == []:
            self._wrong((*key, "models"), "is an empty list.", "Name a model, or delete the line.")
        return Route(
            name=name,
            models=self._models((*key, "models"), table.models or []),
            strategy=self._strategy((*key, "strategy"), table.strategy),
            require=Require(**table.require.model_dump()),
            max_price=None if table.max_price is None else round(table.max_price * NANOS),
        )

    def _route(self, key: KeyPath, written: str | list[str]) -> Route | None:
        """What a rule or a scenario names: a strategy, a route, a model, or a list of models."""
        if isinstance(written, str):
            if written in self._routes:
                return self._routes[written]
            if strategy := strategy_named(written):
                return Route(name=written, models=self._pool(), strategy=strategy)
            if reference(written, self.providers) is None:
                known = [*STRATEGIES, *self._routes, *self.providers]
                what = "is neither a strategy, nor a route, nor a model of this file."
                self._wrong(key, what, suggestion(re.split(r"[/,]", written)[0], known))
                return None
            return Route(name=written, models=(self._model(key, written),), strategy=self._own_strategy())
        if not written:
            self._wrong(key, "is an empty list.", "Name a model, or delete the line.")
            return None
        return Route(name=", ".join(written), models=self._models(key, written), strategy=self._own_strategy())

    def _pool(self) -> tuple[str, ...]:
        found = (reference(one, self.providers) for one in self.table.models or [])
        return tuple(one for one in found if one)

    def _own_strategy(self) -> str:
        return strategy_named(self.table.strategy or "")

    def _rule(self, place: int, table: RuleTable) -> Rule:
        from ccrouter.settings.conditions import Wrong, condition, marked

        key: KeyPath = ("rules", place)
        found = condition(table.when)
        if isinstance(found, Wrong):
            where = f"(column {found.column}) {found.what}"
            self._wrong((*key, "when"), where, found.mend + marked(table.when, found.column))
        if table.route is None and table.criticality is None:
            self._wrong(key, "leads nowhere.", 'Write for example route = "cheapest-available".')
        route = None if table.route is None else self._route((*key, "route"), table.route)
        return Rule(when=table.when, route=route, criticality=table.criticality or "")

    def _shares(self) -> dict[str, float]:
        for name, share in self.table.shares.items():
            if share < 0:
                self._wrong(("shares", name), "must be at least 0.", "")
            if name.partition("/")[0] not in self.providers:
                self._wrong(("shares", name), "names no provider of this file.", suggestion(name, self.providers))
        return dict(self.table.shares)

    def _limits(self) -> dict[str, Limit]:
        labels = {ref.label for provider in self.providers.values() for ref in provider.keys}
        for name in self.table.limits:
            if name not in self.providers and name not in labels:
                what = "is neither a provider of this file nor a key of one."
                self._wrong(("limits", name), what, suggestion(name, self.providers))
        return {name: Limit(rpm=limit.rpm, tpm=limit.tpm) for name, limit in self.table.limits.items()}

    def _quality(self) -> dict[str, float]:
        for glob, value in self.table.quality.items():
            if not 0 <= value <= 1:
                self._wrong(("quality", glob), "must be between 0 and 1.", "Write for example 0.8.")
        return dict(self.table.quality)
