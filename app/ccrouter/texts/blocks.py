"""Whole tables of a TOML text: added, changed, moved and taken out, each with the comments that stand right above it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from ccrouter.texts import toml
from ccrouter.texts.tables import HEADER, Block, Names, added, if_it_says, made, put, split

__all__ = ["added", "element_added", "element_changed", "elements_kept", "ordered"]


def ordered(text: str, name: Names, order: Sequence[str]) -> str | None:
    """With the tables ``[name.…]`` in this order. ``order`` has every one of them; None as above."""
    wanted = tomllib.loads(text)
    blocks = split(text)
    mine = [place for place, block in enumerate(blocks) if len(block.name) > len(name) and _within(block, name)]
    moved = [blocks[place] for one in order for place in mine if blocks[place].name[len(name)] == one]
    if len(moved) != len(mine):
        return None
    for place, block in zip(mine, moved, strict=True):
        blocks[place] = block
    new = if_it_says(_joined(blocks), wanted)
    return new if new is not None and list(_inside(tomllib.loads(new), name)) == list(order) else None


def element_added(text: str, name: Names, table: Mapping[str, Any]) -> str | None:
    """With one more ``[[name]]`` behind the others; None as above."""
    wanted = tomllib.loads(text)
    put(wanted, name, [*(_inside(wanted, name) or []), dict(table)])
    blocks = split(text)
    elements = _elements(blocks, name)
    place = elements[-1][-1] + 1 if elements else len(blocks)
    return if_it_says(_joined(blocks[:place], [made(name, table, listed=True)], blocks[place:]), wanted)


def element_changed(text: str, name: Names, place: int, changes: Mapping[str, Any]) -> str | None:
    """With keys of one ``[[name]]`` set (None deletes one); None as above."""
    wanted = tomllib.loads(text)
    element = _inside(wanted, name)[place]
    for key, value in changes.items():
        put(element, (key,), value)
    blocks = split(text)
    elements = _elements(blocks, name)
    if place >= len(elements):
        return None
    at = elements[place][0]
    block = blocks[at]
    lines = block.text.splitlines(keepends=True)
    header = next(i for i, line in enumerate(lines) if HEADER.fullmatch(line))
    body = toml.edited("".join(lines[header + 1 :]), {(key,): value for key, value in changes.items()})
    if body is None:
        return None
    blocks[at] = block._replace(text="".join(lines[: header + 1]) + body)
    return if_it_says(_joined(blocks), wanted)


def elements_kept(text: str, name: Names, order: Sequence[int]) -> str | None:
    """With those ``[[name]]`` whose places are named, in that order; None as above."""
    wanted = tomllib.loads(text)
    old = _inside(wanted, name)
    put(wanted, name, [old[place] for place in order] or None)
    blocks = split(text)
    elements = _elements(blocks, name)
    if len(elements) != len(old):
        return None
    first = elements[0][0]
    mine = {place for element in elements for place in element}
    kept = [blocks[at] for place in order for at in elements[place]]
    before = [block for place, block in enumerate(blocks) if place not in mine and place < first]
    after = [block for place, block in enumerate(blocks) if place not in mine and place > first]
    return if_it_says(_joined(before, kept, after), wanted)


def _elements(blocks: Sequence[Block], name: Names) -> list[list[int]]:
    """The places of the blocks of each ``[[name]]``, its own tables among them."""
    elements: list[list[int]] = []
    for place, block in enumerate(blocks):
        if block.listed and block.name == name:
            elements.append([place])
        elif elements and _within(block, name):
            elements[-1].append(place)
    return elements


def _within(block: Block, name: Names) -> bool:
    return block.name[: len(name)] == name


def _joined(*parts: Sequence[Block]) -> str:
    """Their texts, one blank line at least between two tables that were not neighbours before."""
    text = ""
    for block in (block for part in parts for block in part):
        if text and not text.endswith("\n"):
            text += "\n"
        if text and block.name and not text.endswith(("\n\n", "\r\n\r\n")):
            text += "\n"
        text += block.text
    return text


def _inside(tables: Any, name: Names) -> Any:
    for key in name:
        tables = tables.get(key, {})
    return tables
