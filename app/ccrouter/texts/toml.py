"""Changes single keys of a TOML text and keeps everything else as it stands: comments, order, spacing."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from ccrouter.texts import tables
from ccrouter.texts.keys import Path


def edited(text: str, changes: Mapping[tuple[str, ...], Any]) -> str | None:
    """The text with keys set (None deletes one), if it then says exactly that: tomlkit fails on some layouts, and then None.

    Raises tomllib.TOMLDecodeError if the text is not valid.
    """
    import tomlkit  # here: only a writer needs it

    wanted = tomllib.loads(text)
    for key, value in changes.items():
        _put(wanted, key, value, dict, dict)
    text, changes = _with_new_tables(text, changes)
    if not changes:
        return text
    for nested in (tomlkit.table, tomlkit.inline_table):  # a full table cannot stand inside an inline or dotted one
        with contextlib.suppress(ValueError, tomlkit.exceptions.TOMLKitError):
            new = text
            for key, value in changes.items():
                new = _deleted(new, key) if value is None else new
            document = tomlkit.parse(new)
            for key, value in changes.items():
                if value is not None:
                    _put(document, key, value, tomlkit.table, nested)
            if _filled(tomllib.loads(new := tomlkit.dumps(document))) == _filled(wanted):
                return new
    return None


def _with_new_tables(text: str, changes: Mapping[Path, Any]) -> tuple[str, Mapping[Path, Any]]:
    """With the tables that are not there yet, each apart from its neighbours; the changes that are left come back too."""
    there = tomllib.loads(text)
    fresh: dict[Path, dict[str, Any]] = {}
    left = dict(changes)
    for key, value in changes.items():
        whole = isinstance(value, Mapping) and bool(value)
        name = key if whole else key[:-1]
        if value is not None and name and not _has(there, name):
            fresh.setdefault(name, {}).update(value if whole else {key[-1]: value})
    first = {name[0]: place for place, name in reversed(list(enumerate(fresh)))}
    for name in sorted(fresh, key=lambda name: (first[name[0]], len(name))):  # a table before those inside it
        if (new := tables.added(text, name, fresh[name])) is not None:
            text = new
            for key in (name, *((*name, inner) for inner in fresh[name])):
                left.pop(key, None)
    return text, left


def _has(table: Any, name: Path) -> bool:
    for key in name:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def _deleted(text: str, key: Path) -> str:
    """Without the key. To tomlkit, comments between a table and the next one are the first one's: those stay."""
    import tomlkit

    document = tomlkit.parse(text)
    node: Any = document
    for name in key:
        if not isinstance(node, dict) or name not in node:
            return text
        node = node[name]
    comments = _trailing(node)
    _put(document, key, None, tomlkit.table, tomlkit.table)
    new = tomlkit.dumps(document)
    if not comments:
        return new
    lines = new.splitlines(keepends=True)
    same = zip(text.splitlines(keepends=True), lines, strict=False)
    place = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], same))
    return "".join([*lines[:place], *comments, *lines[place:]])


def _trailing(item: Any) -> list[str]:
    """The comments behind the last key of a table, as lines."""
    from tomlkit.items import Comment, Table

    found: list[str] = []
    for key, inner in reversed(item.value.body) if isinstance(item, Table) else ():
        if key is not None:
            return _trailing(inner) + found
        if isinstance(inner, Comment):
            found.insert(0, f"{inner.as_string().strip()}\n")
    return found


def _put(node: Any, key: Path, value: Any, table: Callable[[], Any], nested: Callable[[], Any]) -> None:
    """Set or (None) delete ``key``; tables that are missing on the way are made by ``table`` and below it ``nested``."""
    *parents, last = key
    for parent in parents:
        if parent not in node and value is not None:
            node[parent] = table()
        node = node.get(parent)
        table = nested
        if not isinstance(node, dict):
            return  # nothing to delete, or something that is no table: validation will say so
    if value is not None:
        node[last] = value
    elif last in node:
        del node[last]


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    """Without empty tables: whether one that has lost its last key is still written out means nothing."""
    inner = {key: _filled(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {key: value for key, value in inner.items() if value != {}}
