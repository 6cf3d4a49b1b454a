"""``.env`` files: one name changed, every other line as it was."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from ccrouter.texts import dotenv
from ccrouter.texts.keys import Unreadable

TEXT = "# mine\nexport A = '1' # one\nB=2\n\nB=3"


def test_names_and_values_are_read_as_they_stand() -> None:
    assert dotenv.read(TEXT) == {"A": " '1' # one", "B": "3"}


@pytest.mark.parametrize(
    ("name", "value", "new"),
    [
        ("C", "4", "# mine\nexport A = '1' # one\nB=2\n\nB=3\nC=4\n"),
        ("B", "4", "# mine\nexport A = '1' # one\nB=2\n\nB=4"),
        ("A", "4", "# mine\nexport A =4\nB=2\n\nB=3"),
        ("B", UNSET, "# mine\nexport A = '1' # one\n\n"),
        ("A", UNSET, "# mine\nB=2\n\nB=3"),
        ("D", UNSET, TEXT),
    ],
)
def test_an_edit_touches_its_line_only(name: str, value: object, new: str) -> None:
    assert dotenv.edited(TEXT, {(name,): value}) == new


def test_an_empty_file_gets_one_line() -> None:
    assert dotenv.edited("", {("A",): "1"}) == "A=1\n"


def test_a_value_of_several_lines_is_refused() -> None:
    with pytest.raises(Unreadable, match="several lines, A"):
        dotenv.edited('A="one\ntwo"\n', {("B",): "1"})
