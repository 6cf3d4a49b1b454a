"""The same tables, migrations, writer and questions on a real PostgreSQL server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from ccrouter.ledger import charts, listing, outlook, paging, queries, reprice, retention, seeding, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.capture import Capture
from ccrouter.ledger.ledger import Ledger
from ccrouter.ledger.paging import Filter
from ccrouter.ledger.reading import Empty, reading
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.sums import Span
from ccrouter.ledger.tables import metadata
from ccrouter.ledger.tasks import asked
from ccrouter.ledger.writer import Keep, Writer
from ccrouter.settings.deployments import Budget, LedgerSettings
from ledger import postgres
from ledger.ledger_kit import DAY, NOON, ROWS, attempt, exchange
from ledger.ledger_kit import written as to_sqlite

UTC = Calendar(ZoneInfo("UTC"))


@pytest.fixture(scope="module")
def the_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def address(the_server: str) -> str:
    """An empty database."""
    engine = store._engine(the_server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return the_server


def write(address: str, *entries: Entry) -> None:
    writer = Writer(address, UTC, Keep())
    writer.start()
    for entry in entries:
        writer.put(entry)
    writer.stop(30)
    assert writer.state().written == len(entries), writer.state()


def test_the_migrations_make_the_tables(address: str) -> None:
    with pytest.raises(Empty), reading(address):
        pass
    engine = store.writable(address)
    with engine.connect() as connection:
        assert store.version(connection) == store.HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.writable(address)  # a second time changes nothing


def test_every_question_is_answered_as_by_sqlite(address: str, tmp_path: Path) -> None:
    entries = [Entry(row, (attempt(row.fault or "ok", provider=row.provider, model=row.model),)) for row in ROWS]
    write(address, *entries)
    days = Span.days(date(2026, 3, 4), DAY)
    hours = Span.hours(NOON - 3600, NOON + 7200)
    questions = {
        "by": lambda c: queries.by(c, "project", days),
        "by model": lambda c: queries.by(c, "model", days),
        "totals": lambda c: queries.totals(c, days),
        "sessions": lambda c: queries.by_session(c, 0, 30_000),
        "course": lambda c: charts.course(c, hours, UTC, {"client": "Codex"}),
        "stack": lambda c: charts.stack(c, days, UTC, "model", "tokens"),
        "pace": lambda c: charts.pace(c, hours, UTC),
        "heat": lambda c: charts.heat(c, date(2026, 3, 4), DAY, UTC, "cost", {"project": "/home/me/project"}),
        "top": lambda c: charts.top(c, days, "client"),
        "choices": lambda c: charts.choices(c, "model"),
        "page": lambda c: paging.page(c, patience=1e9),
        "failed": lambda c: paging.page(c, fitting=Filter(outcome="failed"), patience=1e9),
        "text": lambda c: paging.page(c, fitting=Filter(text="OPENAI"), patience=1e9),
        "session": lambda c: paging.page(c, fitting=Filter(session="s2"), patience=1e9),
        "about": lambda c: paging.about(c, Filter(outcome="ok")),
        "one": lambda c: listing.one(c, ROWS[4].id),
        "all": lambda c: list(listing.between(c, 0, 2**62)),
        "outlook": lambda c: outlook.outlook(c, UTC, NOON + 7200, (Budget(name="b", period="month", nanos=10**6),)),
        "asked": lambda c: asked(c, 0, 2**62),
        "uses": lambda c: sorted(map(str, seeding.uses(c, Budget(name="b", period="session", nanos=1), UTC, NOON))),
        "today": lambda c: seeding.today(c, UTC, NOON),
    }
    with reading(address) as theirs, reading(to_sqlite(tmp_path, *entries, calendar=UTC)) as ours:
        for name, question in questions.items():
            assert question(theirs) == question(ours), name


def test_bodies_prices_and_deleting(address: str) -> None:
    capture = Capture(b'{"a": 1}', 1000)
    write(address, Entry(exchange(1), (attempt(),), capture), Entry(exchange(2, at=NOON + 1, cost=None, price=None)))
    engine = store.writable(address)
    done = reprice.reprice(engine, lambda *_: (77, None), 0, 2**62)
    assert (done.rows, done.changed) == (2, 2)
    with reading(address) as connection:
        assert queries.totals(connection, Span.days(DAY, DAY)).cost == 2 * 77
        assert listing.body(connection, exchange(1).time) == (b'{"a": 1}', b"")
    assert retention.delete_bodies(engine) == 1
    assert retention.delete_all(engine) == 2
    with reading(address) as connection:
        assert paging.page(connection).rows == []


def test_two_processes_write_and_a_third_reads(address: str) -> None:
    """Names and rollups do not collide, no batch is half there."""
    writers = [Writer(address, UTC, Keep()) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen: list[tuple[int, int]] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            with reading(address) as connection:
                seen.append((queries.totals(connection, Span.days(DAY, DAY)).requests, listing.count(connection)))
            time.sleep(0.02)

    writers[0].put(Entry(exchange(0)))
    while not writers[0].state().written:
        time.sleep(0.01)
    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 1000):
        row = exchange(number, at=NOON + number % 5, model=f"m{number % 9}", session=f"s{number // 7}")
        writers[number % 2].put(Entry(row, (attempt(),)))
    for writer in writers:
        writer.stop(60)
    over.set()
    reader.join()
    assert len(seen) > 1
    assert all(rolled == rows for rolled, rows in seen)
    assert [writer.state().written for writer in writers] == [500, 500]
    with reading(address) as connection:
        assert listing.count(connection) == 1000
        assert queries.totals(connection, Span.days(DAY, DAY)).requests == 1000


async def test_a_ledger_goes_on_after_a_restart(address: str, tmp_path: Path) -> None:
    settings, budgets = LedgerSettings(url=address), (Budget(name="day", period="day", nanos=10**12),)
    ledger = Ledger(tmp_path)
    ledger.start(settings, budgets)
    assert await ledger.seeded(20)
    ledger.record(exchange(1, at=time.time()), (attempt(),))
    ledger.allow("day")
    await ledger.stop()
    again = Ledger(tmp_path)
    again.start(settings, budgets)
    assert await again.seeded(20)
    (state,) = again.spend.states(time.time())
    assert state.used == 990_000
    assert state.allowed_until is not None
    await again.stop()
    assert list(tmp_path.iterdir()) == []


def test_rows_that_are_too_old(address: str) -> None:
    write(address, Entry(exchange(1, at=time.time() - 9 * 86_400), (attempt(),)), Entry(exchange(2, at=time.time())))
    engine = store.writable(address)
    with engine.connect() as connection:
        retention.tidy(connection, Keep(rows=5))
    with reading(address) as connection:
        assert listing.count(connection) == 1


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    writer = Writer(f"postgresql://ccr@/postgres?host={tmp_path}", UTC, Keep())
    writer.start()
    writer.put(Entry(exchange()))
    end = time.monotonic() + 20
    while "not being kept" not in writer.state().trouble:
        assert time.monotonic() < end
        time.sleep(0.02)
    writer.stop(0.1)
