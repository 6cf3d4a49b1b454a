"""What one batch adds to the rollups: summed up in memory, then one statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, case, select

from ccrouter.ledger import histogram
from ccrouter.ledger.calendar import local_day
from ccrouter.ledger.interning import insert
from ccrouter.ledger.rows import AttemptRow, ExchangeRow
from ccrouter.ledger.tables import COARSE, COUNTS, DAY, HOUR, MINUTE, SESSION_COUNTS, TOKENS, rollups, sessions

_TTFTS, _DURATIONS = len(COUNTS), len(COUNTS) + 1  # behind the counts stand the two histograms
_PLACE = {name: place for place, name in enumerate(COUNTS)}
_SESSION = {name: place for place, name in enumerate(SESSION_COUNTS)}


class Place(NamedTuple):
    """The numbers of a row's series, and of the one that has only its provider and model."""

    series: int
    coarse: int


class Tally:
    def __init__(self) -> None:
        self._rollups: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0] * (len(COUNTS) + 2))
        self._sessions: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0] * len(SESSION_COUNTS))
        self._seen: dict[tuple[int, int, int], tuple[int, int]] = {}  # first and last moment of a session's day

    def exchange(self, row: ExchangeRow, place: Place, session: int | None, offset: int) -> None:
        """One request with what its answer used."""
        failed = row.fault != "" or row.status >= 400
        counted = {"requests": 1, "failures": int(failed), "cost": row.cost or 0}
        if usage := row.usage:
            counted |= {name: getattr(usage, name) for name in TOKENS}
            counted |= {"unpriced": int(row.cost is None), "estimated": int(usage.estimated)}
        counted |= {"duration": round(row.duration * 1000)}
        if row.ttft is not None and row.stream:
            counted["writing"] = max(0, round((row.duration - row.ttft) * 1000))
        for sums, coarse in self._levels(row.time, place, offset):
            for name, count in counted.items():
                sums[_PLACE[name]] += count
            if not coarse:
                continue
            if row.ttft is not None:
                sums[_TTFTS] += histogram.single(row.ttft)
            if not failed:
                sums[_DURATIONS] += histogram.single(row.duration)
        if session is not None:
            key = (local_day(row.time, offset), session, place.series)
            sums = self._sessions[key]
            for name, column in _SESSION.items():
                sums[column] += counted.get(name, 0)
            first, last = self._seen.get(key, (row.time, row.time))
            self._seen[key] = min(first, row.time), max(last, row.time)

    def attempt(self, row: AttemptRow, place: Place, time: int, offset: int, *, own: bool) -> None:
        """One try. ``own``: it is the exchange's last one, whose cost the exchange itself has counted."""
        for sums, _ in self._levels(time, place, offset):
            sums[_PLACE["tries"]] += 1
            sums[_PLACE["failed_tries"]] += row.outcome != "ok"
            if not own:
                sums[_PLACE["cost"]] += row.cost or 0

    def reprice(self, time: int, offset: int, place: Place, session: int | None, cost: int, unpriced: int) -> None:
        """Correct what a row's cost was; the differences may be negative."""
        for sums, _ in self._levels(time, place, offset):
            sums[_PLACE["cost"]] += cost
            sums[_PLACE["unpriced"]] += unpriced
        if session is not None:
            key = (local_day(time, offset), session, place.series)
            self._sessions[key][_SESSION["cost"]] += cost
            self._sessions[key][_SESSION["unpriced"]] += unpriced
            self._seen[key] = (time, time)

    def write(self, connection: Connection) -> None:
        """Add it all to what stands there."""
        self._merge_histograms(connection)
        rows: list[dict[str, Any]] = [
            {"level": level, "start": start, "series": series}
            | dict(zip(COUNTS, sums, strict=False))
            # sums over many days are what people look at most
            | {"ttfts": histogram.pack(sums[_TTFTS], full=level == DAY + COARSE)}
            | {"durations": histogram.pack(sums[_DURATIONS], full=level == DAY + COARSE)}
            for (level, start, series), sums in self._rollups.items()
        ]
        _add(connection, rollups, rows, COUNTS, ("ttfts", "durations"))
        rows = [
            {"day": day, "session": session, "series": series}
            | dict(zip(SESSION_COUNTS, sums, strict=True))
            | dict(zip(("first", "last"), self._seen[day, session, series], strict=True))
            for (day, session, series), sums in self._sessions.items()
        ]
        _add(connection, sessions, rows, SESSION_COUNTS, ())

    def _levels(self, time: int, place: Place, offset: int) -> Iterator[tuple[list[int], bool]]:
        """The rows a moment counts in, and which of them are coarse."""
        minute = time // 60_000_000
        for level, start in ((MINUTE, minute), (HOUR, minute // 60), (DAY, local_day(time, offset))):
            yield self._rollups[level, start, place.series], False
            yield self._rollups[level + COARSE, start, place.coarse], True

    def _merge_histograms(self, connection: Connection) -> None:
        """Histograms cannot be added by the database: what stands there is added here, within the same transaction."""
        wanted: dict[tuple[int, int], list[int]] = defaultdict(list)
        for level, start, series in self._rollups:
            if level >= COARSE:
                wanted[level, start].append(series)
        for (level, start), several in wanted.items():
            standing = connection.execute(
                select(rollups.c.series, rollups.c.ttfts, rollups.c.durations)
                .where(rollups.c.level == level, rollups.c.start == start, rollups.c.series.in_(several))
                .with_for_update()
            )
            for series, ttfts, durations in standing:
                sums = self._rollups[level, start, series]
                sums[_TTFTS] += histogram.unpack(ttfts)
                sums[_DURATIONS] += histogram.unpack(durations)


def _add(
    connection: Connection, table: Table, rows: list[dict[str, Any]], sums: Iterable[str], replaced: Iterable[str]
) -> None:
    if not rows:
        return
    new = insert(connection, table)
    change = {name: table.c[name] + new.excluded[name] for name in sums}
    change |= {name: new.excluded[name] for name in replaced}
    if table is sessions:
        first, last = table.c.first, table.c.last
        change["first"] = case((new.excluded.first < first, new.excluded.first), else_=first)
        change["last"] = case((new.excluded.last > last, new.excluded.last), else_=last)
    connection.execute(new.on_conflict_do_update(index_elements=list(table.primary_key), set_=change), rows)
