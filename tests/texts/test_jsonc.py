"""JSON with comments: what is read, and that an edit touches nothing but its key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from ccrouter.texts import jsonc
from ccrouter.texts.keys import Unreadable, put

TEXTS = st.sampled_from(["a", "b", "env", "é", 'q"uote', "", "x.y", "// no comment", "{"])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), TEXTS)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=4)
BLANKS = st.sampled_from(["", " ", "\n", "\n  ", "\t", " // word\n", " /* b, } */ ", "\r\n"])


@st.composite
def written(draw: st.DrawFn, value: Any) -> str:
    """The value with blanks, comments and trailing commas wherever they may stand."""

    def blank() -> str:
        return draw(BLANKS)

    if isinstance(value, dict | list):
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        parts = []
        for name, inner in pairs:
            key = f"{json.dumps(name)}{blank()}:{blank()}" if isinstance(value, dict) else ""
            parts.append(f"{blank()}{key}{draw(written(inner))}{blank()}")
        trailing = "," if parts and draw(st.booleans()) else ""
        return f"{opening}{','.join(parts)}{trailing}{blank()}{closing}"
    return json.dumps(value, ensure_ascii=draw(st.booleans()))


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    value = draw(OBJECTS)
    return draw(BLANKS) + draw(written(value)) + draw(BLANKS), value


@given(documents())
def test_any_layout_is_read(document: tuple[str, dict[str, Any]]) -> None:
    text, value = document
    assert jsonc.read(text) == value


@given(documents(), st.lists(TEXTS, min_size=1, max_size=3), st.one_of(VALUES, st.just(UNSET)))
def test_an_edit_changes_one_key_and_keeps_every_comment(
    document: tuple[str, dict[str, Any]], path: list[str], value: Any
) -> None:
    text, wanted = document
    node: Any = wanted
    for name in path[:-1]:
        node = node.get(name, {})
        if not isinstance(node, dict):
            return  # refused; below
    if isinstance(node, dict) and isinstance(node.get(path[-1]), dict | list):
        return  # comments inside a replaced value go with it
    new = jsonc.edited(text, {tuple(path): value})
    put(wanted, tuple(path), value)
    assert jsonc.read(new) == wanted
    if value is not UNSET:  # a deleted key takes the comments within it along
        for comment in ("// word", "/* b, } */"):
            assert new.count(comment) == text.count(comment)


@pytest.mark.parametrize(
    ("text", "changes", "new"),
    [
        ("", {("a",): 1}, '{\n  "a": 1\n}\n'),
        ("// mine\n", {("a",): 1}, '// mine\n{\n  "a": 1\n}\n'),
        ('{"a": 1}', {("b", "c"): 2}, '{"a": 1, "b": {"c": 2}}'),
        ('{\n\t"a": 1 // one\n}\n', {("b",): 2}, '{\n\t"a": 1, // one\n\t"b": 2\n}\n'),
        ('{\n  "a": 1,\n}\n', {("b",): 2}, '{\n  "a": 1,\n  "b": 2,\n}\n'),
        ('{\r\n  "a": {}\r\n}\r\n', {("a", "b"): 2}, '{\r\n  "a": {\r\n    "b": 2\r\n  }\r\n}\r\n'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', {("a",): "x"}, '{\n  "a": "x",\n  "b": 2\n}\n'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', {("b",): UNSET}, '{\n  "a": 1\n}\n'),
        ('{\n  "a": 1, // one\n  "b": 2\n}\n', {("a",): UNSET}, '{\n  // one\n  "b": 2\n}\n'),
        ('{"a": 1, "b": 2}', {("a",): UNSET}, '{"b": 2}'),
        ('\ufeff{"a": 1}', {("a",): 2}, '\ufeff{"a": 2}'),
    ],
)
def test_how_an_edit_looks(text: str, changes: dict[tuple[str, ...], Any], new: str) -> None:
    assert jsonc.edited(text, changes) == new


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1\n', "line 2"),
        ('{"a" 1}', "line 1"),
        ('{\n"a": nope}', "line 2"),
        ('{"a": "x}', "line 1"),
        ("[1]", "not a JSON object"),
        ('{"a": 1} x', "line 1"),
        ('{"a": 1,\n "a": 2}', "twice, in line 2"),
        ('{"a": ' * 5000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        jsonc.edited(text, {("b",): 1})


def test_a_value_in_the_way_is_not_replaced() -> None:
    with pytest.raises(Unreadable, match="has env, and it is no object"):
        jsonc.edited('{"env": "x"}', {("env", "A"): "1"})
