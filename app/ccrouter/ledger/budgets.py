"""One budget's running use: sums by day or minute of which every period is a window, so that clocks may jump as they like."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import Struct

from ccrouter.ledger.calendar import Calendar
from ccrouter.settings.deployments import Budget

_DAYS_KEPT = 40  # a month, and what a clock may be set back by
_SESSIONS_KEPT = 2_000


class Scope(Struct, frozen=True, kw_only=True):
    """Whom a request is charged to. ``model`` is the provider's name for it."""

    provider: str
    model: str
    key: str = ""
    client: str = ""
    project: str = ""
    session: str = ""


class Window(Struct, frozen=True):
    """A period as it is now: Unix seconds. A session's has no end."""

    start: float
    end: float | None


class Running:
    """Use of one budget, in its own unit: nano-dollars or tokens."""

    def __init__(self, budget: Budget, calendar: Calendar) -> None:
        self.budget = budget
        self._calendar = calendar
        self._sums: dict[int | str, int] = {}  # by day, by minute (rolling) or by session
        self._reserved: dict[str, int] = {}  # by session, "" for the other periods
        self.told: set[tuple[float | str, int]] = set()  # (period, threshold) already said

    @property
    def limit(self) -> int:
        return self.budget.limit

    def charges(self, scope: Scope) -> bool:
        """Is such a request within this budget's scope? Names may be globs; a model is named with or without provider."""
        budget = self.budget
        return (
            _fits(budget.provider, scope.provider)
            and (_fits(budget.model, scope.model) or _fits(budget.model, f"{scope.provider}/{scope.model}"))
            and _fits(budget.key, scope.key)
            and _fits(budget.client, scope.client)
            and _fits(budget.project, scope.project)
            and (budget.period != "session" or scope.session != "")
        )

    def amount(self, nanos: int | None, tokens: int) -> int:
        return tokens if self.budget.tokens is not None else nanos or 0

    def add(self, amount: int, at: float, session: str) -> None:
        key: int | str
        match self.budget.period:
            case "session":
                key = session
            case "rolling":
                key = int(at // 60)
            case _:
                key = self._calendar.day(at)
        fresh = key not in self._sums
        self._sums[key] = self._sums.get(key, 0) + amount
        if fresh:
            self._prune(at)

    def reserve(self, amount: int, session: str) -> None:
        """``amount`` is negative to give it back."""
        key = session if self.budget.period == "session" else ""
        self._reserved[key] = self._reserved.get(key, 0) + amount
        if not self._reserved[key]:
            del self._reserved[key]

    def used(self, now: float, session: str = "") -> int:
        budget = self.budget
        if budget.period == "session":
            return self._sums.get(session, 0)
        if budget.period == "rolling":
            first, last = int(now // 60) - budget.hours * 60 + 1, int(now // 60)
        else:
            first, last = self._days(now)
        return sum(amount for key, amount in self._sums.items() if isinstance(key, int) and first <= key <= last)

    def reserved(self, session: str = "") -> int:
        return self._reserved.get(session if self.budget.period == "session" else "", 0)

    def highest(self, now: float) -> int:
        """The use to show: of a session budget, the session that has used most."""
        if self.budget.period == "session":
            return max(self._sums.values(), default=0)
        return self.used(now)

    def reserved_in_all(self) -> int:
        return sum(self._reserved.values())

    def window(self, now: float) -> Window:
        match self.budget.period:
            case "session":
                return Window(0.0, None)
            case "rolling":
                minutes = [key for key in self._sums if isinstance(key, int) and key <= now // 60]
                oldest = min(
                    (key for key in minutes if key > now // 60 - self.budget.hours * 60), default=int(now // 60)
                )
                return Window(now - self.budget.hours * 3600, (oldest + self.budget.hours * 60) * 60.0)
            case _:
                first, last = self._days(now)
                return Window(self._calendar.midnight(first), self._calendar.midnight(last + 1))

    def _days(self, now: float) -> tuple[int, int]:
        """First and last day of the calendar period that holds ``now``."""
        today = self._calendar.day(now)
        date = self._calendar.on(today)
        match self.budget.period:
            case "day":
                return today, today
            case "week":
                return today - date.weekday(), today - date.weekday() + 6
            case _:
                begin = date.replace(day=1)
                following = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
                return self._calendar.number(begin), self._calendar.number(following) - 1

    def _prune(self, now: float) -> None:
        match self.budget.period:
            case "session":
                while len(self._sums) > _SESSIONS_KEPT:
                    del self._sums[next(iter(self._sums))]
                return
            case "rolling":
                oldest = int(now // 60) - self.budget.hours * 60 * 2
            case _:
                oldest = self._calendar.day(now) - _DAYS_KEPT
        for key in [key for key in self._sums if isinstance(key, int) and key < oldest]:
            del self._sums[key]


def _fits(wanted: str, given: str) -> bool:
    return not wanted or wanted == given or fnmatchcase(given, wanted)
