"""A ledger that holds a known handful of exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry
from ledger.ledger_kit import ROWS, attempt, written


@pytest.fixture
def handful(tmp_path: Path) -> str:
    """The URL of a ledger with ``ROWS``, each with one attempt, written by a user in UTC."""
    entries = [Entry(row, (attempt(row.fault or "ok", provider=row.provider, model=row.model),)) for row in ROWS]
    return written(tmp_path, *entries, calendar=Calendar(ZoneInfo("UTC")))


@pytest.fixture
def connection(handful: str) -> Iterator[Connection]:
    with reading(handful) as connection:
        yield connection
