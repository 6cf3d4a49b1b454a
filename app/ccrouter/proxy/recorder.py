"""What happened, remembered for the windows and written to the log: one line for each exchange, no contents, no keys."""

from __future__ import annotations

import asyncio
from collections import deque

from ccrouter import logs
from ccrouter.proxy.exchange import Exchange
from ccrouter.views import ExchangeView

_SETTLE = 0.25  # seconds that lines of answered requests may wait: one write for many
_RECENT = 200


class Recorder:
    """Counts since start and the last exchanges. Called on the loop, once for each exchange."""

    def __init__(self) -> None:
        self.requests = 0
        self.failures = 0
        self.in_flight = 0
        self._settling: asyncio.TimerHandle | None = None
        self._unsaid: list[ExchangeView] = []
        self._recent: deque[ExchangeView] = deque(maxlen=_RECENT)

    def recent(self) -> tuple[ExchangeView, ...]:
        """Newest first."""
        return tuple(reversed(self._recent))

    def record(self, exchange: Exchange) -> None:
        self.requests += 1
        self.failures += exchange.fault is not None
        seen = view(exchange)
        self._recent.append(seen)
        self._unsaid.append(seen)
        if seen.fault:
            self.say()
        elif self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(_SETTLE, self.say)

    def say(self) -> None:
        """Write to the log what has not been written yet."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        unsaid, self._unsaid = self._unsaid, []
        if unsaid:
            logs.exchanges([(seen.time + seen.duration, bool(seen.fault), _line(seen)) for seen in unsaid])


def view(exchange: Exchange) -> ExchangeView:
    """An exchange as windows and plugins are shown it."""
    usage, chosen = exchange.usage, exchange.candidate
    return ExchangeView(
        id=exchange.id,
        time=exchange.started,
        client=exchange.client,
        format=exchange.format,
        asked=exchange.asked,
        why=chosen.why if chosen else "",
        provider=chosen.provider.name if chosen else "",
        model=chosen.model if chosen else "",
        status=exchange.status,
        fault=f"{exchange.fault.kind}: {exchange.fault.message}" if exchange.fault else "",
        ttft=exchange.ttft,
        duration=exchange.elapsed(),
        input=usage.input if usage else None,
        cache_read=usage.cache_read if usage else None,
        cache_write=usage.cache_write if usage else None,
        output=usage.output if usage else None,
        reasoning=usage.reasoning if usage else None,
        estimated=usage.estimated if usage else False,
        warnings=tuple(f"{w.field}: {w.detail}" for w in exchange.warnings.items),
        scenario=exchange.plan.scenario if exchange.plan else "",
        cost=exchange.cost,
    )


def _line(view: ExchangeView) -> str:
    words = f"{view.client} {view.asked} → {view.why} → {view.provider}/{view.model} {view.status} {view.duration:.2f}s"
    if view.output is not None:
        words += f" in {view.input} cached {view.cache_read} out {view.output}"
    if view.warnings:
        words += f" ({len(view.warnings)} warnings)"
    return f"{words} {view.fault[:200]}" if view.fault else words
