"""Makes news of what happens: budgets, forecasts, providers down and up again, keys refused, failovers in swarms."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

from ccrouter import logs
from ccrouter.health.board import Board
from ccrouter.health.vitals import Condition, HealthChange
from ccrouter.ir.faults import Kind
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.spend import BudgetEvent, said
from ccrouter.notices import Notices
from ccrouter.proxy.exchange import Exchange
from ccrouter.proxy.live import Live
from ccrouter.views import Notice, ReachedView

FLAP = 15.0  # seconds: what is down for less is not told, nor what is well for less
STORM, STORM_TIME = 10, 60.0  # so many requests that moved on to another deployment, within so many seconds
STORM_REST = 600.0  # seconds until a storm that goes on is told again
REFUSED_REST = 600.0  # and until a budget that goes on refusing requests is
_THEN = {"block": "Requests are refused until it resets.", "downgrade": "Requests go to the cheaper route now."}


class Herald:
    """Called on the loop, and quick: a request that went well costs it two comparisons."""

    def __init__(self, notices: Notices, board: Board, live: Callable[[], Live], *, flap: float = FLAP) -> None:
        self._notices = notices
        self._board = board
        self._live = live
        self._flap = flap
        self._waiting: dict[str, asyncio.TimerHandle] = {}  # providers that are looked at again after a while
        self._down: set[str] = set()  # providers that were told to be down
        self._refused: set[tuple[str, str]] = set()  # provider, key label: told
        self._moves: deque[float] = deque(maxlen=STORM)
        self._stormed = float("-inf")
        self._turned: dict[str, float] = {}  # when a budget was last told to have refused a request

    def close(self) -> None:
        """No more news: what was waited for is given up."""
        for timer in self._waiting.values():
            timer.cancel()
        self._waiting.clear()

    def settings(self) -> None:
        """New settings: a key that was refused may be another now."""
        self._refused.clear()

    def settings_refused(self, why: str) -> None:
        self._notices.publish(
            Notice(
                kind="settings",
                key="settings",
                title="The changed settings were not taken over",
                text=f"{logs.discreet(why)} The old ones stay in force.",
                next_step="Mend the settings file; it is read again as soon as it is saved.",
                severity="error",
                actions=("settings",),
            )
        )

    def update(self, version: str, how: str) -> None:
        """A newer release is out; ``how`` is the command that installs it. Each is told once."""
        if any((one.kind, one.key) == ("update", version) for one in self._notices.newest()):
            return
        self._notices.publish(
            Notice(
                kind="update",
                key=version,
                title=f"CC Router {version} is out",
                text="A newer release than this one.",
                next_step=f"Update with: {how}",
                actions=("about",),
            )
        )

    def budgets(self, events: Sequence[BudgetEvent]) -> None:
        for event in events:
            held = event.threshold >= 100 and event.action in _THEN
            text = f"{said(event.used, event.unit)} of {said(event.limit, event.unit)} are used."
            self._notices.publish(
                Notice(
                    kind="budget",
                    key=event.budget,
                    title=f"Budget {event.budget}: {event.threshold} % used",
                    text=f"{text} {_THEN[event.action]}" if held else text,
                    next_step=f"To go on until tomorrow: ccr budget allow {event.budget}" if held else "",
                    severity="error" if held and event.action == "block" else "warning",
                    actions=("allow_budget", "dashboard") if held else ("dashboard",),
                )
            )

    def _turned_away(self, exchange: Exchange) -> None:
        """A budget that is not used up, and so has told nobody, did not let a request through."""
        verdict = exchange.refused
        if verdict is None or not verdict.early:
            return
        now = time.monotonic()
        if now - self._turned.get(verdict.budget, float("-inf")) < REFUSED_REST:
            return
        self._turned[verdict.budget] = now
        self._notices.publish(
            Notice(
                kind="budget",
                key=verdict.budget,
                title=f"Budget {verdict.budget} refused a request",
                text=verdict.reason,
                next_step=verdict.next_step,
                severity="error",
                actions=("allow_budget", "requests"),
            )
        )

    def forecast(self, reached: ReachedView) -> None:
        zone = self._live().settings.ledger.timezone
        self._notices.publish(
            Notice(
                kind="forecast",
                key=reached.budget,
                title=f"Budget {reached.budget} will not last",
                text=f"At this rate it is used up at {_clock(reached.at, zone)}, before it resets at "
                f"{_clock(reached.resets_at, zone)}. {said(reached.used, 'usd')} of {said(reached.limit, 'usd')} are used.",
                next_step="Choose a cheaper model or strategy, or raise the budget.",
                severity="warning",
                actions=("dashboard", "settings"),
            )
        )

    def health(self, change: HealthChange) -> None:
        """Wait for it to last: then look at all of the provider's deployments."""
        if "ok" not in (change.before, change.after) and change.provider in self._waiting:
            return  # still ill, in another way
        if (timer := self._waiting.pop(change.provider, None)) is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._waiting[change.provider] = loop.call_later(self._flap, self._look, change.provider)

    def ended(self, exchange: Exchange) -> None:
        self._turned_away(exchange)
        if len(exchange.attempts) > 1:
            self._moved(exchange)
        if self._refused or exchange.fault is not None or len(exchange.attempts) > 1:
            self._keys(exchange)

    def _moved(self, exchange: Exchange) -> None:
        failed = [one for one in exchange.attempts if one.fault is not None]
        if not failed or len({one.key for one in exchange.attempts}) < 2:
            return
        now = time.monotonic()
        self._moves.append(now)
        if len(self._moves) < STORM or now - self._moves[0] > STORM_TIME or now - self._stormed < STORM_REST:
            return
        self._stormed = now
        route = failed[0].candidate.route
        self._notices.publish(
            Notice(
                kind="failover_storm",
                key=route,
                title="Many requests have to move on to another model",
                text=f"{STORM} within {round(now - self._moves[0]) or 1} s, the last away from {route}.",
                next_step="See which provider fails, and why.",
                severity="warning",
                actions=("health", "requests"),
            )
        )

    def _keys(self, exchange: Exchange) -> None:
        for attempt in exchange.attempts:
            provider, key = attempt.candidate.provider, attempt.candidate.key
            if key is None or key.kind not in ("keyring", "env"):
                continue  # the caller's own credentials are the caller's to mend
            place = provider.name, key.label
            if attempt.fault is None:
                self._refused.discard(place)
            elif attempt.fault.kind is Kind.AUTH and place not in self._refused:
                self._refused.add(place)
                self._notices.publish(
                    Notice(
                        kind="key_rejected",
                        key=provider.name,
                        title=f"{provider.title or provider.name} refused its key",
                        text=f"The key {key.label} was answered with “not authorised”. It may be revoked or mistyped.",
                        next_step=f"Store a valid one: ccr key set {provider.name}",
                        severity="error",
                        actions=("settings", "health"),
                    )
                )

    def _look(self, name: str) -> None:
        self._waiting.pop(name, None)
        provider = self._live().settings.providers.get(name)
        known = [one for one in self._board.snapshot(time.monotonic()).deployments if one.route.startswith(f"{name}/")]
        ill = [one for one in known if one.vitals.state != "ok"]
        title = provider.title or name if provider else name
        if provider is None or not provider.enabled:
            self._down.discard(name)
        elif ill and len(ill) == len(known):
            if name not in self._down and not all((name, one.key) in self._refused for one in ill):
                self._down.add(name)
                self._notices.publish(_down(name, title, ill))
        elif name in self._down:
            self._down.discard(name)
            self._notices.publish(
                Notice(
                    kind="provider_recovered",
                    key=name,
                    title=f"{title} is well again",
                    text="It answers, and is used as before.",
                    actions=("health",),
                )
            )


def _down(name: str, title: str, ill: Sequence[Condition]) -> Notice:
    resting = all(one.vitals.state == "cooldown" for one in ill)
    reason = logs.discreet(next((one.vitals.reason or one.last_error for one in ill), "") or "")
    return Notice(
        kind="provider_down",
        key=name,
        title=f"{title} wants to be left alone" if resting else f"{title} is down",
        text=(f"{reason.rstrip('.')}. " if reason else "") + "Requests go to others where the routing names any.",
        next_step="It is tried again by itself; “Test now” in Health asks at once.",
        severity="warning" if resting else "error",
        actions=("health",),
    )


def _clock(at: float, zone: str) -> str:
    """In the zone that budgets are counted in ('' = the system's)."""
    return f"{Calendar.of(zone).local(at):%Y-%m-%d %H:%M}"
