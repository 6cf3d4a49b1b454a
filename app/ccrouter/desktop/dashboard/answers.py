"""Everything the dashboard asks of the ledger at once: one connection, one moment. Called on a thread."""

from __future__ import annotations

from msgspec import Struct, structs
from sqlalchemy import Connection

from ccrouter.desktop.charts.ranked import ROWS
from ccrouter.desktop.charts.times import Level
from ccrouter.desktop.dashboard import ranges
from ccrouter.desktop.dashboard.question import Ask
from ccrouter.ledger import charts, queries
from ccrouter.ledger.outlook import outlook
from ccrouter.ledger.sums import Span, Sums
from ccrouter.ledger.tables import DAY
from ccrouter.settings.deployments import Budget
from ccrouter.views import OutlookView

TOPS: tuple[queries.Dimension, ...] = ("model", "client", "project")

LAYERS = 7  # as many as there are colours, but for the others' grey
_OUTLOOK_HOLDS = 60.0  # seconds


class Answer(Struct, frozen=True, kw_only=True):
    ask: Ask
    now: float
    fine: Span
    wide: Span  # of ``spend``
    course: charts.Course
    spend: charts.Stack
    pace: charts.Pace | None  # as ``ranges.every`` says; None = too many requests to count for such a filter
    heat: charts.Heat
    tops: dict[str, list[charts.Ranked]]
    whole: Sums  # of ``fine``
    today: Sums
    month: Sums
    outlook: OutlookView

    @property
    def level(self) -> Level:
        return ranges.LEVELS[self.fine.level]

    @property
    def ever(self) -> bool:
        """Has anything gone through in the last four weeks, or the time asked about?"""
        return bool(self.whole.requests or self.month.requests or any(map(any, self.heat.table)))


def load(connection: Connection, ask: Ask, now: float, before: Answer | None = None) -> Answer:
    """Tens of milliseconds. ``before`` is the last answer: what changes slowly is taken from it."""
    calendar, where = ask.calendar, ask.where
    fine, wide = ranges.fine(ask.time, calendar, now), ranges.wide(ask.time, calendar, now)
    today = calendar.day(now)
    if ask.running and not ask.time.brief and ask.time.holds(calendar, now):
        wide = _so_far(ask, now)
    return Answer(
        ask=ask,
        now=now,
        fine=fine,
        wide=wide,
        course=charts.course(connection, fine, calendar, where),
        spend=charts.stack(connection, wide, calendar, ask.split, "cost", where, LAYERS),
        pace=charts.pace(connection, fine, calendar, where, ranges.every(fine)),
        heat=charts.heat(connection, *ranges.days(ask.range, calendar, now), calendar, "requests", where),
        tops={dimension: charts.top(connection, fine, dimension, where, ROWS) for dimension in TOPS},
        whole=queries.totals(connection, fine, where),
        today=queries.totals(connection, Span(DAY, today, today), where),
        month=queries.totals(connection, Span(DAY, ranges.month_begin(calendar, now), today), where),
        outlook=_outlook(connection, ask, now, before),
    )


def _so_far(ask: Ask, now: float) -> Span:
    """From the beginning of today, or of this month."""
    calendar = ask.calendar
    if not ask.range.short:
        return Span(DAY, ranges.month_begin(calendar, now), calendar.day(now))
    midnight = calendar.midnight(calendar.day(now))
    return Span.minutes(midnight, now) if midnight % 3600 else Span.fitting(midnight, now, calendar)


def _outlook(connection: Connection, ask: Ask, now: float, before: Answer | None) -> OutlookView:
    if (
        before is not None
        and structs.astuple(before.ask)[1:3] == (ask.calendar, ask.where)
        and 0 <= now - before.outlook.time < _OUTLOOK_HOLDS
    ):
        return before.outlook
    scope = structs.replace(Budget(name="", period="day"), **ask.where) if ask.where else None
    return outlook(connection, ask.calendar, now, scope=scope)
