"""How long the requests of a client or a project took. Sums keep no times by these, so the exchanges themselves are counted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select

from ccrouter.ledger import histogram
from ccrouter.ledger.calendar import Calendar, local_day
from ccrouter.ledger.queries import Where, all_series
from ccrouter.ledger.sums import Span
from ccrouter.ledger.tables import COARSE, DAY, HOUR, exchanges, rollups

MOST, LOOKED = 15_000, 100_000  # exchanges that are counted, and looked through for them: together less than 50 ms
_UNIT = {HOUR: 3_600_000_000}  # microseconds of a bucket that is no minute


def latencies(
    connection: Connection, span: Span, calendar: Calendar, where: Where
) -> dict[int, tuple[int, int]] | None:
    """By minute, hour or day: the histograms of TTFT and of duration; None if there are too many exchanges to count."""
    keys = list(all_series(connection, where))
    wanted = rollups.c.level == span.level, rollups.c.series.in_(keys)
    if _requests(connection, span, *wanted) > MOST:
        return None
    if _requests(connection, span, rollups.c.level == span.level + COARSE) > LOOKED:
        return None
    c = exchanges.c
    begin, end = span.moments(calendar)
    rows = connection.execute(
        select(c.id, c.offset, c.ttft, c.duration, c.status < 400, c.fault).where(
            c.id >= begin, c.id < end, c.series.in_(keys)
        )
    )
    times: dict[int, tuple[list[int], list[int]]] = {}
    for moment, offset, ttft, duration, well, fault in rows:
        number = local_day(moment, offset) if span.level == DAY else moment // _UNIT.get(span.level, 60_000_000)
        ttfts, durations = times.setdefault(number, ([], []))
        if ttft is not None:
            ttfts.append(ttft)
        if well and fault is None:
            durations.append(duration)
    return {number: (histogram.of(ttfts), histogram.of(durations)) for number, (ttfts, durations) in times.items()}


def _requests(connection: Connection, span: Span, *which: ColumnElement[bool]) -> int:
    within = rollups.c.start.between(span.first, span.last)
    return int(connection.execute(select(func.sum(rollups.c.requests)).where(within, *which)).scalar() or 0)
