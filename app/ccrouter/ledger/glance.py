"""One session's spend at a glance: with the standard library alone, for a status line that is asked for all the time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

_SPEND = """
select coalesce(sum(cost), 0), coalesce(sum(unpriced), 0), coalesce(sum(requests), 0)
from sessions where session = (select id from names where text = ?)
"""
_LAST = """
select provider.text, model.text from sessions
join series on series.id = sessions.series
join names as provider on provider.id = series.provider
join names as model on model.id = series.model
where session = (select id from names where text = ?)
order by last desc limit 1
"""


class Glance(NamedTuple):
    nanos: int  # nano-dollars
    unpriced: int  # requests whose price is not known
    requests: int
    answered_by: str  # provider/model of the last one, '' if there was none


def session_spend(file: Path, session: str) -> Glance:
    """What a session has cost so far. Raises sqlite3.Error, also if there is no ledger."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0.05)) as connection:
        nanos, unpriced, requests = connection.execute(_SPEND, (session,)).fetchone()
        last = connection.execute(_LAST, (session,)).fetchone()
    return Glance(nanos, unpriced, requests, "/".join(last) if last else "")
