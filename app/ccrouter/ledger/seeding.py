"""What the rows say was spent before this start, for budgets and for today's figures. Read on the writer's thread."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.queries import all_series, all_tokens
from ccrouter.ledger.tables import DAY, HOUR, MINUTE, SERIES_KEYS, names, rollups, sessions
from ccrouter.settings.deployments import Budget

_SESSION_DAYS = 7  # a session that was silent for longer begins anew

Use = tuple[Scope, int, int, float]  # scope, nano-dollars, tokens, Unix seconds


def uses(connection: Connection, budget: Budget, calendar: Calendar, now: float) -> list[Use]:
    """What counts for a budget, at least as far back as its period reaches."""
    scopes = _scopes(connection)
    if budget.period == "session":
        return list(_of_sessions(connection, scopes, calendar, now))
    if budget.period == "rolling":
        level, begin = MINUTE, now - budget.hours * 3600
    else:
        # an hour is fine enough unless midnight lies within one
        level = MINUTE if calendar.offset(now) % 60 else HOUR
        begin = calendar.midnight(calendar.day(now) - {"day": 0, "week": 6}.get(budget.period, 30))
    unit = 60 if level == MINUTE else 3600
    rows = connection.execute(
        select(rollups.c.start, rollups.c.series, rollups.c.cost, all_tokens(rollups)).where(
            rollups.c.level == level, rollups.c.start >= int(begin // unit)
        )
    )
    return [(scopes[number], cost, tokens, start * unit) for start, number, cost, tokens in rows]


def today(connection: Connection, calendar: Calendar, now: float) -> tuple[int, int, int, int]:
    """Requests, tokens, nano-dollars and unpriced requests of the user's day."""
    sums = (
        func.sum(rollups.c.requests),
        func.sum(all_tokens(rollups)),
        func.sum(rollups.c.cost),
        func.sum(rollups.c.unpriced),
    )
    row = connection.execute(select(*sums).where(rollups.c.level == DAY, rollups.c.start == calendar.day(now))).one()
    return int(row[0] or 0), int(row[1] or 0), int(row[2] or 0), int(row[3] or 0)


def _of_sessions(connection: Connection, scopes: dict[int, Scope], calendar: Calendar, now: float) -> Iterator[Use]:
    rows = connection.execute(
        select(sessions.c.last, sessions.c.series, names.c.text, sessions.c.cost, all_tokens(sessions))
        .join(names, names.c.id == sessions.c.session)
        .where(sessions.c.day >= calendar.day(now) - _SESSION_DAYS)
        .order_by(sessions.c.last)
    )
    for last, number, session, cost, tokens in rows:
        scope = scopes[number]
        yield Scope(
            provider=scope.provider, model=scope.model, key=scope.key, client=scope.client, project=scope.project, session=session
        ), cost, tokens, last / 1e6  # fmt: skip


def _scopes(connection: Connection) -> dict[int, Scope]:
    """Every series by its number."""
    return {number: Scope(**dict(zip(SERIES_KEYS, key, strict=True))) for number, key in all_series(connection).items()}
