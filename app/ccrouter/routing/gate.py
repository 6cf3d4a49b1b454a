"""Whether a conversation may move: leaving a warm prompt cache costs about five times an ordinary step.

A switch from ``here`` to ``there`` is allowed if what it saves over the steps still expected is more than the cache it has to
write anew, with a margin::

    step(x)  = price at x of one step that finds the conversation in the cache
    rewrite  = price at ``there`` of one step that finds nothing, less step(there)
    allowed  ⇔  steps × (step(here) − step(there)) > 1.2 × rewrite

``steps`` is as many as the conversation has had so far (a conversation half over is the best guess there is), at least 5, at
most 50. With a price unknown on either side there is no proof of a saving, and the conversation stays.
"""

from __future__ import annotations

from typing import NamedTuple

from ccrouter.routing.options import Price
from ccrouter.routing.sessions import Stay
from ccrouter.routing.traits import Traits

MARGIN = 1.2
MIN_STEPS, MAX_STEPS = 5, 50


class Verdict(NamedTuple):
    """``saving`` over the remaining steps and ``rewrite`` are nano-dollars; None = a price is not known."""

    allowed: bool
    saving: int | None
    rewrite: int | None
    steps: int


def gate(here: str, there: str, stay: Stay, traits: Traits, output: int, price: Price) -> Verdict:
    """``here`` and ``there`` are routes; ``output`` is the tokens expected of one answer."""
    steps = remaining(stay)
    size = max(traits.tokens, stay.input)
    warm = min(stay.cached, size)
    step_here = price(here, size, warm, output)
    step_there = price(there, size, warm, output)
    cold_there = price(there, size, 0, output)
    if step_here is None or step_there is None or cold_there is None:
        return Verdict(False, None, None, steps)
    saving = steps * (step_here - step_there)
    rewrite = cold_there - step_there
    return Verdict(saving > MARGIN * rewrite, saving, rewrite, steps)


def remaining(stay: Stay) -> int:
    """Steps the conversation is expected to go on for."""
    return max(MIN_STEPS, min(MAX_STEPS, stay.steps))
