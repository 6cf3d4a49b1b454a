"""What the last requests would have cost: worked out by hand for a few rows of a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ccrouter.ledger.listing import Kept
from ccrouter.prices.book import Book
from ccrouter.proxy.rehearsal import ENOUGH, Rehearsal, rehearse
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import parse

FILE = """
[providers.dear]
format = "anthropic"
base_url = "https://dear.example.com"
api_key = "${KEY}"
models = ["big", "unpriced"]

[providers.cheap]
format = "openai_chat"
base_url = "https://cheap.example.com/v1"
api_key = "${KEY}"
models = ["small"]

[prices."dear/big"]
input = 3.0
output = 15.0
cache_read = 0.3
cache_write = 3.75

[prices."cheap/small"]
input = 1.0
output = 2.0
cache_read = 0.1

[routing]
default = "dear/big"
"""
CHEAPEST = 'strategy = "cost-optimized"\nmodels = ["dear/big", "cheap/small"]\n'


def settings(more: str = "") -> Settings:
    return parse(FILE + more, Path("config.toml"), env={"KEY": "k"})


def kept(number: int = 0, **fields: Any) -> Kept:
    """A thousand tokens in, a hundred out, at dear/big: 4.5 million nano-dollars."""
    usual = {name: "" for name, kind in Kept.__annotations__.items() if kind == "str"}
    usual |= {name: False for name, kind in Kept.__annotations__.items() if kind == "bool"}
    usual |= {name: None for name, kind in Kept.__annotations__.items() if "None" in kind}
    usual |= {"id": "0", "time": 1_790_000_000_000_000 + number * 1_000_000, "offset": 0, "warnings": ()}
    usual |= {"provider": "dear", "model": "big", "asked": "whatever", "format": "anthropic", "session": f"s{number}"}
    usual |= {"status": 200, "input": 1000, "cache_read": 0, "cache_write": 0, "output": 100, "cost": 4_500_000}
    usual |= {"duration": 1.0}
    return msgspec.convert(usual | fields, Kept)


def played(rows: list[Kept], more: str = "") -> Rehearsal:
    chosen = settings(more)
    return rehearse(rows, chosen, Book(chosen.prices, chosen.providers), lambda keys: [None] * len(keys))


def test_with_the_settings_they_were_made_with_nothing_changes():
    result = played([kept(i) for i in range(ENOUGH)])
    assert (result.requests, result.moved, result.cost, result.would) == (20, 0, 90_000_000, 90_000_000)
    assert result.change == 0
    assert result.enough


def test_elsewhere_the_same_tokens_are_charged_at_the_prices_there():
    result = played([kept(i) for i in range(3)], CHEAPEST)
    assert result.moved == 3
    assert result.would == 3 * (1000 * 1000 + 100 * 2000)
    assert not result.enough


def test_a_cache_is_only_found_where_the_conversation_would_have_been():
    first = kept(0, session="one", cost=4_500_000)
    second = kept(1, session="one", input=100, cache_read=900, cost=2_070_000)
    result = played([second, first], CHEAPEST)
    cold, warm = 1000 * 1000 + 100 * 2000, 100 * 1000 + 900 * 100 + 100 * 2000
    assert result.would == cold + warm
    alone = played([second], CHEAPEST)
    assert alone.would == 1000 * 1000 + 100 * 2000  # nobody had been there before: all of it is read anew


def test_failures_and_unknown_prices_are_left_out_and_counted():
    rows = [
        kept(0),
        kept(1, status=502, fault="server"),
        kept(2, cost=None),
        kept(3, input=None, cache_read=None, cache_write=None, output=None),
    ]
    result = played(rows)
    assert (result.requests, result.left_out) == (1, 3)
    result = played([kept(0)], 'strategy = "priority"\nmodels = ["dear/unpriced"]\n')
    assert (result.requests, result.left_out) == (0, 1)


def test_rules_and_needs_are_heeded_as_far_as_they_are_known():
    rule = '[[routing.rules]]\nwhen = "task.thinking || task.language == \'de\'"\nroute = "cheap/small"\n'
    result = played([kept(0, thinking=True), kept(1)], rule)
    assert result.moved == 1
    assert result.unseen == ("task.language",)
    assert played([kept(0)], CHEAPEST).unseen == ()


def test_the_quality_of_the_models_is_compared_too():
    quality = "[routing.quality]\nbig = 0.9\nsmall = 0.3\n"
    result = played([kept(0), kept(1)], CHEAPEST + quality)
    assert (result.quality, result.would_quality) == (0.9, 0.3)


def test_nothing_at_all_is_no_percentage():
    assert played([]).change is None
