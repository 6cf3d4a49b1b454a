"""The ledger is read beside its writer, in any thread; what is wrong is said in words."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ccrouter.ledger import charts, paging, queries
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.reading import Empty, reading
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.sums import Span
from ccrouter.ledger.writer import Keep, Writer
from ccrouter.trouble import Trouble
from ledger.ledger_kit import NOON, exchange, url

HOUR = Span.hours(NOON, NOON + 3600)


def look(address: str) -> tuple[int, int, list[int]]:
    with reading(address) as connection:
        rows = len(paging.page(connection, 100_000).rows)
        return rows, queries.totals(connection, HOUR).requests, charts.course(connection, HOUR, Calendar()).requests


async def test_in_a_thread_while_the_writer_writes(tmp_path: Path) -> None:
    """Every look sees one moment: rows, sums and lines agree, and later ones see more."""
    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    writer.put(Entry(exchange(0)))
    while not writer.state().written:
        await asyncio.sleep(0.01)
    seen = [0]
    for number in range(1, 601):
        writer.put(Entry(exchange(number, at=NOON + number)))
        if number % 100 == 0:
            rows, summed, line = await asyncio.to_thread(look, url(tmp_path))
            assert rows == summed == sum(line)
            assert rows >= seen[-1]
            seen.append(rows)
    await asyncio.to_thread(writer.stop)
    assert (await asyncio.to_thread(look, url(tmp_path)))[0] == 601


def test_no_ledger_yet(tmp_path: Path) -> None:
    with pytest.raises(Empty, match="ccr serve"), reading(url(tmp_path)):
        pass
    (tmp_path / "ledger.sqlite").touch()  # a writer that was killed before its first table
    with pytest.raises(Empty), reading(url(tmp_path)):
        pass


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"x" * 9000)
    with pytest.raises(Trouble, match="not a database"), reading(url(tmp_path)):
        pass


def test_what_goes_wrong_in_between_is_said_too(handful: str) -> None:
    with pytest.raises(Trouble, match="no such table"), reading(handful) as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    with reading(handful) as connection:  # and nothing is left locked
        assert len(paging.page(connection).rows) == 5
