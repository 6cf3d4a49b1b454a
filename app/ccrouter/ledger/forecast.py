"""Where today's and this month's spend will end, with an 80 % interval, and when a limit will be reached.

One developer's spend comes in bursts, so the model is plain: an exponentially weighted mean of days that were clipped and
freed from their weekday, times weekday factors shrunk towards 1, times the usual share of the hours still to come. The
interval is adaptive conformal (Gibbs & Candès 2021): the same forecast is made for every past day at this hour over the same
horizon, its relative errors are collected, and the level of the quantile taken from them is moved after each day so that
the share of misses on either side stays at 10 %. All money is in one unit of the caller's choice, all days and hours are the
user's local ones. Pure functions, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from ccrouter.views import ForecastView

COVERAGE = 0.8
LEAST_DAYS = 3  # a forecast from fewer would be a guess
_MEMORY = 0.08  # weight of a day in the level: about the last 25 days count
_CLIP = 4.0  # a day counts as at most so many times the level
_WEEKDAY_PRIOR = 3.0  # a weekday's factor is its own after many more weeks than this
_SHARE_PRIOR = 3.0  # days that the even profile weighs against the measured one
_PACE_PRIOR = 0.8  # of a usual day: how much of it today's pace must outweigh
_PACE = (0.5, 2.5)
_STEP = 0.03  # of the conformal level after each day
_USUAL = 0.3  # weight of a usual day in the scale of the errors
_LOWEST = -0.2  # the level may fall below 0: then the interval grows beyond anything seen
_STRETCH = 2.0  # how fast
_SCORES = 300  # errors remembered
_UNTRIED = (-0.9, -0.7, -0.4, 0.0, 0.6, 1.5, 3.0)  # relative errors taken for granted before there are any


class History(Struct, frozen=True, kw_only=True):
    """Whole past days without a gap: spend by hour, 24 figures a day, the first on ``first``."""

    first: date
    days: Sequence[Sequence[float]]

    @property
    def today(self) -> date:
        return self.first + timedelta(days=len(self.days))


def end_of(
    history: History, spent_today: float, hour: float, days_after: int = 0, spent_before: float = 0.0
) -> ForecastView | None:
    """The spend at the end of the day that is ``days_after`` today (0 = today), None if there is too little history.

    ``hour`` is the time of day in hours, 0 to 24; ``spent_before`` is what the period had spent before today.
    """
    if len(history.days) < LEAST_DAYS:
        return None
    model = _Model()
    totals = [sum(day) for day in history.days]
    band = _Band(days_after + 1)
    waiting: list[tuple[float, float, float, float]] = []  # every past day's forecast: expected, low, high, scale
    for i, day in enumerate(history.days):
        if i >= LEAST_DAYS:
            expected = model.rest(history.first + timedelta(days=i), _until(day, hour), hour, days_after)
            waiting.append((expected, *band.around(expected, model.usual), band.scale(expected, model.usual)))
        if (begun := i - days_after) >= LEAST_DAYS:
            actual = totals[begun] - _until(history.days[begun], hour) + sum(totals[begun + 1 : i + 1])
            band.learn(actual, *waiting[begun - LEAST_DAYS])
        model.learn(history.first + timedelta(days=i), day, totals[i])
    rest = model.rest(history.today, spent_today, hour, days_after)
    low, high = band.around(rest, model.usual)
    spent = spent_before + spent_today
    return ForecastView(spent=spent, expected=spent + rest, low=spent + low, high=spent + high, days=len(history.days))


def end_of_month(history: History, spent_today: float, hour: float, spent_before: float) -> ForecastView | None:
    """``spent_before``: this month's spend on the days before today."""
    today = history.today
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return end_of(history, spent_today, hour, (following - today).days - 1, spent_before)


