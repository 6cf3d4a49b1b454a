"""The user's rules at work: each condition compiled once, all of them run on one context made of a request's traits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ccrouter.routing.traits import Traits
from ccrouter.settings.conditions import Wrong, condition, context
from ccrouter.settings.deployments import Route, Rule


class Match(NamedTuple):
    """A rule whose condition holds, or (``trouble``) one that could not be worked out and is passed over."""

    rule: Rule
    route: Route | None
    trouble: str = ""


class Rules:
    """Compiled at load. Raises ValueError for a rule that the settings should have refused."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: list[tuple[Rule, Any]] = []
        self._reads: set[tuple[str, str]] = set()
        for rule in rules:
            compiled = condition(rule.when)
            if isinstance(compiled, Wrong):
                raise ValueError(f"{rule.when!r}, column {compiled.column}: {compiled.what}")
            self._rules.append((rule, compiled.program))
            self._reads |= compiled.reads

    def matches(self, traits: Traits, scenario: str, at: datetime) -> Iterator[Match]:
        """The rules that hold, in order; one without a route changes the criticality that the ones below it see."""
        if not self._rules:
            return
        criticality: str = traits.criticality
        ready = self._context(traits, scenario, at, criticality)
        for rule, program in self._rules:
            try:
                holds = program.execute(ready) is True
            except Exception as error:  # noqa: BLE001  # CEL's errors have no class in common
                yield Match(rule, None, f"{type(error).__name__}: {str(error)[:120]}")
                continue
            if not holds:
                continue
            if rule.criticality and rule.criticality != criticality:
                criticality = rule.criticality
                ready = self._context(traits, scenario, at, criticality)
            if rule.route is not None:
                yield Match(rule, rule.route)

    def _context(self, traits: Traits, scenario: str, at: datetime, criticality: str) -> Any:
        """Only the fields that some rule reads: making a context costs about 1 µs a field."""
        values: dict[str, dict[str, object]] = {}
        for group, name in self._reads:
            values.setdefault(group, {})[name] = value(group, name, traits, scenario, at, criticality)
        return context(values)


def value(group: str, name: str, traits: Traits, scenario: str, at: datetime, criticality: str) -> object:
    """The value of one of ``settings.conditions.FIELDS``."""
    match group, name:
        case "task", "scenario":
            return scenario
        case "task", "criticality":
            return criticality
        case "task", "tools" | "images" | "documents":
            return getattr(traits, name) > 0
        case "task", "tool_count" | "image_count":
            return getattr(traits, name.replace("_count", "s"))
        case "task", "tool_names":
            return list(traits.tool_names)
        case "request", "stream":
            return traits.streaming
        case "request", "max_tokens":
            return traits.max_tokens or 0
        case "client", "name":
            return traits.client
        case "session", "id":
            return traits.session
        case "time", "weekday":
            return at.isoweekday()
        case "time", "date":
            return at.date().isoformat()
        case "time", _:
            return getattr(at, name)
        case _:
            return getattr(traits, name)
