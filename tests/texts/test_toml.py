"""TOML: what a deletion leaves behind. (How keys are set is tested with the settings file, tests/settings/test_settings_edit.py.)"""

from __future__ import annotations

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
