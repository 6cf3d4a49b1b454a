"""Rows arrive once, whatever happens: in full, with equal sums, after kill -9, with a disk that takes nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ccrouter.ir.usage import Usage
from ccrouter.ledger import listing, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.capture import Capture
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import QUEUE, Keep, Writer
from ledger.ledger_kit import NOON, attempt, exchange, sql, url, written

TESTS = Path(__file__).parents[1]


def test_fifty_thousand_exchanges(tmp_path: Path) -> None:
    """All are there, and every sum is what the callers counted, in the rows as in each rollup."""
    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    tokens = cost = 0
    for number in range(50_000):
        usage = Usage(input=number % 7, cache_read=number % 1000, output=number % 13)
        tokens, cost = tokens + usage.prompt + usage.output, cost + number
        while writer.state().waiting > QUEUE - 1000:
            time.sleep(0.01)
        model = f"m{number % 5}"
        row = exchange(
            number, at=NOON + number / 500, usage=usage, cost=number, model=model, session=f"s{number // 100}"
        )
        writer.put(Entry(row, (attempt(model=model),)))
    writer.stop(60)
    assert writer.state().written == 50_000
    assert writer.state().lost == 0
    sums = "count(*), sum(input + cache_read + output), sum(cost)"
    assert sql(tmp_path, f"SELECT {sums} FROM exchanges") == [(50_000, tokens, cost)]
    assert sql(tmp_path, "SELECT count(*) FROM attempts") == [(50_000,)]
    rolled = "SELECT sum(requests), sum(input + cache_read + output), sum(cost), sum(tries) FROM rollups GROUP BY level"
    assert sql(tmp_path, rolled) == [(50_000, tokens, cost, 50_000)] * 6
    by_session = (
        "SELECT sum(requests), sum(input + cache_read + output), sum(cost), count(DISTINCT session) FROM sessions"
    )
    assert sql(tmp_path, by_session) == [(50_000, tokens, cost, 500)]


def test_every_field_comes_back(tmp_path: Path) -> None:
    raw = {"prompt_tokens": 7, "cost": 0.125, "details": {"cached_tokens": 2}, "tier": "flex"}
    usage = Usage(
        input=5,
        cache_read=2,
        cache_write=3,
        cache_write_1h=1,
        output=9,
        reasoning=4,
        estimated=True,
        tier="flex",
        raw=raw,
    )
    row = exchange(
        0xABCDEF, usage=usage, fault="cut_short", fault_text="the stream ended", subagent=True, task="code",
        warnings=("top_k: left out", "seed: left out"), ttft=0.25,
    )  # fmt: skip
    address = written(tmp_path, Entry(row, (attempt("overloaded", cost=70), attempt())))
    engine = store.readable(address)
    with engine.connect() as connection:
        found = listing.one(connection, row.id)
    engine.dispose()
    assert found is not None
    kept, tries = found
    same = (
        "id", "time", "client", "project", "session", "format", "asked", "task", "plan", "why", "provider", "model", "key",
        "stream", "subagent", "status", "fault", "fault_text", "stop", "stop_raw", "ttft", "duration", "cost", "warnings",
    )  # fmt: skip
    assert {name: getattr(kept, name) for name in same} == {name: getattr(row, name) for name in same}
    for name in ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning", "estimated", "tier"):
        assert getattr(kept, name) == getattr(usage, name)
    assert kept.usage == raw
    assert kept.price is not None
    assert (kept.price["source"], kept.price["output"]) == ("genai-prices", 15000.0)
    assert kept.tokens_per_second == pytest.approx(9 / 2.25)
    assert [(one["outcome"], one["cost"]) for one in tries] == [("overloaded", 70), ("ok", None)]


def test_odd_texts_are_no_reason_to_lose_a_row(tmp_path: Path) -> None:
    warnings = tuple(f"field {number}: " + "w" * 400 for number in range(40))
    odd = exchange(
        1, session="half \ud83d of a pair", fault_text="nul\0" + "x" * 9000, asked="m" * 9000, warnings=warnings
    )
    raw = {f"key_{number}": number for number in range(500)}
    engine = store.readable(
        written(tmp_path, Entry(odd), Entry(exchange(2, at=NOON + 1, usage=Usage(input=1, raw=raw))))
    )
    with engine.connect() as connection:
        second, first = listing.newest(connection)
    engine.dispose()
    assert first.session == "half ? of a pair"
    assert first.fault_text.startswith("nulxxx")
    assert len(first.asked) == 2000
    assert first.warnings[0].startswith("field 0: www")
    assert second.usage == raw


def test_an_unknown_cost_is_not_nothing(tmp_path: Path) -> None:
    written(tmp_path, Entry(exchange(1, cost=None, price=None)), Entry(exchange(2, cost=0)))
    assert sql(tmp_path, "SELECT cost FROM exchanges ORDER BY id") == [(None,), (0,)]
    assert sql(tmp_path, "SELECT cost, unpriced FROM rollups WHERE level = 2") == [(0, 1)]


def test_a_billed_attempt_counts_with_its_own_provider(tmp_path: Path) -> None:
    tries = (attempt("cut_short", provider="openai", model="gpt", cost=500), attempt())
    written(tmp_path, Entry(exchange(cost=1000), tries))
    rows = sql(
        tmp_path,
        "SELECT names.text, requests, tries, failed_tries, cost FROM rollups JOIN series ON series.id = rollups.series "
        "JOIN names ON names.id = series.provider WHERE level = 2 ORDER BY 1",
    )
    assert rows == [("anthropic", 1, 1, 0, 1000), ("openai", 0, 1, 1, 500)]


def test_the_same_moment_twice(tmp_path: Path) -> None:
    """Also in two batches, and when the clock is set back to where there are rows already."""
    for _ in range(2):
        written(tmp_path, *(Entry(exchange(number)) for number in range(3)))
    assert sql(tmp_path, "SELECT count(DISTINCT id), max(id) - min(id) FROM exchanges") == [(6, 5)]


def test_a_clock_that_jumps(tmp_path: Path) -> None:
    moments = (NOON, NOON - 86_400 * 3, NOON + 86_400 * 400, NOON + 1, 0)
    written(tmp_path, *(Entry(exchange(number, at=at)) for number, at in enumerate(moments)))
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(5,)]
    assert sql(tmp_path, "SELECT sum(requests), count(*) FROM rollups WHERE level = 2") == [(5, 4)]


def test_an_entry_that_cannot_be_written_takes_no_other_with_it(tmp_path: Path) -> None:
    writer = Writer(url(tmp_path), Calendar(), Keep())
    for number in range(5):
        writer.put(Entry(exchange(number, cost=2**80 if number == 2 else 1)))
    writer.start()
    writer.stop(30)
    assert (writer.state().written, writer.state().lost, writer.state().trouble) == (4, 1, "")
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(4,)]
    assert sql(tmp_path, "SELECT sum(requests) FROM rollups WHERE level = 0") == [(4,)]


def test_a_full_disk_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing raises, the state says so, and what waited is written when there is room again."""
    monkeypatch.setattr("ccrouter.ledger.writer._AGAIN", 0.05)
    written(tmp_path, Entry(exchange(0)))
    pages = sql(tmp_path, "PRAGMA page_count")[0][0]
    full = f"PRAGMA max_page_count={pages}"
    room = tmp_path / "room"
    prepare = store._prepare

    def crowded(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        if not room.exists():
            connection.execute(full)

    monkeypatch.setattr(store, "_prepare", crowded)
    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    for number in range(1, 301):
        writer.put(Entry(exchange(number, at=NOON + number, fault_text="x" * 400)))
    _until(lambda: "full" in writer.state().trouble)
    room.touch()
    _until(lambda: writer.state().written == 300)
    assert writer.state().trouble == ""
    writer.stop(30)
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(301,)]


