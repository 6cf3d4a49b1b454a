"""Keys are found at the line where they stand, however TOML lets one write them."""

import tomllib
from typing import Any

import pytest

from ccrouter.settings.locate import locate
from ccrouter.settings.problems import KeyPath, dotted

TEXT = '''# a comment with [brackets] and key = "value"
top = 1
inline = { a = 1, "b c" = { d = [10, 20] } }

[server]   # [not.a.table]
host = "a # no comment ] } ="
port= 1

[providers.anthropic]
api_key = """
[providers.fake]
fake = "1"
"""
models = [
  "one",   # ["x"]
  'two',
  { deep = true },
]
profile.context = 5
literal = \'\'\'
key = "no"\'\'\'

  [ providers . "my name" ]
  'quoted key' = 1

[[jobs]]
name = "a"
[[jobs]]
name = "b"
[jobs.inner]
x = 1979-05-27T07:32:00Z
[[jobs.parts]]
size = 1
[[jobs.parts]]
size = 2
'''

PLACES: list[tuple[KeyPath, str]] = [
    (("top",), "top = 1"),
    (("inline",), "inline ="),
    (("inline", "a"), "a = 1,"),
    (("inline", "b c", "d"), "d = [10"),
    (("inline", "b c", "d", 1), "20]"),
    (("server",), "server]"),
    (("server", "host"), "host ="),
    (("server", "port"), "port="),
    (("providers", "anthropic"), "providers.anthropic]"),
    (("providers", "anthropic", "models"), "models = ["),
    (("providers", "anthropic", "models", 1), "'two'"),
    (("providers", "anthropic", "models", 2, "deep"), "deep ="),
    (("providers", "anthropic", "profile", "context"), "profile.context"),
    (("providers", "anthropic", "literal"), "literal ="),
    (("providers", "my name", "quoted key"), "'quoted key'"),
    (("jobs", 0, "name"), 'name = "a"'),
    (("jobs", 1, "name"), 'name = "b"'),
    (("jobs", 1, "inner", "x"), "x = 1979"),
    (("jobs", 1, "parts", 0, "size"), "size = 1"),
    (("jobs", 1, "parts", 1, "size"), "size = 2"),
    # not written: the nearest parent
    (("server", "missing"), "server]"),
    (("providers", "anthropic", "profile", "images"), "profile.context"),
    (("inline", "b c", "d", 7), "d = [10"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "text"), PLACES, ids=lambda value: dotted(value) if isinstance(value, tuple) else "")
def test_place(path: KeyPath, text: str, newline: str) -> None:
    document = TEXT.replace("\n", newline)
    at = document.index(text)
    before = document[:at]
    assert locate(document, path) == (before.count("\n") + 1, at - before.rfind("\n"))


def test_nothing_of_the_path_is_written() -> None:
    assert locate(TEXT, ("routing", "default")) == (0, 0)
    assert locate("", ("a",)) == (0, 0)


def test_every_key_the_parser_finds_is_located() -> None:
    def walk(node: Any, path: KeyPath = ()) -> list[KeyPath]:
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        return [found for key, value in items for found in ((*path, key), *walk(value, (*path, key)))]

    paths = walk(tomllib.loads(TEXT))
    assert len(paths) > 30
    assert all(locate(TEXT, path)[0] >= locate(TEXT, path[:1])[0] > 0 for path in paths)


def test_dotted_names_read_as_toml() -> None:
    assert dotted(("providers", "my name", "models", 2)) == 'providers."my name".models[2]'
    assert dotted(("a-b", "c_d", "1.5")) == 'a-b.c_d."1.5"'
