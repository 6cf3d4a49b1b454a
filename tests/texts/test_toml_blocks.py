"""Whole tables of a settings file, moved about with their comments."""

from __future__ import annotations

import tomllib

import pytest

from ccrouter.texts import blocks

TEXT = """\
# head of the file

[server]
port = 1  # mine

# about a
[providers.a]
api_key = "keyring:a"  # its key

[providers.a.profile]
tools = true

# about b
[providers.b]
api_key = "keyring:b"

# the first rule
[[routing.rules]]
when = "task.tokens > 5"  # five
route = "a/x"

# the second rule
[[routing.rules]]
when = "true"
route = "b/y"

# about the ledger
[ledger]
capture = true
"""
RULES = ("routing", "rules")


def comments(text: str) -> list[str]:
    return sorted(line.partition("#")[2] for line in text.splitlines() if "#" in line)


def test_a_new_table_stands_behind_its_siblings_and_takes_no_comment_of_the_next():
    new = blocks.added(TEXT, ("providers", "c"), {"api_key": "keyring:c", "models": ["m"]})
    assert new == TEXT.replace(
        '"keyring:b"\n', '"keyring:b"\n\n[providers.c]\napi_key = "keyring:c"\nmodels = ["m"]\n', 1
    ).replace('["m"]\n\n', '["m"]\n\n')


def test_a_table_without_siblings_stands_at_the_end():
    new = blocks.added(TEXT, ("budgets", "day"), {"usd": 3.5})
    assert new == TEXT + "\n[budgets.day]\nusd = 3.5\n"
    assert blocks.added("", ("budgets", "day"), {"usd": 3.5}) == "[budgets.day]\nusd = 3.5\n"


def test_tables_change_places_with_their_comments_and_their_own_tables():
    new = blocks.ordered(TEXT, ("providers",), ["b", "a"])
    assert new is not None
    assert list(tomllib.loads(new)["providers"]) == ["b", "a"]
    assert tomllib.loads(new) == tomllib.loads(TEXT)
    assert '# about b\n[providers.b]\napi_key = "keyring:b"\n\n# about a\n[providers.a]' in new
    assert comments(new) == comments(TEXT)
    assert blocks.ordered(new, ("providers",), ["a", "b"]) == TEXT


def test_an_element_is_added_changed_moved_and_taken_out():
    new = blocks.element_added(TEXT, RULES, {"when": "task.images", "route": "a/x"})
    assert new is not None
    assert [rule["when"] for rule in tomllib.loads(new)["routing"]["rules"]][2] == "task.images"
    assert comments(new) == comments(TEXT)

    new = blocks.element_changed(TEXT, RULES, 0, {"when": "task.tokens > 6", "criticality": "low"})
    assert new is not None
    assert 'when = "task.tokens > 6"  # five' in new
    assert comments(new) == comments(TEXT)

    new = blocks.elements_kept(TEXT, RULES, [1, 0])
    assert new is not None
    assert new.index("# the second rule") < new.index("# the first rule") < new.index("# about the ledger")
    assert comments(new) == comments(TEXT)

    new = blocks.elements_kept(TEXT, RULES, [1])
    assert new is not None
    assert "the first rule" not in new
    assert new.count("[[routing.rules]]") == 1


def test_the_first_element_is_made_and_the_last_one_taken_out():
    new = blocks.element_added("[routing]\nstrategy = 'quality'\n", RULES, {"when": "true"})
    assert new == "[routing]\nstrategy = 'quality'\n\n[[routing.rules]]\nwhen = \"true\"\n"
    assert blocks.elements_kept(new, RULES, []) == "[routing]\nstrategy = 'quality'\n\n"


@pytest.mark.parametrize(
    "text",
    [
        'providers = { a = { api_key = "x" }, b = { api_key = "y" } }\n',
        '[providers]\na.api_key = "x"\nb.api_key = "y"\n',
    ],
)
def test_an_unusual_way_of_writing_is_left_alone(text):
    assert blocks.ordered(text, ("providers",), ["b", "a"]) is None


def test_what_only_looks_like_a_header_is_no_header():
    text = '[a]\nx = [\n["b"]\n]\ny = """\n[c]\n"""\n\n[d]\nz = 1\n'
    new = blocks.added(text, ("e",), {"k": 1})
    assert new is not None
    assert new == text + "\n[e]\nk = 1\n"
