"""How commands speak to providers themselves, without a router: the account, its key, its prices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.prices.book import Book
    from ccrouter.settings.deployments import Provider, Settings
    from ccrouter.upstream.client import Upstream


class Account(NamedTuple):
    """A provider that can be spoken to: its address known, its first key resolved (None = it needs none, or it is missing)."""

    provider: Provider
    key: str | None
    key_label: str
    trouble: str = ""  # why its key is not there


def provider_named(settings: Settings, name: str) -> Provider:
    """Raises Trouble that names those there are."""
    from ccrouter.settings.check import suggestion

    if (found := settings.providers.get(name)) is not None:
        return found
    known = list(settings.providers)
    raise Trouble(
        f"There is no provider called {name}",
        suggestion(name, known) or "The settings name none.",
        "`ccr models` lists what is set up; `ccr setup` adds a provider.",
        exit_code=2,
    )


@asynccontextmanager
async def connections() -> AsyncIterator[Upstream]:
    from ccrouter.upstream.client import Upstream

    upstream = Upstream()
    try:
        yield upstream
    finally:
        await upstream.close()


@asynccontextmanager
async def account(provider: Provider) -> AsyncIterator[Account]:
    """The provider as it can be asked now; the demo one is started for it."""
    from msgspec import structs

    from ccrouter.cli import reach
    from ccrouter.settings.secrets import SecretsError
    from ccrouter.upstream.demo import Demo

    if provider.demo:
        demo = Demo()
        await demo.start()
        try:
            yield Account(structs.replace(provider, base_url=demo.base_url), None, "")
        finally:
            await demo.stop()
        return
    key, label, trouble = None, "", ""
    secrets = reach.secrets()
    for ref in provider.keys:
        label = label or ref.label
        if ref.kind == "client":
            trouble = "It is called with each client's own login, which this command does not have."
        if ref.kind not in ("keyring", "env"):
            continue
        try:
            key = await secrets.resolve(ref)
        except SecretsError as error:
            trouble = f"{error.title}. {error.next_step}"
            continue
        if key:
            label, trouble = ref.label, ""
            break
        trouble = f"{ref.label} is empty. Store a key with `ccr key set {provider.name}`."
    yield Account(provider, key, label, trouble)


def book(settings: Settings) -> Book:
    """The prices, loaded (0.4 s)."""
    from ccrouter.prices.book import Book

    prices = Book(settings.prices, settings.providers)
    prices.warm()
    return prices
