"""``ccr models``: what can be asked for, what it can do and what it costs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ccrouter.cli import output
from ccrouter.cli.output import Json

if TYPE_CHECKING:
    from ccrouter.settings.deployments import Provider


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens; dollars per million tokens, None = unknown."""

    provider: str
    model: str
    context: int | None
    max_output: int | None
    tools: bool
    images: bool
    thinking: bool
    input_price: float | None
    output_price: float | None
    listed: bool = True  # in the settings or the catalog; else only the provider itself names it


def add_to(root: typer.Typer) -> None:
    root.command()(models)


def models(
    provider: Annotated[str | None, typer.Option("--provider", "-p", help="Only this one's.")] = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the providers too, which costs nothing.")] = False,
    json: Json = False,
) -> None:
    """List the models of all providers with what they can do and cost."""
    from ccrouter.cli import accounts, reach

    settings = reach.settings()
    if provider is not None:
        wanted = [accounts.provider_named(settings, provider)]
    else:
        wanted = [one for one in settings.providers.values() if one.enabled]
    named: dict[str, tuple[str, ...]] = {}
    if live:
        with output.progress("Asking the providers"):
            named = asyncio.run(_named(wanted))
    book = accounts.book(settings)
    now = datetime.now(UTC)
    rows = []
    for one in wanted:
        for model in dict.fromkeys((*one.models, *named.get(one.name, ()))):
            rates, profile = book.rates(one.name, model, now), one.profile(model)
            rows.append(
                Row(
                    provider=one.name,
                    model=model,
                    context=profile.context,
                    max_output=profile.max_output,
                    tools=profile.tools,
                    images=profile.images,
                    thinking=profile.thinking != "none",
                    input_price=rates.input / 1000 if rates else None,  # nano-dollars a token → dollars a million
                    output_price=rates.output / 1000 if rates else None,
                    listed=model in one.models,
                )
            )
    if json:
        output.as_json(rows)
    else:
        titles = ("model", "context", "output", "can", "$/M in", "$/M out")
        output.table(titles, map(_words, rows), numbers=("context", "output", "$/M in", "$/M out"))


async def _named(providers: list[Provider]) -> dict[str, tuple[str, ...]]:
    """What each provider says it has; one that does not answer says nothing."""
    from ccrouter.cli import accounts
    from ccrouter.upstream.client import Upstream
    from ccrouter.upstream.probe import probe

    async def ask(upstream: Upstream, provider: Provider) -> tuple[str, ...]:
        async with accounts.account(provider) as account:
            return () if provider.demo else (await probe(upstream, account.provider, account.key)).models

    async with accounts.connections() as upstream:
        found = await asyncio.gather(*(ask(upstream, one) for one in providers))
    return {one.name: models for one, models in zip(providers, found, strict=True)}


def _words(row: Row) -> tuple[str, ...]:
    can = [word for word in ("tools", "images", "thinking") if getattr(row, word)]
    price = ["unknown" if price is None else f"{price:,.2f}" for price in (row.input_price, row.output_price)]
    tokens = ["–" if count is None else f"{count:,}" for count in (row.context, row.max_output)]
    return f"{row.provider}/{row.model}", *tokens, " ".join(can), *price
