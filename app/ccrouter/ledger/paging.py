"""Exchanges for a table of any length: page after page, the newest first, with a filter; each page within milliseconds.

Sums by the hour and the days of sessions say where there is something to find, so that what is rare is found as fast. A text
that is nowhere in them is looked for row by row, for a while: then the page comes back short, and says where to go on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from ccrouter.ir.clients import client_id
from ccrouter.ledger.calendar import local_day
from ccrouter.ledger.listing import Kept, kept_all
from ccrouter.ledger.queries import Where, all_series
from ccrouter.ledger.tables import COARSE, DAY, HOUR, SERIES_KEYS, exchanges, names, rollups, sessions

PATIENCE = 0.02  # seconds one page may take to be looked for
_HOUR, _SECOND = 3_600_000_000, 1_000_000
_AT_ONCE = 4_000  # rows looked through by one statement
_NAMES = 500  # found by one look
_KEY = SERIES_KEYS.index("key")
_LATEST = 2**62


class Filter(Struct, frozen=True, kw_only=True):
    """Everything that is given must fit; names are whole, ``text`` is a part of any of them, of the why or of the fault."""

    provider: str = ""
    model: str = ""
    client: str = ""
    project: str = ""
    session: str = ""
    outcome: Literal["", "ok", "failed"] = ""
    status: int = 0  # HTTP
    text: str = ""

    @property
    def where(self) -> Where:
        return {name: value for name in SERIES_KEYS if (value := getattr(self, name, ""))}


ALL = Filter()


class Page(Struct, frozen=True):
    """``before`` is to be given for the page after this one; None: there is no more. A short page may have one after it."""

    rows: list[Kept]
    before: int | None


class Keys(Struct, frozen=True):
    """``Kept.time`` of exchanges, the newest first; ``before`` as in ``Page``."""

    times: list[int]
    before: int | None


def page(
    connection: Connection,
    limit: int = 100,
    *,
    before: int | None = None,
    fitting: Filter = ALL,
    patience: float = PATIENCE,
) -> Page:
    """The newest ``limit`` exchanges that fit, of those before a moment (``Page.before``)."""
    found, further = _search(connection, select(exchanges), limit, before, fitting, patience)
    return Page(kept_all(connection, found), further)


def keys(
    connection: Connection,
    limit: int = 10_000,
    *,
    before: int | None = None,
    fitting: Filter = ALL,
    patience: float = PATIENCE,
) -> Keys:
    """As ``page``, but only which exchanges there are: with that a table can be scrolled to any of its rows at once."""
    found, further = _search(connection, select(exchanges.c.id), limit, before, fitting, patience)
    return Keys([row.id for row in found], further)


def at(connection: Connection, times: Sequence[int]) -> dict[int, Kept]:
    """Exchanges by their ``Kept.time``, some hundred at most; those deleted meanwhile are not among them."""
    found = connection.execute(select(exchanges).where(exchanges.c.id.in_(times))).all()
    return {kept.time: kept for kept in kept_all(connection, found)}


def _search(
    connection: Connection, query: Select[Any], limit: int, before: int | None, fitting: Filter, patience: float
) -> tuple[list[Row[Any]], int | None]:
    """Rows of ``query`` that fit, and where to go on."""
    keys = set(all_series(connection, fitting.where)) if fitting.where else None
    conditions = _conditions(connection, fitting, keys)
    end = time.monotonic() + patience
    found: list[Row[Any]] = []
    for low, high in _windows(connection, fitting, keys, _LATEST if before is None else before):
        part = query.where(exchanges.c.id >= low, exchanges.c.id < high, *conditions)
        found += connection.execute(part.order_by(exchanges.c.id.desc()).limit(limit - len(found))).all()
        if len(found) >= limit:
            return found, found[-1].id
        if time.monotonic() >= end:
            return found, low
    return found, None


def about(connection: Connection, fitting: Filter = ALL) -> int | None:
    """How many rows there are to page through, by the sums of days; None where only looking at all of them would tell."""
    if fitting.session or fitting.text or fitting.status:
        return None
    oldest = connection.execute(select(exchanges.c.id, exchanges.c.offset).order_by(exchanges.c.id).limit(1)).first()
    if oldest is None:
        return 0
    counted = {
        "": func.sum(rollups.c.requests),
        "failed": func.sum(rollups.c.failures),
        "ok": func.sum(rollups.c.requests - rollups.c.failures),
    }
    keys = set(all_series(connection, fitting.where)) if fitting.where else None
    query = select(counted[fitting.outcome]).where(rollups.c.start >= local_day(oldest.id, oldest.offset))
    return int(connection.execute(_rolled(query, DAY, keys)).scalar() or 0)


def _conditions(connection: Connection, fitting: Filter, keys: set[int] | None) -> list[ColumnElement[bool]]:
    c = exchanges.c
    conditions: list[ColumnElement[bool]] = []
    failed = or_(c.status >= 400, c.fault.is_not(None))
    if keys is not None:
        conditions.append(c.series.in_(keys))
    if fitting.session:
        conditions.append(c.session == _number(fitting.session))
    if fitting.outcome:
        conditions.append(failed if fitting.outcome == "failed" else ~failed)
    if fitting.status:
        conditions.append(c.status == fitting.status)
    if fitting.text:
        conditions.append(_holds(connection, fitting.text))
    return conditions


def _holds(connection: Connection, text: str) -> ColumnElement[bool]:
    """The names that hold a text are looked up once a page; if they are very many, by the database in each statement."""
    c = exchanges.c
    hits: Any = select(names.c.id).where(_within(connection, names.c.text, text))
    few = connection.execute(hits.limit(_NAMES)).scalars().all()
    hits = few if len(few) < _NAMES else select(hits.cte("hits").c.id)
    wanted = {text.lower(), client_id(text)}  # a client is shown as Claude Code and kept as claude-code
    of_series = [
        number
        for number, key in all_series(connection).items()
        if any(one in name.lower() for one in wanted for place, name in enumerate(key) if place != _KEY)
    ]
    return or_(
        c.series.in_(of_series),
        *(column.in_(hits) for column in (c.asked, c.session, c.task, c.why, c.fault)),
        _within(connection, c.fault_text, text),
    )


def _within(connection: Connection, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whatever its case. SQLite's LIKE never minds; spelling it out with lower() takes it twice as long."""
    if connection.dialect.name == "sqlite":
        return column.contains(text, autoescape=True)
    return column.icontains(text, autoescape=True)


