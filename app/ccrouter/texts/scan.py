"""Where every key and every text of a TOML file (https://toml.io/en/v1.0.0) stands: the parsers throw that away."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

KeyPath = tuple[str | int, ...]  # an int is a place in a list

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_NAME = re.compile(r"""[ \t]*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_PLAIN = re.compile(r"[^,\]}\n#]*")


class Spot(NamedTuple):
    """A name within a key, or a text that is a value: its path, and where it stands, quotes included."""

    path: KeyPath
    start: int
    end: int


class Scan:
    """One pass over ``text``, which must be valid TOML. A name of a key that is written twice is twice among ``names``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.names: list[Spot] = []
        self.texts: list[Spot] = []
        self.places: dict[KeyPath, int] = {}  # the offset at which each path, elements of lists included, first appears
        self._arrays: dict[KeyPath, int] = {}  # arrays of tables: the place of the last one
        table: KeyPath = ()
        while self._skip_blank() < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip_blank(self) -> int:
        self.at = self._end(_BLANK)
        return self.at

    def _end(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        return found.end() if found else self.at

    def _key(self, path: KeyPath, *, array: bool = False) -> KeyPath:
        """Read a key, dotted or not, below ``path``; ``array``: in the header of one of a list of tables."""
        self._skip_blank()
        first = self.at
        while found := _NAME.match(self.text, self.at):
            ((name, _),) = tomllib.loads(f"{found[1]}=0").items()  # the parser itself undoes quotes and escapes
            path = (*path, name)
            self.names.append(Spot(path, *found.span(1)))
            self.places.setdefault(path, first)
            self.at = found.end()
            more = self.text[self.at] == "."
            if array and not more:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
                self.places.setdefault(path, first)
            if not more:
                break
            self.at += 1
        return path

    def _header(self) -> KeyPath:
        width = 2 if self.text.startswith("[[", self.at) else 1
        self.at += width
        path = self._key((), array=width == 2)
        self.at += width
        return path

    def _pair(self, table: KeyPath) -> None:
        path = self._key(table)
        self._skip_blank()
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        match self.text[self.at]:
            case '"' | "'":
                start, self.at = self.at, self._end(_STRING)
                self.texts.append(Spot(path, start, self.at))
            case "[":
                self._members("]", path)
            case "{":
                self._members("}", path)
            case _:
                self.at = self._end(_PLAIN)

    def _members(self, close: str, path: KeyPath) -> None:
        self.at += 1
        place = 0
        while self.text[self._skip_blank()] != close:
            if self.text[self.at] == ",":
                self.at += 1
            elif close == "}":
                self._pair(path)
            else:
                self.places.setdefault((*path, place), self.at)
                self._value((*path, place))
                place += 1
        self.at += 1
