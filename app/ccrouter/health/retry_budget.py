"""How often the same deployment may be tried again: a share of what recently succeeded, so that retries never become the load."""

from __future__ import annotations

from ccrouter.health.tally import Tally
from ccrouter.settings.deployments import Retry

WINDOW = 60.0  # seconds


class RetryBudget:
    def __init__(self, limits: Retry) -> None:
        self.limits = limits
        self._recent = Tally(WINDOW, grain=1.0)  # successes, retries

    def left(self, now: float) -> int:
        """Retries that may still be made."""
        successes, retries = self._recent.sums(now)
        return max(0, self.limits.reserve + int(self.limits.share * successes) - retries)

    def success(self, now: float) -> None:
        self._recent.add(now, 1, 0)

    def spend(self, now: float) -> None:
        self._recent.add(now, 0, 1)
