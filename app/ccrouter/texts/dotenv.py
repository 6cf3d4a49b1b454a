"""``NAME=value`` files as coding agents load them: read, and changed line by line. Values are kept as they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from ccrouter.texts.keys import Path, Unreadable

_LINE = re.compile(
    r"^(?P<head>[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=)(?P<value>.*?)\r?$", re.M
)
_OPEN = re.compile(r"""[ \t]*(["'`])(?:(?!\1).)*$""")


def read(text: str) -> dict[str, Any]:
    """Names and values; of a name that stands twice the last. Raises Unreadable."""
    found = {}
    for line in _LINE.finditer(text):
        if _OPEN.match(line["value"]):
            raise Unreadable(f"has a value of several lines, {line['name']}")
        found[line["name"]] = line["value"]
    return found


def edited(text: str, changes: Mapping[Path, Any]) -> str:
    """Set names (UNSET deletes one). Raises Unreadable."""
    read(text)
    for (name,), value in changes.items():
        lines = [line for line in _LINE.finditer(text) if line["name"] == name]
        if value is UNSET:
            for line in reversed(lines):
                text = text[: line.start()] + text[line.end() :].removeprefix("\n")
        elif lines:
            start = lines[-1].start("value")
            text = text[:start] + str(value) + text[lines[-1].end("value") :]
        else:
            text = f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{name}={value}\n"
    return text
