"""What windows and commands ask about sums: answered from the rollups, whatever the number of exchanges.

Where to look for what, all on a connection of ``reading.reading(url)``:

* ``charts``: lists to be drawn: ``course`` (requests, success, tokens, cost over time), ``stack`` (one measure split by
  provider, model …), ``pace`` (percentiles of TTFT and latency), ``heat`` (weekday x hour), ``top``, ``choices`` for filters.
* ``timing``: times by client or project, counted from the exchanges as long as those are not too many.
* here: the same as ``Sums``, for tables and text: ``totals``, ``by``, ``by_session``, ``timeline``.
* ``paging``: exchanges for a table of any length, page after page, with a filter; ``listing.one`` with its attempts and
  ``listing.body``; ``listing.newest`` is also what other strategies are tried on ("would have cost").
* ``outlook.outlook``: how today and the month will end.

``Span`` says when (``Span.fitting`` chooses the buckets), ``Where`` for whom: ``{"provider": ..., "model": ...}``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from ccrouter.ledger import histogram
from ccrouter.ledger.sums import Span, Sums
from ccrouter.ledger.tables import COARSE, COUNTS, SERIES_KEYS, SESSION_COUNTS, names, rollups, series, sessions

Dimension = Literal["provider", "model", "key", "client", "project"]
Where = Mapping[str, str]  # dimension → the value it must have
SeriesKey = tuple[str, ...]  # in the order of SERIES_KEYS

_SUMS = tuple(func.sum(rollups.c[name]) for name in COUNTS)


def all_series(connection: Connection, where: Where | None = None) -> dict[int, SeriesKey]:
    """Every series by its number, of those that are as ``where`` says."""
    texts = {key: names.alias() for key in SERIES_KEYS}
    query: Select[Any] = select(series.c.id, *(texts[key].c.text for key in SERIES_KEYS)).select_from(series)
    for key, text in texts.items():
        query = query.join(text, text.c.id == series.c[key])
    for key, value in (where or {}).items():
        query = query.where(texts[key].c.text == value)
    return {number: tuple(key) for number, *key in connection.execute(query)}


def totals(connection: Connection, span: Span, where: Where | None = None) -> Sums:
    """All of a span, with percentiles unless it is asked of a key, client or project."""
    return by(connection, None, span, where).get("", Sums())


def by(
    connection: Connection,
    dimension: Dimension | None,
    span: Span,
    where: Where | None = None,
    *,
    only: Sequence[str] = (),
) -> dict[str, Sums]:
    """The sums of each provider, model …; the dearest first. Percentiles are kept by provider and model only.

    ``only`` these counts are read (and no percentiles): a year of many projects takes a third of the time.
    """
    keys = all_series(connection, where)
    groups: dict[str, Sums] = defaultdict(Sums)
    sums = [func.sum(rollups.c[name]) for name in only] or _SUMS
    query = _within(select(rollups.c.series, *sums), span, keys, where, dimension).group_by(rollups.c.series)
    for number, *counts in connection.execute(query):
        groups[_name(keys[number], dimension)].add(counts, only or COUNTS)
    if only or not coarse(where, dimension):
        return _dearest(groups)
    stored: dict[str, tuple[list[bytes], list[bytes]]] = defaultdict(lambda: ([], []))
    query = _within(select(rollups.c.series, rollups.c.ttfts, rollups.c.durations), span, keys, where, dimension)
    for number, ttfts, durations in connection.execute(query):
        both = stored[_name(keys[number], dimension)]
        both[0].append(ttfts)
        both[1].append(durations)
    for name, (several_ttfts, several_durations) in stored.items():
        groups[name].ttfts = histogram.total(several_ttfts)
        groups[name].durations = histogram.total(several_durations)
    return _dearest(groups)


def timeline(
    connection: Connection, span: Span, where: Where | None = None, dimension: Dimension | None = None
) -> dict[int, dict[str, Sums]]:
    """By minute, hour or day (the span's level; numbers as in ``tables.rollups``), each split by ``dimension``; no percentiles."""
    keys = all_series(connection, where)
    points: dict[int, dict[str, Sums]] = defaultdict(lambda: defaultdict(Sums))
    split = [rollups.c.series] if dimension else []
    query = _within(select(rollups.c.start, *split, *_SUMS), span, keys, where, dimension)
    for start, *row in connection.execute(query.group_by(rollups.c.start, *split).order_by(rollups.c.start)):
        name = _name(keys[row.pop(0)], dimension) if dimension else ""
        points[start][name].add(row)
    return points


def amounts(
    connection: Connection, span: Span, dimension: Dimension | None, measure: str, where: Where | None = None
) -> Iterator[tuple[int, str, int]]:
    """(minute, hour or day, name, sum) of one column of the rollups, or of "tokens"."""
    keys = all_series(connection, where)
    column = func.sum(all_tokens(rollups) if measure == "tokens" else rollups.c[measure])
    # grouped by the database: a year of many projects has tens of thousands of rows
    split = [series.c[key] for key in (("provider", "model") if dimension == "model" else (dimension,)) if key]
    columns = [rollups.c.start, column, *([func.min(rollups.c.series)] if split else [])]
    query = _within(select(*columns), span, keys, where, dimension).group_by(rollups.c.start, *split)
    if split:
        query = query.join(series, series.c.id == rollups.c.series)
    for start, amount, *number in connection.execute(query):
        yield start, _name(keys[number[0]], dimension) if number else "", int(amount)


def all_tokens(table: Table) -> ColumnElement[int]:
    """All that went in and out."""
    c = table.c
    return c.input + c.cache_read + c.cache_write + c.output


def latencies(connection: Connection, span: Span, where: Where | None = None) -> dict[int, tuple[int, int]]:
    """By minute, hour or day: the histograms of TTFT and of duration. ``where`` may name a provider and a model; the rest is
    for ``timing``."""
    keys = all_series(connection, where)
    stored: dict[int, tuple[list[bytes], list[bytes]]] = defaultdict(lambda: ([], []))
    query = _within(select(rollups.c.start, rollups.c.ttfts, rollups.c.durations), span, keys, where, None)
    for start, ttfts, durations in connection.execute(query):
        stored[start][0].append(ttfts)
        stored[start][1].append(durations)
    return {start: (histogram.total(ttfts), histogram.total(durations)) for start, (ttfts, durations) in stored.items()}


def by_session(connection: Connection, first: int, last: int, limit: int = 100) -> list[dict[str, Any]]:
    """The dearest sessions of the days (numbers as in ``tables.sessions``): session, first and last moment, counts."""
    within = sessions.c.day.between(first, last)
    dearest = (  # first which, then all about them: the other way round takes three times as long
        select(sessions.c.session)
        .where(within)
        .group_by(sessions.c.session)
        .order_by(func.sum(sessions.c.cost).desc(), func.max(sessions.c.last).desc())
        .limit(limit)
    )
    rows = connection.execute(
        select(
            names.c.text.label("session"),
            func.min(sessions.c.first).label("first"),
            func.max(sessions.c.last).label("last"),
            *(func.sum(sessions.c[name]).label(name) for name in SESSION_COUNTS),
        )
        .join(names, names.c.id == sessions.c.session)
        .where(within, sessions.c.session.in_(dearest))
        .group_by(names.c.text)
    )
    listed = [dict(row) for row in rows.mappings()]
    return sorted(listed, key=lambda row: (-int(row["cost"]), -int(row["last"])))


def _within(
    query: Select[Any], span: Span, keys: Mapping[int, SeriesKey], where: Where | None, dimension: Dimension | None
) -> Select[Any]:
    level = span.level + COARSE if coarse(where, dimension) else span.level
    query = query.where(rollups.c.level == level, rollups.c.start.between(span.first, span.last))
    return query.where(rollups.c.series.in_(list(keys))) if where else query


def coarse(where: Where | None, dimension: Dimension | None = None) -> bool:
    """Can it be answered from the sums by provider and model, the only ones with times?"""
    return {*(where or ()), dimension} <= {"provider", "model", None}


def _dearest(groups: Mapping[str, Sums]) -> dict[str, Sums]:
    return dict(sorted(groups.items(), key=lambda group: (-group[1].cost, -group[1].requests)))


def _name(key: SeriesKey, dimension: Dimension | None) -> str:
    if dimension is None:
        return ""
    if dimension == "model":  # the same name at another provider is another thing to pay for
        provider, model = key[0], key[1]
        return f"{provider}/{model}" if provider else ""
    return key[SERIES_KEYS.index(dimension)]
