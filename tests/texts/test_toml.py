"""TOML: what a deletion leaves behind. (How keys are set is tested with the settings file, tests/settings/test_settings_edit.py.)"""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from ccrouter.texts import toml


@pytest.mark.parametrize(
    ("text", "key", "new"),
    [
        ("a = 1\n[t]\nb = 2\n# of the next one\n[u]\nc = 3\n", ("t",), "a = 1\n# of the next one\n[u]\nc = 3\n"),
        ("[t]\nb = 2\n# at the end\n", ("t",), "# at the end\n"),
        ("[t.v]\nb = 2 # with it\n# stays\n[u]\n", ("t",), "# stays\n[u]\n"),
        ("[t]\n# goes\nb = 2\n", ("t",), ""),
        ("a = 1\n", ("b", "c"), "a = 1\n"),
        ("a = 1 # mine\nb = 2\n", ("b",), "a = 1 # mine\n"),
    ],
)
def test_comments_of_what_follows_stay(text: str, key: tuple[str, ...], new: str) -> None:
    assert toml.edited(text, {key: None}) == new


def test_a_key_and_a_deletion_at_once() -> None:
    assert toml.edited("[t]\nb = 2\n", {("t", "b"): None, ("t", "c"): 3}) == "[t]\nc = 3\n"


NEIGHBOURS = """\
# mine
[providers.a]
m = 1 # why
[providers.b]
m = 2

# about the server

[server]
port = 1
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({("providers", "c", "m"): 3}, "m = 2\n\n", "m = 2\n\n[providers.c]\nm = 3\n\n"),
        ({("providers", "c"): {"m": 3, "p": {"q": True}}}, "m = 2\n\n", "m = 2\n\n[providers.c]\nm = 3\n\n[providers.c.p]\nq = true\n\n"),
        ({("providers", "a", "p", "q"): True}, "# why\n", "# why\n\n[providers.a.p]\nq = true\n\n"),
        ({("server", "tls", "on"): True, ("server", "host"): "h"}, "port = 1\n", 'port = 1\nhost = "h"\n\n[server.tls]\non = true\n'),
        ({("budgets", "day", "usd"): 5}, "port = 1\n", "port = 1\n\n[budgets.day]\nusd = 5\n"),
        ({("x", "y", "z"): 1, ("x", "z"): 2}, "port = 1\n", "port = 1\n\n[x]\nz = 2\n\n[x.y]\nz = 1\n"),
    ],
)  # fmt: skip
def test_new_tables_stand_apart_and_everything_else_as_it_did(
    changes: dict[tuple[str, ...], Any], old: str, new: str
) -> None:
    assert toml.edited(NEIGHBOURS, changes) == NEIGHBOURS.replace(old, new, 1)


def test_new_tables_of_a_text_without_an_end_of_line() -> None:
    assert toml.edited("a = 1", {("b", "c"): 2}) == "a = 1\n\n[b]\nc = 2\n"
    assert toml.edited("", {("b", "c"): 2, ("d", "e"): 3}) == "[b]\nc = 2\n\n[d]\ne = 3\n"


@pytest.mark.parametrize(
    "text",
    [
        "providers = { a = { m = 1 } }\n",
        "[providers]\na.m = 1\n",
        "[[providers.list]]\nm = 1\n",
        "[providers.a] # tail",
    ],
)
def test_tables_are_added_to_texts_written_in_other_ways(text: str) -> None:
    new = toml.edited(text, {("providers", "b", "m"): 2, ("providers", "b", "p"): {"q": 1}})
    assert new is not None
    assert tomllib.loads(new)["providers"]["b"] == {"m": 2, "p": {"q": 1}}
