"""Axes in human numbers and local times, also on the days when clocks are changed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ccrouter.desktop.charts import times
from ccrouter.desktop.charts.units import COUNT, MONEY, RATE, SECONDS, SHARE, Unit, nice
from ccrouter.ledger.calendar import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")


def at(zone: ZoneInfo, *when: int) -> float:
    return datetime(*when, tzinfo=zone).timestamp()  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("unit", "top", "ticks"),
    [
        (MONEY, 11.2, ["$0", "$5", "$10", "$15"]),
        (MONEY, 0.9, ["$0.00", "$0.25", "$0.50", "$0.75", "$1.00"]),
        (MONEY, 0.0007, ["$0.0000", "$0.0002", "$0.0004", "$0.0006", "$0.0008"]),
        (SECONDS, 0.35, ["0 s", "100 ms", "200 ms", "300 ms", "400 ms"]),
        (SECONDS, 3.4, ["0 s", "1 s", "2 s", "3 s", "4 s"]),
        (SECONDS, 200.0, ["0 s", "50 s", "100 s", "150 s", "200 s"]),
        (COUNT, 3.0, ["0", "1", "2", "3"]),
        (COUNT, 1.0, ["0", "1"]),
        (COUNT, 1_800_000.0, ["0", "500 k", "1.0 M", "1.5 M", "2.0 M"]),
        (RATE, 0.9, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (SHARE, 1.0, ["0 %", "25 %", "50 %", "75 %", "100 %"]),
    ],
)
def test_ticks_are_round_and_said_as_people_say_them(unit: Unit, top: float, ticks: list[str]) -> None:
    end, step = nice(top, 4, unit)
    assert end >= top
    assert [unit.tick(number * step, step) for number in range(round(end / step) + 1)] == ticks


def test_an_axis_of_nothing_still_has_an_end() -> None:
    assert nice(0.0, 4, MONEY) == nice(float("nan"), 4, MONEY) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        (MONEY, 1.84, "$1.84"),
        (COUNT, 12_400.0, "12.4 k"),
        (SECONDS, 0.31, "310 ms"),
        (SHARE, 0.996, "99.6 %"),
        (SHARE, 0.9999, "99.9 %"),
        (SHARE, 0.00001, "0.1 %"),
        (SHARE, 1.0, "100 %"),
        (RATE, 0.0, "0"),
        (RATE, 12.34, "12.3"),
    ],
)
def test_read_out_in_full(unit: Unit, value: float, said: str) -> None:
    assert unit.read(value) == said


def said(begin: float, end: float, most: int, level: times.Level, zone: ZoneInfo) -> list[str]:
    return [tick.text for tick in times.ticks(begin, end, most, level, Calendar(zone))]


def test_ticks_within_a_day_stand_at_round_local_times() -> None:
    begin = at(BERLIN, 2026, 3, 5, 20)
    assert said(begin, begin + 12 * 3600, 4, "hour", BERLIN) == ["21:00", "6 Mar", "03:00", "06:00"]
    assert said(begin + 60, begin + 3600, 6, "minute", BERLIN) == ["20:10", "20:20", "20:30", "20:40", "20:50", "21:00"]


def test_half_an_hour_off_the_others_is_round_there() -> None:
    begin = at(KOLKATA, 2026, 3, 5, 8)
    assert said(begin, begin + 6 * 3600, 6, "hour", KOLKATA) == [
        "08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ((2026, 3, 29), ["29 Mar", "04:00", "08:00", "12:00", "16:00", "20:00", "30 Mar"]),  # 23 hours long
        ((2026, 10, 25), ["25 Oct", "06:00", "12:00", "18:00", "26 Oct"]),  # 25 hours long
    ],
)
def test_days_on_which_clocks_are_changed(day: tuple[int, int, int], hours: list[str]) -> None:
    calendar = Calendar(BERLIN)
    number = calendar.day(at(BERLIN, *day, 12))
    begin, end = calendar.midnight(number), calendar.midnight(number + 1)
    ticks = times.ticks(begin, end, 6, "hour", calendar)
    assert [tick.text for tick in ticks] == hours
    assert (ticks[0].at, ticks[-1].at) == (begin, end)


def test_a_day_is_labelled_in_its_middle_however_long_it_is() -> None:
    calendar = Calendar(BERLIN)
    number = calendar.day(at(BERLIN, 2026, 3, 29, 12))
    (tick,) = times.ticks(calendar.midnight(number), calendar.midnight(number + 1), 5, "day", calendar)
    assert (tick.text, tick.at) == ("29 Mar", calendar.midnight(number) + 11.5 * 3600)


def test_many_days_have_few_labels() -> None:
    begin = at(BERLIN, 2026, 3, 1)
    assert said(begin, at(BERLIN, 2026, 3, 31), 4, "day", BERLIN) == ["1 Mar", "11 Mar", "21 Mar"]
    assert said(begin, begin + 7 * 86_400, 7, "hour", BERLIN)[:3] == ["1 Mar", "2 Mar", "3 Mar"]


@pytest.mark.parametrize(
    ("level", "heading"),
    [("minute", "14:05"), ("hour", "Thu 5 Mar, 14:05–15:05"), ("day", "Thursday, 5 March")],
)
def test_a_bucket_is_named_by_its_time(level: times.Level, heading: str) -> None:
    assert times.bucket(at(BERLIN, 2026, 3, 5, 14, 5), level, Calendar(BERLIN)) == heading


@pytest.mark.parametrize(
    ("level", "every", "heading"), [("minute", 5, "14:05–14:10"), ("hour", 4, "Thu 5 Mar, 14:05–18:05")]
)
def test_several_buckets_in_one_are_named_by_their_time(level: times.Level, every: int, heading: str) -> None:
    assert times.bucket(at(BERLIN, 2026, 3, 5, 14, 5), level, Calendar(BERLIN), every) == heading


def test_two_days_name_a_stretch_of_time() -> None:
    assert times.days(date(2026, 2, 27), date(2026, 3, 26)) == "27 Feb – 26 Mar"
