"""What a chart counts in: how a value is read out, how a tick is written, and where round ticks lie."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QLocale

from ccrouter.desktop import words
from ccrouter.desktop.tongue import tr

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Unit(NamedTuple):
    """``read`` says one value in full; ``tick`` an axis label, given the distance of ticks too."""

    read: Callable[[float], str]
    tick: Callable[[float, float], str]
    whole: bool = False  # there is nothing between 0 and 1


def nice(top: float, most: int, unit: Unit) -> tuple[float, float]:
    """The end of an axis from 0 that holds ``top``, and the distance of its ticks, of which there are at most ``most``."""
    if not top > 0 or not math.isfinite(top):
        return 1.0, 1.0
    rough = top / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in _STEPS if step * power >= rough * 0.999_999)
    if unit.whole:
        step = float(math.ceil(step))
    return math.ceil(top / step - 1e-9) * step, step


def _decimal(value: float, places: int) -> str:
    return QLocale().toString(float(value), "f", places)


def _places(step: float) -> int:
    """Decimals that tell ticks apart."""
    if step <= 0:
        return 0
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return places if round(step * 10.0**places, 6) % 1 == 0 else places + 1


def _money_tick(value: float, step: float) -> str:
    if value >= 10_000:
        return f"${words.count(round(value))}"
    places = _places(step)
    return f"${_decimal(value, max(places, 2) if places else 0)}"


def _seconds_tick(value: float, step: float) -> str:
    if value == 0:
        return "0 s"
    if step < 1 and value < 1:
        return f"{_decimal(value * 1000, 0 if step >= 0.001 else 1)} ms"
    if step >= 60:
        return tr("{minutes} min").format(minutes=_decimal(value / 60, _places(step / 60)))
    return f"{_decimal(value, _places(step))} s"


def _count_tick(value: float, step: float) -> str:
    for size, unit in ((1_000_000, " M"), (1000, " k")):
        if value >= size:
            return f"{_decimal(value / size, _places(step / size))}{unit}"
    return _decimal(value, _places(step))


def _plain(value: float, step: float) -> str:
    return _decimal(value, _places(step)) if value < 1000 else _count_tick(value, step)


def _rate(value: float) -> str:
    return _decimal(value, 0 if value >= 100 else 1 if value >= 1 else 2) if value else "0"


MONEY = Unit(lambda dollars: words.money(dollars * 1e9), _money_tick)
SECONDS = Unit(words.duration, _seconds_tick)
COUNT = Unit(lambda count: words.count(round(count)), _count_tick, whole=True)
RATE = Unit(_rate, _plain)
SHARE = Unit(words.percent, lambda value, step: f"{_decimal(value * 100, _places(step * 100))} %")
