"""What a provider asks for its models, in one line's worth of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

from ccrouter.prices.book import Book
from ccrouter.prices.rates import PER_MILLION
from ccrouter.settings.catalog import Entry


class Hint(Struct, frozen=True, kw_only=True):
    """US dollars per million tokens: the cheapest and the dearest of the models whose price is known."""

    input: tuple[float, float]
    output: tuple[float, float]


def hints(entries: Iterable[Entry]) -> dict[str, Hint]:
    """By provider; those whose prices are not known are missing. Blocks for about 0.2 s: the price book is loaded."""
    book, now, found = Book(), datetime.now(UTC), {}
    book.warm()
    for entry in entries:
        known = [rates for model in entry.models if (rates := book.rates(entry.name, model, now))]
        if known:
            read, written = [one.input / PER_MILLION for one in known], [one.output / PER_MILLION for one in known]
            found[entry.name] = Hint(input=(min(read), max(read)), output=(min(written), max(written)))
    return found
