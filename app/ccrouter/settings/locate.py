"""Finds the line of a key in a TOML text (https://toml.io/en/v1.0.0): the parsers throw it away."""

from __future__ import annotations

import re
import tomllib

from ccrouter.settings.problems import KeyPath

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_KEY = re.compile(r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_.\- \t])+""")
_PLAIN = re.compile(r"[^,\]}\n#]*")


def locate(text: str, path: KeyPath) -> tuple[int, int]:
    """Line and column (from 1) of the key, or of its nearest parent that is written out; (0, 0) if none is.

    ``text`` must be valid TOML.
    """
    places = _Scan(text).places
    for length in range(len(path), 0, -1):
        if (at := places.get(path[:length])) is not None:
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return 0, 0


class _Scan:
    """One pass over a valid document, noting the offset at which every key path first appears."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[KeyPath, int] = {}
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

    def _key(self) -> tuple[int, tuple[str, ...]]:
        self._skip_blank()
        start, self.at = self.at, self._end(_KEY)
        node: object = tomllib.loads(
            self.text[start : self.at] + "=0"
        )  # the parser itself undoes quotes, escapes and dots
        names: list[str] = []
        while isinstance(node, dict):
            name, node = next(iter(node.items()))
            names.append(name)
        return start, tuple(names)

    def _note(self, path: KeyPath, at: int) -> None:
        for length in range(1, len(path) + 1):
            self.places.setdefault(path[:length], at)

    def _header(self) -> KeyPath:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        start, names = self._key()
        self.at += 2 if array else 1
        path: KeyPath = ()
        for name in names[:-1]:
            path = self._inside((*path, name))
        path = (*path, names[-1])
        if array:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        path = self._inside(path)
        self._note(path, start)
        return path

    def _inside(self, path: KeyPath) -> KeyPath:
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _pair(self, table: KeyPath) -> None:
        start, names = self._key()
        path = (*table, *names)
        self._note(path, start)
        self._skip_blank()
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        match self.text[self.at]:
            case '"' | "'":
                self.at = self._end(_STRING)
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
                self._note((*path, place), self.at)
                self._value((*path, place))
                place += 1
        self.at += 1
