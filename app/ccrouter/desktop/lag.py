"""How late the loop is, and how long its longest steps take: measured only while somebody looks."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

from ccrouter.desktop.loop import Loop

EVERY = 250  # ms
MINUTE = 60_000 // EVERY  # samples


class Spread(NamedTuple):
    """Milliseconds; None before the first sample."""

    p50: float | None = None
    p99: float | None = None
    most: float | None = None


def spread(samples: deque[float]) -> Spread:
    ordered = sorted(samples)
    if not ordered:
        return Spread()
    last = len(ordered) - 1
    return Spread(ordered[last // 2], ordered[round(last * 0.99)], ordered[last])


class Probe(QObject):
    """Of the last minute: ``lag`` is how late a timer of 4 Hz is, whatever held it up; ``work`` the longest single callback
    (a request's step, a window's) between two of its beats."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lags: deque[float] = deque(maxlen=MINUTE)
        self._longest_ones: deque[float] = deque(maxlen=MINUTE)
        self._longest = self._due = 0.0
        self._loop: Loop | None = None
        self._beat = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._beaten)

    @property
    def lag(self) -> Spread:
        return spread(self._lags)

    @property
    def work(self) -> Spread:
        return spread(self._longest_ones)

    @property
    def running(self) -> bool:
        return self._beat.isActive()

    def start(self) -> None:
        """Called on the loop that is measured."""
        if self.running:
            return
        self._lags.clear()
        self._longest_ones.clear()
        self._longest, self._due = 0.0, time.perf_counter() + EVERY / 1000
        loop = asyncio.get_running_loop()
        if isinstance(loop, Loop):
            self._loop = loop
            loop.watch = self._worked
        self._beat.start()

    def stop(self) -> None:
        self._beat.stop()
        if self._loop is not None:
            self._loop.watch = None
            self._loop = None

    def _worked(self, seconds: float) -> None:
        self._longest = max(self._longest, seconds)

    def _beaten(self) -> None:
        now = time.perf_counter()
        self._lags.append(max(0.0, now - self._due) * 1000)
        self._due = now + EVERY / 1000
        self._longest_ones.append(self._longest * 1000)
        self._longest = 0.0
