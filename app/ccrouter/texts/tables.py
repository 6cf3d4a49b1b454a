"""A TOML text as a row of tables, each with the comments that stand right above it; new ones are put where they belong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Names = tuple[str, ...]

HEADER = re.compile(r"[ \t]*(\[\[?)[^\n]*\]\]?[ \t]*(#[^\n]*)?\r?\n?")


class Block(NamedTuple):
    """The comments right above a header, the header, and all until the next block. The first of a text has no header."""

    name: Names
    listed: bool  # [[name]]
    text: str


def added(text: str, name: Names, table: Mapping[str, Any]) -> str | None:
    """With a new table ``[name]`` behind its nearest kin, else at the end; None if the file is written in an unusual way."""
    wanted = tomllib.loads(text)
    if not put(wanted, name, dict(table)):
        return None
    blocks = split(text)
    kin = (place for length in range(len(name) - 1, 0, -1) for place in _within(blocks, name[:length]))
    place = next(kin, len(blocks) - 1) + 1
    before, after = ("".join(block.text for block in part) for part in (blocks[:place], blocks[place:]))
    if after:
        before, comments = _without_tail(before)
        after = comments + after
    return if_it_says(apart(before, made(name, table, listed=False).text, after), wanted)


def _without_tail(text: str) -> tuple[str, str]:
    """Comments at its end that stand apart from what is above them are about what follows."""
    lines = text.splitlines(keepends=True)
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    apart_from = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
    return "".join(lines[: apart_from + 1]), "".join(lines[apart_from + 1 :])


def _within(blocks: Sequence[Block], name: Names) -> Iterable[int]:
    """The places of blocks of that name and below, the last first."""
    return (place for place in range(len(blocks) - 1, -1, -1) if blocks[place].name[: len(name)] == name)


def split(text: str) -> list[Block]:
    lines = text.splitlines(keepends=True)
    starts: list[tuple[int, Names, bool]] = [(0, (), False)]
    for i, line in enumerate(lines):
        header = HEADER.fullmatch(line)
        if header is None or (name := _name(line)) is None or not whole("".join(lines[:i])):
            continue
        start = i
        while start > starts[-1][0] and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        starts.append((start, name, header[1] == "[["))
    ends = [start for start, _, _ in starts[1:]] + [len(lines)]
    blocks = [
        Block(name, many, "".join(lines[start:end])) for (start, name, many), end in zip(starts, ends, strict=True)
    ]
    return [block for block in blocks if block.text]


def whole(text: str) -> bool:
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


def made(name: Names, table: Mapping[str, Any], *, listed: bool) -> Block:
    import tomlkit  # here: only a writer needs it

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
    return Block(name, listed, tomlkit.dumps(document))


def apart(*texts: str) -> str:
    """One text, with a blank line at least between its parts."""
    text = ""
    for part in filter(None, texts):
        if text and not text.endswith("\n"):
            text += "\n"
        if text and not text.endswith(("\n\n", "\r\n\r\n")):
            text += "\n"
        text += part
    return text


def if_it_says(text: str, wanted: dict[str, Any]) -> str | None:
    return text if whole(text) and tomllib.loads(text) == wanted else None


def put(tables: dict[str, Any], name: Names, value: Any) -> bool:
    """Set or (None) delete; False if something on the way is no table."""
    *parents, last = name
    node: Any = tables
    for parent in parents:
        node = node.setdefault(parent, {})
        if not isinstance(node, dict):
            return False
    if value is None:
        node.pop(last, None)
    else:
        node[last] = value
    return True
