"""Keys as paths through nested tables."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

Path = tuple[str, ...]


class Unreadable(Exception):
    """A text that cannot be read or changed, and why: the rest of a sentence that begins with the file's name."""


def get(tables: dict[str, Any], key: Path) -> Any:
    """The value at a key, UNSET if it is not there."""
    node: Any = tables
    for name in key:
        if not isinstance(node, dict) or name not in node:
            return UNSET
        node = node[name]
    return node


def depth(tables: dict[str, Any], key: Path) -> int:
    """How many of the tables around a key are there."""
    return next((count for count in range(1, len(key)) if get(tables, key[:count]) is UNSET), len(key)) - 1


def put(tables: dict[str, Any], key: Path, value: Any) -> None:
    """Set the value at a key, or (UNSET) delete it."""
    node = tables
    for name in key[:-1]:
        if name not in node and value is UNSET:
            return
        node = node.setdefault(name, {})
    if value is UNSET:
        node.pop(key[-1], None)
    else:
        node[key[-1]] = value
