"""Statements of the writer: made by SQLAlchemy once for a database, then executed as text.

What SQLAlchemy does for each row (parameters, types, cache keys) would take more time than the database itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, select
from sqlalchemy.sql import Executable

from ccrouter.ledger.interning import insert as upsert
from ccrouter.ledger.tables import COUNTS, SESSION_COUNTS, attempts, bodies, exchanges, plans, rollups, sessions

EXCHANGES, ATTEMPTS, BODIES, PLANS, ROLLUPS, SESSIONS, HISTOGRAMS = range(7)

Text = tuple[str, Sequence[str] | None]  # SQL, and the order of its parameters where they have no names
_texts: dict[tuple[str, int], Text] = {}


def many(connection: Connection, which: int, rows: Sequence[dict[str, Any]]) -> None:
    """Execute for each row; a row has every column of its table."""
    if rows:
        sql, order = _text(connection, which)
        connection.exec_driver_sql(sql, [tuple([row[name] for name in order]) for row in rows] if order else list(rows))


def found(connection: Connection, which: int, parameters: dict[str, Any]) -> Sequence[Any]:
    sql, order = _text(connection, which)
    given: Any = tuple([parameters[name] for name in order]) if order else parameters
    return connection.exec_driver_sql(sql, given).all()


def _text(connection: Connection, which: int) -> Text:
    dialect = connection.dialect
    known = _texts.get((dialect.name, which))
    if known is None:
        compiled = _MADE[which](connection).compile(dialect=dialect)
        order = compiled.positiontup if compiled.positional else None
        known = _texts[dialect.name, which] = (str(compiled), order)
    return known


def _add_rollups(connection: Connection) -> Executable:
    """Counts are added to what stands there; histograms have been added already."""
    new = upsert(connection, rollups)
    change = {name: rollups.c[name] + new.excluded[name] for name in COUNTS}
    change |= {name: new.excluded[name] for name in ("ttfts", "durations")}
    done: Executable = new.on_conflict_do_update(index_elements=list(rollups.primary_key), set_=change)
    return done


def _add_sessions(connection: Connection) -> Executable:
    new = upsert(connection, sessions)
    first, last = sessions.c.first, sessions.c.last
    change: dict[str, Any] = {name: sessions.c[name] + new.excluded[name] for name in SESSION_COUNTS}
    change["first"] = case((new.excluded.first < first, new.excluded.first), else_=first)
    change["last"] = case((new.excluded.last > last, new.excluded.last), else_=last)
    done: Executable = new.on_conflict_do_update(index_elements=list(sessions.primary_key), set_=change)
    return done


def _histograms(_: Connection) -> Executable:
    return select(rollups.c.series, rollups.c.ttfts, rollups.c.durations).where(
        rollups.c.level == bindparam("level"), rollups.c.start == bindparam("start")
    )


_MADE: dict[int, Callable[[Connection], Any]] = {
    EXCHANGES: lambda _: insert(exchanges),
    ATTEMPTS: lambda _: insert(attempts),
    BODIES: lambda _: insert(bodies),
    PLANS: lambda _: insert(plans),
    ROLLUPS: _add_rollups,
    SESSIONS: _add_sessions,
    HISTOGRAMS: _histograms,
}
