"""How often each key of each deployment was tried, and failed, in stretches of the recent past: what a sparkline shows."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, func, select

from ccrouter.ledger.queries import all_series
from ccrouter.ledger.tables import MINUTE, rollups

Key = tuple[str, str]  # route (provider/model), key label
Tries = list[tuple[int, int]]  # tried and failed, by stretch, the oldest first


def recent(connection: Connection, now: float, stretches: int = 12, minutes: int = 5) -> dict[Key, Tries]:
    """The last ``stretches`` of so many minutes each until ``now`` (Unix seconds); deployments that were not tried are left out."""
    last = int(now // 60)
    first = last - stretches * minutes + 1
    keys = all_series(connection)
    query = (
        select(rollups.c.start, rollups.c.series, func.sum(rollups.c.tries), func.sum(rollups.c.failed_tries))
        .where(rollups.c.level == MINUTE, rollups.c.start.between(first, last))
        .group_by(rollups.c.start, rollups.c.series)
    )
    found: dict[Key, Tries] = defaultdict(lambda: [(0, 0)] * stretches)
    for start, number, tries, failed in connection.execute(query):
        provider, model, label, *_ = keys[number]
        if not tries or not provider:
            continue
        course = found[f"{provider}/{model}", label]
        place = (start - first) // minutes
        before = course[place]
        course[place] = (before[0] + tries, before[1] + failed)
    return dict(found)
