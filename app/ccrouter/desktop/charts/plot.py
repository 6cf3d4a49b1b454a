"""What a chart over time is given: arrays made ready elsewhere, so that drawing them takes no thought."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccrouter.desktop.charts.times import Level
from ccrouter.desktop.charts.units import Unit

Array = NDArray[np.float64]
_ROOM = 1.15  # of a line's value: what its title needs above it
Shape = Literal["bar", "area", "line", "thin", "silent"]  # bars and areas are stacked; silent is only read out


class Series(Struct, frozen=True, kw_only=True):
    """``values`` one a bucket, NaN = nothing was measured. ``hue``: a field of ``theme.Colours``, or ``series3``."""

    title: str
    values: Array
    hue: str
    shape: Shape
    name: str = ""  # what a click on it or on the legend filters by
    unit: Unit | None = None  # None = the chart's own


class Band(NamedTuple):
    """An area that belongs to no bucket: a percentile's reach, a forecast's."""

    x: Array
    low: Array
    high: Array
    hue: str
    title: str = ""  # '' = is not in the legend


class Trail(NamedTuple):
    """A dashed line: what is expected, or a limit."""

    x: Array
    y: Array
    hue: str
    title: str  # written at its right end


class Plot(Struct, frozen=True, kw_only=True):
    """Bucket i lasts from ``begins[i]`` to ``ends[i]``, Unix seconds."""

    begins: Array
    ends: Array
    level: Level
    every: int = 1  # minutes, hours or days that a bucket holds
    series: tuple[Series, ...] = ()
    bands: tuple[Band, ...] = ()
    trails: tuple[Trail, ...] = ()
    until: float = 0.0  # where the axis ends, if later than the last bucket
    low: float = 0.0  # where the other axis begins
    top: float = 0.0  # and what it must reach at least
    unit: Unit | None = None  # None = the chart's own
    total: bool = False  # the read-out adds the stacked series up
    subtitle: str = ""  # what it shows, where the title does not say all
    summary: str = ""  # the main numbers in a sentence, for those who cannot see the chart
    empty: str = ""  # why there is nothing to see and what to do; '' = there is

    @property
    def stacked(self) -> tuple[Series, ...]:
        return tuple(one for one in self.series if one.shape in ("bar", "area"))

    def layer(self, place: int, x: float, y: float) -> str:
        """The name of what is stacked at a point of a bucket; '' if there is nothing, or it has none."""
        below = 0.0
        share = (x - float(self.begins[place])) / float(self.ends[place] - self.begins[place])
        for one in self.stacked:
            high = float(np.nan_to_num(one.values[place]))
            if one.shape == "area":  # grows from the end of the bucket before
                before = float(np.nan_to_num(one.values[place - 1])) if place else 0.0
                high = before + (high - before) * share
            if below <= y < below + high:
                return one.name
            below += high
        return ""

    def highest(self) -> float:
        """The largest value that is drawn."""
        tops: list[Any] = [one.values for one in self.series if one.shape in ("line", "thin")]
        tops += [sum(one.values for one in self.stacked)] if self.stacked else []
        tops += [band.high for band in self.bands]
        tops += [trail.y * (_ROOM if trail.title else 1.0) for trail in self.trails]
        return max((float(np.nanmax(some)) for some in tops if np.isfinite(some).any()), default=0.0)


def nothing(empty: str) -> Plot:
    return Plot(begins=np.zeros(0), ends=np.zeros(0), level="hour", empty=empty)
