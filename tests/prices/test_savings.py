"""Savings: the same tokens at the reference's prices, and nothing counted whose price is not known."""

from __future__ import annotations

from datetime import UTC, datetime

from ccrouter.ir.usage import Usage
from ccrouter.prices.book import Book
from ccrouter.prices.savings import Used, savings
from ccrouter.settings.deployments import Prices

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROWS = [
    Used(at=AT, usage=Usage(input=1000, cache_read=2000, output=100), nanos=1_000_000),
    Used(at=AT, usage=Usage(input=1000, output=100), nanos=0),  # a local model
    Used(at=AT, usage=Usage(input=9000, output=900), nanos=None),
]


def test_against_the_reference_of_the_settings() -> None:
    found = savings(ROWS, Book(Prices(reference="anthropic/claude-opus-4-8")))
    # 5 / 0.50 / 25: (5,000,000 + 1,000,000 + 2,500,000) + (5,000,000 + 2,500,000)
    assert (found.spent, found.reference_cost, found.saved) == (1_000_000, 16_000_000, 15_000_000)
    assert (found.requests, found.left_out) == (2, 1)
    assert "anthropic/claude-opus-4-8's list prices" in found.method


def test_a_cheaper_reference_is_said_to_be_cheaper() -> None:
    dear = [Used(at=AT, usage=Usage(input=1000), nanos=9_000_000)]
    assert savings(dear, Book(), "anthropic/claude-opus-4-8").saved == -4_000_000


def test_an_unknown_reference_saves_nothing() -> None:
    found = savings(ROWS, Book(), "nobody/knows")
    assert (found.saved, found.requests, found.left_out) == (0, 0, 3)
