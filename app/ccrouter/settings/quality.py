"""How good models are: the shipped table ``resources/quality.toml``, and the user's own figures before it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase

from ccrouter.resources import resource

UNKNOWN = 0.25  # what a model counts that nobody has ranked: most of those are small ones
_VERSION = re.compile(r"(?<=\d)[.p](?=\d)")  # 5.3, and 5p3 as Fireworks writes it


@functools.cache
def table() -> dict[str, float]:
    """Beginning of a model's name → 0..1."""
    read = tomllib.loads(resource("quality.toml").read_text(encoding="utf-8"))
    return {name: min(1.0, figure / read["full_marks"]) for name, figure in read["models"].items()}


def quality(model: str, own: Mapping[str, float]) -> float:
    """The figure of a model, 0..1. ``own`` maps globs over names to figures; the first that fits counts."""
    name = model.lower().rpartition("/")[2]
    for glob, value in own.items():
        if fnmatchcase(name, glob.lower()) or fnmatchcase(model.lower(), glob.lower()):
            return value
    known = table()
    return known.get(listed(model, known), UNKNOWN)


def listed(model: str, known: Mapping[str, float]) -> str:
    """The longest beginning of a model's name that a table of names has; "" if it has none."""
    words = _VERSION.sub("-", re.split(r"[:@\[]", model.lower().rpartition("/")[2])[0]).split("-")
    beginnings = ("-".join(words[:length]) for length in range(len(words), 0, -1))
    return next((name for name in beginnings if name in known), "")
