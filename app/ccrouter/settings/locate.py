"""Finds the line of a key in a TOML text."""

from __future__ import annotations

from ccrouter.settings.problems import KeyPath
from ccrouter.texts.scan import Scan


def locate(text: str, path: KeyPath) -> tuple[int, int]:
    """Line and column (from 1) of the key, or of its nearest parent that is written out; (0, 0) if none is.

    ``text`` must be valid TOML.
    """
    places = Scan(text).places
    for length in range(len(path), 0, -1):
        if (at := places.get(path[:length])) is not None:
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return 0, 0
