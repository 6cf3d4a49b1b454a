"""The tables: made by the migrations, the same as in ``tables``, readable beside a writer."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from ccrouter.ledger import listing, queries, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.sums import Span
from ccrouter.ledger.tables import metadata
from ccrouter.ledger.writer import Keep, Writer
from ledger.ledger_kit import NOON, exchange, sql, url, written

LOOK = """
import sys, time
sys.path[:0] = sys.argv[2:]
from ccrouter.ledger import listing, queries, store
from ccrouter.ledger.sums import Span
import datetime
engine = store.readable(sys.argv[1])
looks, rows, patience = 0, 0, time.monotonic() + 30
with engine.connect() as connection:
    while (looks < 40 or rows <= 100) and time.monotonic() < patience:
        looks += 1
        with connection.begin():
            rows = listing.count(connection)
            rolled = queries.totals(connection, Span(1, 0, 2**30)).requests
        assert rows == rolled, (rows, rolled)
    print(rows)
engine.dispose()
"""


def test_the_migrations_make_the_tables_that_a_new_ledger_has(tmp_path: Path) -> None:
    new, migrated = store.writable(url(tmp_path)), create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with migrated.begin() as connection:
        store.upgrade(connection)
    made = []
    for engine in (new, migrated):
        with engine.connect() as connection:
            assert store.version(connection) == store.HEAD
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
            made.append({name: " ".join((said or "").split()) for name, said in rows if name != "alembic_version"})
        engine.dispose()
    assert made[0] == made[1]


def test_the_newest_step_is_the_one_asked_for() -> None:
    scripts = ScriptDirectory(str(Path(store.__file__).parent / "migrations"))
    assert scripts.get_current_head() == store.HEAD


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    address = written(tmp_path, Entry(exchange()))
    before = sql(tmp_path, "SELECT sql FROM sqlite_master ORDER BY 1")
    store.writable(address).dispose()
    assert sql(tmp_path, "SELECT sql FROM sqlite_master ORDER BY 1") == before
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(1,)]


def test_the_tables_are_portable() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    made = {
        table.name: str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in metadata.sorted_tables
    }
    assert "id BIGINT NOT NULL" in made["exchanges"]
    assert "id SERIAL NOT NULL" in made["names"]
    assert "PRIMARY KEY (level, start, series)" in made["rollups"]


def test_no_ledger_yet(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.readable(url(tmp_path))


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    from sqlalchemy import delete
    from sqlalchemy.exc import OperationalError

    from ccrouter.ledger.tables import exchanges

    engine = store.readable(written(tmp_path, Entry(exchange())))
    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(delete(exchanges))
    engine.dispose()


def test_another_process_reads_while_this_one_writes(tmp_path: Path) -> None:
    """It sees whole batches only: the rollups always agree with the rows."""
    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    writer.put(Entry(exchange(0)))
    while not writer.state().written:
        time.sleep(0.01)
    app = str(Path(store.__file__).parents[2])
    other = subprocess.Popen([sys.executable, "-c", LOOK, url(tmp_path), app], stdout=subprocess.PIPE, text=True)
    number = 0
    while other.poll() is None:
        number += 1
        writer.put(Entry(exchange(number, at=NOON + number)))
        time.sleep(0.0005)
    said, _ = other.communicate()
    writer.stop(60)
    assert other.returncode == 0
    assert int(said) > 100
    assert writer.state() == type(writer.state())(written=number + 1)


def test_two_processes_may_write(tmp_path: Path) -> None:
    """The tray's and a headless one with the same data directory: their names and rollups do not collide."""
    writers = [Writer(url(tmp_path), Calendar(), Keep()) for _ in range(2)]
    for writer in writers:
        writer.start()
    for number in range(2000):
        writers[number % 2].put(
            Entry(exchange(number, at=NOON + number % 5, model=f"m{number % 9}", session=f"s{number // 7}"))
        )
    for writer in writers:
        writer.stop(60)
    assert [writer.state().written for writer in writers] == [1000, 1000]
    assert sql(tmp_path, "SELECT sum(requests) FROM rollups GROUP BY level") == [(2000,)] * 6
    engine = store.readable(url(tmp_path))
    with engine.connect() as connection:
        assert listing.count(connection) == 2000
        assert {name: sums.requests for name, sums in queries.by(connection, "model", Span(2, 0, 2**30)).items()} == {
            f"anthropic/m{number}": len(range(number, 2000, 9)) for number in range(9)
        }
    engine.dispose()
