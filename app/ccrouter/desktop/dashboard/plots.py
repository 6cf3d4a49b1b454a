"""From the ledger's answer to what each chart draws. On a thread: it may take some milliseconds, and touches no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ccrouter.desktop import words
from ccrouter.desktop.charts import figures, times
from ccrouter.desktop.charts.plot import Array, Band, Plot, Series, Shape, nothing
from ccrouter.desktop.charts.units import COUNT, SHARE
from ccrouter.desktop.dashboard import ranges
from ccrouter.desktop.dashboard.answers import LAYERS, Answer
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.sums import Span

Hue = Callable[[str], str]


def edges(answer: Answer, span: Span, *, until_now: bool = True) -> tuple[Array, Array]:
    """Begin and end of each bucket; the one that is not over yet ends now."""
    calendar = answer.ask.calendar
    whole = array([span.start(number, calendar) for number in range(span.first, span.last + 2)])
    ends = np.minimum(whole[1:], max(answer.now, whole[0] + 1)) if until_now else whole[1:]
    return whole[:-1], np.maximum(ends, whole[:-1] + 1)


def array(values: Sequence[float | None]) -> Array:
    """None becomes NaN."""
    return np.array(values, dtype=np.float64)


def why_empty(answer: Answer) -> str:
    if answer.ask.where:
        return tr("Nothing matches the filters in this time. Clear a filter, or choose a longer time.")
    return tr("No requests in this time. Choose a longer one, or send a request: ccr code")


class Hues:
    """A provider's or model's colour: the same for as long as the window is there, whatever it costs meanwhile."""

    def __init__(self) -> None:
        self._given: dict[str, dict[str, int]] = {}

    def of(self, dimension: str, name: str) -> str:
        """The first free one; when all are in use they are used again. Grey is the others'."""
        given = self._given.setdefault(dimension, {})
        return f"series{given.setdefault(name, len(given) % LAYERS)}"


def rate(answer: Answer) -> Plot:
    if not answer.whole.requests:
        return nothing(why_empty(answer))
    begins, ends = edges(answer, answer.fine)
    per_second = array(answer.course.requests) / (ends - begins)
    most = float(per_second.max())
    seconds, title = next(unit for unit in _rates() if most * unit[0] >= 1 or unit[0] == 3600)
    values = per_second * seconds
    return Plot(
        begins=begins,
        ends=ends,
        level=answer.level,
        series=(
            Series(title=title, values=values, hue="series2", shape="line"),
            _counted(tr("Requests"), answer.course.requests),
        ),
        bands=(Band((begins + ends) / 2, np.zeros(len(begins)), values, "series2"),),
        summary=tr("{count} requests in all").format(count=words.count(answer.whole.requests)),
    )


def _rates() -> tuple[tuple[int, str], ...]:
    """Seconds, and how a rate is called that is counted over them."""
    return (1, tr("per second")), (60, tr("per minute")), (3600, tr("per hour"))


def success(answer: Answer) -> Plot:
    if not answer.whole.requests:
        return nothing(why_empty(answer))
    begins, ends = points(answer)
    asked, failed = (summed(answer, values) for values in (answer.course.requests, answer.course.failures))
    with np.errstate(invalid="ignore"):
        shares = 1 - failed / np.where(asked > 0, asked, np.nan)
    worst = float(np.nanmin(shares))
    return Plot(
        begins=begins,
        ends=ends,
        level=answer.level,
        every=ranges.every(answer.fine),
        series=(
            Series(title=tr("Success"), values=shares, hue="good", shape="line"),
            _counted(tr("Failed"), failed),
            _counted(tr("Requests"), asked),
        ),
        low=next(low for low in (0.9, 0.8, 0.6, 0.0) if worst >= low),
        top=1.0,
        summary=tr("{share} of all requests were answered").format(share=words.percent(answer.whole.success_rate)),
    )


def percentiles(answer: Answer, which: str, hue: str) -> Plot:
    """``which``: ttft or latency. The line is the median, the band reaches to the 95th percentile."""
    if not answer.whole.requests:
        return nothing(why_empty(answer))
    if answer.pace is None:
        return nothing(
            tr(
                "Too many requests to work out their times by client or project. Choose a shorter time, or clear that filter."
            )
        )
    begins, ends = points(answer)
    lines: dict[str, Array] = {name: array(points) for name, points in getattr(answer.pace, which).items()}
    if not np.isfinite(lines["p50"]).any():
        return nothing(tr("Nothing was answered in this time, so there are no times to show."))
    shapes: tuple[tuple[str, Shape], ...] = (("p50", "line"), ("p95", "thin"), ("p99", "thin"))
    shown = tuple(
        Series(title=name, values=lines[name], hue=hue if name != "p99" else "muted", shape=shape)
        for name, shape in shapes
    )
    return Plot(
        begins=begins,
        ends=ends,
        level=answer.level,
        every=ranges.every(answer.fine),
        series=shown,
        bands=(Band((begins + ends) / 2, lines["p50"], lines["p95"], hue),),
        summary=_times(answer, which),
    )


