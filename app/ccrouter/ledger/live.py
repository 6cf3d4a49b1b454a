"""Live figures: what happened in the last minute and today, as one immutable picture at most four times a second."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable

from msgspec import Struct

from ccrouter.ledger import histogram
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import AttemptRow, ExchangeRow
from ccrouter.views import LiveView

_WINDOW = 60  # seconds that rates and percentiles speak of
_OFTEN = 0.25  # seconds between two pictures


class Totals(Struct, frozen=True):
    """Since the start of this process, by (provider, model): what Prometheus wants."""

    requests: dict[tuple[str, str, str], int]  # and status
    tokens: dict[tuple[str, str, str], int]  # and bucket
    cost: dict[tuple[str, str], int]
    failed_attempts: dict[tuple[str, str, str], int]  # and kind of fault
    ttft: dict[tuple[str, str], tuple[int, float]]  # histogram, sum of seconds
    duration: dict[tuple[str, str], tuple[int, float]]


class _Second:
    """What ended within one second."""

    __slots__ = ("at", "durations", "failures", "output", "requests", "ttfts")

    def __init__(self, at: int) -> None:
        self.at = at
        self.requests = self.failures = self.output = 0
        self.ttfts = self.durations = histogram.EMPTY


class Meter:
    """Counts on the loop, some microseconds an exchange. ``now`` is Unix seconds; a clock set back starts the minute anew."""

    def __init__(self, calendar: Calendar, in_flight: Callable[[], int] = lambda: 0) -> None:
        self._calendar = calendar
        self._in_flight = in_flight
        self._seconds: deque[_Second] = deque(maxlen=_WINDOW)
        self._day = -1
        self._today = Counter[str]()
        self._picture: LiveView | None = None
        self._requests = Counter[tuple[str, str, str]]()
        self._tokens = Counter[tuple[str, str, str]]()
        self._cost = Counter[tuple[str, str]]()
        self._failed = Counter[tuple[str, str, str]]()
        self._ttft: dict[tuple[str, str], tuple[int, float]] = {}
        self._duration: dict[tuple[str, str], tuple[int, float]] = {}

    def add(self, row: ExchangeRow, attempts: tuple[AttemptRow, ...], now: float) -> None:
        second = self._second(int(now))
        failed = row.fault != "" or row.status >= 400
        who = (row.provider, row.model)
        second.requests += 1
        second.failures += failed
        self._requests[*who, str(row.status)] += 1
        if row.ttft is not None:
            second.ttfts += histogram.single(row.ttft)
            _observe(self._ttft, who, row.ttft)
        if not failed:
            second.durations += histogram.single(row.duration)
            _observe(self._duration, who, row.duration)
        billed = sum(attempt.cost or 0 for attempt in attempts[:-1])
        self._cost[who] += row.cost or 0
        for attempt in attempts:
            if attempt.outcome != "ok":
                self._failed[attempt.provider, attempt.model, attempt.outcome] += 1
        for attempt in attempts[:-1]:
            self._cost[attempt.provider, attempt.model] += attempt.cost or 0
        self._turn_page(now)
        self._today["requests"] += 1
        self._today["cost"] += (row.cost or 0) + billed
        if usage := row.usage:
            second.output += usage.output
            self._today["tokens"] += usage.prompt + usage.output
            self._today["unpriced"] += row.cost is None
            for bucket in ("input", "cache_read", "cache_write", "output", "reasoning"):
                self._tokens[*who, bucket] += getattr(usage, bucket)

    def seed(self, day: int, requests: int, tokens: int, cost: int, unpriced: int) -> None:
        """Add what the rows say of a day before this start."""
        if self._day in (-1, day):
            self._day = day
            self._today.update(requests=requests, tokens=tokens, cost=cost, unpriced=unpriced)

    def picture(self, now: float) -> LiveView:
        """The same one is returned for a quarter of a second."""
        last = self._picture
        if last is not None and 0 <= now - last.time < _OFTEN:
            return last
        self._turn_page(now)
        seconds = [second for second in self._seconds if now - _WINDOW < second.at <= now]
        requests = sum(second.requests for second in seconds)
        failures = sum(second.failures for second in seconds)
        ttft = histogram.percentiles(sum(second.ttfts for second in seconds))
        latency = histogram.percentiles(sum(second.durations for second in seconds))
        today = self._today
        self._picture = LiveView(
            time=now,
            requests_per_second=requests / _WINDOW,
            tokens_per_second=sum(second.output for second in seconds) / _WINDOW,
            in_flight=self._in_flight(),
            success_rate=1 - failures / requests if requests else None,
            ttft_p50=ttft[0],
            ttft_p95=ttft[1],
            ttft_p99=ttft[2],
            latency_p50=latency[0],
            latency_p95=latency[1],
            latency_p99=latency[2],
            requests_today=today["requests"],
            tokens_today=today["tokens"],
            spend_today=today["cost"],
            unpriced_today=today["unpriced"],
        )
        return self._picture

    def totals(self) -> Totals:
        return Totals(
            dict(self._requests), dict(self._tokens), dict(self._cost), dict(self._failed), dict(self._ttft),
            dict(self._duration),
        )  # fmt: skip

    def _second(self, at: int) -> _Second:
        if self._seconds and self._seconds[-1].at > at:  # the clock was set back
            self._seconds.clear()
        if not self._seconds or self._seconds[-1].at != at:
            self._seconds.append(_Second(at))
        return self._seconds[-1]

    def _turn_page(self, now: float) -> None:
        day = self._calendar.day(now)
        if day != self._day:
            self._day = day
            self._today.clear()


def _observe(into: dict[tuple[str, str], tuple[int, float]], who: tuple[str, str], seconds: float) -> None:
    counted, summed = into.get(who, (histogram.EMPTY, 0.0))
    into[who] = counted + histogram.single(seconds), summed + seconds
