"""Counts over a sliding window, in slots, so that a busy hour takes no more memory than a quiet one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


class Tally:
    """Two counts over the last ``span`` seconds, exact to ``grain`` seconds."""

    def __init__(self, span: float, grain: float) -> None:
        self._span = span
        self._grain = grain
        self._slots: deque[tuple[float, int, int]] = deque()  # when the slot began, first count, second count
        self._sums = (0, 0)

    def add(self, now: float, first: int = 0, second: int = 0) -> None:
        if self._slots and now - self._slots[-1][0] < self._grain:
            begun, a, b = self._slots.pop()
            self._slots.append((begun, a + first, b + second))
        else:
            self._slots.append((now, first, second))
        self._sums = (self._sums[0] + first, self._sums[1] + second)

    def sums(self, now: float) -> tuple[int, int]:
        """Both counts, of what is not older than the span."""
        while self._slots and now - self._slots[0][0] >= self._span:
            _, a, b = self._slots.popleft()
            self._sums = (self._sums[0] - a, self._sums[1] - b)
        return self._sums

    def clear(self) -> None:
        self._slots.clear()
        self._sums = (0, 0)

    def dump(self, now: float) -> list[tuple[float, int, int]]:
        """(age in seconds, first, second) of each slot, oldest first."""
        self.sums(now)
        return [(now - begun, a, b) for begun, a, b in self._slots]

    def load(self, slots: Iterable[tuple[float, int, int]], now: float) -> None:
        self.clear()
        for age, a, b in slots:
            self._slots.append((now - age, a, b))
            self._sums = (self._sums[0] + a, self._sums[1] + b)
