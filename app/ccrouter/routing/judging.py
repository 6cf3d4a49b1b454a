"""What strategies judge options by: what this request would cost there, and how long it would take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ccrouter.routing import strategies
from ccrouter.routing.options import Option, Price
from ccrouter.routing.sessions import Stay
from ccrouter.routing.traits import Traits

# Tokens expected of one answer until the conversation has shown its own mean.
_BACKGROUND, _USUAL, _THINKING = 200, 600, 1500


class Expects(NamedTuple):
    """Tokens of the answer; the route whose prompt cache is warm ("" = none), and the tokens that will be found there."""

    output: int = _USUAL
    warm: str = ""
    cached: int = 0


def expected(traits: Traits, stay: Stay | None, now: float, cache_ttl: float) -> Expects:
    """``now`` is monotonic seconds; ``cache_ttl`` is how long a cache is taken to stay warm."""
    if stay is not None and stay.output:
        output = round(stay.output)
    else:
        output = _THINKING if traits.thinking else _BACKGROUND if traits.background else _USUAL
    output = min(output, traits.max_tokens or output)
    if stay is None or now - stay.at > cache_ttl:
        return Expects(output)
    return Expects(output, stay.route, min(stay.cached, traits.tokens))


def price(options: Sequence[Option], tokens: int, expects: Expects, price_of: Price) -> None:
    """Sets ``option.nanos``."""
    routes = [option.deployment.route for option in options]
    for option, nanos in zip(options, price_of.each(routes, tokens, expects.output), strict=True):
        option.nanos = nanos
    if expects.warm and expects.warm in routes:
        warm = price_of(expects.warm, tokens, expects.cached, expects.output)
        for option in options:
            if option.deployment.route == expects.warm:
                option.nanos = warm


def time(options: Sequence[Option], output: int) -> None:
    """Sets ``option.seconds`` where anything was measured."""
    size = float(output)
    for option in options:
        seen = option.vitals
        if seen is not None and seen.samples and seen.ttft_p50 is not None:
            option.seconds = seen.ttft_p50 + size / (seen.tokens_per_second or strategies.TOKENS_PER_SECOND)
