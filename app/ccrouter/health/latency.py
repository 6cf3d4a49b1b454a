"""How long things took, over an hour and a day: histograms with logarithmic buckets in time slots, so bounded and mergeable."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

HOUR, DAY = 3600.0, 86400.0
_GROWTH = math.log(1.05)  # buckets 5 % apart: a quantile is within 2.5 % of the true one

Slot = tuple[float, dict[int, int]]  # when it began, count by bucket


class History:
    """One quantity (seconds, tokens/s): everything > 0 that was measured over the last ``span`` seconds."""

    def __init__(self, span: float, grain: float) -> None:
        self._span = span
        self._grain = grain
        self._slots: deque[Slot] = deque()

    def add(self, now: float, value: float) -> None:
        if not self._slots or now - self._slots[-1][0] >= self._grain:
            self._slots.append((now, {}))
        counts = self._slots[-1][1]
        bucket = round(math.log(max(value, 1e-6)) / _GROWTH)
        counts[bucket] = counts.get(bucket, 0) + 1

    def quantiles(self, now: float, *shares: float) -> tuple[float | None, ...]:
        """The values that the given shares of all samples do not exceed; None each without samples."""
        merged: dict[int, int] = {}
        for _, counts in self._live(now):
            for bucket, count in counts.items():
                merged[bucket] = merged.get(bucket, 0) + count
        if not merged:
            return (None,) * len(shares)
        total = sum(merged.values())
        found: list[float | None] = []
        order = sorted(merged)
        for share in shares:
            left = max(1, math.ceil(share * total))
            for bucket in order:
                left -= merged[bucket]
                if left <= 0:
                    break
            found.append(math.exp(bucket * _GROWTH))
        return tuple(found)

    def steady_until(self, now: float) -> float:
        """When time alone will next change a quantile: the oldest slot is then too old."""
        slots = self._live(now)
        return slots[0][0] + self._span if slots else math.inf

    def count(self, now: float) -> int:
        return sum(sum(counts.values()) for _, counts in self._live(now))

    def dump(self, now: float) -> list[tuple[float, dict[int, int]]]:
        """(age in seconds, count by bucket) of each slot, oldest first."""
        return [(now - begun, counts) for begun, counts in self._live(now)]

    def load(self, slots: Iterable[tuple[float, dict[int, int]]], now: float) -> None:
        self._slots = deque((now - age, dict(counts)) for age, counts in slots)

    def _live(self, now: float) -> deque[Slot]:
        while self._slots and now - self._slots[0][0] >= self._span:
            self._slots.popleft()
        return self._slots


def last_hour() -> History:
    return History(HOUR, grain=300.0)


def last_day() -> History:
    return History(DAY, grain=HOUR)
