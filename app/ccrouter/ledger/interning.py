"""Texts, series and prices become small numbers: looked up once, remembered while they are in use."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Table, select

from ccrouter.ledger.rows import PriceUsed
from ccrouter.ledger.tables import PRICE_KEYS, SERIES_KEYS, names, notes, prices, series

_KEPT = 50_000  # numbers remembered of each kind
_LONGEST = 2_000  # characters of a text
GENERATION = "generation"  # counted up when numbers lose their meaning (``retention.delete_all``)


class Series(tuple[str, ...]):
    """Provider, model, key, client, project."""

    __slots__ = ()

    def coarse(self) -> Series:
        return Series((*self[:2], "", "", ""))


class Interned:
    """Numbers for texts. Belongs to the writer's thread; ``begin`` comes first in every transaction."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Hashable, int]] = {"names": {}, "series": {}, "prices": {}}
        self._generation = -1
        self._connection: Connection

    def begin(self, connection: Connection) -> None:
        """Use this connection. If another process has deleted everything meanwhile, what was known is forgotten."""
        self._connection = connection
        generation = connection.execute(select(notes.c.value).where(notes.c.name == GENERATION)).scalar() or 0
        if generation != self._generation:
            self.forget()
            self._generation = generation

    def forget(self) -> None:
        """After a transaction that failed: its numbers were never written."""
        for known in self._known.values():
            known.clear()

    def name(self, text: str) -> int | None:
        """None for no text."""
        return self.some_name(text) if text else None

    def some_name(self, text: str) -> int:
        text = text[:_LONGEST]
        return self._known["names"].get(text) or self._number(names, text, {"text": clean(text)})

    def series(self, key: Series) -> int:
        known = self._known["series"].get(key)
        if known is None:
            columns = {column: self.some_name(text) for column, text in zip(SERIES_KEYS, key, strict=True)}
            known = self._number(series, key, columns)
        return known

    def price(self, used: PriceUsed | None) -> int | None:
        if used is None:
            return None
        return self._known["prices"].get(used) or self._number(
            prices, used, {column: getattr(used, column) for column in PRICE_KEYS}
        )

    def _number(self, table: Table, key: Hashable, columns: dict[str, Any]) -> int:
        known = self._known[table.name]
        if len(known) >= _KEPT:
            known.clear()
        find = select(table.c.id).where(*(table.c[name] == value for name, value in columns.items()))
        number = self._connection.execute(find).scalar()
        if number is None:
            self._connection.execute(insert(self._connection, table).on_conflict_do_nothing(), columns)
            number = self._connection.execute(find).scalar_one()
        known[key] = number
        return int(number)


def clean(text: str) -> str:
    """As every database takes it: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def insert(connection: Connection, table: Table) -> Any:
    """This database's INSERT that can say what happens on a conflict."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
