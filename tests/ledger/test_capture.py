"""Bodies are cut and hold no keys; deleting them leaves nothing on the disk."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ccrouter.ledger import listing, retention, store
from ccrouter.ledger.capture import Capture
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import Keep
from ledger.ledger_kit import attempt, exchange, sql, written


@pytest.mark.parametrize(
    "secret",
    [
        b"sk-ant-api03-abcdefghijklmnopqrstuv",
        b"AIzaSyA1234567890abcdefghijk",
        b"ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        b"AKIAIOSFODNN7EXAMPLE",
        b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    ],
)
def test_keys_are_blacked_out(secret: bytes) -> None:
    capture = Capture(b'{"content": "my key is ' + secret + b' !"}', 10_000)
    capture.sent(b"data: " + secret[:9])
    capture.sent(secret[9:] + b"\n\n")  # in two pieces
    request, response = capture.bodies()
    assert request == b'{"content": "my key is *** !"}'
    assert response == b"data: ***\n\n"


def test_headers_tell_no_secret(tmp_path: Path) -> None:
    headers = [
        ("user-agent", "claude-cli/2.1.0"),
        ("authorization", "Bearer abc"),
        ("x-goog-api-key", "abc"),
        ("cookie", "session=abc"),
        ("x-other", "see sk-ant-api03-abcdefghijklmnopqrstuv"),
        ("x-long", "y" * 9000),
    ]
    capture = Capture(b"{}", 100, headers)
    url = written(tmp_path, Entry(exchange(1), (attempt(),), capture), Entry(exchange(2), (attempt(),)))
    with reading(url) as connection:
        first, second = (listing.headers(connection, kept.time) for kept in reversed(listing.newest(connection)))
    assert first is not None
    assert dict(first[:5]) == {
        "user-agent": "claude-cli/2.1.0",
        "authorization": "***",
        "x-goog-api-key": "***",
        "cookie": "***",
        "x-other": "see ***",
    }
    assert len(first[5][1]) == 2000
    assert second is None


def test_cut_to_size_without_half_a_key() -> None:
    capture = Capture(b"x" * 95 + b" sk-abcdefghijklmnopqrstuvwxyz", 100)
    for _ in range(1000):
        capture.sent(b"y" * 100)
    request, response = capture.bodies()
    assert request == b"x" * 95 + b" ***"
    assert response.startswith(b"y" * 100 + b"\n[... cut")
    assert len(response) < 130
    assert sum(map(len, capture._pieces)) < 5000  # what is cut is not held either


def _said(words: bytes) -> Capture:
    return Capture(words, 10_000)


def test_deleting_bodies_leaves_no_trace(tmp_path: Path) -> None:
    marks = [f"conversation-{number}".encode() for number in range(50)]
    written(tmp_path, *(Entry(exchange(number), (attempt(),), _said(mark)) for number, mark in enumerate(marks)))
    assert sql(tmp_path, "SELECT count(*) FROM bodies") == [(50,)]
    packed = [row[0] for row in sql(tmp_path, "SELECT request FROM bodies")]
    assert packed[7] in _disk(tmp_path)
    engine = store.writable(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    assert retention.delete_bodies(engine) == 50
    engine.dispose()
    assert [one for one in packed if one in _disk(tmp_path)] == []
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(50,)]


def test_deleting_all_leaves_no_trace(tmp_path: Path) -> None:
    address = written(tmp_path, *(Entry(exchange(number, project="/home/me/secret-plan")) for number in range(300)))
    assert b"secret-plan" in _disk(tmp_path)
    engine = store.writable(address)
    assert retention.delete_all(engine) == 300
    engine.dispose()
    assert b"secret-plan" not in _disk(tmp_path)
    assert [
        sql(tmp_path, f"SELECT count(*) FROM {table}")[0][0] for table in ("exchanges", "rollups", "sessions", "names")
    ] == [0] * 4


def test_a_writer_goes_on_after_another_process_deleted_all(tmp_path: Path) -> None:
    """Its remembered numbers of names and series mean nothing any more."""
    from ccrouter.ledger.calendar import Calendar
    from ccrouter.ledger.writer import Writer
    from ledger.ledger_kit import url

    writer = Writer(url(tmp_path), Calendar(), Keep())
    writer.start()
    writer.put(Entry(exchange(1)))
    while not writer.state().written:
        time.sleep(0.01)
    engine = store.writable(url(tmp_path))
    retention.delete_all(engine)
    engine.dispose()
    writer.put(Entry(exchange(2)))
    writer.stop(30)
    texts = sql(
        tmp_path,
        "SELECT DISTINCT text FROM names JOIN series ON names.id IN (provider, project) WHERE text > '' ORDER BY 1",
    )
    assert texts == [("/home/me/project",), ("anthropic",)]


def test_old_rows_go_and_sums_stay(tmp_path: Path) -> None:
    now = time.time()
    ages = (0, 5, 20, 400)
    entries = [Entry(exchange(age, at=now - age * 86_400), (attempt(),), _said(b"words")) for age in ages]
    address = written(tmp_path, *entries)
    engine = store.writable(address)
    with engine.connect() as connection:
        retention.tidy(connection, Keep(rows=30, bodies=7))
    engine.dispose()
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(3,)]
    assert sql(tmp_path, "SELECT count(*) FROM attempts") == [(3,)]
    assert sql(tmp_path, "SELECT count(*) FROM bodies") == [(2,)]
    assert sql(tmp_path, "SELECT sum(requests) FROM rollups WHERE level = 2") == [(4,)]


def _disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
