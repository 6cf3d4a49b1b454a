"""Changes single keys of a TOML text and keeps everything else as it stands: comments, order, spacing."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from ccrouter.settings.problems import KeyPath


def edited(text: str, changes: Mapping[tuple[str, ...], Any]) -> str | None:
    """The text with keys set (None deletes one), if it then says exactly that: tomlkit fails on some layouts, and then None.

    Raises tomllib.TOMLDecodeError if the text is not valid.
    """
    import tomlkit  # here: only a writer needs it

    wanted = tomllib.loads(text)
    for key, value in changes.items():
        _put(wanted, key, value, dict, dict)
    for nested in (tomlkit.table, tomlkit.inline_table):  # a full table cannot stand inside an inline or dotted one
        document = tomlkit.parse(text)
        with contextlib.suppress(ValueError, tomlkit.exceptions.TOMLKitError):
            for key, value in changes.items():
                _put(document, key, value, tomlkit.table, nested)
            if _filled(tomllib.loads(new := tomlkit.dumps(document))) == _filled(wanted):
                return new
    return None


def _put(node: Any, key: KeyPath, value: Any, table: Callable[[], Any], nested: Callable[[], Any]) -> None:
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


def _filled(tables: dict[str, Any]) -> dict[str, Any]:
    """Without empty tables: whether one that has lost its last key is still written out means nothing."""
    inner = {key: _filled(value) if isinstance(value, dict) else value for key, value in tables.items()}
    return {key: value for key, value in inner.items() if value != {}}
