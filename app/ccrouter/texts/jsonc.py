"""JSON as editors write it, with comments and trailing commas (https://jsonc.org): read, and changed key by key.

Only the characters of a changed key are touched: everything else keeps its order, spacing and comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct

from ccrouter.texts.keys import Path, Unreadable, put

_BLANK = re.compile(r"(?:[ \t\r\n]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORD = re.compile(r"[^\s,:\[\]{}\"/]+")
_MARK = "\ufeff"  # Windows editors put a byte order mark


class _Node(Struct):
    """A value and the characters it stands in; ``members`` only of an object."""

    start: int
    end: int
    value: Any
    members: dict[str, _Member] | None = None


class _Member(Struct):
    start: int  # of its key
    node: _Node


def read(text: str) -> dict[str, Any]:
    """What the text says; nothing but blanks and comments is an empty object. Raises Unreadable."""
    root = _parsed(text)
    return {} if root is None else dict(root.value)


def edited(text: str, changes: Mapping[Path, Any]) -> str:
    """Set keys (UNSET deletes one), with the objects on the way to them. Raises Unreadable."""
    if _parsed(text) is None:
        text = f"{text.rstrip()}\n{{}}\n".lstrip("\n")
    wanted = read(text)
    for path, value in changes.items():
        text = _deleted(text, path) if value is UNSET else _set(text, path, value)
        put(wanted, path, value)
    if read(text) != wanted:
        raise Unreadable("is laid out in a way that cannot be changed safely")
    return text


def _set(text: str, path: Path, value: Any) -> str:
    node = _object(text)
    for depth, name in enumerate(path):
        members = node.members
        if members is None:
            raise Unreadable(f"has {'.'.join(path[:depth])}, and it is no object")
        if name not in members:
            for outer in reversed(path[depth + 1 :]):
                value = {outer: value}
            return _inserted(text, node, name, value)
        node = members[name].node
    return text[: node.start] + _written(value, text, _indent(text, node.start)) + text[node.end :]


def _inserted(text: str, parent: _Node, name: str, value: Any) -> str:
    inside, newline = parent.end - 1, _newline(text)
    if not parent.members:
        indent = _indent(text, parent.start)
        content = text[parent.start + 1 : inside].rstrip()  # at most a comment
        inner = indent + _unit(text)
        pair = f"{newline}{inner}{_pair(name, value, text, inner)}{newline}{indent}"
        return text[: parent.start + 1] + content + pair + text[inside:]
    last = max(parent.members.values(), key=lambda member: member.start)
    tail = text[last.node.end : inside]
    comma = "," if _comma(text, last.node.end) is not None else ""
    tail = tail if comma else f",{tail}"
    content = tail.rstrip()  # comments behind the last member stay with it
    indent = _indent(text, last.start)
    if "\n" in text[parent.start : parent.end]:
        pair = f"{newline}{indent}{_pair(name, value, text, indent)}{comma}"
    else:
        pair = f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}{comma}"
    return text[: last.node.end] + content + pair + tail[len(content) :] + text[inside:]


def _deleted(text: str, path: Path) -> str:
    node = _object(text)
    for name in path[:-1]:
        if node.members is None or name not in node.members:
            return text
        node = node.members[name].node
    if node.members is None or path[-1] not in node.members:
        return text
    gone = node.members[path[-1]]
    earlier = [member.node.end for member in node.members.values() if member.start < gone.start]
    if (comma := _comma(text, gone.node.end)) is not None:
        comment = text[gone.node.end : comma].strip()
        return _tidied(text[: gone.start] + comment + text[comma + 1 :], gone.start)
    if earlier and (comma := _comma(text, max(earlier))) is not None:
        return _tidied(text[:comma] + text[comma + 1 : gone.start] + text[gone.node.end :], gone.start - 1)
    return _tidied(text[: gone.start] + text[gone.node.end :], gone.start)


def _tidied(text: str, at: int) -> str:
    """Without the blanks that are left where something was taken out, and without the line if nothing else stands on it."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at]
    end = re.compile(r"[ \t\r]*(\n|$)").match(text, at)
    if not before.strip() and line and end:
        return text[:line] + text[end.end() :]
    if not before.strip() or before.endswith("{"):
        return text[:at] + text[at:].lstrip(" \t")
    return text[:at].rstrip(" \t") + text[at:]


def _comma(text: str, at: int) -> int | None:
    """Where the comma after a value stands."""
    at = _skip(text, at)
    return at if text[at : at + 1] == "," else None


def _pair(name: str, value: Any, text: str, indent: str) -> str:
    return f"{json.dumps(name)}: {_written(value, text, indent)}"


def _written(value: Any, text: str, indent: str) -> str:
    """A value as JSON in the manner of ``text``; ``indent`` is that of the line it begins in."""
    lines = json.dumps(value, indent=_unit(text), ensure_ascii=False).split("\n")
    return f"{_newline(text)}{indent}".join(lines)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _indent(text: str, at: int) -> str:
    """The blanks at the beginning of a line."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """One step of indentation as this file has it."""
    found = re.search(r"\{[ \t]*(?://[^\n]*)?\r?\n([ \t]+)", text)
    return found[1] if found else "  "


def _object(text: str) -> _Node:
    root = _parsed(text)
    assert root is not None
    return root


def _parsed(text: str) -> _Node | None:
    """The object the text is; None if it is empty. Raises Unreadable."""
    start = _skip(text, len(_MARK) if text.startswith(_MARK) else 0)
    if start == len(text):
        return None
    try:
        root = _value(text, start)
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    if _skip(text, root.end) != len(text):
        raise _wrong(text, _skip(text, root.end))
    if root.members is None:
        raise Unreadable("is not a JSON object")
    return root


def _value(text: str, at: int) -> _Node:
    match text[at : at + 1]:
        case "{":
            return _members(text, at)
        case "[":
            return _items(text, at)
        case '"':
            found = _STRING.match(text, at)
        case _:
            found = _WORD.match(text, at)
    if not found:
        raise _wrong(text, at)
    try:
        return _Node(at, found.end(), json.loads(found[0]))
    except ValueError:
        raise _wrong(text, at) from None


def _members(text: str, start: int) -> _Node:
    members: dict[str, _Member] = {}
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}":
        key = _STRING.match(text, at)
        if not key:
            raise _wrong(text, at)
        colon = _skip(text, key.end())
        if text[colon : colon + 1] != ":":
            raise _wrong(text, colon)
        name = json.loads(key[0])
        if name in members:
            raise Unreadable(f"has the key {name} twice, in line {_line(text, at)}")
        members[name] = _Member(at, _value(text, _skip(text, colon + 1)))
        at = _next(text, members[name].node.end, "}")
    return _Node(start, at + 1, {name: member.node.value for name, member in members.items()}, members)


def _items(text: str, start: int) -> _Node:
    values = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != "]":
        node = _value(text, at)
        values.append(node.value)
        at = _next(text, node.end, "]")
    return _Node(start, at + 1, values)


def _next(text: str, at: int, close: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != close:
        raise _wrong(text, at)
    return at


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _wrong(text: str, at: int) -> Unreadable:
    return Unreadable(f"is not valid JSON in line {_line(text, at)}")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
