"""The providers that can be set up with no more than a key, and where their keys are already."""

from __future__ import annotations

from collections.abc import Mapping

from ccrouter.settings import catalog
from ccrouter.settings.catalog import Entry
from ccrouter.settings.check import suggestion
from ccrouter.trouble import Trouble


def entries() -> dict[str, Entry]:
    """By name, in the order people should see them; those whose address holds a part of the user's own are not among them."""
    return {
        name: entry
        for name, entry in catalog.catalog().items()
        if not any("{" in url for url in entry.formats.values())
    }


def entry(name: str) -> Entry:
    """Raises Trouble for a name there is not."""
    known = entries()
    if name not in known:
        raise Trouble(
            f"{name} is not in the catalog",
            suggestion(name, known),
            "Any other endpoint needs its format and base_url: `ccr config edit`.",
            exit_code=2,
        )
    return known[name]


def variable(entry: Entry, env: Mapping[str, str]) -> str:
    """The environment variable that holds this provider's key, '' if none does. ``env`` is the user's own."""
    return next((name for name in entry.env if env.get(name, "").strip()), "")
