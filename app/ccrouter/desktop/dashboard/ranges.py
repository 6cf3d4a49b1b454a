"""From the time that is looked at to the buckets it is drawn in, by the user's calendar."""

from __future__ import annotations

from datetime import date, timedelta

from ccrouter.desktop.charts.times import Level
from ccrouter.desktop.dashboard.question import Range
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.sums import Span
from ccrouter.ledger.tables import DAY, HOUR, MINUTE

LEVELS: dict[int, Level] = {MINUTE: "minute", HOUR: "hour", DAY: "day"}
_FINE_DAYS = 14  # as long as hours can be told apart


def fine(chosen: Range, calendar: Calendar, now: float) -> Span:
    """For what goes up and down: minutes, hours or days."""
    today = calendar.day(now)
    match chosen.choice:
        case "hour":
            return Span.minutes(now - 59 * 60, now)
        case "moment":
            return Span.minutes(chosen.hour * 3600, min(chosen.hour * 3600 + 3599, max(now, chosen.hour * 3600)))
        case "day":
            return Span.hours(now - 23 * 3600, now)
        case "week":
            return Span.hours(calendar.midnight(today - 6), now)
        case "month":
            return Span(DAY, today - 29, today)
    first, last = calendar.number(chosen.first), calendar.number(chosen.last)
    if last - first >= _FINE_DAYS:
        return Span(DAY, first, last)
    return Span.hours(calendar.midnight(first), min(calendar.midnight(last + 1) - 1, now))


def every(span: Span) -> int:
    """So many buckets are one point of rates and percentiles, which say little of a few requests."""
    if span.level == MINUTE:
        return 5
    return 4 if span.level == HOUR and span.last - span.first >= 48 else 1


def wide(chosen: Range, calendar: Calendar, now: float) -> Span:
    """For what is added up: whole days wherever there are several."""
    span = fine(chosen, calendar, now)
    if chosen.short or span.level == DAY:
        return span
    first, last = days_of(span, calendar)
    return Span(DAY, first, last)


def days(chosen: Range, calendar: Calendar, now: float) -> tuple[date, date]:
    """For the week's rhythm: at least four weeks."""
    span = fine(chosen, calendar, now)
    first, last = days_of(span, calendar)
    return calendar.on(min(first, last - 27)), calendar.on(last)


def days_of(span: Span, calendar: Calendar) -> tuple[int, int]:
    """The first and the last day of a span; its first hour may begin before midnight where zones are off by half an hour."""
    return calendar.day(span.start(span.first + 1, calendar) - 1), calendar.day(span.start(span.last, calendar))


def month_begin(calendar: Calendar, now: float) -> int:
    """The number of this month's first day."""
    return calendar.number(calendar.local(now).date().replace(day=1))


def month_end(calendar: Calendar, now: float) -> float:
    """When this month is over, Unix seconds."""
    first = calendar.on(month_begin(calendar, now))
    return calendar.midnight(calendar.number((first + timedelta(days=32)).replace(day=1)))
