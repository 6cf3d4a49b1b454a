"""How long a deployment is waited for: by what it usually needs, within the user's bounds. Pure."""

from __future__ import annotations

_ENOUGH = 20  # samples before a deployment's pace is trusted
_TIMES = 3.0  # its 99th percentile
_THINKING = 2.0  # a thinking model may first think in silence
_READING = 1000.0  # input tokens a second: a slow reader's pace, for prompts longer than usual


def first_word(p99: float | None, samples: int, *, tokens: int, thinking: bool, least: float, most: float) -> float:
    """Seconds until the first word must have come.

    ``p99`` and ``samples`` are the deployment's time to the first word within the hour; ``tokens`` is the request's estimated
    input. ``most`` is the provider's ``first_byte_timeout`` and outranks ``least``.
    """
    if p99 is None or samples < _ENOUGH:
        return most
    usual = p99 * _TIMES * (_THINKING if thinking else 1.0) + tokens / _READING
    return min(most, max(least, usual))


def hedge_after(p95: float | None, samples: int) -> float | None:
    """Seconds after which a first word is late; None if nobody knows what is usual."""
    return p95 if samples >= _ENOUGH else None
