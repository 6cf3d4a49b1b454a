"""Gives a provider or a budget of the settings file another name, wherever the file speaks of it; all else stays as it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ccrouter.settings.catalog import catalog, entry_at
from ccrouter.settings.problems import KeyPath, dotted
from ccrouter.texts import toml
from ccrouter.texts.scan import Scan

Change = Callable[[KeyPath, str], str]  # from a path and what stands there to what shall


def provider_renamed(text: str, old: str, new: str, *, env: Mapping[str, str]) -> str | None:
    """The text with ``[providers.old]`` called ``new``; None if it is written in an unusual way.

    What a provider had by its name it keeps by being told: its catalog entry, and its key's entry in the keyring.
    Left alone are conditions, globs and what plugins are told. ``text`` must be valid settings, ``new`` a fitting name
    that is free. Raises ``Taken`` if model names of the file would then mean something else. ``env`` as in ``compile``.
    """
    tables = tomllib.loads(text)
    routes = tables.get("routing", {}).get("routes", {})
    if taken := [one for one in _models(text, routes) if re.match(rf"{re.escape(new)}[/,]", one)]:
        raise Taken(taken[0])

    def name(path: KeyPath, written: str) -> str:
        match path:
            case ("providers", _) | ("routing", "limits", _) | ("prices", "like", _):
                return new if written == old else written
            case ("routing", "shares", _):
                return new if written == old else _model(written, old, new)
            case ("prices", _):
                return _model(written, old, new)
        return written

    def value(path: KeyPath, written: str) -> str:
        if path[0] == "budgets" and path[2:] == ("provider",):
            return new if written == old else written
        return _model(written, old, new) if _names_model(path) and written not in routes else written

    renamed = _rewritten(text, name, value)
    return None if renamed is None else toml.edited(renamed, _told(tables["providers"][old], old, new, env))


def budget_renamed(text: str, old: str, new: str) -> str | None:
    """The text with ``[budgets.old]`` called ``new``, under the same conditions."""
    return _rewritten(
        text,
        lambda path, written: new if path == ("budgets", old) else written,
        lambda _, written: written,
    )


class Taken(Exception):
    """A model name of the file that would begin to mean the renamed provider."""


def _names_model(path: KeyPath) -> bool:
    """Does a provider/model stand there?"""
    match path:
        case ("routing", "default") | ("prices", "reference") | ("budgets", _, "model" | "route"):
            return True
        case ("routing", "models" | "fallback", _) | ("routing", "aliases", _) | ("routing", "routes", _, "models", _):
            return True
        case ("routing", "scenarios", _, *_) | ("routing", "rules", _, "route", *_):
            return True
    return False


def _models(text: str, routes: Collection[str]) -> list[str]:
    """What stands where a model may, but for the names of routes."""
    found: list[str] = []

    def see(path: KeyPath, written: str) -> str:
        if _names_model(path) and written not in routes:
            found.append(written)
        return written

    _mapped(tomllib.loads(text), (), lambda _, written: written, see)
    return found


def _model(written: str, old: str, new: str) -> str:
    """``provider/model``, or with a comma."""
    return new + written[len(old) :] if re.match(rf"{re.escape(old)}[/,]", written) else written


def _told(table: Mapping[str, Any], old: str, new: str, env: Mapping[str, str]) -> dict[tuple[str, ...], Any]:
    """What a provider must be told once its name no longer says it."""
    known, url = catalog(), table.get("base_url")
    at = entry_at(url) if url else None
    entry = known[table["catalog"]] if table.get("catalog") else None if "catalog" in table else known.get(old) or at
    changes: dict[tuple[str, ...], Any] = {}
    if "catalog" not in table and (known.get(new) or at) is not entry:
        changes["providers", new, "catalog"] = entry.name if entry else ""
    elsewhere = url is not None and at is None
    if entry is None or entry.local or elsewhere or "api_key" in table or table.get("auth") == "none":
        return changes
    if not any(env.get(variable) for variable in entry.env):
        changes["providers", new, "api_key"] = f"keyring:{old}"
    return changes


def _rewritten(text: str, name: Change, value: Change) -> str | None:
    """With names of keys and texts changed in place; None if the result does not say exactly that."""
    scan = Scan(text)
    changed = [
        (spot, dotted((wanted,)))
        for spot in scan.names
        if (wanted := name(spot.path, str(spot.path[-1]))) != spot.path[-1]
    ]
    for spot in scan.texts:
        written = _said(text[spot.start : spot.end])
        if (wanted := value(spot.path, written)) != written:
            changed.append((spot, _quoted(wanted)))
    new = text
    for spot, said in sorted(changed, key=lambda one: one[0].start, reverse=True):
        new = new[: spot.start] + said + new[spot.end :]
    wanted_tables = _mapped(tomllib.loads(text), (), name, value)
    try:
        return new if tomllib.loads(new) == wanted_tables else None
    except tomllib.TOMLDecodeError:
        return None


def _mapped(node: Any, path: KeyPath, name: Change, value: Change) -> Any:
    if isinstance(node, dict):
        return {name((*path, key), key): _mapped(inner, (*path, key), name, value) for key, inner in node.items()}
    if isinstance(node, list):
        return [_mapped(inner, (*path, place), name, value) for place, inner in enumerate(node)]
    return value(path, node) if isinstance(node, str) else node


def _said(token: str) -> str:
    said: str = tomllib.loads(f"a={token}")["a"]
    return said


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
