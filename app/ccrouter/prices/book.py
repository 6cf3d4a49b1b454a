"""What an answer cost, from the first of: the user's own price, a model on the user's machine (0), the provider's bill,
the embedded book with its corrections, the shipped gap file. Unknown stays unknown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from ccrouter.ir.usage import Usage
from ccrouter.prices import gaps as gap_file
from ccrouter.prices.gaps import Gaps
from ccrouter.prices.rates import Cost, Rates, billed, charge, rates
from ccrouter.prices.shelf import Shelf
from ccrouter.settings.deployments import OwnPrice, Prices, Provider

# Where our catalog and the book name a provider differently. None: the book's list is not what these bill: a flat plan,
# or prices in another currency.
_NAMES: dict[str, str | None] = {
    "azure-openai": "azure",
    "gemini": "google",
    "glm": "zai",
    "glm-cn": "zhipuai",
    "glm-coding": None,
    "moonshot": "moonshotai",
    "moonshot-cn": None,
    "minimax-cn": None,
    "qwen-cn": None,
    "xai": "x-ai",
}
FREE = rates(input=0.0, output=0.0, source="local")
_MOST, _COLUMNS = 4096, 64  # names come from clients: the memory of quotes must not grow without end


class _Quote(NamedTuple):
    """What a route costs: ``units[i]`` holds for prompts up to ``steps[i]``, the last for the rest."""

    steps: tuple[int, ...]
    units: tuple[Rates | None, ...]


class _Minute(NamedTuple):
    """Quotes that hold for a minute: of single routes, and of what is often asked for together."""

    quotes: dict[str, _Quote]
    columns: dict[tuple[str, ...], list[_Quote]]


class Estimates:
    """What requests are about to cost at one moment, in nano-dollars, None = not known; never blocks to load data."""

    def __init__(self, minute: _Minute, look_up: Callable[[str], _Quote]) -> None:
        self._minute = minute
        self._look_up = look_up

    def __call__(self, route: str, tokens: int, cached: int, output: int) -> int | None:
        """At ``route`` (provider/model), for so many tokens of input and output; ``cached`` of the input are expected to be
        read from a cache."""
        steps, units = self._quote(route)
        unit = units[bisect_left(steps, tokens)]
        if unit is None:
            return None
        if cached > tokens:
            cached = tokens
        # as ``charge`` has it, for the three buckets that can be foreseen
        return round((tokens - cached) * unit.input + cached * unit.cache_read + output * unit.output + unit.request)

    def each(self, routes: Sequence[str], tokens: int, output: int) -> list[float | None]:
        """The same for many routes, with nothing in a cache: a decision may ask for hundreds."""
        column = self._minute.columns.get(together := tuple(routes))
        if column is None:
            if len(self._minute.columns) >= _COLUMNS:
                self._minute.columns.clear()
            column = self._minute.columns[together] = [self._quote(route) for route in routes]
        size, answer = float(tokens), float(output)  # two floats are multiplied in half the time
        return [
            None if (unit := units[bisect_left(steps, tokens)] if steps else units[0]) is None
            else size * unit.input + answer * unit.output + unit.request
            for steps, units in column
        ]  # fmt: skip

    def _quote(self, route: str) -> _Quote:
        return self._minute.quotes.get(route) or self._look_up(route)


class Book:
    """Immutable but for its memory of lookups; may be asked from several threads."""

    def __init__(
        self,
        prices: Prices | None = None,
        providers: Mapping[str, Provider] | None = None,
        shelf: Shelf | None = None,
        gaps: Gaps | None = None,
    ) -> None:
        """``providers`` by name, as in the settings; a name not among them is taken for a catalog name.

        ``shelf`` and ``gaps`` default to the data shipped. Hand the old book's ``shelf`` on when settings change.
        """
        self.shelf = shelf or Shelf()
        self._prices = prices or Prices()
        self._providers = dict(providers or {})
        self._gaps = gaps
        self._ids: dict[str, str | None] = {}
        self._minutes: dict[int, _Minute] = {}  # by stamp: a minute, and whether the book was loaded
        self._moment: tuple[datetime | None, int] = (None, 0)  # the last one asked about, and its stamp

    @property
    def reference(self) -> str:
        """provider/model that savings are measured against; "" = none."""
        return self._prices.reference

    def warm(self) -> None:
        """Loads the data; blocks for about 0.1 s, so call it in a thread. Until then ``estimate`` knows no book prices."""
        self.shelf.load()
        self._moment = (None, 0)
        now = datetime.now(UTC)
        for name, provider in self._providers.items():  # the first look at each builds tables
            for model in provider.models[:1]:
                self.rates(name, model, now)

    def rates(
        self, provider: str, model: str, at: datetime, *, prompt: int = 0, context: Mapping[str, str] | None = None
    ) -> Rates | None:
        """Unit prices in force ``at`` a time for ``prompt`` input tokens (cached included); None = unknown."""
        listed = self._listed(provider, model, at, prompt, context)
        own = self._own(provider, model)
        return listed if own is None else _overridden(own, listed)

    def cost(self, provider: str, model: str, usage: Usage, at: datetime) -> Cost:
        """What ``usage`` cost at ``provider`` (its name in the settings)."""
        unit = self.rates(provider, model, at, prompt=usage.prompt, context=context_of(usage))
        ours = unit is not None and unit.source in ("override", "local")
        if not ours and (bill := billed(usage)) is not None:
            return Cost(nanos=bill, rates=unit, source="provider", estimated=usage.estimated)
        if unit is None:
            return Cost(nanos=None, rates=None, source="unknown", estimated=usage.estimated)
        return Cost(
            nanos=charge(unit, usage), rates=unit, source=unit.source, version=unit.version, estimated=usage.estimated
        )

    def estimate(
        self, route: str, input_tokens: int, cached_tokens: int, output_tokens: int, at: datetime
    ) -> int | None:
        """Nano-dollars a request is about to cost at ``route`` (provider/model); never blocks to load data.

        ``cached_tokens`` are the part of ``input_tokens`` expected to be read from a cache.
        """
        return self.estimates(at)(route, input_tokens, cached_tokens, output_tokens)

    def estimates(self, at: datetime) -> Estimates:
        """``estimate`` at one moment.

        Prices are looked up anew once a minute: they change with the hour and the day.
        """
        moment = self._moment
        if at is not moment[0]:
            moment = self._moment = (at, int(at.timestamp() // 60) * 2 + self.shelf.ready)
        stamp = moment[1]
        minute = self._minutes.get(stamp)
        if minute is None:
            minute = _Minute({}, {})
            self._minutes = {**dict(list(self._minutes.items())[-1:]), stamp: minute}  # and the one before
        return Estimates(minute, lambda route: self._quoted(route, at, loaded=bool(stamp % 2), quotes=minute.quotes))

    def comparable(self, provider: str, model: str) -> float | None:
        """One number to compare models by: three input tokens and one output token, as of now; None = unknown."""
        unit = self.rates(provider, model, datetime.now(UTC))
        return None if unit is None else 3 * unit.input + unit.output

    def _quoted(self, route: str, at: datetime, *, loaded: bool, quotes: dict[str, _Quote]) -> _Quote:
        """Remembered among ``quotes``; ``loaded``: the book is there."""
        provider, _, model = route.partition("/")
        if loaded:
            steps = self._steps(provider, model, at)
            units = tuple(self.rates(provider, model, at, prompt=most) for most in (*steps, (steps or (0,))[-1] + 1))
        else:
            steps, units = (), (self._without_book(provider, model),)
        if len(quotes) >= _MOST:
            quotes.clear()
        quote = quotes[route] = _Quote(steps, units)
        return quote

    def _steps(self, provider: str, model: str, at: datetime) -> tuple[int, ...]:
        """The prompt sizes at which a price may step up, whoever's list it is from."""
        gaps = gap_file.shipped() if self._gaps is None else self._gaps
        name, book_id = self._catalog_name(provider), self._book_id(provider)
        found = {
            tier.above
            for corrects in (True, False)
            if (price := gap_file.find(gaps, name, model, at, corrects=corrects))
            for tier in price.tiers
        }
        return tuple(sorted(found.union(self.shelf.steps(book_id, model, at) if book_id else ())))

    def total(self, route: str, usage: Usage, requests: int, at: datetime) -> int | None:
        """Nano-dollars that ``requests`` with these tokens in all would cost at ``route``, each billed as the mean one."""
        provider, _, model = route.partition("/")
        unit = self.rates(provider, model, at, prompt=usage.prompt // max(1, requests))
        return None if unit is None else charge(unit, usage) + round(unit.request * (requests - 1))

    def _without_book(self, provider: str, model: str) -> Rates | None:
        own = self._own(provider, model)
        return _overridden(own, None) if own else FREE if self._local(provider) else None

    def _listed(
        self, provider: str, model: str, at: datetime, prompt: int, context: Mapping[str, str] | None
    ) -> Rates | None:
        if self._local(provider):
            return FREE
        gaps = gap_file.shipped() if self._gaps is None else self._gaps
        name = self._catalog_name(provider)
        if price := gap_file.find(gaps, name, model, at, corrects=True):
            return price.rates(at, prompt)
        book_id = self._book_id(provider)
        if book_id and (found := self.shelf.rates(book_id, model, at, prompt, context)):
            return found
        if price := gap_file.find(gaps, name, model, at, corrects=False):
            return price.rates(at, prompt)
        return None

    def _own(self, provider: str, model: str) -> OwnPrice | None:
        route = f"{provider}/{model}"
        exact = [own for own in self._prices.own if own.models == route]
        return next(iter(exact), None) or next((o for o in self._prices.own if fnmatchcase(route, o.models)), None)

    def _local(self, provider: str) -> bool:
        known = self._providers.get(provider)
        return known is not None and (known.local or known.demo)

    def _catalog_name(self, provider: str) -> str:
        known = self._providers.get(provider)
        return self._prices.like.get(provider) or (known and known.catalog) or provider

    def _book_id(self, provider: str) -> str | None:
        """Where in the book a provider stands: as the user says, by catalog name, by its address."""
        if provider not in self._ids:
            name = self._catalog_name(provider)
            found = _NAMES.get(name, name)
            if found is not None and not self.shelf.has(found):
                known = self._providers.get(provider)
                found = self.shelf.provider_at(known.base_url) if known else None
            self._ids[provider] = found
        return self._ids[provider]


def context_of(usage: Usage) -> dict[str, str]:
    """What the provider said about how it served, in the book's words."""
    raw = usage.raw or {}
    tier = usage.tier or raw.get("service_tier")
    context = {"service_tier": tier, "speed": raw.get("speed"), "processing": "batch" if tier == "batch" else None}
    return {key: value for key, value in context.items() if isinstance(value, str)}


def _overridden(own: OwnPrice, listed: Rates | None) -> Rates:
    """Cache prices the user does not name keep their relation to the input price: discounts are on all of them alike."""

    def kept(name: str) -> float | None:
        if listed is None or not listed.input:
            return None
        return own.input * float(getattr(listed, name)) / listed.input

    read = kept("cache_read") if own.cache_read is None else own.cache_read
    write = kept("cache_write") if own.cache_write is None else own.cache_write
    hour = own.cache_write_1h
    if hour is None:
        hour = kept("cache_write_1h") if own.cache_write is None else own.cache_write
    return rates(
        input=own.input,
        output=own.output,
        cache_read=read,
        cache_write=write,
        cache_write_1h=hour,
        search=listed.search / 1e6 if listed else 0.0,
        request=listed.request / 1e6 if listed else 0.0,
        source="override",
    )
