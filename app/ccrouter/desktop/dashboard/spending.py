"""The chart of spend: each bucket's bars, or what has added up, with the forecast's band and the budgets' lines."""

from __future__ import annotations

import numpy as np

from ccrouter.desktop import words
from ccrouter.desktop.charts.plot import Array, Band, Plot, Series, Shape, Trail, nothing
from ccrouter.desktop.dashboard.answers import Answer
from ccrouter.desktop.dashboard.plots import Hue, array, edges, why_empty
from ccrouter.desktop.dashboard.ranges import LEVELS, month_end
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.charts import OTHERS
from ccrouter.ledger.tables import DAY, HOUR, MINUTE
from ccrouter.views import BudgetView, ForecastView


def spend(answer: Answer, hue: Hue) -> Plot:
    if not answer.spend.names:
        return nothing(why_empty(answer) if not answer.whole.requests else _free(answer))
    return _running(answer, hue) if answer.ask.running else _bars(answer, hue)


def _bars(answer: Answer, hue: Hue) -> Plot:
    begins, ends = edges(answer, answer.wide, until_now=False)
    bands: list[Band] = []
    trails: list[Trail] = []
    summary = tr("{amount} in all").format(amount=words.money(answer.whole.cost))
    if answer.wide.level == DAY:  # a day's budget is no measure of an hour
        ahead = answer.outlook.today
        if ahead is not None and begins[-1] <= answer.now < ends[-1]:
            gap = (ends[-1] - begins[-1]) * 0.12
            today = np.array([begins[-1] + gap, ends[-1] - gap])
            bands.append(Band(today, *_reach(ahead, answer.today.cost), "text", tr("Forecast")))
            trails.append(Trail(today, np.full(2, _expected(ahead, answer.today.cost)), "text", ""))
            summary += "; " + _ahead(ahead, answer.today.cost, tr("today"))
        if (budget := answer.ask.budget("day")) is not None:
            trails.append(_limit(budget, begins[0], ends[-1], tr("daily budget {amount}")))
    return Plot(
        begins=begins,
        ends=ends,
        level=LEVELS[answer.wide.level],
        series=tuple(
            _layer(answer, place, array(layer), hue, "bar") for place, layer in enumerate(answer.spend.layers)
        ),
        bands=tuple(bands),
        trails=tuple(trails),
        total=True,
        subtitle=_each(answer.wide.level),
        summary=summary,
    )


def _running(answer: Answer, hue: Hue) -> Plot:
    begins, ends = edges(answer, answer.wide)
    calendar, now = answer.ask.calendar, answer.now
    layers = [np.cumsum(array(layer)) for layer in answer.spend.layers]
    begun = 0
    so_far = float(sum(layer[-1] for layer in layers))
    bands: tuple[Band, ...] = ()
    trails: list[Trail] = []
    until = float(ends[-1])
    summary = tr("{amount} in all").format(amount=words.money(so_far * 1e9))
    chosen = answer.ask.time
    if chosen.brief:  # of budgets only an hour's own is one to measure it by
        if chosen.choice == "hour" and (budget := answer.ask.budget("1h")) is not None:
            trails.append(_limit(budget, begins[0], until, tr("hourly budget {amount}")))
    elif chosen.holds(calendar, now):
        short = chosen.short
        until = calendar.midnight(calendar.day(now) + 1) if short else month_end(calendar, now)
        ahead = answer.outlook.today if short else answer.outlook.month
        if ahead is not None:
            low, high = _reach(ahead, so_far * 1e9)
            x = np.array([ends[-1], until])
            start = np.array([so_far, so_far])
            fan = np.array([0.0, 1.0])
            bands = (Band(x, start + fan * (low - start), start + fan * (high - start), "text", tr("Forecast")),)
            trails.append(Trail(x, np.array([so_far, _expected(ahead, so_far * 1e9)]), "text", ""))
            summary += "; " + _ahead(ahead, so_far * 1e9, tr("today") if short else tr("this month"))
        if (budget := answer.ask.budget("day" if short else "month")) is not None:
            said = tr("daily budget {amount}") if short else tr("monthly budget {amount}")
            trails.append(_limit(budget, begins[0], until, said))
    if answer.ask.time.holds(calendar, now) and not trails:  # nothing to be seen before the first cent, nor after now
        begun, until = int(np.argmax(sum(layers) > 0)), float(ends[-1])
    return Plot(
        begins=begins[begun:],
        ends=ends[begun:],
        level=LEVELS[answer.wide.level],
        series=tuple(_layer(answer, place, layer[begun:], hue, "area") for place, layer in enumerate(layers)),
        bands=bands,
        trails=tuple(trails),
        until=until,
        total=True,
        subtitle=_added_up(answer, forecast=bool(bands)),
        summary=summary,
    )


def _each(level: int) -> str:
    return {MINUTE: tr("Each minute"), HOUR: tr("Each hour"), DAY: tr("Each day")}[level]


def _added_up(answer: Answer, *, forecast: bool) -> str:
    chosen = answer.ask.time
    if chosen.choice == "hour":
        return tr("Added up over the last hour")
    if not chosen.holds(answer.ask.calendar, answer.now) or chosen.brief:
        return tr("Added up over this time")
    if chosen.short:
        return tr("Added up today, and where it may end") if forecast else tr("Added up today")
    return tr("Added up this month, and where it may end") if forecast else tr("Added up this month")


def _layer(answer: Answer, place: int, values: Array, hue: Hue, shape: Shape) -> Series:
    names = answer.spend.names
    name = names[place]
    if name == OTHERS:
        return Series(title=tr("Others"), values=values, hue="series7", shape=shape)
    bare = words.bare(name)
    title = bare if sum(words.bare(one) == bare for one in names) == 1 else name
    return Series(title=title or tr("Not sent"), name=name, values=values, hue=hue(name), shape=shape)


def _reach(ahead: ForecastView, spent: float) -> tuple[Array, Array]:
    """The interval in USD, twice; what has been spent since it was worked out counts."""
    return np.full(2, max(ahead.low, spent) / 1e9), np.full(2, max(ahead.high, spent) / 1e9)


def _expected(ahead: ForecastView, spent: float) -> float:
    return max(ahead.expected, spent) / 1e9


def _ahead(ahead: ForecastView, spent: float, period: str) -> str:
    return tr("forecast for {period} {amount}, with 80 % certainty between {low} and {high}").format(
        period=period,
        amount=words.money(max(ahead.expected, spent)),
        low=words.money(max(ahead.low, spent)),
        high=words.money(max(ahead.high, spent)),
    )


def _limit(budget: BudgetView, begin: float, end: float, said: str) -> Trail:
    x = np.array([begin, end])
    return Trail(x, np.full(2, budget.limit / 1e9), "bad", said.format(amount=words.money(budget.limit)))


def _free(answer: Answer) -> str:
    if answer.whole.unpriced:
        return tr("The prices of these models are not known. Set them in the settings, under the provider's prices.")
    return tr("Nothing was spent in this time.")
