"""Whole tables of a TOML text: added, changed, moved and taken out, each with the comments that stand right above it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ccrouter.texts import toml

Names = tuple[str, ...]

_HEADER = re.compile(r"[ \t]*(\[\[?)[^\n]*\]\]?[ \t]*(#[^\n]*)?\r?\n?")


class _Block(NamedTuple):
    """The comments right above a header, the header, and all until the next block. The first of a text has no header."""

    name: Names
    listed: bool  # [[name]]
    text: str


def added(text: str, name: Names, table: Mapping[str, Any]) -> str | None:
    """With a new table ``[name]`` behind its siblings, else at the end; None if the file is written in an unusual way."""
    wanted = tomllib.loads(text)
    _put(wanted, name, dict(table))
    blocks = _split(text)
    siblings = [place for place, block in enumerate(blocks) if block.name[: len(name) - 1] == name[:-1] and block.name]
    place = (siblings[-1] if siblings and len(name) > 1 else len(blocks) - 1) + 1
    return _if_it_says(_joined(blocks[:place], [_made(name, table, listed=False)], blocks[place:]), wanted)


def ordered(text: str, name: Names, order: Sequence[str]) -> str | None:
    """With the tables ``[name.…]`` in this order. ``order`` has every one of them; None as above."""
    wanted = tomllib.loads(text)
    blocks = _split(text)
    mine = [place for place, block in enumerate(blocks) if len(block.name) > len(name) and _within(block, name)]
    moved = [blocks[place] for one in order for place in mine if blocks[place].name[len(name)] == one]
    if len(moved) != len(mine):
        return None
    for place, block in zip(mine, moved, strict=True):
        blocks[place] = block
    new = _if_it_says(_joined(blocks), wanted)
    return new if new is not None and list(_inside(tomllib.loads(new), name)) == list(order) else None


def element_added(text: str, name: Names, table: Mapping[str, Any]) -> str | None:
    """With one more ``[[name]]`` behind the others; None as above."""
    wanted = tomllib.loads(text)
    _put(wanted, name, [*(_inside(wanted, name) or []), dict(table)])
    blocks = _split(text)
    elements = _elements(blocks, name)
    place = elements[-1][-1] + 1 if elements else len(blocks)
    return _if_it_says(_joined(blocks[:place], [_made(name, table, listed=True)], blocks[place:]), wanted)


def element_changed(text: str, name: Names, place: int, changes: Mapping[str, Any]) -> str | None:
    """With keys of one ``[[name]]`` set (None deletes one); None as above."""
    wanted = tomllib.loads(text)
    element = _inside(wanted, name)[place]
    for key, value in changes.items():
        _put(element, (key,), value)
    blocks = _split(text)
    elements = _elements(blocks, name)
    if place >= len(elements):
        return None
    at = elements[place][0]
    block = blocks[at]
    lines = block.text.splitlines(keepends=True)
    header = next(i for i, line in enumerate(lines) if _HEADER.fullmatch(line))
    body = toml.edited("".join(lines[header + 1 :]), {(key,): value for key, value in changes.items()})
    if body is None:
        return None
    blocks[at] = block._replace(text="".join(lines[: header + 1]) + body)
    return _if_it_says(_joined(blocks), wanted)


def elements_kept(text: str, name: Names, order: Sequence[int]) -> str | None:
    """With those ``[[name]]`` whose places are named, in that order; None as above."""
    wanted = tomllib.loads(text)
    old = _inside(wanted, name)
    _put(wanted, name, [old[place] for place in order] or None)
    blocks = _split(text)
    elements = _elements(blocks, name)
    if len(elements) != len(old):
        return None
    first = elements[0][0]
    mine = {place for element in elements for place in element}
    kept = [blocks[at] for place in order for at in elements[place]]
    before = [block for place, block in enumerate(blocks) if place not in mine and place < first]
    after = [block for place, block in enumerate(blocks) if place not in mine and place > first]
    return _if_it_says(_joined(before, kept, after), wanted)


def _split(text: str) -> list[_Block]:
    lines = text.splitlines(keepends=True)
    starts: list[tuple[int, Names, bool]] = [(0, (), False)]
    for i, line in enumerate(lines):
        header = _HEADER.fullmatch(line)
        if header is None or (name := _name(line)) is None or not _whole("".join(lines[:i])):
            continue
        start = i
        while start > starts[-1][0] and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        starts.append((start, name, header[1] == "[["))
    ends = [start for start, _, _ in starts[1:]] + [len(lines)]
    blocks = [
        _Block(name, many, "".join(lines[start:end])) for (start, name, many), end in zip(starts, ends, strict=True)
    ]
    return [block for block in blocks if block.text]


def _whole(text: str) -> bool:
    """Whether no list and no text is still open at its end: then what looks like a header is one."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _name(header: str) -> Names | None:
    try:
        node: Any = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return None
    name: Names = ()
    while node:
        node = node[0] if isinstance(node, list) else node
        if node:
            ((key, node),) = node.items()
            name = (*name, key)
    return name


def _elements(blocks: Sequence[_Block], name: Names) -> list[list[int]]:
    """The places of the blocks of each ``[[name]]``, its own tables among them."""
    elements: list[list[int]] = []
    for place, block in enumerate(blocks):
        if block.listed and block.name == name:
            elements.append([place])
        elif elements and _within(block, name):
            elements[-1].append(place)
    return elements


def _within(block: _Block, name: Names) -> bool:
    return block.name[: len(name)] == name


def _made(name: Names, table: Mapping[str, Any], *, listed: bool) -> _Block:
    import tomlkit

    inner: Any = tomlkit.table()
    for key, value in table.items():
        inner[key] = value
    outer: Any = inner
    if listed:
        outer = tomlkit.aot()
        outer.append(inner)
    for key in reversed(name[1:]):
        parent = tomlkit.table(is_super_table=True)
        parent[key] = outer
        outer = parent
    document = tomlkit.document()
    document[name[0]] = outer
    return _Block(name, listed, tomlkit.dumps(document))


def _joined(*parts: Sequence[_Block]) -> str:
    """Their texts, one blank line at least between two tables that were not neighbours before."""
    text = ""
    for block in (block for part in parts for block in part):
        if text and not text.endswith("\n"):
            text += "\n"
        if text and block.name and not text.endswith(("\n\n", "\r\n\r\n")):
            text += "\n"
        text += block.text
    return text


def _if_it_says(text: str, wanted: dict[str, Any]) -> str | None:
    return text if _whole(text) and tomllib.loads(text) == wanted else None


def _inside(tables: Any, name: Names) -> Any:
    for key in name:
        tables = tables.get(key, {})
    return tables


def _put(tables: dict[str, Any], name: Names, value: Any) -> None:
    *parents, last = name
    for parent in parents:
        tables = tables.setdefault(parent, {})
    if value is None:
        tables.pop(last, None)
    else:
        tables[last] = value
