"""Refuses a client or key that asks too often: a runaway loop costs minutes, not a night."""

from __future__ import annotations

import time
from collections import deque
from typing import Literal

from pydantic import BaseModel, Field

from ccrouter.plugins.api import Context, Panel, Refusal, Request
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "rate-limiter",
    "version": "1.0.0",
    "description": "Limits the requests and input tokens a minute of each client, key, session or project.",
    "permissions": ["refuse"],
}
_MINUTE = 60.0  # seconds
_MOST = 10_000  # names come from clients: what is remembered of them must not grow without end


class Choices(BaseModel):
    by: Literal["client", "key", "session", "project"] = Field("client", description="Whom a limit is for.")
    requests: int = Field(120, ge=1, description="Requests a minute of each.")
    tokens: int | None = Field(None, ge=1, description="Input tokens a minute of each.")
    limits: dict[str, int] = Field({}, description="Other limits on requests, by name.")


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        self._settings: Choices = context.settings
        self._seen: dict[str, deque[tuple[float, int]]] = {}
        self._refused = 0

    @hook
    async def on_settings(self, settings: Choices) -> None:
        self._settings = settings

    @hook
    async def on_request(self, request: Request) -> Refusal | None:
        now = time.monotonic()
        name: str = getattr(request, self._settings.by)
        if name not in self._seen and len(self._seen) >= _MOST:
            self._forget(now)
        seen = self._seen.setdefault(name, deque())
        while seen and seen[0][0] <= now - _MINUTE:
            seen.popleft()
        most = self._settings.limits.get(name, self._settings.requests)
        tokens = sum(count for _, count in seen)
        spent = len(seen) >= most
        if spent or (seen and self._settings.tokens is not None and tokens + request.tokens > self._settings.tokens):
            self._refused += 1
            what = f"{most} requests" if spent else f"{self._settings.tokens} input tokens"
            message = f"{name or 'This client'} has used its {what} a minute, the limit set in CC Router."
            return Refusal(message=message, status=429, retry_after=max(1.0, seen[0][0] + _MINUTE - now))
        seen.append((now, request.tokens))
        return None

    @hook
    async def register_panel(self) -> Panel:
        busiest = sorted(self._seen.items(), key=lambda one: -len(one[1]))[:5]
        rows = tuple((name or "–", f"{len(seen)} in the last minute") for name, seen in busiest)
        return Panel(title="Rate limits", rows=(("refused", str(self._refused)), *rows))

    def _forget(self, now: float) -> None:
        old = [name for name, seen in self._seen.items() if not seen or seen[-1][0] <= now - _MINUTE]
        for name in old or list(self._seen)[: _MOST // 2]:
            del self._seen[name]
