"""What windows are answered, from rollups of a known handful of exchanges."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from ccrouter.ledger import listing, queries, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.sums import Span
from ledger.ledger_kit import DAY, NOON, ROWS, exchange, written

KIRITIMATI = Calendar(ZoneInfo("Pacific/Kiritimati"))  # fourteen hours ahead: there it is the sixth already


def test_totals(connection: Connection) -> None:
    sums = queries.totals(connection, Span.days(DAY, DAY))
    assert (sums.requests, sums.failures, sums.tries, sums.failed_tries) == (4, 1, 4, 1)
    assert (sums.cost, sums.unpriced, sums.tokens, sums.output) == (350, 0, 3 * 1125, 60)
    assert sums.success_rate == 0.75
    assert sums.cache_share == pytest.approx(1000 / 1105)
    # from first word to end: 2.4 s, nothing (a first word after 2.5 s is no sign of a fast writer), 2 s, 2 s
    assert sums.tokens_per_second == pytest.approx(60 / 6.4)
    figures = sums.figures()
    assert figures["ttft_p50"] == pytest.approx(0.5, rel=0.06)
    assert figures["ttft_p99"] == pytest.approx(10, rel=0.06)
    assert figures["cost_usd"] == 350 / 1e9


def test_every_level_says_the_same(connection: Connection) -> None:
    begin, end = NOON - 12 * 3600, NOON + 12 * 3600 - 1
    for span in (Span.hours(begin, end), Span.minutes(begin, end)):
        assert queries.totals(connection, span) == queries.totals(connection, Span.days(DAY, DAY))


@pytest.mark.parametrize(
    ("dimension", "costs"),
    [
        ("provider", {"anthropic": 300, "openai": 50}),
        ("model", {"anthropic/a": 300, "openai/b": 50}),
        ("client", {"Claude Code": 300, "Codex": 50}),
        ("project", {"/home/me/project": 350}),
        (None, {"": 350}),
    ],
)
def test_by(connection: Connection, dimension: queries.Dimension | None, costs: dict[str, int]) -> None:
    groups = queries.by(connection, dimension, Span.days(DAY, DAY))
    assert {name: sums.cost for name, sums in groups.items() if sums.requests} == costs


def test_where(connection: Connection) -> None:
    span = Span.days(DAY, DAY)
    assert queries.totals(connection, span, {"model": "a"}).requests == 2
    assert queries.totals(connection, span, {"provider": "openai", "client": "Codex"}).requests == 1
    assert queries.totals(connection, span, {"provider": "nobody"}).requests == 0


def test_timeline(connection: Connection) -> None:
    hours = queries.timeline(connection, Span.hours(NOON, NOON + 7200), dimension="provider")
    assert {
        hour - NOON // 3600: {name: sums.requests for name, sums in groups.items()} for hour, groups in hours.items()
    } == {
        0: {"anthropic": 2},
        1: {"openai": 2},
    }
    minutes = queries.latencies(connection, Span.minutes(NOON, NOON + 120))
    assert [minute - NOON // 60 for minute in minutes] == [0, 1]


def test_sessions(connection: Connection) -> None:
    day = Calendar.number(DAY)
    found = queries.by_session(connection, day, day)
    assert [(row["session"], row["requests"], row["cost"]) for row in found] == [("s2", 2, 250), ("s1", 2, 100)]
    assert (found[0]["first"], found[0]["last"]) == ((NOON + 61) * 10**6, (NOON + 3600) * 10**6)
    assert queries.by_session(connection, day, day, limit=1)[0]["session"] == "s2"


def test_days_are_the_users(tmp_path: Path) -> None:
    engine = store.readable(written(tmp_path, Entry(exchange(1)), calendar=KIRITIMATI))
    with engine.connect() as connection:
        assert queries.totals(connection, Span.days(date(2026, 3, 6), date(2026, 3, 6))).requests == 1
        assert queries.totals(connection, Span.days(DAY, DAY)).requests == 0
    engine.dispose()


def test_the_newest_first(connection: Connection) -> None:
    assert [kept.time for kept in listing.newest(connection, 3)] == [row.time for row in ROWS[:1:-1]]


def test_pages_miss_nothing(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_PAGE", 2)
    assert [kept.time for kept in listing.between(connection, 0, 2**62)] == [row.time for row in ROWS]
    assert len(list(listing.between(connection, ROWS[1].time, ROWS[3].time))) == 2


def test_one_that_is_not_there(connection: Connection) -> None:
    assert listing.one(connection, "f" * 24) is None
