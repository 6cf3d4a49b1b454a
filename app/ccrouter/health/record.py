"""All that is remembered of one key of one deployment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ccrouter.health import cooldown, latency
from ccrouter.health.breaker import PROBE_PATIENCE, Breaker
from ccrouter.health.retry_budget import RetryBudget
from ccrouter.health.tally import Tally
from ccrouter.health.vitals import Condition, Key, Span, State, Vitals
from ccrouter.ir.faults import RULES, Fault, Kind
from ccrouter.settings.deployments import Health, Retry

# What waiting does not mend: if all are out, these come last.
LASTING = frozenset({Kind.AUTH, Kind.FORBIDDEN, Kind.QUOTA, Kind.MODEL_MISSING})
REACHABLE_AGAIN = frozenset({Kind.CONNECT, Kind.TIMEOUT, Kind.CUT_SHORT})  # mended if the connection is
KEY_TAKEN_AGAIN = REACHABLE_AGAIN | {Kind.AUTH, Kind.FORBIDDEN}
# Seconds for which what was worked out is good while it changes, and of a day.
_FRESH, _FRESH_DAY = 1.0, 10.0
_Figures = tuple[float | None, ...]


class Record:
    """Monotonic times in seconds are passed in as ``now``, Unix seconds as ``wall``."""

    def __init__(self, health: Health, retry: Retry) -> None:
        self.breaker = Breaker(health)
        self.budget = RetryBudget(retry)
        self.touched = -math.inf
        self.said: State = "ok"  # what listeners were told last
        self.outstanding = 0
        self.last_kind: Kind | None = None
        self.last_error = ""
        self.last_error_at: float | None = None
        self._rest_until = -math.inf
        self._rest_why = ""
        self._rests = 0  # in a row
        self._limits = cooldown.Limits()
        self._limits_at = -math.inf
        self._hour = Tally(latency.HOUR, grain=60.0)  # all, sick
        self._day = Tally(latency.DAY, grain=latency.HOUR)
        self._ttft = latency.last_hour()
        self._pace = latency.last_hour()  # tokens per second
        self._ttft_day = latency.last_day()
        self._pace_day = latency.last_day()
        self.seen, self.seen_until = Vitals(), -math.inf  # until when it need not be made anew
        self._sampled = False  # since the figures were worked out
        self._known: tuple[_Figures, int] = ((), 0)  # ttft and tokens/s; samples
        self._known_at, self._known_until = -math.inf, -math.inf
        self._known_day: tuple[float, _Figures] = (-math.inf, ())

    def configure(self, health: Health, retry: Retry) -> None:
        """New settings; what a person may have mended by them counts no longer."""
        self.seen_until = -math.inf
        self.breaker.limits, self.budget.limits = health, retry
        if self.last_kind in LASTING:
            self.breaker.reset()
            self._rest_until = -math.inf

    # what happens to it

    def start(self, now: float) -> None:
        self.seen_until = -math.inf
        self.touched = now
        self.outstanding += 1
        self.breaker.start(now)

    def success(
        self, now: float, ttft: float | None, duration: float, output: int | None, limits: cooldown.Limits
    ) -> None:
        self.seen_until = -math.inf
        self.outstanding -= 1
        self._count(now, sick=False)
        self.breaker.well(now, now - duration)
        self.budget.success(now)
        self._rests = 0
        self._limits, self._limits_at = limits, now
        if ttft is None:
            return
        self._sampled = True
        self._ttft.add(now, ttft)
        self._ttft_day.add(now, ttft)
        if output and duration > ttft:
            self._pace.add(now, output / (duration - ttft))
            self._pace_day.add(now, output / (duration - ttft))

    def fault(self, now: float, wall: float, fault: Fault, duration: float) -> None:
        self.seen_until = -math.inf
        self.outstanding -= 1
        rules = RULES[fault.kind]
        if not rules.failover:  # the request was at fault, not who refused it
            self.breaker.gone(now - duration)
            self._count(now, sick=False)
            return
        self.last_kind, self.last_error_at = fault.kind, wall
        self.last_error = f"{fault.kind.value.replace('_', ' ')}: {fault.message[:300]}"
        self._rests = self._rests + 1 if fault.kind is Kind.RATE_LIMITED else 0
        if (seconds := cooldown.rest(fault, self._rests)) is not None:
            self._rest_until = max(self._rest_until, now + seconds)
            self._rest_why = self.last_error
        if rules.sick:
            self.breaker.sick(now, now - duration)
        else:
            self.breaker.gone(now - duration)
        self._count(now, sick=rules.sick)

    def gone(self, duration: float, now: float, *, overtaken: bool) -> None:
        """The client left, or another attempt was faster: only that, if it had kept silent for longer than it usually does."""
        self.seen_until = -math.inf
        self.outstanding -= 1
        self.breaker.gone(now - duration)
        if overtaken:
            usual = self._ttft.quantiles(now, 0.95)[0]
            if usual is not None and duration > usual:  # without it the slow ones would vanish from the measurements
                self._sampled = True
                self._ttft.add(now, duration)
                self._ttft_day.add(now, duration)

    def checked(self, now: float, *, well: bool, keyed: bool) -> None:
        self.seen_until = -math.inf
        if not well or self.last_kind in (KEY_TAKEN_AGAIN if keyed else REACHABLE_AGAIN):
            self.breaker.checked(now, well=well)

    def reset(self) -> None:
        """A person says it is well: it is used again at once. What was measured stays."""
        self.seen_until = -math.inf
        self.breaker.reset()
        self._rest_until = -math.inf
        self._rests = 0

    # what is known of it

    def plain_state(self, now: float) -> State:
        """As people are told it: that a probe is under way does not count."""
        breaker = self.breaker.state(now)
        if breaker == "open":
            return "open"
        if now < self._rest_until:
            return "cooldown"
        return "half_open" if breaker == "half_open" else "ok"

    def why(self, state: State) -> str:
        return "" if state == "ok" else self._rest_why if state == "cooldown" else self.last_error

    def state(self, now: float) -> tuple[State, float | None]:
        """… and until when. A half-open one whose probe is under way is still left alone."""
        state = self.plain_state(now)
        if state == "half_open" and not self.breaker.allows(now):
            return "open", now + PROBE_PATIENCE
        return state, self.breaker.until if state == "open" else self._rest_until if state == "cooldown" else None

    def vitals(self, now: float) -> Vitals:
        """Made anew only after something happened, or when time itself changes it: a plan may look at hundreds."""
        if now < self.seen_until:
            return self.seen
        self.seen = made = self._look(now)
        if made.state != "ok":
            self.seen_until = now
        elif self._sampled or made.error_rate or made.requests_left is not None or made.tokens_left is not None:
            self.seen_until = now + _FRESH
        else:
            self.seen_until = self._known_until
        return made

    def _look(self, now: float) -> Vitals:
        state, until = self.state(now)
        _, samples = self._known
        if now >= self._known_until or (self._sampled and (now - self._known_at >= _FRESH or not samples)):
            figures = self._ttft.quantiles(now, 0.5, 0.95, 0.99) + self._pace.quantiles(now, 0.5)
            self._known = (figures, self._ttft.count(now))  # a first sample counts at once
            self._known_at = now
            self._known_until = min(self._ttft.steady_until(now), self._pace.steady_until(now))
            self._sampled = False
        (p50, p95, p99, tokens_per_second), samples = self._known
        limits, age = self._limits, now - self._limits_at
        rate = self.breaker.error_rate(now)
        return Vitals(
            state=state,
            reason=self.why(state),
            until=until,
            sick=self._sick(state, until, now, rate),
            ttft_p50=p50,
            ttft_p95=p95,
            ttft_p99=p99,
            tokens_per_second=tokens_per_second,
            error_rate=rate,
            samples=samples,
            outstanding=self.outstanding,
            requests_left=limits.requests_left if age < (limits.requests_reset or 60.0) else None,
            tokens_left=limits.tokens_left if age < (limits.tokens_reset or 60.0) else None,
        )

    def _sick(self, state: State, until: float | None, now: float, rate: float) -> float:
        """0.3 for failures of the last minute, up to 0.6 for how long it is out yet, 1 if only a person can mend it."""
        if state in ("open", "cooldown") and self.last_kind in LASTING:
            return 1.0
        left = max(0.0, until - now) if until is not None else 0.0
        return 0.3 * rate + 0.6 * min(1.0, left / 300) + (0.05 if state != "ok" else 0.0)

    def condition(self, key: Key, now: float) -> Condition:
        vitals = self.vitals(now)
        if now - self._known_day[0] >= _FRESH_DAY:
            self._known_day = (now, self._ttft_day.quantiles(now, 0.5, 0.95) + self._pace_day.quantiles(now, 0.5))
        p50, p95, tokens_per_second = self._known_day[1]
        return Condition(
            route=key[0],
            key=key[1],
            vitals=vitals,
            left_alone_for=None if vitals.until is None else vitals.until - now,
            last_error=self.last_error,
            last_error_at=self.last_error_at,
            hour=_span(self._hour.sums(now), vitals.ttft_p50, vitals.ttft_p95, vitals.tokens_per_second),
            day=_span(self._day.sums(now), p50, p95, tokens_per_second),
        )

    # across restarts

    def idle(self, now: float) -> bool:
        """Nothing under way, in force or counted."""
        busy = self.outstanding or self.breaker.is_open or now < self._rest_until
        return not busy and not self._day.sums(now)[0]

    def dump(self, now: float) -> dict[str, Any]:
        """Ages and remaining times in seconds, so that they mean the same on another clock."""
        return {
            "open": [self.breaker.times, self.breaker.until - now] if self.breaker.is_open else None,
            "rest": [self._rest_until - now, self._rest_why] if now < self._rest_until else None,
            "last": [self.last_kind, self.last_error, self.last_error_at] if self.last_kind else None,
            "hour": self._hour.dump(now),
            "day": self._day.dump(now),
            "ttft": self._ttft.dump(now),
            "pace": self._pace.dump(now),
            "ttft_day": self._ttft_day.dump(now),
            "pace_day": self._pace_day.dump(now),
        }

    def load(self, saved: Mapping[str, Any], now: float, away: float) -> None:
        """What ``dump`` said ``away`` seconds ago. Raises KeyError, TypeError or ValueError for anything else."""
        self.seen_until = -math.inf
        self.touched = now
        if saved["last"]:
            kind, self.last_error, self.last_error_at = saved["last"]
            self.last_kind = Kind(kind)
        if saved["rest"] and saved["rest"][0] > away:
            self._rest_until, self._rest_why = now + saved["rest"][0] - away, saved["rest"][1]
        if saved["open"]:
            self.breaker.restore(saved["open"][0], now + saved["open"][1] - away, now)
        for tally, name in ((self._hour, "hour"), (self._day, "day")):
            tally.load([(age + away, all_, sick) for age, all_, sick in saved[name]], now)
        histories = {"ttft": self._ttft, "pace": self._pace, "ttft_day": self._ttft_day, "pace_day": self._pace_day}
        for name, history in histories.items():
            history.load([(age + away, {int(b): n for b, n in counts.items()}) for age, counts in saved[name]], now)
        self.said = self.plain_state(now)  # it was told before the restart

    def _count(self, now: float, *, sick: bool) -> None:
        self._hour.add(now, 1, int(sick))
        self._day.add(now, 1, int(sick))


def _span(sums: tuple[int, int], p50: float | None, p95: float | None, pace: float | None) -> Span:
    requests, sick = sums
    uptime = (requests - sick) / requests if requests else None
    return Span(requests=requests, uptime=uptime, ttft_p50=p50, ttft_p95=p95, tokens_per_second=pace)
