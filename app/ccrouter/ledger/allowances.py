"""Budgets that may be exceeded until a time: written by a command, read by the running router."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from ccrouter.ledger.interning import insert
from ccrouter.ledger.tables import notes

_PREFIX = "allow:"


def read(connection: Connection) -> dict[str, float]:
    """By the budget's name, Unix seconds."""
    rows = connection.execute(select(notes.c.name, notes.c.value).where(notes.c.name.startswith(_PREFIX)))
    return {name.removeprefix(_PREFIX): value / 1e6 for name, value in rows}


def write(connection: Connection, budget: str, until: float | None) -> None:
    """None takes it back."""
    connection.execute(delete(notes).where(notes.c.name == _PREFIX + budget))
    if until is not None:
        connection.execute(insert(connection, notes), {"name": _PREFIX + budget, "value": int(until * 1e6)})
