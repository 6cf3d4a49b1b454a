"""What passes by of how an answer turned out, and the one number in [0, 1] that is learnt from it.

::

    success = 1 or 0 if a verifier has spoken
            = 0 if the provider failed
            = 0.2 (the user switched to a better model) × 0.5 per unreadable tool call × 0.7 per repeated tool call
              × 0.7 (cut off at its length) × 0.9 per retry           each factor only where it applies
    dear    = log(cost / $0.001) / log(1,000)       $0.001 → 0, $1 → 1, clipped; 0.5 where the cost is not known
    slow    = log(duration / 1 s) / log(100)        1 s → 0, 100 s → 1, clipped; 0.5 where it is not known
    reward  = success × (1 − 0.10 dear − 0.05 slow)

What fails is worth nothing, however cheap it was. A thousand times the price weighs as much as ten failures more in a hundred.
The text of the prompt is not looked at: it does not predict whether a model will fail.
"""

from __future__ import annotations

import math

from msgspec import Struct

_DEAR, _SLOW = 0.10, 0.05
_UNKNOWN = 0.5


class Signals(Struct, frozen=True, kw_only=True):
    """Of one answer, or of one task where a verifier judges it."""

    error: bool = False  # the provider failed
    retries: int = 0
    switched_up: bool = False  # the user went on with a better model
    bad_tool_json: int = 0  # tool calls whose arguments nobody can read
    repeated_calls: int = 0  # tool calls identical to an earlier one
    cut: bool = False  # ended at its length
    nanos: int | None = None  # cost in nano-dollars
    seconds: float | None = None  # to the last word
    verified: bool | None = None  # what the user's own check says; None = there was none

    @property
    def bad(self) -> int:
        """Signs that the model is not up to it. A provider's failure is none, nor what the user has already acted on."""
        return (self.verified is False) + (self.bad_tool_json > 0) + (self.repeated_calls > 0) + self.cut


def success(seen: Signals) -> float:
    if seen.verified is not None:
        return float(seen.verified)
    if seen.error:
        return 0.0
    worth = 0.2 if seen.switched_up else 1.0
    worth *= 0.7 if seen.cut else 1.0
    return float(worth * 0.5**seen.bad_tool_json * 0.7**seen.repeated_calls * 0.9**seen.retries)


def reward(seen: Signals) -> float:
    """In [0, 1]."""
    dear = _share(None if seen.nanos is None else seen.nanos / 1e9, 0.001, 1.0)
    slow = _share(seen.seconds, 1.0, 100.0)
    return success(seen) * (1.0 - _DEAR * dear - _SLOW * slow)


def _share(value: float | None, least: float, most: float) -> float:
    """Where a value lies between two others on a log scale."""
    if value is None:
        return _UNKNOWN
    return min(1.0, max(0.0, math.log(max(value, least) / least) / math.log(most / least)))
