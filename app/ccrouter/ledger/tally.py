"""What one batch adds to the rollups: summed up in memory, then one statement a table."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ccrouter.ledger import histogram, statements
from ccrouter.ledger.calendar import local_day
from ccrouter.ledger.rows import AttemptRow, ExchangeRow
from ccrouter.ledger.tables import COARSE, COUNTS, DAY, HOUR, MINUTE, SESSION_COUNTS

_TTFTS, _DURATIONS = len(COUNTS), len(COUNTS) + 1  # behind the counts stand the two histograms
(
    _REQUESTS, _FAILURES, _TRIES, _FAILED_TRIES, _INPUT, _READ, _WRITE, _HOUR, _OUTPUT, _REASONING, _COST, _UNPRICED,
    _ESTIMATED, _DURATION, _WRITING,
) = range(len(COUNTS))  # fmt: skip
_OF_SESSION = [COUNTS.index(name) for name in SESSION_COUNTS]


class Place(NamedTuple):
    """The numbers of a row's series, and of the one that has only its provider and model."""

    series: int
    coarse: int


class Tally:
    """Requests of one minute and series are summed up first, and only then added to hours and days: most of a batch is."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, int, Place], list[int]] = defaultdict(lambda: [0] * (len(COUNTS) + 2))
        self._sessions: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        self._seen: dict[tuple[int, int, int], tuple[int, int]] = {}  # first and last moment of a session's day

    def exchange(self, row: ExchangeRow, place: Place, session: int | None, offset: int) -> None:
        """One request with what its answer used."""
        day = local_day(row.time, offset)
        sums = self._sums[row.time // 60_000_000, day, place]
        failed = row.fault != "" or row.status >= 400
        self._count(sums, row, failed)
        duration = row.duration * 1000
        sums[_DURATION] += round(duration)
        if row.ttft is not None:
            sums[_TTFTS] += histogram.single(row.ttft)
            if row.stream:
                sums[_WRITING] += max(0, round(duration - row.ttft * 1000))
        if not failed:
            sums[_DURATIONS] += histogram.single(row.duration)
        if session is not None:
            key = (day, session, place.series)
            self._count(self._sessions[key], row, failed)
            self._see(key, row.time)

    def attempt(self, row: AttemptRow, place: Place, time: int, offset: int, *, own: bool) -> None:
        """One try. ``own``: it is the exchange's last one, whose cost the exchange itself has counted."""
        sums = self._sums[time // 60_000_000, local_day(time, offset), place]
        sums[_TRIES] += 1
        sums[_FAILED_TRIES] += row.outcome != "ok"
        if not own:
            sums[_COST] += row.cost or 0

    def reprice(self, time: int, offset: int, place: Place, session: int | None, cost: int, unpriced: int) -> None:
        """Correct what a row's cost was; the differences may be negative."""
        day = local_day(time, offset)
        changed = [self._sums[time // 60_000_000, day, place]]
        if session is not None:
            key = (day, session, place.series)
            changed.append(self._sessions[key])
            self._see(key, time)
        for sums in changed:
            sums[_COST] += cost
            sums[_UNPRICED] += unpriced

    def write(self, connection: Connection) -> None:
        """Add it all to what stands there."""
        levels = self._levels()
        _merge_histograms(connection, levels)
        rows: list[dict[str, Any]] = [
            {"level": level, "start": start, "series": series}
            | dict(zip(COUNTS, sums, strict=False))
            # sums over many days are what people look at most
            | {"ttfts": histogram.pack(sums[_TTFTS], full=level == DAY + COARSE)}
            | {"durations": histogram.pack(sums[_DURATIONS], full=level == DAY + COARSE)}
            for (level, start, series), sums in levels.items()
        ]
        statements.many(connection, statements.ROLLUPS, rows)
        rows = [
            {"day": day, "session": session, "series": series}
            | {name: sums[place] for name, place in zip(SESSION_COUNTS, _OF_SESSION, strict=True)}
            | dict(zip(("first", "last"), self._seen[day, session, series], strict=True))
            for (day, session, series), sums in self._sessions.items()
        ]
        statements.many(connection, statements.SESSIONS, rows)

    def _count(self, sums: list[int], row: ExchangeRow, failed: bool) -> None:
        sums[_REQUESTS] += 1
        sums[_FAILURES] += failed
        sums[_COST] += row.cost or 0
        if (usage := row.usage) is not None:
            sums[_INPUT] += usage.input
            sums[_READ] += usage.cache_read
            sums[_WRITE] += usage.cache_write
            sums[_HOUR] += usage.cache_write_1h
            sums[_OUTPUT] += usage.output
            sums[_REASONING] += usage.reasoning
            sums[_UNPRICED] += row.cost is None
            sums[_ESTIMATED] += usage.estimated

    def _see(self, session: tuple[int, int, int], time: int) -> None:
        first, last = self._seen.get(session, (time, time))
        self._seen[session] = min(first, time), max(last, time)

    def _levels(self) -> dict[tuple[int, int, int], list[int]]:
        """The rows to add to: level, start, series. Histograms stand in the coarse ones only."""
        levels: dict[tuple[int, int, int], list[int]] = {}
        for (minute, day, place), sums in self._sums.items():
            fine = [*sums[:_TTFTS], 0, 0]
            for level, start in ((MINUTE, minute), (HOUR, minute // 60), (DAY, day)):
                for key, added in (((level, start, place.series), fine), ((level + COARSE, start, place.coarse), sums)):
                    standing = levels.get(key)
                    levels[key] = list(map(int.__add__, standing, added)) if standing else list(added)
        return levels


def _merge_histograms(connection: Connection, levels: dict[tuple[int, int, int], list[int]]) -> None:
    """Histograms cannot be added by the database: what stands there is added here, within the same transaction."""
    for level, start in {(level, start) for level, start, _ in levels if level >= COARSE}:
        standing = statements.found(connection, statements.HISTOGRAMS, {"level": level, "start": start})
        for series, ttfts, durations in standing:
            if (sums := levels.get((level, start, series))) is not None:
                sums[_TTFTS] += histogram.unpack(ttfts)
                sums[_DURATIONS] += histogram.unpack(durations)
