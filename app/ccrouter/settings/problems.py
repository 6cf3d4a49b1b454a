"""What is wrong with a settings file, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ccrouter.trouble import Trouble

KeyPath = tuple[str | int, ...]  # ("providers", "anthropic", "api_key"); an int is a place in a list


class Mistake(NamedTuple):
    """A problem before its place in the file is known. Neither text ever repeats the value: it may be a secret."""

    path: KeyPath
    what: str
    mend: str


class Problem(NamedTuple):
    """``line`` and ``column`` count from 1; 0 means the whole file."""

    file: str
    line: int
    column: int
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, f"{self.what} {self.mend}".strip()) if part)


class SettingsError(Exception):
    """The settings cannot be used; whatever was in force before stays in force."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def not_valid(error: SettingsError) -> Trouble:
    """The same for a person."""
    return Trouble("The settings are not valid", str(error), "Mend the file and try again.", exit_code=2)


def dotted(path: KeyPath) -> str:
    """``providers."my name".models[2]``: the key as one would write it in TOML."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part}]"
            continue
        plain = part.replace("-", "").replace("_", "").isalnum() and part.isascii()
        words += ("." if words else "") + (part if plain else f'"{part}"')
    return words
