"""What the dashboard is asked: which time, of whom, split how. Light: the window needs it before the ledger is loaded."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from ccrouter.ledger.calendar import Calendar
from ccrouter.views import BudgetView

Choice = Literal["hour", "day", "week", "month", "custom", "moment"]
Split = Literal["provider", "model"]


class Range(Struct, frozen=True):
    """``first`` and ``last`` are the days of a custom one, both included; ``hour`` is that of a moment, counted since 1970."""

    choice: Choice = "day"
    first: date = date.min
    last: date = date.min
    hour: int = 0

    @property
    def brief(self) -> bool:
        """An hour, seen by the minute: no budget's period fits into it but an hour's own."""
        return self.choice in ("hour", "moment")

    @property
    def short(self) -> bool:
        """Within about a day, so that what is spent is seen against a day's budget rather than a month's."""
        return self.choice in ("hour", "moment", "day") or (self.choice == "custom" and self.first == self.last)

    def holds(self, calendar: Calendar, now: float) -> bool:
        """Does it go on to the present?"""
        if self.choice == "moment":
            return now < (self.hour + 1) * 3600
        return self.choice != "custom" or self.last >= calendar.local(now).date()


class Ask(Struct, frozen=True, kw_only=True):
    """``where``: the filters, as queries take them; ``running``: spend is added up since the period's beginning.

    ``hour``: of all the range only that one is looked at, counted since 1970.
    """

    range: Range = Range()
    calendar: Calendar = Calendar()
    where: dict[str, str] = {}
    split: Split = "provider"
    running: bool = True
    budgets: tuple[BudgetView, ...] = ()
    hour: int | None = None

    @property
    def time(self) -> Range:
        return self.range if self.hour is None else Range("moment", hour=self.hour)

    def budget(self, period: str) -> BudgetView | None:
        """The tightest budget in dollars for a period and for just what is looked at: all, or what the filters name."""
        names = [name for name in ("provider", "model", "client", "project") if name in self.where]
        scope = ", ".join(f"{name} {self.where[name]}" for name in names) or "all"
        found = [one for one in self.budgets if (one.unit, one.period, one.scope) == ("usd", period, scope)]
        return min(found, key=lambda budget: budget.limit, default=None)
