"""Tells a URL of yours about every exchange: figures, never what was asked or answered."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

import httpx
import msgspec
from pydantic import BaseModel, Field

from ccrouter.plugins.api import BudgetAlert, Context, Ended, HealthChange
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "webhook",
    "version": "1.0.0",
    "description": "Posts each finished exchange, budget alert and change of health to a URL of yours as JSON.",
    "permissions": ["network"],
}
Event = Literal["exchange", "budget", "health"]


class Choices(BaseModel):
    url: str = Field(description='Where to post; "keyring:NAME" or "${VARIABLE}" if it is a secret.')
    events: list[Event] = Field(["exchange", "budget", "health"], description="What to post.")
    failures_only: bool = Field(False, description="Of exchanges only those that failed.")
    sign_with: str | None = Field(None, description="A secret; x-ccr-signature then is the body's HMAC-SHA256 in hex.")


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        self._settings: Choices = context.settings
        self._secret = context.secret
        self._client = httpx.AsyncClient(timeout=1.5, follow_redirects=False)

    async def close(self) -> None:
        await self._client.aclose()

    @hook
    async def on_exchange_end(self, ended: Ended) -> None:
        if not (self._settings.failures_only and not ended.exchange.fault):
            await self._post("exchange", ended)

    @hook
    async def on_budget(self, alert: BudgetAlert) -> None:
        await self._post("budget", alert)

    @hook
    async def on_health_change(self, change: HealthChange) -> None:
        await self._post("health", change)

    async def _post(self, event: Event, what: msgspec.Struct) -> None:
        if event not in self._settings.events:
            return
        body = msgspec.json.encode({"event": event, **msgspec.to_builtins(what)})
        headers = {"content-type": "application/json", "user-agent": "cc-router"}
        if self._settings.sign_with:
            key = (await self._secret(self._settings.sign_with)).encode()
            headers["x-ccr-signature"] = hmac.new(key, body, hashlib.sha256).hexdigest()
        answer = await self._client.post(await self._secret(self._settings.url), content=body, headers=headers)
        if answer.status_code >= 400:
            raise RuntimeError(f"the URL answered with status {answer.status_code}")
