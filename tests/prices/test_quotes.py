"""What requests are about to cost: remembered unit prices must say what the price list says, and not be remembered for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from genai_prices.data_snapshot import get_snapshot

from ccrouter.ir.usage import Usage
from ccrouter.prices.book import Book
from ccrouter.prices.rates import charge
from ccrouter.prices.shelf import Shelf

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_quotes_are_what_the_unit_prices_say() -> None:
    """``estimate`` remembers unit prices; it must say what ``rates`` and ``charge`` say, at every size of a prompt and hour."""
    book, rng = Book(), Random(3)
    book.warm()
    pairs = [(provider.id, model.id) for provider in get_snapshot().providers for model in provider.models]
    for hour in range(0, 48, 5):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=hour, minutes=31)
        for provider, model in rng.sample(pairs, 60):
            for tokens in (0, 1, 32_000, 32_001, 128_000, 200_000, 200_001, 272_000, 272_001, 900_000):
                cached, output = rng.randrange(tokens + 1), rng.randrange(5000)
                unit = book.rates(provider, model, at, prompt=tokens)
                usage = Usage(input=tokens - cached, cache_read=cached, output=output)
                expected = None if unit is None else charge(unit, usage)
                assert book.estimate(f"{provider}/{model}", tokens, cached, output, at) == expected
                assert book.estimate(f"{provider}/{model}", tokens, tokens + 5, output, at) == (
                    None if unit is None else charge(unit, Usage(cache_read=tokens, output=output))
                )


def test_names_without_end_do_not_fill_the_memory_of_quotes() -> None:
    book = Book()
    book.warm()
    for number in range(5000):
        book.estimate(f"openai/gpt-{number}", 1, 0, 1, NOW)
    assert sum(len(minute.quotes) for minute in book._minutes.values()) <= 4096
    for number in range(500):
        book.estimates(NOW).each([f"openai/gpt-{number}"], 1, 1)
    assert sum(len(minute.columns) for minute in book._minutes.values()) <= 64


def test_many_at_once_cost_what_each_does() -> None:
    book = Book()
    book.warm()
    prices = book.estimates(NOW)
    routes = ["openai/gpt-5", "google/gemini-2.5-pro", "nobody/knows", "anthropic/claude-sonnet-4-5"]
    for tokens in (1, 1000, 250_000):  # two of them have another price for long prompts
        one_by_one = [prices(route, tokens, 0, 100) for route in routes]
        together = prices.each(routes, tokens, 100)
        assert [None if nanos is None else round(nanos) for nanos in together] == one_by_one
        assert one_by_one[2] is None and one_by_one[0]


def test_a_book_that_is_loaded_later_is_asked_then() -> None:
    book = Book(shelf=Shelf())
    assert book.estimate("openai/gpt-5", 1000, 0, 0, NOW) is None
    book.warm()
    assert book.estimate("openai/gpt-5", 1000, 0, 0, NOW) == 1_250_000
