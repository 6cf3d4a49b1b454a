"""The order of sources, what is read off each, and that unknown is never free."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from ccrouter.ir.usage import Usage
from ccrouter.prices import gaps
from ccrouter.prices.book import Book
from ccrouter.prices.rates import Rates
from ccrouter.prices.shelf import Shelf
from ccrouter.settings.deployments import OwnPrice, Prices, Provider

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHELF = Shelf()
BOOK = Book(shelf=SHELF)
THOUSAND = Usage(input=1000, output=1000)


def provider(name: str, url: str = "https://example.com/v1", **more: Any) -> Provider:
    return Provider(name=name, format="openai_chat", base_url=url, **more)


def book(*providers: Provider, **prices: Any) -> Book:
    return Book(Prices(**prices), {one.name: one for one in providers}, SHELF)


def rates(route: str, at: datetime = AT, prompt: int = 0, using: Book = BOOK, **context: str) -> Rates:
    name, _, model = route.partition("/")
    found = using.rates(name, model, at, prompt=prompt, context=context)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("route", "input", "output"),
    [
        ("anthropic/claude-sonnet-4-5-20250929", 3000, 15000),
        ("gemini/models/gemini-2.5-flash", 300, 2500),
        ("xai/grok-4.5", 2000, 6000),
        ("azure-openai/gpt-5", 1250, 10000),
        ("moonshot/kimi-k3", 3000, 15000),
        ("glm/glm-4.7", 600, 2200),
        ("groq/openai/gpt-oss-120b", 150, 600),
        ("openrouter/some/model:free", 0, 0),
        ("openai/gpt-6.2-sol", 2000, 10000),
        ("qwen/qwen3-coder-plus", 1000, 5000),
    ],
)
def test_catalog_names_are_found(route: str, input: float, output: float) -> None:
    found = rates(route)
    assert (found.input, found.output) == (input, output)


@pytest.mark.parametrize(
    "route", ["openai/gpt-nothing", "nobody/gpt-5", "glm-coding/glm-4.7", "qwen-cn/qwen3-max", "x/"]
)
def test_unknown_is_not_free(route: str) -> None:
    name, _, model = route.partition("/")
    cost = BOOK.cost(name, model, THOUSAND, AT)
    assert (cost.nanos, cost.rates, cost.source) == (None, None, "unknown")
    assert BOOK.estimate(route, 1000, 0, 1000, AT) is None


def test_the_same_model_at_another_provider_has_another_price() -> None:
    assert rates("groq/openai/gpt-oss-120b").input != rates("cerebras/gpt-oss-120b").input


def test_a_provider_is_known_by_its_address() -> None:
    work = book(provider("work", "https://api.openai.com/v1"), provider("elsewhere"))
    assert rates("work/gpt-5", using=work).input == 1250
    assert work.rates("elsewhere", "gpt-5", AT) is None


def test_a_provider_is_known_by_its_catalog_entry() -> None:
    behind = book(provider("claude", "http://127.0.0.1:9/", catalog="anthropic"))
    assert rates("claude/claude-opus-4-8", using=behind).input == 5000


def test_the_user_may_say_whose_prices_a_gateway_bills() -> None:
    gateway = book(provider("gateway"), like={"gateway": "gemini"})
    assert rates("gateway/gemini-2.5-flash", using=gateway).input == 300


def test_local_models_cost_nothing_whatever_their_name() -> None:
    mine = book(provider("ollama", "http://127.0.0.1:11434/v1", local=True))
    cost = mine.cost("ollama", "gpt-5", THOUSAND, AT)
    assert (cost.nanos, cost.source) == (0, "local")


def test_own_prices_go_first() -> None:
    own = OwnPrice(models="openrouter/x/y", input=1, output=2)
    mine = book(own=(OwnPrice(models="openrouter/*", input=9, output=9), own))
    usage = msgspec.structs.replace(THOUSAND, cost=0.5)
    cost = mine.cost("openrouter", "x/y", usage, AT)
    assert (cost.nanos, cost.source) == (3_000_000, "override")
    assert mine.cost("openrouter", "other", usage, AT).nanos == 18_000_000


@pytest.mark.parametrize(
    ("route", "own", "read", "write", "hour"),
    [
        ("anthropic/claude-opus-4-8", {"input": 2.5}, 250, 3125, 5000),  # half the list's 5: caches are halved too
        ("anthropic/claude-opus-4-8", {"input": 0}, 0, 0, 0),
        ("anthropic/claude-opus-4-8", {"input": 5, "cache_read": 1, "cache_write": 7}, 1000, 7000, 7000),
        ("anthropic/claude-opus-4-8", {"input": 5, "cache_write_1h": 9}, 500, 6250, 9000),
        ("nobody/model", {"input": 4}, 4000, 4000, 4000),
    ],
)
def test_cache_prices_the_user_leaves_out(
    route: str, own: dict[str, float], read: float, write: float, hour: float
) -> None:
    found = rates(route, using=book(own=(OwnPrice(models=route, output=1, **own),)))
    assert (found.cache_read, found.cache_write, found.cache_write_1h) == (read, write, hour)


def test_the_providers_bill_goes_before_the_book() -> None:
    usage = msgspec.structs.replace(THOUSAND, cost=0.0123456789)
    cost = BOOK.cost("openrouter", "anthropic/claude-sonnet-4.5", usage, AT)
    assert (cost.nanos, cost.source) == (12_345_679, "provider")
    assert cost.rates is not None and cost.rates.source == "genai-prices"
    assert BOOK.cost("openrouter", "never/heard-of", usage, AT).nanos == 12_345_679


@pytest.mark.parametrize(
    ("details", "nanos", "source"),
    [
        ({"upstream_inference_cost": 0.02}, 20_001_000, "provider"),
        (
            {"upstream_inference_cost": None},
            18_000_000,
            "genai-prices",
        ),  # the fee alone is no bill: 3,000 + 15,000 each
    ],
)
def test_a_bill_for_the_users_own_upstream_key(details: dict[str, Any], nanos: int, source: str) -> None:
    raw = {"is_byok": True, "cost_details": details}
    usage = msgspec.structs.replace(THOUSAND, cost=0.000001, raw=raw)
    cost = BOOK.cost("openrouter", "anthropic/claude-sonnet-4.5", usage, AT)
    assert (cost.nanos, cost.source) == (nanos, source)


def test_estimated_tokens_make_an_estimated_cost() -> None:
    usage = msgspec.structs.replace(THOUSAND, estimated=True)
    assert BOOK.cost("openai", "gpt-5", usage, AT).estimated
    assert not BOOK.cost("openai", "gpt-5", THOUSAND, AT).estimated


@pytest.mark.parametrize(
    ("route", "prompt", "input", "output"),
    [
        ("anthropic/claude-sonnet-4-5", 200_000, 3000, 15000),
        ("anthropic/claude-sonnet-4-5", 200_001, 6000, 22500),
        ("openai/gpt-6.2-sol", 272_000, 2000, 10000),
        ("openai/gpt-6.2-sol", 272_001, 4000, 15000),
        ("qwen/qwen3-coder-plus", 32_001, 1800, 9000),
        ("qwen/qwen3-coder-plus", 900_000, 6000, 60000),
    ],
)
def test_long_requests_cost_more(route: str, prompt: int, input: float, output: float) -> None:
    found = rates(route, prompt=prompt)
    assert (found.input, found.output) == (input, output)


def test_the_tier_counts_cached_tokens() -> None:
    usage = Usage(input=1, cache_read=200_000, output=1)
    assert BOOK.cost("anthropic", "claude-sonnet-4-5", usage, AT).nanos == 6000 + 200_000 * 600 + 22_500


@pytest.mark.parametrize(
    ("when", "input", "source"),
    [
        (datetime(2026, 7, 1, tzinfo=UTC), 435, "genai-prices"),  # before the price rose
        (datetime(2026, 11, 20, 12, tzinfo=UTC), 660, "catalog"),
        (datetime(2026, 11, 20, 3, 59, tzinfo=UTC), 1320, "catalog"),  # Friday, peak
        (datetime(2026, 11, 20, 4, 0, tzinfo=UTC), 660, "catalog"),
        (datetime(2026, 11, 21, 3, 59, tzinfo=UTC), 660, "catalog"),  # Saturday has no peak
    ],
)
def test_dated_and_peak_prices(when: datetime, input: float, source: str) -> None:
    found = rates("deepseek/deepseek-v4-pro", at=when)
    assert found.input == pytest.approx(input)
    assert found.source == source


@pytest.mark.parametrize(
    ("route", "usage", "input"),
    [
        ("openai/gpt-5", Usage(tier="flex"), 625),
        ("openai/gpt-5", Usage(tier="priority"), 2500),
        ("openai/gpt-5", Usage(tier="default"), 1250),
        ("openai/gpt-5", Usage(tier="never heard of"), 1250),
        ("anthropic/claude-opus-5-5", Usage(raw={"service_tier": "batch"}), 2000),
        ("anthropic/claude-opus-5-5", Usage(raw={"service_tier": "standard", "speed": "fast"}), 8000),
    ],
)
def test_what_is_served_otherwise_is_billed_otherwise(route: str, usage: Usage, input: float) -> None:
    name, _, model = route.partition("/")
    usage = msgspec.structs.replace(usage, input=1)
    assert BOOK.cost(name, model, usage, AT).nanos == input


def test_every_cost_says_where_its_prices_are_from() -> None:
    for route, source in {"openai/gpt-5": "genai-prices", "qwen/qwen3-max": "catalog"}.items():
        name, _, model = route.partition("/")
        cost = BOOK.cost(name, model, THOUSAND, AT)
        assert cost.source == source and cost.version
        assert cost.rates is not None
        assert cost.nanos == THOUSAND.input * cost.rates.input + THOUSAND.output * cost.rates.output


def test_estimates_count_what_is_expected_from_the_cache() -> None:
    assert BOOK.estimate("anthropic/claude-sonnet-4-5", 1000, 600, 100, AT) == 400 * 3000 + 600 * 300 + 100 * 15000
    assert BOOK.estimate("anthropic/claude-sonnet-4-5", 1000, 5000, 0, AT) == 1000 * 300


def test_many_requests_are_billed_at_the_tier_of_the_mean_one() -> None:
    usage = Usage(input=1_000_000, output=10)
    assert BOOK.total("anthropic/claude-sonnet-4-5", usage, 10, AT) == 3_000_000_000 + 150_000
    assert BOOK.total("anthropic/claude-sonnet-4-5", usage, 2, AT) == 6_000_000_000 + 225_000
    assert BOOK.total("nobody/knows", usage, 1, AT) is None


def test_estimates_do_not_wait_for_the_data() -> None:
    cold = book(provider("ollama", local=True), own=(OwnPrice(models="a/b", input=1, output=1),))
    cold.shelf = Shelf()
    assert cold.estimate("openai/gpt-5", 1000, 0, 0, AT) is None
    assert cold.estimate("a/b", 1000, 0, 0, AT) == 1_000_000
    assert cold.estimate("ollama/x", 1000, 0, 0, AT) == 0
    assert not cold.shelf.ready
    cold.warm()
    assert cold.estimate("openai/gpt-5", 1000, 0, 0, AT) == 1_250_000


def test_every_entry_of_the_gap_file_has_a_source_and_a_price() -> None:
    for name, entries in gaps.shipped().items():
        for entry in entries:
            assert entry.source.startswith("https://"), name
            assert [tier.above for tier in entry.tiers] == sorted({tier.above for tier in entry.tiers})
            assert all(tier.input > 0 and tier.output > 0 for tier in entry.tiers)


def test_no_gap_is_filled_that_the_book_fills_itself() -> None:
    """Then the entry can go, or must say that it corrects the book."""
    for name, entries in gaps.shipped().items():
        for entry in entries:
            if not entry.corrects:
                model = entry.models[0]
                assert SHELF.rates({"azure-openai": "azure"}.get(name, name), model, AT) is None, model
