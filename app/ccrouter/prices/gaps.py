"""Prices the embedded book lacks or has wrong: ``resources/prices.toml``, each with the page it is from."""

from __future__ import annotations

import functools
import tomllib
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

import msgspec
from msgspec import Struct

from ccrouter.prices.rates import Rates, rates
from ccrouter.resources import resource

SOURCE = "catalog"


class Peak(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours (UTC, from and before) and weekdays (Monday = 0) in which everything costs ``factor`` times as much."""

    hours: tuple[tuple[int, int], ...]
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    factor: float

    def at(self, moment: datetime) -> bool:
        there = moment.astimezone(UTC)
        return there.weekday() in self.days and any(first <= there.hour < end for first, end in self.hours)


class Tier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prices of a whole request with more than ``above`` input tokens. USD per million tokens, as in ``Price``."""

    above: int = 0
    input: float
    output: float
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_1h: float | None = None


class Price(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What some models (globs, lower case) of a provider cost from a day on."""

    models: tuple[str, ...]
    source: str  # the page it was read on
    read: date  # when
    since: date | None = None
    corrects: bool = False  # goes before the embedded book, which is wrong about it
    tiers: tuple[Tier, ...]  # ascending; the first is the price of a short request
    peak: Peak | None = None

    def rates(self, at: datetime, prompt: int) -> Rates:
        tier = [tier for tier in self.tiers if prompt > tier.above or tier is self.tiers[0]][-1]
        factor = self.peak.factor if self.peak and self.peak.at(at) else 1.0

        def times(price: float | None) -> float | None:
            return None if price is None else price * factor

        return rates(
            input=tier.input * factor,
            output=tier.output * factor,
            cache_read=times(tier.cache_read),
            cache_write=times(tier.cache_write),
            cache_write_1h=times(tier.cache_write_1h),
            source=SOURCE,
            version=self.read.isoformat(),
        )


Gaps = dict[str, tuple[Price, ...]]  # by catalog name of the provider


def read(text: str) -> Gaps:
    """Raises tomllib.TOMLDecodeError or msgspec.ValidationError: the file is ours to keep right."""
    return msgspec.convert(tomllib.loads(text), Gaps)


@functools.cache
def shipped() -> Gaps:
    return read(resource("prices.toml").read_text(encoding="utf-8"))


def find(gaps: Gaps, provider: str, model: str, at: datetime, *, corrects: bool) -> Price | None:
    name = model.lower()
    for price in gaps.get(provider, ()):
        in_force = price.since is None or at.astimezone(UTC).date() >= price.since
        if price.corrects == corrects and in_force and any(fnmatchcase(name, glob) for glob in price.models):
            return price
    return None
