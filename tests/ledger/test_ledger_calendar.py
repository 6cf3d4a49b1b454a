"""The user's midnight, with daylight saving."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ccrouter.ledger.calendar import Calendar, local_day

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)],  # clocks go forward, and back
)
def test_days_are_as_long_as_they_are(day: str, hours: int) -> None:
    calendar = Calendar(BERLIN)
    number = Calendar.number(datetime.fromisoformat(day).date())
    assert calendar.midnight(number + 1) - calendar.midnight(number) == hours * 3600


def test_a_day_holds_exactly_its_moments() -> None:
    calendar = Calendar(BERLIN)
    number = Calendar.number(datetime(2026, 10, 25).date())
    begin, end = calendar.midnight(number), calendar.midnight(number + 1)
    assert [calendar.day(at) - number for at in (begin - 1, begin, end - 1, end)] == [-1, 0, 0, 1]


def test_a_skipped_midnight_is_the_moment_after() -> None:
    calendar = Calendar(ZoneInfo("Africa/Cairo"))  # 2026-04-24 begins at one o'clock
    number = Calendar.number(datetime(2026, 4, 24).date())
    assert calendar.local(calendar.midnight(number)).strftime("%d %H:%M") in ("24 01:00", "23 23:00")
    assert calendar.day(calendar.midnight(number) + 1) == number


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "UTC"])
def test_the_stored_offset_gives_the_same_day(zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone))
    for at in range(1_772_700_000, 1_772_800_000, 1800):
        assert local_day(at * 1_000_000, calendar.offset(at)) == calendar.day(at)


def test_without_a_zone_it_is_this_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    at = 1_772_712_000.0
    here = datetime.fromtimestamp(at)
    assert Calendar().local(at).replace(tzinfo=None) == here
    assert Calendar.of("Europe/Berlin") == Calendar(BERLIN)
    assert Calendar.of("") == Calendar()
