"""How the wizard says prices, checks and lists of models."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from ccrouter.desktop import words
from ccrouter.desktop.tongue import tr
from ccrouter.onboarding.prices import Hint
from ccrouter.upstream.probe import ProbeResult

_SHOWN = 4  # names of models


def price(hint: Hint | None, *, local: bool) -> str:
    """``$1–5 in, $5–25 out per M tokens``"""
    if local:
        return tr("Free: runs on this machine")
    if hint is None:
        return tr("Price per token not listed")
    return tr("{input} in, {output} out per M tokens").format(input=_span(hint.input), output=_span(hint.output))


def check(result: ProbeResult) -> str:
    """What a check that went well says."""
    took = words.duration(result.latency)
    if result.how == "connection":
        return tr("Reached in {time}; it lists no models").format(time=took)
    if len(result.models) == 1:
        return tr("1 model in {time}").format(time=took)
    return tr("{count} models in {time}").format(count=len(result.models), time=took)


def models(names: tuple[str, ...]) -> str:
    """The first few, and how many more."""
    shown = ", ".join(names[:_SHOWN])
    if len(names) > _SHOWN:
        return tr("{names} and {count} more").format(names=shown, count=len(names) - _SHOWN)
    return shown


def _span(span: tuple[float, float]) -> str:
    low, high = (_dollars(one) for one in span)
    return f"${low}" if low == high else f"${low}–{high}"


def _dollars(amount: float) -> str:
    places = 0 if amount == int(amount) else 2
    return QLocale().toString(amount, "f", places)
