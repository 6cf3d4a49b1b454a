"""From the rollups to a forecast: how today and this month will end, and when budgets will be reached."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from ccrouter.ledger import forecast, queries, seeding
from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.spend import Spend
from ccrouter.ledger.tables import COARSE, HOUR, SERIES_KEYS, rollups
from ccrouter.settings.deployments import Budget
from ccrouter.views import OutlookView, ReachedView

_DAYS = 180  # of history: what lies further back tells little


def outlook(
    connection: Connection,
    calendar: Calendar,
    now: float,
    budgets: tuple[Budget, ...] = (),
    scope: Budget | None = None,
) -> OutlookView:
    """How things will go on, in nano-dollars: of all, or of what ``scope`` would be charged with.

    Tens of milliseconds: not on the loop.
    """
    local = calendar.local(now)
    past, spent = _history(connection, calendar, local.date(), scope)
    before = sum(sum(hours) for offset, hours in enumerate(past.days) if _same_month(past.first, offset, local.date()))
    hour = local.hour + local.minute / 60
    return OutlookView(
        time=now,
        spent_today=round(spent),
        spent_month=round(before + spent),
        today=forecast.end_of(past, spent, hour),
        month=forecast.end_of_month(past, spent, hour, before),
        reached=tuple(found for budget in budgets if (found := _reached(connection, calendar, now, budget))),
    )


def _reached(connection: Connection, calendar: Calendar, now: float, budget: Budget) -> ReachedView | None:
    """Of budgets in dollars with a calendar period; the others have no end to look forward to."""
    if budget.nanos is None or budget.period not in ("day", "week", "month"):
        return None
    spend = Spend()
    spend.configure((budget,), calendar)
    spend.seed(budget, seeding.uses(connection, budget, calendar, now), now)
    (state,) = spend.states(now)
    if state.used >= state.limit or state.resets_at is None:
        return None
    local = calendar.local(now)
    past, spent = _history(connection, calendar, local.date(), budget)
    until = calendar.local(state.resets_at)
    at = forecast.reached(past, local, spent, float(state.limit - state.used), until)
    if at is None:
        return None
    return ReachedView(
        budget=budget.name,
        at=at.timestamp(),
        resets_at=state.resets_at,
        used=state.used,
        limit=state.limit,
        action=state.action,
    )


def _history(
    connection: Connection, calendar: Calendar, today: date, budget: Budget | None
) -> tuple[forecast.History, float]:
    """Spend by hour of every day since the first one, and today's so far."""
    number = calendar.number(today)
    begin = int(calendar.midnight(number - _DAYS) // 3600)
    level = HOUR + COARSE if budget is None else HOUR
    query = select(rollups.c.start, func.sum(rollups.c.cost)).where(rollups.c.level == level, rollups.c.start >= begin)
    if budget is not None:
        query = query.where(rollups.c.series.in_(_charged(connection, budget)))
    days: dict[int, list[float]] = {}
    for start, cost in connection.execute(query.group_by(rollups.c.start)):
        at = calendar.local(start * 3600)
        hours = days.setdefault(calendar.number(at.date()), [0.0] * 24)
        hours[at.hour] += float(cost)
    first = min([day for day in days if day < number], default=number)
    past = [days.get(day, [0.0] * 24) for day in range(first, number)]
    return forecast.History(first=calendar.on(first), days=past), sum(days.get(number, ()))


def _charged(connection: Connection, budget: Budget) -> list[int]:
    from ccrouter.ledger.budgets import Running

    running = Running(budget, Calendar())
    return [
        number
        for number, key in queries.all_series(connection).items()
        if running.charges(Scope(**dict(zip(SERIES_KEYS, key, strict=True))))
    ]


def _same_month(first: date, offset: int, today: date) -> bool:
    day = first + timedelta(days=offset)
    return (day.year, day.month) == (today.year, today.month)
