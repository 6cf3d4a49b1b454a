"""How much there is to a request, as one number in [0, 1]: a documented estimate from counts, the same for the same request.

::

    size      = log(tokens / 1,000) / log(200)        1,000 tokens → 0, 200,000 → 1
    depth     = log(messages) / log(64)               1 message → 0, 64 → 1
    tools     = tools / 20
    each of these clipped to [0, 1]

    complexity = 0.35 size + 0.20 depth + 0.15 tools + 0.15 thinking + 0.10 code + 0.05 images
                 × 0.4 if it is background work

``thinking`` and ``images`` are 0 or 1, ``code`` is the share of code in the last texts. It measures how large and involved a
request is. It does not predict whether a model will fail at it: on public data (SWE-bench Verified) no number drawn from a
prompt does much better than chance, so no template turns a rule on it on by default.
"""

from __future__ import annotations

import math

_BACKGROUND = 0.4


def complexity(
    *, tokens: int, depth: int, tools: int, thinking: bool, code: float, images: int, background: bool
) -> float:
    """Rounded to three places, so that it reads the same in a rule and in what explains it."""
    size = _unit(math.log(max(tokens, 1) / 1000) / math.log(200))
    turns = _unit(math.log(max(depth, 1)) / math.log(64))
    total = (
        0.35 * size
        + 0.20 * turns
        + 0.15 * _unit(tools / 20)
        + 0.15 * thinking
        + 0.10 * _unit(code)
        + 0.05 * (images > 0)
    )
    return round(total * (_BACKGROUND if background else 1.0), 3)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
