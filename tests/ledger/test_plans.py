"""How exchanges were routed: kept for the newest ones, told on the writer's thread, and never at the price of a row."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ccrouter.ledger import listing, retention, store
from ccrouter.ledger.rows import Entry
from ledger.ledger_kit import NOON, exchange, sql, url, written


def plans(folder: Path) -> dict[int, bytes | None]:
    """By the exchange's number."""
    engine = store.readable(url(folder))
    with engine.connect() as connection:
        found = {int(kept.id, 16): listing.plan(connection, kept.time) for kept in listing.newest(connection)}
    engine.dispose()
    return found


def test_a_plan_is_told_once_and_off_the_loop(tmp_path: Path) -> None:
    told: list[str] = []

    def tell() -> bytes:
        told.append(threading.current_thread().name)
        return b'{"why":"default"}'

    written(tmp_path, Entry(exchange(1), plan=tell), Entry(exchange(2, at=NOON + 1)))
    assert plans(tmp_path) == {1: b'{"why":"default"}', 2: None}
    assert told == ["ledger"]


def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PLANS", 20)
    monkeypatch.setattr(retention, "PLANS_EVERY", 10)
    written(tmp_path, *(Entry(exchange(n, at=NOON + n), plan=lambda n=n: b"%d" % n) for n in range(300)))
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(300,)]
    found = plans(tmp_path)
    assert len(sql(tmp_path, "SELECT exchange FROM plans")) < 20 + 100 + 10, "pruned at the latest after the next batch"
    assert found[299] == b"299" and [found[n] for n in range(280, 300)] == [b"%d" % n for n in range(280, 300)]
    assert sql(tmp_path, "SELECT min(exchange) FROM plans") > [(int((NOON + 100) * 1e6),)]


def test_one_that_cannot_be_told_costs_no_row(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    written(tmp_path, Entry(exchange(1), plan=lambda: bytes(1 // 0)))
    assert plans(tmp_path) == {1: None}
    assert "could not be kept" in caplog.text


def test_plans_go_with_their_exchanges(tmp_path: Path) -> None:
    address = written(tmp_path, Entry(exchange(1), plan=lambda: b"{}"))
    engine = store.writable(address)
    assert retention.delete_all(engine) == 1
    engine.dispose()
    assert sql(tmp_path, "SELECT count(*) FROM plans") == [(0,)]
