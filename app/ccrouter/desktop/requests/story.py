"""Everything the ledger knows of one request, read together on a thread."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from ccrouter.ledger import listing, store
from ccrouter.ledger.listing import Kept
from ccrouter.routing import explain
from ccrouter.routing.explain import PlanRecord


class Try(NamedTuple):
    """One attempt: ``seconds`` to its first word, or to its fault."""

    route: str
    key: str
    outcome: str
    status: int
    seconds: float
    cost: int | None  # nano-dollars


class Story(NamedTuple):
    """``plan`` is None for rows whose plan is not kept (any more), the bodies where they were not captured."""

    kept: Kept
    tries: tuple[Try, ...]
    plan: PlanRecord | None
    request: bytes | None
    response: bytes | None
    headers: tuple[tuple[str, str], ...] = ()  # the request's, keys blacked out


def tell(connection: Connection, id: str) -> Story | None:
    """None if it has been deleted."""
    found = listing.one(connection, id)
    if found is None:
        return None
    kept, tries = found
    request, response = listing.body(connection, kept.time) or (None, None)
    plan, headers = None, None
    if (
        store.version(connection) == store.HEAD
    ):  # else an older version wrote it, and the router has not been started since
        plan, headers = _plan(listing.plan(connection, kept.time)), listing.headers(connection, kept.time)
    return Story(kept, tuple(map(_try, tries)), plan, request, response, tuple(headers or ()))


def _try(row: dict[str, Any]) -> Try:
    route = f"{row['provider']}/{row['model']}"
    return Try(route, row["key"], row["outcome"], row["status"], row["latency"], row["cost"])


def _plan(record: bytes | None) -> PlanRecord | None:
    try:
        return explain.read(record) if record is not None else None
    except msgspec.DecodeError:  # another version wrote it
        return None
