"""A template, resolved against the providers somebody really has: what it would change, and what of it is left out and why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ccrouter.settings.routing import STRATEGIES
from ccrouter.templating.roles import MOST, ROLES, Model
from ccrouter.texts.keys import get

Key = tuple[str, ...]

# What a template decides as a whole: what it does not say of these goes back to its default.
WHOLE: tuple[Key, ...] = tuple(
    ("routing", name)
    for name in (
        "strategy",
        "models",
        "fallback",
        "scenarios",
        "weights",
        "explore",
        "sticky",
        "retry",
        "hedge",
        "keep_names",
    )
)
# What of the settings a saved template holds: neither providers nor keys nor addresses.
SAVED = ("routing", "budgets", "health")


_RULES: Key = ("routing", "rules")


class Template(Struct, frozen=True, kw_only=True):
    name: str
    title: str
    about: str
    text: str

    @property
    def tables(self) -> dict[str, Any]:
        tables = tomllib.loads(self.text)
        tables.pop("template", None)
        return tables


class Resolved(Struct, frozen=True, kw_only=True):
    """``changes`` are for ``settings.file.edit`` (None deletes); ``roles`` say which models were taken for each."""

    changes: dict[Key, Any]
    left: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...]] = {}


def read(name: str, text: str) -> Template:
    """Raises tomllib.TOMLDecodeError."""
    head = tomllib.loads(text).get("template", {})
    return Template(name=name, title=str(head.get("title", name)), about=str(head.get("about", "")), text=text)


def resolve(
    template: Template, models: list[Model], providers: Mapping[str, object], now: Mapping[str, Any]
) -> Resolved:
    """``now`` are the tables of the settings file as it is."""
    work = _Resolver(models, providers)
    kept = work.table((), template.tables)
    said = [key for key, _ in _leaves(now) if any(key[: len(whole)] == whole for whole in WHOLE)]
    changes: dict[Key, Any] = dict.fromkeys(said) | dict(_leaves(kept))
    if _RULES in changes:  # the first rule that fits decides: the user's own go before a template's
        own = get(dict(now), _RULES)
        before = own if isinstance(own, list) else []
        changes[_RULES] = [*before, *(rule for rule in changes[_RULES] if rule not in before)]
    return Resolved(changes=without_empty(changes, now), left=tuple(work.left), roles=work.roles)


def without_empty(changes: Mapping[Key, Any], now: Mapping[str, Any]) -> dict[Key, Any]:
    """The same changes, but a table that would lose its last key is deleted as a whole."""
    kept = dict(changes)
    for parent in {key[:-1] for key, value in changes.items() if value is None and len(key) > 2}:
        table = get(dict(now), parent)
        inside = [(*parent, *key) for key, _ in _leaves(table)] if isinstance(table, dict) else []
        added = any(key[: len(parent)] == parent and value is not None for key, value in changes.items())
        if inside and not added and all(key in changes for key in inside):
            kept = {key: value for key, value in kept.items() if key[: len(parent)] != parent} | {parent: None}
    return kept


def difference(now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[Key, Any]:
    """The changes that lead from some tables to others."""
    before, after = dict(_leaves(now)), dict(_leaves(then))
    gone = dict.fromkeys(key for key in before if key not in after)
    new = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return without_empty(gone | new, now)


def fragment(title: str, tables: Mapping[str, Any]) -> str:
    """A template of the settings as they are, as text."""
    import tomlkit  # here: only a writer needs it

    document = tomlkit.document()
    document["template"] = {"title": title, "about": "Saved from the settings."}
    for name in SAVED:
        if name in tables:
            document[name] = tables[name]
    return tomlkit.dumps(document)


class _Resolver:
    def __init__(self, models: list[Model], providers: Mapping[str, object]) -> None:
        self._models = models
        self._providers = providers
        self._routes: set[str] = set()
        self.left: list[str] = []
        self.roles: dict[str, tuple[str, ...]] = {}

    def table(self, key: Key, table: Mapping[str, Any]) -> dict[str, Any]:
        """The table with roles replaced, and without what has none."""
        routes = table.get("routes")
        if key == ("routing",) and isinstance(routes, dict):
            self._routes = set(routes)
        kept = {}
        for name, value in table.items():
            new = self._value((*key, name), value)
            if new is not None:
                kept[name] = new
        if key[:1] == ("budgets",) and "route" in table and "route" not in kept:
            kept["action"] = "warn"
        return kept

    def _value(self, key: Key, value: Any) -> Any:
        if isinstance(value, dict):
            inner = self.table(key, value)
            lost = value.get("models") and not inner.get("models")
            return None if not inner or (key[:2] == ("routing", "routes") and lost) else inner
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return self._rules(key, value) or None
        if not self._names_models(key):
            return value
        written = value if isinstance(value, list) else [value]
        found = list(dict.fromkeys(model for one in written for model in self._models_of(key, str(one))))
        return (found or None) if isinstance(value, list) else found[0] if found else None

    def _rules(self, key: Key, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = []
        for rule in rules:
            new = self.table(key, rule)
            if "route" in new or "criticality" in new:
                kept.append(new)
        return kept

    def _models_of(self, key: Key, written: str) -> list[str]:
        """The models a role, a provider/model, a route or a strategy stands for here."""
        where = ".".join(key)
        if written.startswith("@"):
            role = written[1:]
            if role not in ROLES:
                self.left.append(f"{where}: there is no role {written}")
                return []
            chosen, why = ROLES[role]
            found = [one.route for one in chosen(self._models)][:MOST]
            self.roles[role] = tuple(found)
            if not found:
                self.left.append(f"{where} = {written}: {why}")
            return found
        provider, slash, _ = written.replace(",", "/", 1).partition("/")
        if written in self._routes or written in STRATEGIES or (slash and provider in self._providers):
            return [written]
        self.left.append(f"{where} = {written}: you have no provider {provider}")
        return []

    def _names_models(self, key: Key) -> bool:
        if key[0] == "budgets":
            return key[-1] == "route"
        if key[:2] == ("routing", "scenarios"):
            return key[-1] != "long_context_threshold"
        if key[:2] == ("routing", "aliases"):
            return True
        return key[0] == "routing" and key[-1] in ("default", "models", "fallback", "route")


def _leaves(table: Mapping[str, Any], above: Key = ()) -> list[tuple[Key, Any]]:
    found: list[tuple[Key, Any]] = []
    for name, value in table.items():
        found += _leaves(value, (*above, name)) if isinstance(value, dict) and value else [((*above, name), value)]
    return found
