"""What windows draw, as plain lists of equal length: one figure for every bucket of time, also for the empty ones."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection

from ccrouter.ledger import histogram, queries, timing
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.queries import Dimension, Where
from ccrouter.ledger.sums import Span, Sums
from ccrouter.ledger.tables import SERIES_KEYS

Measure = Literal["cost", "requests", "failures", "tokens", "output"]
OTHERS = "others"  # the name of what a chart has no colours for
_SHARES = (0.5, 0.95, 0.99)
_RANKED = ("requests", "failures", "input", "cache_read", "cache_write", "output", "cost", "unpriced")


class Course(Struct, frozen=True, kw_only=True):
    """How it went, by ``starts`` (Unix seconds). Money in USD, tokens in buckets that do not overlap."""

    starts: list[float]
    requests: list[int]
    failures: list[int]
    success: list[float | None]  # share of requests, None where there were none
    tokens: list[int]
    input: list[int]
    cache_read: list[int]
    cache_write: list[int]
    output: list[int]
    cost: list[float]
    unpriced: list[int]  # requests whose price is not known
    tokens_per_second: list[float | None]  # of streamed answers


class Stack(Struct, frozen=True, kw_only=True):
    """One measure over time, split: a list for each of ``names``, the largest first, ``OTHERS`` last."""

    starts: list[float]
    names: list[str]
    layers: list[list[float]]  # USD for cost, else counts


class Pace(Struct, frozen=True, kw_only=True):
    """Percentiles over time in seconds, None where nothing was measured: half, 95 % and 99 % of all were faster.

    ``ttfts`` and ``durations`` are the histograms of the whole span.
    """

    starts: list[float]
    ttft: dict[str, list[float | None]]  # p50, p95, p99
    latency: dict[str, list[float | None]]
    ttfts: int = histogram.EMPTY
    durations: int = histogram.EMPTY


class Heat(Struct, frozen=True):
    """The week's rhythm: seven weekdays (Monday first) of 24 hours each."""

    table: list[list[float]]
    newest: list[list[int | None]]  # the last hour of each cell that had any, counted since 1970


class Ranked(Struct, frozen=True, kw_only=True):
    """One line of a list of the dearest. ``share`` is of the whole span's cost; ``cost`` in USD."""

    name: str
    requests: int
    success: float | None
    tokens: int
    cost: float
    unpriced: int
    share: float


def course(connection: Connection, span: Span, calendar: Calendar, where: Where | None = None) -> Course:
    points = queries.timeline(connection, span, where)
    sums = [points[start][""] if start in points else Sums() for start in _buckets(span)]
    return Course(
        starts=starts(span, calendar),
        success=[one.success_rate for one in sums],
        cost=[one.cost / 1e9 for one in sums],
        tokens_per_second=[one.tokens_per_second for one in sums],
        **{
            name: [getattr(one, name) for one in sums]
            for name in (
                "requests", "failures", "tokens", "input", "cache_read", "cache_write", "output", "unpriced",
            )
        },
    )  # fmt: skip


def stack(
    connection: Connection,
    span: Span,
    calendar: Calendar,
    dimension: Dimension,
    measure: Measure = "cost",
    where: Where | None = None,
    most: int = 8,
) -> Stack:
    """``measure`` of each provider, model … over time; at most ``most`` layers and the others."""
    layers: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for start, name, amount in queries.amounts(connection, span, dimension, measure, where):
        layers[name][start] += amount
    totals = {name: sum(points.values()) for name, points in layers.items()}
    names = sorted((name for name in layers if totals[name]), key=lambda name: -totals[name])
    if len(names) > most:
        for name in names[most:]:
            for start, added in layers[name].items():
                layers[OTHERS][start] += added
        names = [*names[:most], OTHERS]
    unit = 1e9 if measure == "cost" else 1
    return Stack(
        starts=starts(span, calendar),
        names=names,
        layers=[[layers[name].get(start, 0) / unit for start in _buckets(span)] for name in names],
    )


def pace(
    connection: Connection, span: Span, calendar: Calendar, where: Where | None = None, every: int = 1
) -> Pace | None:
    """A point for ``every`` so many buckets: those of few requests say little.

    None: ``where`` names more than a provider and a model, and there are too many exchanges to be counted one by one."""
    if where is None or queries.coarse(where):
        found = queries.latencies(connection, span, where)
    elif (counted := timing.latencies(connection, span, calendar, where)) is not None:
        found = counted
    else:
        return None
    nothing = histogram.EMPTY, histogram.EMPTY
    both = [
        tuple(map(sum, zip(*(found.get(start, nothing) for start in range(first, first + every)), strict=True)))
        for first in _buckets(span)[::every]
    ]

    def lines(which: int) -> dict[str, list[float | None]]:
        points = [histogram.percentiles(pair[which], _SHARES) for pair in both]
        return {f"p{share * 100:.0f}": [point[place] for point in points] for place, share in enumerate(_SHARES)}

    ttfts, durations = (sum(pair[which] for pair in both) for which in (0, 1))
    return Pace(
        starts=starts(span, calendar)[::every], ttft=lines(0), latency=lines(1), ttfts=ttfts, durations=durations
    )


def heat(
    connection: Connection,
    first: date,
    last: date,
    calendar: Calendar,
    measure: Measure = "requests",
    where: Where | None = None,
) -> Heat:
    """Of the days from ``first`` to ``last`` in the user's calendar."""
    begin = calendar.midnight(calendar.number(first))
    end = calendar.midnight(calendar.number(last + timedelta(days=1))) - 1
    table = [[0.0] * 24 for _ in range(7)]
    newest: list[list[int | None]] = [[None] * 24 for _ in range(7)]
    unit = 1e9 if measure == "cost" else 1
    for start, _, amount in queries.amounts(connection, Span.hours(begin, end), None, measure, where):
        local = calendar.local(start * 3600)
        day, hour = local.weekday(), local.hour
        table[day][hour] += amount / unit
        if amount:
            newest[day][hour] = max(start, newest[day][hour] or start)
    return Heat(table, newest)


def top(
    connection: Connection, span: Span, dimension: Dimension, where: Where | None = None, most: int = 10
) -> list[Ranked]:
    """The dearest models, clients, projects … of a span."""
    groups = queries.by(connection, dimension, span, where, only=_RANKED)
    whole = sum(sums.cost for sums in groups.values())
    return [
        Ranked(
            name=name,
            requests=sums.requests,
            success=sums.success_rate,
            tokens=sums.tokens,
            cost=sums.cost / 1e9,
            unpriced=sums.unpriced,
            share=sums.cost / whole if whole else 0.0,
        )
        for name, sums in list(groups.items())[:most]
    ]


def choices(connection: Connection, dimension: Dimension) -> list[str]:
    """The names a filter can be set to, in the order of the alphabet."""
    place = SERIES_KEYS.index(dimension)
    return sorted({key[place] for key in queries.all_series(connection).values()} - {""})


def starts(span: Span, calendar: Calendar) -> list[float]:
    """When each bucket begins, Unix seconds."""
    return [span.start(number, calendar) for number in _buckets(span)]


def _buckets(span: Span) -> range:
    return range(span.first, span.last + 1)