def reached(history: History, now: datetime, spent_today: float, left: float, until: datetime) -> datetime | None:
    """When ``left`` more will have been spent if things go as expected: before ``until``, or None.

    ``now`` and ``until`` are the user's local time, and so is the answer, to the minute.
    """
    if left <= 0:
        return now
    if len(history.days) < LEAST_DAYS:
        return None
    model = _Model()
    for i, day in enumerate(history.days):
        model.learn(history.first + timedelta(days=i), day, sum(day))
    at = now
    while at < until:
        if at.date() == now.date():
            rate = model.expected(at.date()) * model.pace(at.date(), spent_today, now.hour + now.minute / 60)
        else:
            rate = model.expected(at.date())
        rate *= model.share(at.hour)
        end = min(until, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        part = rate * ((end - at) / timedelta(hours=1))
        if part >= left > 0:
            return (at + (end - at) * (left / part)).replace(second=0, microsecond=0)
        left -= part
        at = end
    return None


def _until(day: Sequence[float], hour: float) -> float:
    """What a day had spent by a time of day; within an hour evenly."""
    whole = min(int(hour), 23)
    return sum(day[:whole]) + day[whole] * (min(hour, 24.0) - whole)


class _Model:
    """Level, weekday factors and hour shares, learnt day by day."""

    def __init__(self) -> None:
        self.level = 0.0  # spend of a day of factor 1
        self.usual = 0.0  # mean of all days, clipped
        self._spent = self._factors = 0.0  # exponentially weighted sums, the level is their ratio
        self._weekday = [[0.0, 0.0] for _ in range(7)]  # sum of clipped day / level, count
        self._hours = [0.0] * 24
        self._days = 0.0  # with spend
        self._count = 0

    def learn(self, day: date, hours: Sequence[float], total: float) -> None:
        kept = min(total, _CLIP * self.level) if self.level else total
        self._spent = self._spent * (1 - _MEMORY) + kept
        self._factors = self._factors * (1 - _MEMORY) + self.factor(day)
        if self.level:
            seen = self._weekday[day.weekday()]
            seen[0] += kept / self.level
            seen[1] += 1
        self.level = self._spent / self._factors
        self._count += 1
        self.usual += (kept - self.usual) / self._count
        if total > 0:  # each day's shape counts alike, however much it spent
            self._days += 1
            for i, part in enumerate(hours):
                self._hours[i] += part / total

    def factor(self, day: date) -> float:
        total, count = self._weekday[day.weekday()]
        return max((total + _WEEKDAY_PRIOR) / (count + _WEEKDAY_PRIOR), 0.05)

    def expected(self, day: date) -> float:
        return self.level * self.factor(day)

    def share(self, hour: int) -> float:
        """Of a day's spend, what falls into an hour."""
        return (self._hours[hour] + _SHARE_PRIOR / 24) / (self._days + _SHARE_PRIOR)

    def gone(self, hour: float) -> float:
        """Of a day's spend, what has usually been spent by a time of day."""
        return _until([self.share(i) for i in range(24)], hour)

    def pace(self, day: date, spent: float, hour: float) -> float:
        """How much more than usual is being spent today: a busy morning is followed by a busy afternoon."""
        usual = self.expected(day)
        if usual <= 0:
            return 1.0
        pace = (spent + _PACE_PRIOR * usual) / (self.gone(hour) * usual + _PACE_PRIOR * usual)
        return min(max(pace, _PACE[0]), _PACE[1])

    def rest(self, today: date, spent: float, hour: float, days_after: int) -> float:
        """Still to be spent from now to the end of the day that is ``days_after`` today."""
        rest = self.expected(today) * self.pace(today, spent, hour) * (1 - self.gone(hour))
        return rest + sum(self.expected(today + timedelta(days=1 + i)) for i in range(days_after))


class _Band:
    """The conformal interval: relative errors seen, and the level on either side, adapted after each."""

    def __init__(self, horizon: int) -> None:
        """``horizon`` in days: sums over overlapping days are no independent sample, only every so many-th of them is."""
        self._horizon = horizon
        self._scores: list[float] = []
        self._miss = [(1 - COVERAGE) / 2] * 2  # below, above

    def scale(self, expected: float, usual: float) -> float:
        """What errors are told in. Not ``expected`` alone: after quiet days that is next to nothing."""
        return expected + _USUAL * usual * self._horizon

    def around(self, expected: float, usual: float) -> tuple[float, float]:
        scale = self.scale(expected, usual)
        scores = self._scores[-_SCORES:]
        if len(scores) < 20:  # no shape yet: what is taken for granted fades with every error seen
            scores = [*scores, *_UNTRIED]
        scores.sort()
        sample = len(scores) / self._horizon
        below = _quantile(scores, self._miss[0], sample)
        above = -_quantile([-score for score in reversed(scores)], self._miss[1], sample)
        return max(0.0, expected + scale * min(below, 0.0)), expected + scale * max(above, 0.0)

    def learn(self, actual: float, expected: float, low: float, high: float, scale: float) -> None:
        self._scores.append((actual - expected) / max(scale, 1e-9))
        aim = (1 - COVERAGE) / 2
        for side, missed in enumerate((actual < low, actual > high)):
            self._miss[side] = min(max(self._miss[side] + _STEP * (aim - missed), _LOWEST), 0.5)


def _quantile(ordered: Sequence[float], miss: float, sample: float) -> float:
    """The value below which at most a share ``miss`` will lie, as far as a ``sample`` of that size can say.

    The smallest one where it cannot, and beyond that where ``miss`` is negative; wider where the sample is small, for the
    same reason that Student's quantiles are wider than the normal ones.
    """
    share = max(0.0, miss * (sample + 1) - 1) / sample
    reach = (1 + _STRETCH * max(0.0, -miss)) * (1 + 1.5 / sample)
    return ordered[int(share * (len(ordered) - 1))] * reach
