"""What the dashboard works out of a ledger of known exchanges: buckets, plots, budgets' lines, the forecast's band."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Connection

from ccrouter.desktop.charts.plot import Plot
from ccrouter.desktop.dashboard import answers, plots, ranges
from ccrouter.desktop.dashboard.drawing import draw
from ccrouter.desktop.dashboard.plots import Hues
from ccrouter.desktop.dashboard.question import Ask, Range
from ccrouter.ledger import histogram, timing
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.tables import DAY, HOUR, MINUTE
from ccrouter.views import BudgetView
from ledger.ledger_kit import exchange, written

BERLIN = Calendar(ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 3, 20, 15, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()  # a Friday
DOLLAR = 1_000_000_000


def local(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()


def entries() -> list[Entry]:
    """Two requests on each day of March, at ten and at three: a dollar at Anthropic, half a one at OpenAI. The last one fails."""
    rows = []
    for day in range(1, 21):
        rows.append(exchange(2 * day, at=local(day, 10), cost=DOLLAR, ttft=0.5, duration=2.0))
        rows.append(
            exchange(
                2 * day + 1,
                at=local(day, 15, 5),
                provider="openai",
                model="gpt-5",
                client="Codex",
                project="/home/me/other",
                cost=DOLLAR // 2,
                ttft=1.0,
                duration=4.0,
            )
        )
    rows.append(exchange(99, at=local(20, 15, 20), status=529, fault="overloaded", usage=None, cost=None, ttft=None))
    return [Entry(row) for row in rows]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("ledger"), *entries(), calendar=BERLIN)


@pytest.fixture
def connection(ledger: str) -> Iterator[Connection]:
    with reading(ledger) as connection:
        yield connection


def budget(period: str, limit: float, scope: str = "all", **fields: object) -> BudgetView:
    usual: dict[str, object] = {"reserved": 0, "start": 0.0, "resets_at": None, "action": "warn", "route": ""}
    usual |= {"name": period, "unit": "usd", "used": 0, "allowed_until": None}
    return BudgetView(period=period, limit=round(limit * DOLLAR), scope=scope, **usual | fields)  # type: ignore[arg-type]


def drawn(connection: Connection, chosen: Range, **ask: object) -> tuple[answers.Answer, dict[str, Plot]]:
    asked = Ask(range=chosen, calendar=BERLIN, **ask)  # type: ignore[arg-type]
    drawing = draw(connection, asked, NOW, Hues(), None)
    return drawing.answer, drawing.plots


@pytest.mark.parametrize(
    ("chosen", "level", "begin", "buckets"),
    [
        (Range("hour"), MINUTE, local(20, 14, 31), 60),
        (Range("day"), HOUR, local(19, 16), 24),
        (Range("week"), HOUR, local(14, 0), 6 * 24 + 16),
        (Range("month"), DAY, local(20, 0) - 29 * 86_400, 30),
        (Range("custom", date(2026, 3, 2), date(2026, 3, 3)), HOUR, local(2, 0), 48),
        (Range("custom", date(2026, 3, 20), date(2026, 3, 20)), HOUR, local(20, 0), 16),
        (Range("custom", date(2026, 3, 1), date(2026, 3, 18)), DAY, local(1, 0), 18),
    ],
)
def test_ranges_are_cut_into_buckets(chosen: Range, level: int, begin: float, buckets: int) -> None:
    span = ranges.fine(chosen, BERLIN, NOW)
    assert (span.level, span.start(span.first, BERLIN), span.last - span.first + 1) == (level, begin, buckets)


def test_several_days_are_added_up_by_day() -> None:
    span = ranges.wide(Range("week"), BERLIN, NOW)
    assert (span.level, span.start(span.first, BERLIN), span.last - span.first) == (DAY, local(14, 0), 6)
    assert ranges.wide(Range("day"), BERLIN, NOW).level == HOUR


def test_days_that_begin_within_an_hour_are_not_taken_for_the_day_before() -> None:
    kolkata = Calendar(ZoneInfo("Asia/Kolkata"))
    span = ranges.wide(Range("week"), kolkata, NOW)
    assert span.last - span.first == 6
    assert span.last == kolkata.day(NOW)


def test_the_rate_of_the_hour_that_is_not_over_counts_what_has_passed(connection: Connection) -> None:
    answer, drawings = drawn(connection, Range("day"))
    rate = drawings["rate"].series[0]
    assert rate.title == "per hour"
    assert rate.values[-1] == pytest.approx(4.0)  # two within half an hour
    assert rate.values[10 - 16 + 24] == pytest.approx(1.0)
    assert answer.course.requests[-1] == 2


def test_success_leaves_hours_without_requests_open(connection: Connection) -> None:
    _, drawings = drawn(connection, Range("day"))
    success = drawings["success"]
    assert success.series[0].values[-1] == 0.5
    assert np.isnan(success.series[0].values[0])
    assert success.low == 0.0


def test_percentiles_of_first_word_and_whole_answer(connection: Connection) -> None:
    _, drawings = drawn(connection, Range("month"))
    half, most = drawings["ttft"].series[0], drawings["ttft"].series[1]
    assert (half.values[-1], most.values[-1]) == (pytest.approx(0.5, rel=0.06), pytest.approx(1.0, rel=0.06))
    assert drawings["latency"].series[1].values[-1] == pytest.approx(4.0, rel=0.06)
    assert drawings["latency"].summary == "half within 1.9 s, 95 % within 3.9 s"


def test_percentiles_by_client_are_counted_as_long_as_that_is_quick(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, drawings = drawn(connection, Range("month"), where={"client": "Codex"})
    assert drawings["ttft"].series[0].values[-1] == pytest.approx(1.0, rel=0.06)
    assert drawings["latency"].summary == "half within 3.9 s, 95 % within 3.9 s"
    assert answer.pace is not None and histogram.count(answer.pace.durations) == 20
    monkeypatch.setattr(timing, "MOST", 19)
    _, drawings = drawn(connection, Range("month"), where={"client": "Codex"})
    assert drawings["ttft"].empty.startswith("Too many requests to work out their times by client or project.")
    assert not drawings["rate"].empty


def test_within_an_hour_rates_and_percentiles_are_of_five_minutes(connection: Connection) -> None:
    answer, drawings = drawn(connection, Range("hour"))
    success, ttft = drawings["success"], drawings["ttft"]
    assert len(drawings["rate"].begins) == 60
    assert len(success.begins) == len(ttft.begins) == len(ttft.series[0].values) == 12
    assert (success.begins[0], success.ends[0]) == (local(20, 14, 31), local(20, 14, 36))
    assert success.ends[-1] == NOW + 1
    # at five past and at twenty past
    shares = {float(at): float(share) for at, share in zip(success.begins, success.series[0].values, strict=True)}
    assert {at: share for at, share in shares.items() if share == share} == {
        local(20, 15, 1): 1.0,
        local(20, 15, 16): 0.0,
    }
    assert plots.everything(answer)[0].index("ttft_p50") > 0


def test_tokens_with_the_share_that_came_from_caches(connection: Connection) -> None:
    _, drawings = drawn(connection, Range("month"))
    tokens = drawings["tokens"]
    by_title = {one.title: one for one in tokens.series}
    assert by_title["Cache read"].values[-1] == 2000
    assert by_title["Cache share"].values[-1] == pytest.approx(1000 / 1105)
    assert [one.title for one in tokens.stacked] == ["Cache read", "Cache write", "Input", "Output"]


def test_spend_by_day_with_the_days_budget_and_todays_forecast(connection: Connection) -> None:
    answer, drawings = drawn(
        connection, Range("month"), running=False, budgets=(budget("day", 2.0), budget("day", 5.0))
    )
    spend = drawings["spend"]
    assert [(one.title, one.values[-1], one.shape) for one in spend.series] == [
        ("anthropic", 1.0, "bar"),
        ("openai", 0.5, "bar"),
    ]
    forecast, limit = spend.trails
    (band,) = spend.bands
    ahead = answer.outlook.today
    assert ahead is not None
    assert (limit.title, limit.y[0]) == ("daily budget $2.00", 2.0)  # the tighter one
    assert band.low[0] == pytest.approx(max(ahead.low / 1e9, 1.5))
    assert band.high[0] >= forecast.y[0] >= band.low[0] >= 1.5
    assert spend.begins[-1] < band.x[0] < band.x[1] < spend.ends[-1]  # over today's bar
    assert "80 % certainty" in spend.summary


def test_spend_by_hour_has_no_days_budget(connection: Connection) -> None:
    _, drawings = drawn(connection, Range("day"), running=False, budgets=(budget("day", 2.0),))
    assert drawings["spend"].trails == ()


def test_what_has_added_up_this_month_with_its_budget_and_forecast(connection: Connection) -> None:
    answer, drawings = drawn(
        connection, Range("week"), split="model", budgets=(budget("month", 40.0), budget("day", 2.0))
    )
    spend = drawings["spend"]
    assert [(one.title, one.name, one.shape) for one in spend.series] == [
        ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", "area"),
        ("gpt-5", "openai/gpt-5", "area"),
    ]
    assert (spend.begins[0], spend.ends[-1]) == (local(1, 0), NOW)
    assert spend.until == datetime(2026, 4, 1, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    assert [one.values[-1] for one in spend.series] == [20.0, 10.0]
    (band,) = spend.bands
    assert (band.x[0], band.x[1], band.low[0], band.high[0]) == (NOW, spend.until, 30.0, 30.0)
    ahead = answer.outlook.month
    assert ahead is not None
    assert (band.low[1], band.high[1]) == (pytest.approx(ahead.low / 1e9), pytest.approx(ahead.high / 1e9))
    assert [trail.title for trail in spend.trails] == ["", "monthly budget $40.00"]


def test_what_has_added_up_today_ends_at_the_users_midnight(connection: Connection) -> None:
    _, drawings = drawn(connection, Range("day"), budgets=(budget("day", 2.0),))
    spend = drawings["spend"]
    assert (spend.begins[0], spend.until) == (local(20, 0), local(20, 0) + 86_400)
    assert sum(one.values[-1] for one in spend.series) == 1.5
    assert spend.trails[-1].title == "daily budget $2.00"
    assert spend.subtitle == "Added up today, and where it may end"


def test_an_hour_is_added_up_by_the_minute_and_measured_by_an_hours_budget_alone(connection: Connection) -> None:
    answer, drawings = drawn(connection, Range("hour"), budgets=(budget("day", 2.0), budget("1h", 3.0)))
    spend = drawings["spend"]
    assert (answer.wide.level, spend.begins[0], spend.until) == (MINUTE, local(20, 14, 31), spend.ends[-1])
    assert [(one.title, one.values[-1]) for one in spend.series] == [("openai", 0.5)]
    assert (spend.bands, [trail.title for trail in spend.trails]) == ((), ["hourly budget $3.00"])
    assert spend.subtitle == "Added up over the last hour"
    _, drawings = drawn(connection, Range("hour"), running=False)
    assert (len(drawings["spend"].begins), drawings["spend"].subtitle) == (60, "Each minute")


def test_without_a_limit_or_a_forecast_the_axis_begins_with_the_first_cent(tmp_path: Path) -> None:
    rows = [Entry(exchange(1, at=local(20, 12, 5), cost=DOLLAR)), Entry(exchange(2, at=local(20, 14), cost=DOLLAR))]
    with reading(written(tmp_path, *rows, calendar=BERLIN)) as connection:
        _, drawings = drawn(connection, Range("day"))
        spend = drawings["spend"]
        assert (spend.begins[0], spend.ends[-1], spend.until) == (local(20, 12), NOW, NOW)
        assert spend.series[0].values.tolist() == [1.0, 1.0, 2.0, 2.0]
        _, drawings = drawn(connection, Range("day"), budgets=(budget("day", 5.0),))
        assert drawings["spend"].begins[0] == local(20, 0)


def test_one_hour_of_the_weeks_rhythm(connection: Connection) -> None:
    answer, _ = drawn(connection, Range("day"))
    hour = answer.heat.newest[4][10]  # Fridays at ten: the last of three
    assert hour is not None and hour * 3600 == local(20, 10)
    answer, drawings = drawn(connection, Range("month"), hour=hour)
    assert (answer.fine.level, len(drawings["rate"].begins), answer.whole.requests) == (MINUTE, 60, 1)
    assert drawings["spend"].subtitle == "Added up over this time"
    assert drawings["spend"].series[0].values[-1] == 1.0
    assert sum(map(sum, answer.heat.table)) == 41, "the rhythm itself stays that of all the weeks"


def test_a_time_that_is_over_has_no_forecast_and_no_limit(connection: Connection) -> None:
    march = Range("custom", date(2026, 3, 2), date(2026, 3, 4))
    _, drawings = drawn(connection, march, budgets=(budget("month", 40.0),))
    spend = drawings["spend"]
    assert (spend.bands, spend.trails, spend.until) == ((), (), local(5, 0))
    assert [one.values.tolist() for one in spend.series] == [[1.0, 2.0, 3.0], [0.5, 1.0, 1.5]]


def test_filters_narrow_everything_the_forecast_and_the_budget_too(connection: Connection) -> None:
    budgets = (budget("month", 40.0), budget("month", 15.0, "provider openai"))
    answer, drawings = drawn(connection, Range("month"), where={"provider": "openai"}, budgets=budgets)
    assert answer.whole.requests == 20
    assert answer.month.cost == 10 * DOLLAR
    assert [one.name for one in answer.tops["client"]] == ["Codex"]
    assert answer.outlook.spent_month == 10 * DOLLAR
    assert drawings["spend"].trails[-1].title == "monthly budget $15.00"
    assert sum(map(sum, answer.heat.table)) == 20


def test_the_week_in_the_users_own_hours(connection: Connection) -> None:
    answer, _ = drawn(connection, Range("day"))
    friday = answer.heat.table[4]
    assert friday[10] == 3  # the 6th, the 13th and the 20th
    assert friday[15] == 4
    assert answer.heat.table[6][9] == 0


def test_the_outlook_is_kept_for_a_minute_unless_something_else_is_asked(connection: Connection) -> None:
    ask = Ask(range=Range("day"), calendar=BERLIN)
    first = answers.load(connection, ask, NOW)
    assert answers.load(connection, ask, NOW + 30, first).outlook is first.outlook
    assert answers.load(connection, ask, NOW + 61, first).outlook is not first.outlook
    other = Ask(range=Range("day"), calendar=BERLIN, where={"provider": "openai"})
    assert answers.load(connection, other, NOW + 30, first).outlook is not first.outlook


def test_an_empty_time_says_what_to_do(connection: Connection) -> None:
    before = Range("custom", date(2026, 2, 1), date(2026, 2, 2))
    answer, drawings = drawn(connection, before)
    assert not answer.whole.requests
    assert all("send a request: ccr code" in drawing.empty for drawing in drawings.values())
    _, drawings = drawn(connection, before, where={"client": "Codex"})
    assert all("Clear a filter" in drawing.empty for drawing in drawings.values())


def test_spend_of_unknown_prices_says_where_to_set_them(tmp_path: Path) -> None:
    row = exchange(1, at=NOW - 60, cost=None, price=None)
    with reading(written(tmp_path, Entry(row), calendar=BERLIN)) as connection:
        answer, drawings = drawn(connection, Range("day"))
    assert "prices of these models are not known" in drawings["spend"].empty
    assert plots.note("spend", answer, drawings["spend"]) == "1 not priced"


def test_more_providers_than_colours_end_in_others(tmp_path: Path) -> None:
    rows = [exchange(n, at=NOW - n, provider=f"p{n}", cost=(20 - n) * DOLLAR) for n in range(1, 11)]
    with reading(written(tmp_path, *map(Entry, rows), calendar=BERLIN)) as connection:
        _, drawings = drawn(connection, Range("day"), running=False)
    series = drawings["spend"].series
    assert [one.title for one in series] == [*(f"p{n}" for n in range(1, 8)), "Others"]
    assert (series[-1].hue, series[-1].name) == ("series7", "")
    assert len({one.hue for one in series}) == 8


def test_colours_stay_with_their_names() -> None:
    hues = Hues()
    assert (hues.of("provider", "b"), hues.of("provider", "a"), hues.of("provider", "b")) == (
        "series0",
        "series1",
        "series0",
    )
    assert hues.of("model", "a") == "series0"


def test_all_figures_as_a_sheet_of_bare_numbers(connection: Connection) -> None:
    answer, _ = drawn(connection, Range("custom", date(2026, 3, 1), date(2026, 3, 18)))
    sheet = plots.everything(answer)
    assert len(sheet) == 19
    first = dict(zip(sheet[0], sheet[1], strict=True))
    assert (first["from"], first["to"]) == ("2026-03-01T00:00:00+01:00", "2026-03-02T00:00:00+01:00")
    assert (first["requests"], first["cost_usd"], first["success"]) == ("2", "1.5", "1")
    assert float(first["ttft_p50"]) == pytest.approx(0.5, rel=0.06)


def test_month_ends() -> None:
    december = datetime(2026, 12, 31, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    new_year = datetime(2027, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert ranges.month_end(BERLIN, december.timestamp()) == new_year.timestamp()
    assert BERLIN.on(ranges.month_begin(BERLIN, (new_year + timedelta(days=40)).timestamp())) == date(2027, 2, 1)
