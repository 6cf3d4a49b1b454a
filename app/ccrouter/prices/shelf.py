"""The embedded price book (the ``genai-prices`` package) as ``Rates``; imported when first asked for.

Its traps, and what is done: it guesses a provider from a model's name unless told one, so it is always told; Gemini's
``models/`` is not part of its names; it raises LookupError for what it does not know and ValueError for data it cannot
use, and both mean "unknown" here. Prices are read off and multiplied in ``rates.charge`` rather than by its
``calc_price``, whose ``input_tokens`` would have to include the cached ones: so a row's unit prices always give its cost.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING

from ccrouter.prices.rates import Rates, rates

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

SOURCE = "genai-prices"
_MOST = 4096  # names come from clients: the memory of lookups must not grow without end


class Shelf:
    """Looks prices up by the book's provider id (``openai``, ``x-ai`` …) and the model's name."""

    def __init__(self, snapshot: DataSnapshot | None = None, version: str = "") -> None:
        """``snapshot`` None = the data inside the package, loaded at first use (about 0.1 s and 5 MB in a running router)."""
        self._snapshot = snapshot
        self._version = version
        self._known: dict[tuple[str, str], tuple[ModelInfo, bool] | None] = {}

    @property
    def ready(self) -> bool:
        """Whether looking up is quick now."""
        return self._snapshot is not None

    def load(self) -> DataSnapshot:
        """Blocks while the data is imported: call it in a thread when a loop is running."""
        if self._snapshot is None:
            with _without_updater():
                import genai_prices
            from genai_prices.data_snapshot import get_snapshot

            self._version = genai_prices.__version__
            self._snapshot = get_snapshot()
        return self._snapshot

    def provider_at(self, url: str) -> str | None:
        """The id of the provider whose endpoint this is."""
        try:
            return self.load().find_provider(None, None, url).id
        except LookupError:
            return None

    def has(self, provider: str) -> bool:
        return any(known.id == provider for known in self.load().providers)

    def rates(
        self, provider: str, model: str, at: datetime, prompt: int = 0, context: Mapping[str, str] | None = None
    ) -> Rates | None:
        """The prices in force ``at`` a time for a request with ``prompt`` input tokens, cached ones included.

        ``context`` picks what is billed apart: ``service_tier`` (flex, priority), ``processing`` (batch), ``speed``.
        """
        if provider == "openrouter" and model.endswith(":free"):  # free by name, and priced nowhere
            return rates(input=0.0, output=0.0, source=SOURCE, version=self._version)
        found = self._find(provider, model)
        if found is None:
            return None
        info, own = found
        try:
            # Tiers of another provider's list (Azure falls back to OpenAI's) are not this provider's.
            price = info.get_prices(at, context if own else None)
        except (LookupError, ValueError):
            return None
        return _rates(price, prompt, self._version)

    def steps(self, provider: str, model: str, at: datetime) -> tuple[int, ...]:
        """The prompt sizes above which ``rates`` is another."""
        found = self._find(provider, model)
        if found is None:
            return ()
        try:
            price = found[0].get_prices(at)
        except (LookupError, ValueError):
            return ()
        tiers = (tier for value in price.__dict__.values() for tier in getattr(value, "tiers", ()))
        return tuple(tier.start for tier in tiers)

    def _find(self, provider: str, model: str) -> tuple[ModelInfo, bool] | None:
        key = (provider, model)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            try:
                where, info = self.load().find_provider_model(model.removeprefix("models/"), None, provider, None)
                self._known[key] = info, any(info is one for one in where.models)
            except (LookupError, ValueError):
                self._known[key] = None
        return self._known[key]


@contextmanager
def _without_updater() -> Iterator[None]:
    """The package imports its updater, and with that an HTTP client that nothing here uses (1.4 MB): ``prices.feed`` fetches."""
    name = "genai_prices.update_prices"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = stand_in = ModuleType(name)
    stand_in.__dict__.update(UpdatePrices=None, wait_prices_updated_async=None, wait_prices_updated_sync=None)
    try:
        yield
    finally:
        del sys.modules[name]  # whoever imports it by its name gets the real one


def _rates(price: ModelPrice, prompt: int, version: str) -> Rates | None:
    """None where the list has no price for input or output: a price that is not there is not zero."""

    def dollars(key: str) -> float | None:
        value: Decimal | TieredPrices | None = price.__dict__.get(key)
        if value is None or isinstance(value, Decimal):
            return None if value is None else float(value)
        # The whole request is billed at the tier its input reaches, not only the tokens above it.
        reached = [tier.price for tier in value.tiers if prompt > tier.start]
        return float(reached[-1] if reached else value.base)

    paid, answer = dollars("input_mtok"), dollars("output_mtok")
    if paid is None or answer is None:
        return None
    return rates(
        input=paid,
        output=answer,
        cache_read=dollars("cache_read_mtok"),
        cache_write=dollars("cache_write_mtok"),
        cache_write_1h=dollars("cache_write_1h_mtok"),
        reasoning=dollars("output_reasoning_mtok"),
        search=dollars("web_searches_kcount") or 0.0,
        request=dollars("requests_kcount") or 0.0,
        source=SOURCE,
        version=version,
    )
