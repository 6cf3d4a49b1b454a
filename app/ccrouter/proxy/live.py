"""What requests are served with at this moment. A reload makes a new one; a running request keeps the one it began with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ccrouter.prices.book import Book
from ccrouter.routing.router import Router
from ccrouter.settings.deployments import KeyRef, Settings


class Live(NamedTuple):
    """``keys`` holds the resolved secrets (None = it could not be found); ``token`` is the local token; ``router`` and ``book``
    are built from these settings."""

    settings: Settings
    keys: Mapping[KeyRef, str | None]
    token: str
    router: Router
    book: Book
