"""Moments on an axis, in the user's calendar: ticks at round local times, also where clocks are changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from PySide6.QtCore import QDate, QLocale

from ccrouter.desktop.tongue import tr
from ccrouter.ledger.calendar import Calendar

Level = Literal["minute", "hour", "day"]

_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720)  # between ticks within a day
_DAYS = (1, 2, 3, 4, 5, 7, 10, 14, 30, 61, 91, 182, 365)
_HOUR, _DAY = 3600.0, 86_400.0


class Tick(NamedTuple):
    at: float  # Unix seconds
    text: str


def ticks(begin: float, end: float, most: int, level: Level, calendar: Calendar) -> list[Tick]:
    """At most about ``most`` of them. Buckets of a day are labelled in their middle."""
    most = max(most, 2)
    if level == "day" or end - begin > most * 0.5 * _DAY:
        return list(_days(begin, end, most, level == "day", calendar))
    minutes = next((step for step in _MINUTES if (end - begin) / 60 / step <= most), _MINUTES[-1])
    return list(_within_days(begin, end, minutes, calendar))


def bucket(begin: float, level: Level, calendar: Calendar, every: int = 1) -> str:
    """A bucket of time, or ``every`` so many: ``14:05``, ``Sun 22 Nov, 14:00–15:00``, ``Sunday, 22 November``."""
    local = calendar.local(begin)
    match level:
        case "day":
            return QLocale().toString(_date(local), tr("dddd, d MMMM"))
        case "hour":
            until = calendar.local(begin + every * _HOUR)
            return f"{QLocale().toString(_date(local), tr('ddd d MMM'))}, {local:%H:%M}–{until:%H:%M}"
    return f"{local:%H:%M}" if every == 1 else f"{local:%H:%M}–{calendar.local(begin + every * 60):%H:%M}"


def days(first: date, last: date) -> str:
    """``27 Oct – 23 Nov``."""
    return " – ".join(QLocale().toString(QDate(day.year, day.month, day.day), tr("d MMM")) for day in (first, last))


def _days(begin: float, end: float, most: int, middle: bool, calendar: Calendar) -> Iterator[Tick]:
    first, last = calendar.day(begin), calendar.day(end - 1)
    step = next((step for step in _DAYS if (last - first + 1) / step <= most), _DAYS[-1])
    for day in range(first, last + 1, step):
        midnight = calendar.midnight(day)
        at = (midnight + calendar.midnight(day + 1)) / 2 if middle else midnight
        if begin <= at <= end:
            yield Tick(at, _day(calendar.local(midnight + 1)))


def _within_days(begin: float, end: float, minutes: int, calendar: Calendar) -> Iterator[Tick]:
    """No zone is off by less than a quarter of an hour, so round local times are round quarters, or minutes of them."""
    grain = min(minutes, 15) * 60
    at = -(-begin // grain) * grain
    while at <= end:
        local = calendar.local(at)
        if (local.hour * 60 + local.minute) % minutes == 0:
            yield Tick(at, _day(local) if local.hour == local.minute == 0 else f"{local:%H:%M}")
        at += grain


def _day(local: datetime) -> str:
    return QLocale().toString(_date(local), tr("d MMM"))


def _date(local: datetime) -> QDate:
    return QDate(local.year, local.month, local.day)
