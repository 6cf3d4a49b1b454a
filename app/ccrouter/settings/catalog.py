"""The providers known beforehand: ``resources/providers.toml``, read once, when first asked for.

Base URLs are what each format's own SDK is given: Anthropic's and Gemini's without a version, OpenAI's with it.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from ccrouter.ir.profile import FORMATS, FormatName, Profile
from ccrouter.resources import resource
from ccrouter.settings.layers import FORMAT_LAYERS, Layer, layered

# How a format's own provider wants the key to travel.
FORMAT_AUTH: dict[FormatName, str] = {
    "anthropic": "x-api-key",
    "openai_chat": "bearer",
    "openai_responses": "bearer",
    "gemini": "x-goog-api-key",
}


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields of ``ir.profile.Profile`` for some models (globs) in some formats."""

    models: tuple[str, ...] = ("*",)
    formats: tuple[FormatName, ...] = FORMATS
    profile: dict[str, Any]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider of the catalog."""

    name: str
    title: str
    formats: dict[FormatName, str]  # base URLs, the preferred format first; "{…}" in one is for the user to fill in
    key_page: str = ""  # where one gets a key
    env: tuple[str, ...] = ()  # the environment variables its key is usually in
    models: tuple[str, ...] = ()
    local: bool = False  # runs on the user's machine and wants no key
    auth: dict[FormatName, str] = {}  # only where it differs from ``FORMAT_AUTH``
    profile: dict[str, Any] = {}  # fields that hold for every model
    rules: tuple[Rule, ...] = ()  # a later one outranks an earlier one

    def auth_for(self, format: FormatName) -> str:
        return self.auth.get(format) or FORMAT_AUTH[format]

    def layers(self, format: FormatName) -> tuple[Layer, ...]:
        """Weakest first, the format's own below them all."""
        ruled = [(glob, rule.profile) for rule in self.rules if format in rule.formats for glob in rule.models]
        return (FORMAT_LAYERS[format], ("*", self.profile), *ruled)


@functools.cache
def catalog() -> dict[str, Entry]:
    """All entries by name, in the order people should see them."""
    return read(resource("providers.toml").read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Entry]:
    """A catalog from its text. ``like = "other"`` takes over what an entry does not say itself.

    Raises tomllib.TOMLDecodeError or msgspec.ValidationError: the shipped file is data, but it is ours to keep right.
    """
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    entries = {}
    for name, table in tables.items():
        table = {**tables.get(table.get("like", ""), {}), **table, "name": name}
        table.pop("like", None)
        entries[name] = msgspec.convert(table, Entry)
    return entries


def profile_for(entry: Entry | None, format: FormatName, model: str, overrides: Iterable[Layer] = ()) -> Profile:
    """The format's defaults, then the entry's, its model's, then ``overrides``."""
    base = entry.layers(format) if entry else (FORMAT_LAYERS[format],)
    return layered((*base, *overrides), model)


def entry_at(url: str) -> Entry | None:
    """The entry whose endpoint this is: same host (and port), the longest common path wins."""
    host, path = _place(url)
    best: Entry | None = None
    longest = -1
    for entry in catalog().values():
        for known in entry.formats.values():
            its_host, its_path = _place(known)
            common = len(its_path) if path.startswith(its_path) else 0
            if its_host == host and common > longest:
                best, longest = entry, common
    return best


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:  # no URL at all: whoever asked will be told so elsewhere
        return "", ""
    host = parts.netloc.lower().replace("localhost", "127.0.0.1")
    return host, parts.path.rstrip("/") + "/"
