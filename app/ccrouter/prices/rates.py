"""Unit prices, and what a usage costs at them. Money is integer nano-dollars (1 USD = 1,000,000,000)."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from ccrouter.ir.usage import Usage

NANOS = 1_000_000_000
PER_MILLION = 1_000.0  # USD per million tokens → nano-dollars per token


class Rates(Struct, frozen=True, kw_only=True):
    """Nano-dollars per token, complete: a bucket without a price of its own carries the price it is billed at.

    ``reasoning`` is the price of that part of the output; ``search`` is per web search the provider ran, ``request`` per
    request. ``source`` is override | genai-prices | catalog | local, ``version`` that of the source.
    """

    input: float
    output: float
    cache_read: float
    cache_write: float
    cache_write_1h: float
    reasoning: float
    search: float = 0.0
    request: float = 0.0
    source: str
    version: str = ""


class Cost(Struct, frozen=True, kw_only=True):
    """What one answer cost. ``nanos`` None = unknown, which is never the same as 0.

    ``source`` is that of the rates, or ``provider`` (its own bill), or ``unknown``. ``rates`` are the list prices where
    they are known, also beside a bill. ``estimated`` when the tokens were.
    """

    nanos: int | None
    rates: Rates | None
    source: str
    version: str = ""
    estimated: bool = False


def rates(
    *,
    input: float,
    output: float,
    cache_read: float | None = None,
    cache_write: float | None = None,
    cache_write_1h: float | None = None,
    reasoning: float | None = None,
    search: float = 0.0,
    request: float = 0.0,
    source: str,
    version: str = "",
) -> Rates:
    """From a price list: USD per million tokens, per thousand searches and requests.

    What a list is silent about costs what it is a kind of: cached tokens are input, an hour's write is a write.
    """
    write = input if cache_write is None else cache_write
    return Rates(
        input=input * PER_MILLION,
        output=output * PER_MILLION,
        cache_read=(input if cache_read is None else cache_read) * PER_MILLION,
        cache_write=write * PER_MILLION,
        cache_write_1h=(write if cache_write_1h is None else cache_write_1h) * PER_MILLION,
        reasoning=(output if reasoning is None else reasoning) * PER_MILLION,
        search=search * NANOS / 1000,
        request=request * NANOS / 1000,
        source=source,
        version=version,
    )


class Item(NamedTuple):
    """One line of a bill: so many of a bucket of ``Usage``, or searches or requests, at so many nano-dollars each."""

    what: str
    amount: int
    each: float

    @property
    def nanos(self) -> float:
        return self.amount * self.each


def items(rates: Rates, usage: Usage) -> tuple[Item, ...]:
    """Each bucket at its own price. Reasoning tokens are part of the output and counted once."""
    hour = min(usage.cache_write_1h, usage.cache_write)
    thought = min(usage.reasoning, usage.output)
    return (
        Item("input", usage.input, rates.input),
        Item("cache_read", usage.cache_read, rates.cache_read),
        Item("cache_write", usage.cache_write - hour, rates.cache_write),
        Item("cache_write_1h", hour, rates.cache_write_1h),
        Item("output", usage.output - thought, rates.output),
        Item("reasoning", thought, rates.reasoning),
        Item("search", _searches(usage.raw), rates.search),
        Item("request", 1, rates.request),
    )


def charge(rates: Rates, usage: Usage) -> int:
    """Nano-dollars."""
    return round(sum(amount * each for _, amount, each in items(rates, usage)))


def billed(usage: Usage) -> int | None:
    """The provider's own bill in nano-dollars, None if it sent none.

    With a key of the user's own at the upstream provider OpenRouter's ``cost`` is its fee alone; what the upstream takes
    stands beside it (openrouter.ai/docs/use-cases/usage-accounting).
    """
    if usage.cost is None:
        return None
    raw = usage.raw or {}
    if raw.get("is_byok") is True:
        details = raw.get("cost_details")
        upstream = details.get("upstream_inference_cost") if isinstance(details, dict) else None
        if not isinstance(upstream, int | float):
            return None
        return round((usage.cost + upstream) * NANOS)
    return round(usage.cost * NANOS)


def _searches(raw: dict[str, Any] | None) -> int:
    """Anthropic counts the searches its server tool ran, and bills them (usage.server_tool_use)."""
    used = (raw or {}).get("server_tool_use")
    count = used.get("web_search_requests") if isinstance(used, dict) else None
    return count if isinstance(count, int) and count > 0 else 0
