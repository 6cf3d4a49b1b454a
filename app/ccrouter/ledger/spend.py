"""Budgets, checked before a request is sent: what was spent, what is under way, what this one may cost. On the loop only.

Everything is in memory; ``seed`` fills it from the rows after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from ccrouter.ledger.budgets import Running, Scope
from ccrouter.ledger.calendar import Calendar
from ccrouter.settings.deployments import Budget
from ccrouter.views import BudgetView


class Verdict(Struct, frozen=True, kw_only=True):
    """May this request be sent? ``budget``, ``reason`` and the rest speak of the budget that decided.

    ``early``: it is not used up, yet this request is more than what is left of it.
    """

    action: Literal["allow", "warn", "downgrade", "block"] = "allow"
    budget: str = ""
    route: str = ""  # where a downgrade goes: provider/model or a route's name
    resets_at: float | None = None  # Unix seconds; None = it does not (a session's)
    early: bool = False
    reason: str = ""  # sentences for people
    next_step: str = ""


class BudgetEvent(Struct, frozen=True, kw_only=True):
    """A threshold was passed. Amounts are nano-dollars, or tokens where ``unit`` says so."""

    time: float
    budget: str
    threshold: int  # percent
    used: int
    limit: int
    unit: Literal["usd", "tokens"]
    action: str
    resets_at: float | None


class Reservation(Struct, frozen=True, eq=False):
    """A request under way and what it is estimated to use; given back exactly once."""

    scope: Scope
    at: float  # Unix seconds
    cost: int | None
    tokens: int


ALLOW = Verdict()
_PER = {"day": "a day", "week": "a week", "month": "a month", "session": "a session"}
_RANK = {"allow": 0, "warn": 1, "downgrade": 2, "block": 3}


class Spend:
    def __init__(self) -> None:
        self._calendar = Calendar()
        self._running: list[Running] = []
        self._allowed: dict[str, float] = {}
        self._events: list[BudgetEvent] = []
        self._open: set[Reservation] = set()

    @property
    def budgets(self) -> tuple[Budget, ...]:
        return tuple(running.budget for running in self._running)

    def check(self, scope: Scope, estimate: int | None, tokens: int, now: float) -> Verdict:
        """May a request be sent that is estimated to cost ``estimate`` nano-dollars (None = unknown) and ``tokens``?

        The strictest of the budgets that are exceeded, or would be by this request, decides.
        """
        worst = ALLOW
        for running in self._running:
            if running.charges(scope):
                verdict = self._verdict(running, scope, running.amount(estimate, tokens), now)
                if _RANK[verdict.action] > _RANK[worst.action]:
                    worst = verdict
        return worst

    def reserve(self, scope: Scope, estimate: int | None, tokens: int, now: float) -> Reservation:
        """Count a request as under way, at what it is estimated to use."""
        reservation = Reservation(scope, now, estimate, tokens)
        self._open.add(reservation)
        self._hold(reservation, 1)
        return reservation

    def release(self, reservation: Reservation) -> None:
        """The request is under way no more; what it used is charged apart. A second time does nothing."""
        if reservation in self._open:
            self._open.remove(reservation)
            self._hold(reservation, -1)

    def settle(self, reservation: Reservation, cost: int | None, tokens: int, now: float) -> None:
        """The request has ended at the deployment it was reserved for, and used this; 0 and 0 if nothing was sent."""
        if reservation in self._open:
            self.release(reservation)
            self.charge(reservation.scope, cost, tokens, reservation.at, now)

    def charge(self, scope: Scope, cost: int | None, tokens: int, at: float, now: float) -> None:
        """Add what was used by a request begun ``at``; a failed attempt that was billed is charged to its own scope."""
        for running in self._running:
            amount = running.amount(cost, tokens)
            if amount and running.charges(scope):
                running.add(amount, at, scope.session)
                self._tell(running, scope.session, now)

    def seed(self, budget: Budget, uses: Iterable[tuple[Scope, int, int, float]], now: float) -> None:
        """Add what the rows say was used of one budget: (scope, nano-dollars, tokens, Unix seconds). Tells nobody."""
        running = next((one for one in self._running if one.budget == budget), None)
        if running is None:  # the settings have changed again meanwhile
            return
        for scope, cost, tokens, at in uses:
            if running.charges(scope):
                running.add(running.amount(cost, tokens), at, scope.session)
                running.told |= self._passed(running, scope.session, now)

    def configure(self, budgets: Iterable[Budget], calendar: Calendar) -> list[Budget]:
        """Use these budgets from now on. Those that are new come back: they begin at nothing and are to be seeded."""
        moved = calendar != self._calendar
        self._calendar = calendar
        standing = {} if moved else {running.budget: running for running in self._running}
        self._running = [standing.get(budget) or Running(budget, calendar) for budget in budgets]
        fresh = [running for running in self._running if running.budget not in standing]
        for reservation in self._open:
            self._hold(reservation, 1, fresh)
        return [running.budget for running in fresh]

    def allow(self, name: str, until: float) -> None:
        """Let a budget be exceeded until then (Unix seconds)."""
        self._allowed[name] = until

    def allow_until_tomorrow(self, name: str, now: float) -> float:
        """The one-click exception; when it ends comes back."""
        until = self._calendar.midnight(self._calendar.day(now) + 1)
        self.allow(name, until)
        return until

    def allowances(self, allowed: Mapping[str, float]) -> None:
        self._allowed = dict(allowed)

    def take_events(self) -> list[BudgetEvent]:
        """What happened since the last call."""
        events, self._events = self._events, []
        return events

    def states(self, now: float) -> tuple[BudgetView, ...]:
        return tuple(self._state(running, now) for running in self._running)

    def _hold(self, reservation: Reservation, sign: int, of: list[Running] | None = None) -> None:
        for running in self._running if of is None else of:
            if running.charges(reservation.scope):
                amount = running.amount(reservation.cost, reservation.tokens)
                running.reserve(sign * amount, reservation.scope.session)

    def _verdict(self, running: Running, scope: Scope, amount: int, now: float) -> Verdict:
        budget = running.budget
        use = running.used(now, scope.session) + running.reserved(scope.session)
        if use < running.limit and use + amount <= running.limit:
            return ALLOW
        if self._allowed.get(budget.name, 0.0) > now:
            return ALLOW
        if budget.action == "downgrade" and budget.route in (scope.model, f"{scope.provider}/{scope.model}"):
            return ALLOW  # it goes there already
        ends = running.window(now).end
        return Verdict(
            action=budget.action,
            budget=budget.name,
            route=budget.route,
            resets_at=ends,
            early=use < running.limit,
            reason=self._reason(running, use, amount, ends),
            next_step=("Ask a cheaper model, or for less. " if amount > running.limit else "")
            + f"To go on now: ccr budget allow {budget.name}",
        )

    def _reason(self, running: Running, use: int, amount: int, ends: float | None) -> str:
        budget, limit = running.budget, running.limit
        about, whole = said(amount, budget.unit), said(limit, budget.unit)
        if amount > limit:  # waiting does not help
            per = _PER.get(budget.period, f"in {budget.hours} hours")
            return f'This one request is estimated at {about}, and the budget "{budget.name}" is {whole} {per}.'
        reset = (
            f"It resets at {self._calendar.local(ends):%Y-%m-%d %H:%M}." if ends else "It resets with a new session."
        )
        if use >= limit:
            return f'The budget "{budget.name}" is used up ({said(use, budget.unit)} of {whole}). {reset}'
        left = said(limit - use, budget.unit)
        return (
            f'This request is estimated at {about}, and the budget "{budget.name}" has {left} of {whole} left. {reset}'
        )

    def _passed(self, running: Running, session: str, now: float) -> set[tuple[float | str, int]]:
        """The thresholds that are passed, each with the period it is told once in: of rolling hours, so many hours."""
        used = running.used(now, session)
        passed = [share for share in running.budget.alerts if used * 100 >= running.limit * share]
        if not passed:
            return set()
        period: float | str = running.window(now).start
        if running.budget.period == "session":
            period = session
        elif running.budget.period == "rolling":
            period = now // (running.budget.hours * 3600)
        return {(period, share) for share in passed}

    def _tell(self, running: Running, session: str, now: float) -> None:
        passed, budget = self._passed(running, session, now), running.budget
        new = passed - running.told
        running.told |= passed
        if new:  # several at once are one piece of news: the highest
            self._events.append(
                BudgetEvent(
                    time=now,
                    budget=budget.name,
                    threshold=max(share for _, share in new),
                    used=running.used(now, session),
                    limit=running.limit,
                    unit=budget.unit,
                    action=budget.action,
                    resets_at=running.window(now).end,
                )
            )

    def _state(self, running: Running, now: float) -> BudgetView:
        budget, window = running.budget, running.window(now)
        until = self._allowed.get(budget.name, 0.0)
        return BudgetView(
            name=budget.name,
            period=f"{budget.hours}h" if budget.period == "rolling" else budget.period,
            scope=budget.scope,
            unit=budget.unit,
            limit=running.limit,
            used=running.highest(now),
            reserved=running.reserved_in_all(),
            start=window.start,
            resets_at=window.end,
            action=budget.action,
            route=budget.route,
            allowed_until=until if until > now else None,
            alerts=budget.alerts,
        )


def said(amount: int, unit: str) -> str:
    """An amount of a budget for people: ``$1.84``, ``12,000 tokens``; small sums with the digits that say something."""
    if unit == "tokens":
        return f"{amount:,} tokens"
    places = 2 if amount >= 1e8 or not amount else 4 if amount >= 1e6 else 6
    return f"${amount / 1e9:,.{places}f}"
