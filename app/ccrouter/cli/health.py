"""``ccr health``: how the providers are, from the running router; without one, by asking them for free."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ccrouter.cli import failures, output
from ccrouter.cli.output import Json

if TYPE_CHECKING:
    from ccrouter.health.vitals import Condition, HealthReport
    from ccrouter.settings.deployments import Settings

_WORDS = {
    "ok": "well",
    "open": "left alone after failures",
    "half_open": "being tried again",
    "cooldown": "asked to be left alone",
    "disabled": "switched off",
}


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """What a free check of one provider found. Seconds."""

    provider: str
    ok: bool
    latency: float | None = None
    models: int = 0
    error: str = ""


def add_to(root: typer.Typer) -> None:
    root.command()(health)


def health(
    probe: Annotated[
        bool, typer.Option("--probe", help="Ask every provider for its list of models now (free).")
    ] = False,
    json: Json = False,
) -> None:
    """Show how the providers are. Exit code 1 if none is well."""
    from ccrouter.cli import reach

    report = None
    if not probe and (control := reach.running_router()) is not None:
        report = asyncio.run(control.health())
    if report is not None:
        _show_board(report, json=json)
        return
    settings = reach.settings()
    with output.progress("Asking the providers"):
        found = asyncio.run(_probe(settings))
    if json:
        output.as_json({"source": "probe", "providers": found})
    else:
        rows = [
            (
                one.provider,
                "well" if one.ok else "not well",
                output.seconds(one.latency),
                str(one.models or "–"),
                one.error,
            )
            for one in found
        ]
        output.table(("provider", "state", "answered in", "models", ""), rows, numbers=("answered in", "models"))
    real = [one for one in found if not settings.providers[one.provider].demo]
    if not any(one.ok for one in real or found):
        raise typer.Exit(failures.OTHER)


def _show_board(report: HealthReport, *, json: bool) -> None:
    if json:
        output.as_json({"source": "router", "health": report})
    else:
        titles = ("model", "key", "state", "first word", "p95", "tokens/s", "requests/h", "uptime 24 h", "last error")
        output.table(titles, map(_words, report.deployments), numbers=titles[3:8])
    if all(one.vitals.state != "ok" for one in report.deployments):
        raise typer.Exit(failures.OTHER)


def _words(one: Condition) -> tuple[str, ...]:
    state = _WORDS[one.vitals.state]
    if one.left_alone_for:
        state += f", {one.left_alone_for:.0f} s more"
    speed, uptime = one.vitals.tokens_per_second, one.day.uptime
    return (
        one.route,
        one.key or "–",
        state if one.vitals.state == "ok" or not one.vitals.reason else f"{state}: {one.vitals.reason}",
        output.seconds(one.vitals.ttft_p50),
        output.seconds(one.vitals.ttft_p95),
        "–" if speed is None else f"{speed:.0f}",
        str(one.hour.requests),
        "–" if uptime is None else f"{uptime:.1%}",
        one.last_error,
    )


async def _probe(settings: Settings) -> list[Reached]:
    from ccrouter.cli import accounts
    from ccrouter.settings.deployments import Provider
    from ccrouter.upstream.client import Upstream
    from ccrouter.upstream.probe import probe
    from ccrouter.upstream.probe import reach as connect

    async def one(upstream: Upstream, provider: Provider) -> Reached:
        async with accounts.account(provider) as account:
            if provider.demo:
                return Reached(provider=provider.name, ok=True, models=len(provider.models))
            if any(ref.kind == "client" for ref in provider.keys):  # there is no key of ours to ask with
                found = await connect(upstream, account.provider)
            elif account.trouble and account.key is None:
                return Reached(provider=provider.name, ok=False, error=account.trouble)
            else:
                found = await probe(upstream, account.provider, account.key)
        return Reached(
            provider=provider.name, ok=found.ok, latency=found.latency, models=len(found.models), error=found.error
        )

    async with accounts.connections() as upstream:
        enabled = [provider for provider in settings.providers.values() if provider.enabled]
        return list(await asyncio.gather(*(one(upstream, provider) for provider in enabled)))