def tokens(answer: Answer) -> Plot:
    if not answer.whole.tokens:
        return nothing(why_empty(answer) if not answer.whole.requests else tr("No answer has said what it used."))
    begins, ends = edges(answer, answer.fine, until_now=False)
    course = answer.course
    buckets = (
        (tr("Cache read"), course.cache_read, "series1"),
        (tr("Cache write"), course.cache_write, "series4"),
        (tr("Input"), course.input, "series2"),
        (tr("Output"), course.output, "series0"),
    )
    read = array(course.input) + array(course.cache_read) + array(course.cache_write)
    with np.errstate(invalid="ignore"):
        share = array(course.cache_read) / np.where(read > 0, read, np.nan)
    return Plot(
        begins=begins,
        ends=ends,
        level=answer.level,
        series=(
            *(Series(title=title, values=array(values), hue=hue, shape="bar") for title, values, hue in buckets),
            Series(title=tr("Cache share"), values=share, hue="", shape="silent", unit=SHARE),
        ),
        total=True,
        summary=tr("{count} tokens, {share} of the input from a cache").format(
            count=words.count(answer.whole.tokens), share=words.percent(answer.whole.cache_share)
        ),
    )


def points(answer: Answer) -> tuple[Array, Array]:
    """Begin and end of the points of rates and percentiles: of several buckets where one would hold too few requests."""
    every = ranges.every(answer.fine)
    begins, ends = edges(answer, answer.fine)
    return begins[::every], ends[[*range(every - 1, len(ends) - 1, every), len(ends) - 1]]


def summed(answer: Answer, values: Sequence[int]) -> Array:
    """Of the buckets of each point."""
    summed: Array = np.add.reduceat(array(values), range(0, len(values), ranges.every(answer.fine)))
    return summed


def _counted(title: str, values: Sequence[int] | Array) -> Series:
    return Series(title=title, values=np.asarray(values, dtype=np.float64), hue="", shape="silent", unit=COUNT)


def _times(answer: Answer, which: str) -> str:
    from ccrouter.ledger import histogram

    assert answer.pace is not None
    stored = answer.pace.ttfts if which == "ttft" else answer.pace.durations
    half, most, _ = histogram.percentiles(stored)
    return tr("half within {half}, 95 % within {most}").format(half=words.duration(half), most=words.duration(most))


def note(name: str, answer: Answer, plot: Plot) -> str:
    """The figure that stands beside a chart's title, '' = none."""
    whole = answer.whole
    match name:
        case "rate" if whole.requests:
            return plot.series[0].title
        case "success" if whole.requests:
            return words.percent(whole.success_rate)
        case "tokens" if whole.cache_share is not None:
            return tr("{share} cached").format(share=words.percent(whole.cache_share))
        case "spend" if whole.unpriced:
            return tr("%n not priced", "", whole.unpriced)
    return ""


def heat_days(answer: Answer) -> str:
    """From when to when the week's rhythm is counted."""
    return times.days(*ranges.days(answer.ask.range, answer.ask.calendar, answer.now))


def everything(answer: Answer) -> list[list[str]]:
    """All figures of every bucket for a spreadsheet: bare numbers, seconds, USD, times as ISO 8601.

    Percentiles are those of the point that the bucket belongs to.
    """
    calendar, course = answer.ask.calendar, answer.course
    begins, ends = edges(answer, answer.fine)
    columns: dict[str, Sequence[float | None]] = {
        name: getattr(course, name)
        for name in (
            "requests", "failures", "success", "tokens", "input", "cache_read", "cache_write", "output", "cost", "unpriced",
        )
    }  # fmt: skip
    if answer.pace is not None:
        for which in ("ttft", "latency"):
            columns |= {f"{which}_{share}": found for share, found in getattr(answer.pace, which).items()}
    every = {name: ranges.every(answer.fine) if "_p" in name else 1 for name in columns}
    sheet = [["from", "to", *("cost_usd" if name == "cost" else name for name in columns)]]
    for place in range(len(begins)):
        when = [figures.moment(float(edge[place]), calendar) for edge in (begins, ends)]
        sheet.append([*when, *(figures.number(values[place // every[name]]) for name, values in columns.items())])
    return sheet
