"""How late the loop is, and how long it is busy at a stretch: measured only while somebody looks."""

from __future__ import annotations

import time
from collections import deque
from typing import NamedTuple

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer

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
    """Of the last minute: ``lag`` is how late a timer of 4 Hz is, ``busy`` the longest stretch between two of its beats in
    which the loop did not once ask for something new to do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lags: deque[float] = deque(maxlen=MINUTE)
        self._stretches: deque[float] = deque(maxlen=MINUTE)
        self._longest = 0.0
        self._awake = self._due = 0.0
        self._beat = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._beaten)

    @property
    def lag(self) -> Spread:
        return spread(self._lags)

    @property
    def busy(self) -> Spread:
        return spread(self._stretches)

    def start(self) -> None:
        if self._beat.isActive():
            return
        self._lags.clear()
        self._stretches.clear()
        self._awake = time.perf_counter()
        self._longest, self._due = 0.0, self._awake + EVERY / 1000
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._woke)
        dispatcher.aboutToBlock.connect(self._blocks)
        self._beat.start()

    def stop(self) -> None:
        if self._beat.isActive():
            self._beat.stop()
            dispatcher = QAbstractEventDispatcher.instance()
            dispatcher.awake.disconnect(self._woke)
            dispatcher.aboutToBlock.disconnect(self._blocks)

    def _woke(self) -> None:
        self._awake = time.perf_counter()

    def _blocks(self) -> None:
        self._longest = max(self._longest, time.perf_counter() - self._awake)

    def _beaten(self) -> None:
        now = time.perf_counter()
        self._lags.append(max(0.0, now - self._due) * 1000)
        self._due = now + EVERY / 1000
        self._stretches.append(self._longest * 1000)
        self._longest = 0.0
