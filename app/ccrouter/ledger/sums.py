"""What a group of requests adds up to, and the spans of time that are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from ccrouter.ledger import histogram
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.tables import COUNTS, DAY, HOUR, MINUTE

_SECONDS = {MINUTE: 60, HOUR: 3600}


class Span(Struct, frozen=True):
    """Rollups from ``first`` to ``last`` (both included) of one level; see ``tables.rollups``."""

    level: int
    first: int
    last: int

    @classmethod
    def days(cls, first: date, last: date) -> Span:
        return cls(DAY, Calendar.number(first), Calendar.number(last))

    @classmethod
    def hours(cls, begin: float, end: float) -> Span:
        """The whole hours that touch a time, Unix seconds."""
        return cls(HOUR, int(begin // 3600), int(end // 3600))

    @classmethod
    def minutes(cls, begin: float, end: float) -> Span:
        return cls(MINUTE, int(begin // 60), int(end // 60))

    @classmethod
    def fitting(cls, begin: float, end: float, calendar: Calendar) -> Span:
        """With as many buckets as a chart has room for: minutes of up to six hours, hours of up to two weeks, else days."""
        if end - begin <= 6 * 3600:
            return cls.minutes(begin, end)
        if end - begin <= 14 * 86_400:
            return cls.hours(begin, end)
        return cls(DAY, calendar.day(begin), calendar.day(end))

    def start(self, number: int, calendar: Calendar) -> float:
        """When the bucket of that number begins, Unix seconds."""
        return calendar.midnight(number) if self.level == DAY else float(number * _SECONDS[self.level])

    def moments(self, calendar: Calendar) -> tuple[int, int]:
        """First and one past the last Unix microsecond."""
        return int(self.start(self.first, calendar) * 1e6), int(self.start(self.last + 1, calendar) * 1e6)


class Sums(Struct, kw_only=True):
    """Counts as in ``tables.rollups``: money in nano-dollars, times in milliseconds; tokens in buckets that do not overlap."""

    requests: int = 0
    failures: int = 0
    tries: int = 0
    failed_tries: int = 0
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    output: int = 0
    reasoning: int = 0
    cost: int = 0
    unpriced: int = 0  # requests whose price is not known: the cost is at least what stands there
    estimated: int = 0
    duration: int = 0
    writing: int = 0
    ttfts: int = 0  # histograms
    durations: int = 0

    def add(self, counts: Iterable[Any], names: Sequence[str] = COUNTS) -> None:
        """Add a row of sums in the order of ``names``."""
        for name, count in zip(names, counts, strict=True):
            setattr(self, name, getattr(self, name) + int(count or 0))

    @property
    def tokens(self) -> int:
        return self.input + self.cache_read + self.cache_write + self.output

    @property
    def success_rate(self) -> float | None:
        return 1 - self.failures / self.requests if self.requests else None

    @property
    def cache_share(self) -> float | None:
        """Of all that went in, how much came from a cache."""
        read = self.input + self.cache_read + self.cache_write
        return self.cache_read / read if read else None

    @property
    def tokens_per_second(self) -> float | None:
        """Of streamed answers, from first word to end."""
        return self.output * 1000 / self.writing if self.writing else None

    def figures(self) -> dict[str, Any]:
        """Everything under its name for people and machines: USD, seconds, percentiles."""
        ttft, latency = histogram.percentiles(self.ttfts), histogram.percentiles(self.durations)
        shown: dict[str, Any] = {
            name: getattr(self, name) for name in COUNTS if name not in ("cost", "duration", "writing")
        }
        return shown | {
            "tokens": self.tokens,
            "cost_usd": self.cost / 1e9,
            "success_rate": self.success_rate,
            "cache_share": self.cache_share,
            "tokens_per_second": self.tokens_per_second,
            **dict(zip(("ttft_p50", "ttft_p95", "ttft_p99"), ttft, strict=True)),
            **dict(zip(("latency_p50", "latency_p95", "latency_p99"), latency, strict=True)),
        }
