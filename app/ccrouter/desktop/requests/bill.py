"""What a request cost, worked out line by line from what was kept of it. No Qt: the words come from ``detail``."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from ccrouter.ledger.listing import Kept
from ccrouter.prices.rates import Item, Rates, items


class Bill(Struct, frozen=True, kw_only=True):
    """``lines`` are at list prices, () where none are known; ``listed`` is their sum, ``cost`` what was recorded: nano-dollars.

    The two differ where the provider sent its own bill, or the prices have steps that a row does not keep.
    """

    lines: tuple[Item, ...]
    listed: int | None
    cost: int | None
    source: str
    version: str
    used: bool  # whether the tokens are known at all


def bill(kept: Kept) -> Bill:
    usage = kept.tokens
    price: dict[str, Any] = kept.price or {}
    source, version = str(price.get("source", "")), str(price.get("version", ""))
    priced = usage is not None and any(price.get(name) for name in price.keys() - {"source", "version"})
    free = source == "local"
    lines = (
        tuple(item for item in items(Rates(**price), usage) if item.amount and (item.what != "request" or item.each))
        if usage is not None and (priced or free)
        else ()
    )
    listed = round(sum(item.nanos for item in lines)) if lines else None
    return Bill(lines=lines, listed=listed, cost=kept.cost, source=source, version=version, used=usage is not None)
