"""What windows draw: plain lists, one figure a bucket, of a known handful of exchanges."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from ccrouter.ledger import charts, histogram, queries, timing
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.sums import Span
from ccrouter.ledger.tables import DAY as BY_DAY
from ccrouter.ledger.tables import HOUR, MINUTE
from ledger.ledger_kit import DAY, NOON, exchange, written

UTC = Calendar(ZoneInfo("UTC"))
TWO_DAYS = Span.days(date(2026, 3, 4), DAY)


def test_a_bucket_for_every_hour(connection: Connection) -> None:
    course = charts.course(connection, Span.hours(NOON - 3600, NOON + 7199), UTC)
    assert course.starts == [NOON - 3600, NOON, NOON + 3600]
    assert course.requests == [0, 2, 2]
    assert course.failures == [0, 0, 1]
    assert course.success == [None, 1.0, 0.5]
    assert course.tokens == [0, 2 * 1125, 1125]
    assert (course.input, course.cache_read) == ([0, 10, 5], [0, 2000, 1000])
    assert (course.cache_write, course.output) == ([0, 200, 100], [0, 40, 20])
    assert course.cost == pytest.approx([0, 300 / 1e9, 50 / 1e9])
    assert course.tokens_per_second[0] is None
    of_codex = charts.course(connection, TWO_DAYS, UTC, {"client": "Codex"})
    assert of_codex.requests == [0, 1]


def test_days_begin_at_the_users_midnight(tmp_path: Path) -> None:
    berlin = Calendar(ZoneInfo("Europe/Berlin"))
    with reading(written(tmp_path, Entry(exchange(1)), calendar=berlin)) as connection:
        course = charts.course(connection, Span.days(DAY, date(2026, 3, 6)), berlin)
    assert course.starts == [NOON - 13 * 3600, NOON + 11 * 3600]
    assert course.requests == [1, 0]


@pytest.mark.parametrize(
    ("measure", "layers"),
    [
        ("cost", [[0, 300 / 1e9], [0, 50 / 1e9], [7 / 1e9, 0]]),
        ("requests", [[0, 2], [0, 2], [1, 0]]),
        ("tokens", [[0, 2250], [0, 1125], [1125, 0]]),
        ("output", [[0, 40], [0, 20], [20, 0]]),
    ],
)
def test_split_by_model(connection: Connection, measure: charts.Measure, layers: list[list[float]]) -> None:
    stack = charts.stack(connection, TWO_DAYS, UTC, "model", measure)
    assert sorted(zip(stack.names, stack.layers, strict=True)) == sorted(
        zip(("anthropic/a", "openai/b", "anthropic/old"), layers, strict=True)
    )


def test_what_is_too_small_to_be_shown_is_summed_up(connection: Connection) -> None:
    stack = charts.stack(connection, TWO_DAYS, UTC, "model", "tokens", most=1)
    assert stack.names == ["anthropic/a", charts.OTHERS]
    assert stack.layers == [[0, 2250], [1125, 1125]]


def test_only_what_has_something_of_it_is_a_layer(connection: Connection) -> None:
    stack = charts.stack(connection, TWO_DAYS, UTC, "provider", "failures")
    assert (stack.names, stack.layers) == (["openai"], [[0, 1]])


def test_percentiles_of_every_bucket(connection: Connection) -> None:
    pace = charts.pace(connection, Span.hours(NOON, NOON + 7200), UTC)
    assert pace is not None
    assert pace.starts == [NOON, NOON + 3600, NOON + 7200]
    assert pace.ttft["p50"] == [pytest.approx(0.1, rel=0.06), pytest.approx(0.5, rel=0.06), None]
    assert pace.ttft["p99"] == [pytest.approx(10, rel=0.06), pytest.approx(0.5, rel=0.06), None]
    assert pace.latency["p95"] == [pytest.approx(2.5, rel=0.06), pytest.approx(2.5, rel=0.06), None]
    nobody = charts.pace(connection, TWO_DAYS, UTC, {"model": "nobody"})
    assert nobody is not None and nobody.ttft["p95"] == [None, None]


def test_percentiles_of_several_buckets_together(connection: Connection) -> None:
    pace = charts.pace(connection, Span.minutes(NOON, NOON + 3659), UTC, every=5)
    assert pace is not None
    assert pace.starts[:2] == [NOON, NOON + 300]
    assert len(pace.starts) == len(pace.ttft["p50"]) == 13
    assert pace.ttft["p99"][0] == pytest.approx(10, rel=0.06)
    assert histogram.count(pace.ttfts) == 4


@pytest.mark.parametrize("span", [TWO_DAYS, Span.hours(NOON - 86_400, NOON + 7200), Span.minutes(NOON, NOON + 3700)])
@pytest.mark.parametrize("where", [{"provider": "openai"}, {"model": "a"}])
def test_times_are_counted_as_they_are_kept(connection: Connection, span: Span, where: dict[str, str]) -> None:
    assert timing.latencies(connection, span, UTC, where) == queries.latencies(connection, span, where)


def test_times_by_client_are_counted_unless_there_are_too_many(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = charts.pace(connection, TWO_DAYS, UTC, {"client": "Claude Code", "project": "/home/me/project"})
    assert pace is not None
    assert (histogram.count(pace.ttfts), histogram.count(pace.durations)) == (4, 3), "a failed one has no duration"
    monkeypatch.setattr(timing, "MOST", 3)
    assert charts.pace(connection, TWO_DAYS, UTC, {"client": "Claude Code"}) is None
    assert charts.pace(connection, TWO_DAYS, UTC, {"client": "Codex"}) is not None
    monkeypatch.setattr(timing, "LOOKED", 4)
    assert charts.pace(connection, TWO_DAYS, UTC, {"client": "Codex"}) is None


def test_weekdays_and_hours_are_the_users(connection: Connection) -> None:
    heat = charts.heat(connection, date(2026, 3, 4), DAY, UTC)
    assert {(day, hour): count for day, row in enumerate(heat.table) for hour, count in enumerate(row) if count} == {
        (2, 12): 1,  # Wednesday
        (3, 12): 2,
        (3, 13): 2,
    }
    assert heat.newest[3][13] == NOON // 3600 + 1
    assert heat.newest[3][14] is None
    elsewhere = charts.heat(connection, DAY, DAY, Calendar(ZoneInfo("Asia/Tokyo")), "cost", {"provider": "anthropic"})
    assert elsewhere.table[3][21] == pytest.approx(300 / 1e9)  # noon in UTC


def test_the_dearest(connection: Connection) -> None:
    first, second = charts.top(connection, TWO_DAYS, "client")
    assert (first.name, first.requests, first.success, first.tokens) == ("Claude Code", 4, 0.75, 3 * 1125)
    assert first.cost == pytest.approx(307 / 1e9)
    assert first.share == pytest.approx(307 / 357)
    assert second.name == "Codex"
    assert len(charts.top(connection, TWO_DAYS, "client", most=1)) == 1


def test_what_a_filter_can_be_set_to(connection: Connection) -> None:
    assert charts.choices(connection, "model") == ["a", "b", "old"]
    assert charts.choices(connection, "client") == ["Claude Code", "Codex"]


@pytest.mark.parametrize(("length", "level"), [(6 * 3600, MINUTE), (86_400, HOUR), (15 * 86_400, BY_DAY)])
def test_buckets_fit_the_span(length: int, level: int) -> None:
    span = Span.fitting(NOON, NOON + length, UTC)
    assert span.level == level
    assert span.start(span.first, UTC) <= NOON < NOON + length < span.start(span.last + 1, UTC)
