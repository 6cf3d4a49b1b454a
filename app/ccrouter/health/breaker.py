"""What we noticed: a deployment that keeps failing is left alone for a while, then tried with one request.

closed → (sick too often) → open → (time passes) → half-open → one probe: well → closed, sick → open again, for longer.
"""

from __future__ import annotations

import math
from typing import Literal

from ccrouter.health.tally import Tally
from ccrouter.settings.deployments import Health

BreakerState = Literal["closed", "open", "half_open"]
PROBE_PATIENCE = 60.0  # seconds after which a probe that has not ended no longer keeps others from probing


class Breaker:
    """Times are seconds of one monotonic clock, passed in.

    It opens for ``open_for`` × times opened in a row, at most ``open_most``; it has stood the test when it stayed closed
    for ``open_most`` seconds, and counts anew.
    """

    def __init__(self, limits: Health) -> None:
        self.limits = limits
        self.reset()

    def reset(self) -> None:
        """Closed, and nothing remembered."""
        self._in_row = 0
        self._recent = Tally(self.limits.window, grain=1.0)  # all, sick
        self._opened = -math.inf
        self._closed = -math.inf
        self._probe_until = -math.inf
        self.until = -math.inf  # when it turns half-open, if it is not closed
        self.times = 0  # opened in a row
        self.is_open = False

    def state(self, now: float) -> BreakerState:
        if not self.is_open:
            return "closed"
        return "open" if now < self.until else "half_open"

    def allows(self, now: float) -> bool:
        """Whether the next request may go here: not while it is open, nor while a probe is under way."""
        return not self.is_open or (now >= self.until and now >= self._probe_until)

    def error_rate(self, now: float) -> float:
        """Share of sick answers in the window."""
        all_, sick = self._recent.sums(now)
        return sick / all_ if all_ else 0.0

    def start(self, now: float) -> None:
        """A request goes out; in a half-open breaker it is the probe."""
        if self.is_open and now >= self.until:
            self._probe_until = now + PROBE_PATIENCE

    def well(self, now: float, started: float) -> None:
        """A request that began at ``started`` was answered."""
        self._in_row = 0
        self._recent.add(now, 1, 0)
        if self.is_open and started >= self._opened:  # not one that was under way when the trouble began
            self.is_open = False
            self._closed = now
            self._recent.clear()

    def sick(self, now: float, started: float) -> None:
        """A request that began at ``started`` met a fault that speaks against the deployment."""
        self._in_row += 1
        self._recent.add(now, 1, 1)
        if self.is_open:
            if now >= self.until and started >= self._opened:
                self._open(now)
            return
        all_, sick = self._recent.sums(now)
        limits = self.limits
        often = all_ >= limits.sick_requests and sick > limits.sick_share * all_
        if self._in_row >= limits.sick_in_a_row or often:
            if now - self._closed >= limits.open_most:
                self.times = 0
            self._open(now)

    def gone(self, started: float) -> None:
        """A request ended and said nothing about the deployment (the client hung up, its request was wrong)."""
        if self.is_open and started >= self.until:
            self._probe_until = -math.inf

    def checked(self, now: float, *, well: bool) -> None:
        """A free check went out meanwhile: well → it may be probed at once; not → a probe would be in vain for now."""
        if self.is_open:
            self.until = min(self.until, now) if well else max(self.until, now + self.limits.open_for)

    def restore(self, times: int, until: float, now: float) -> None:
        """As it was before a restart."""
        self.is_open, self.times, self.until, self._opened = True, times, until, now

    def _open(self, now: float) -> None:
        self.times += 1
        self.is_open = True
        self._opened = now
        self._in_row = 0
        self._probe_until = -math.inf
        self.until = now + min(self.limits.open_for * self.times, self.limits.open_most)