def test_a_place_that_cannot_be_written_is_said_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccrouter.ledger.writer._AGAIN", 0.05)
    monkeypatch.setattr("ccrouter.ledger.writer.QUEUE", 10)
    (tmp_path / "file").touch()
    writer = Writer(f"sqlite:///{tmp_path}/file/ledger.sqlite", Calendar(), Keep())
    writer.start()
    for number in range(50):
        writer.put(Entry(exchange(number)))
    _until(lambda: writer.state().trouble)
    state = writer.state()
    assert state.lost > 0
    assert "not being kept" in state.trouble
    writer.stop(0.2)
    assert writer.state().lost == 50


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"these are not the pages you are looking for" * 100)
    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    writer.put(Entry(exchange()))
    _until(lambda: "not a database" in writer.state().trouble)
    writer.stop(0.1)


def test_killed_while_writing(tmp_path: Path) -> None:
    """At most the last batch is lost, and nothing is half there."""
    child = subprocess.Popen(
        [sys.executable, "-m", "ledger.endless", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "app")])},
    )
    assert child.stdout is not None
    with child.stdout as said:
        confirmed = 0
        for line in said:  # the number of exchanges written so far
            confirmed = int(line)
            if confirmed >= 2000:
                break
        child.send_signal(signal.SIGKILL)
        confirmed = max([confirmed, *(int(line) for line in said if line.endswith("\n"))])
    child.wait()
    assert sql(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    count = sql(tmp_path, "SELECT count(*) FROM exchanges")[0][0]
    assert count >= confirmed
    assert sql(tmp_path, "SELECT sum(requests) FROM rollups GROUP BY level") == [(count,)] * 6
    assert sql(tmp_path, "SELECT count(*) FROM attempts") == [(count,)]
    written(tmp_path, Entry(exchange(1)))  # and it goes on
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(count + 1,)]


def test_bodies_are_kept_with_their_exchange(tmp_path: Path) -> None:
    capture = Capture(b'{"a": 1}', 1000)
    capture.sent(b"data: x\n\n")
    engine = store.readable(written(tmp_path, Entry(exchange(), (), capture)))
    with engine.connect() as connection:
        assert listing.body(connection, exchange().time) == (b'{"a": 1}', b"data: x\n\n")
        assert listing.body(connection, 1) is None
    engine.dispose()


def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    written(tmp_path / "data", Entry(exchange()))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "ledger.sqlite").stat().st_mode & 0o777 == 0o600


def _until(true: object) -> None:
    end = time.monotonic() + 20
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