def _windows(connection: Connection, fitting: Filter, keys: set[int] | None, before: int) -> Iterator[tuple[int, int]]:
    """Stretches of rows to look through, the newest first: from, until before."""
    oldest = connection.execute(select(func.min(exchanges.c.id))).scalar()
    if oldest is None or before <= oldest:
        return
    if fitting == ALL:
        yield oldest, before
        return
    stretches = _of_session(connection, fitting) if fitting.session else _of_hours(connection, fitting, keys, before)
    for low, high in stretches:
        if high <= oldest:
            return
        if low < before:
            yield max(low, oldest), min(high, before)


def _of_session(connection: Connection, fitting: Filter) -> Iterator[tuple[int, int]]:
    """The time a session had on each of its days; ids may lie a little after the moment they are from."""
    days = (
        select(func.min(sessions.c.first), func.max(sessions.c.last))
        .where(sessions.c.session == _number(fitting.session))
        .group_by(sessions.c.day)
        .order_by(sessions.c.day.desc())
    )
    for first, last in connection.execute(days).all():
        yield first, last + _SECOND


def _of_hours(connection: Connection, fitting: Filter, keys: set[int] | None, before: int) -> Iterator[tuple[int, int]]:
    """Hours in which something may fit; those that follow each other are one stretch while they hold few rows."""
    counted = rollups.c.failures if fitting.outcome == "failed" else rollups.c.requests
    query = select(rollups.c.start, func.sum(rollups.c.requests)).where(
        rollups.c.start <= min(before // _HOUR, 2**31 - 1), counted > 0
    )
    hours = _rolled(query, HOUR, keys).group_by(rollups.c.start).order_by(rollups.c.start.desc())
    first = last = rows = 0
    for hour, requests in connection.execute(hours):
        if rows and (hour != first - 1 or rows + requests > _AT_ONCE):
            yield first * _HOUR, (last + 1) * _HOUR
            rows = 0
        if not rows:
            last = hour
        first, rows = hour, rows + requests
    if rows:
        yield first * _HOUR, (last + 1) * _HOUR


def _rolled(query: Any, level: int, keys: set[int] | None) -> Any:
    """Of some series, or of all by the sums that are fewest."""
    if keys is None:
        return query.where(rollups.c.level == level + COARSE)
    return query.where(rollups.c.level == level, rollups.c.series.in_(keys))


def _number(text: str) -> Any:
    return select(names.c.id).where(names.c.text == text).scalar_subquery()
