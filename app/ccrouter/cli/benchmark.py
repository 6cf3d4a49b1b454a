"""``ccr benchmark``: how fast, how sure and how dear providers are, measured with real requests."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import failures, measuring, output
from ccrouter.cli.measuring import PromptSet
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.settings.deployments import Provider, Settings


def add_to(root: typer.Typer) -> None:
    root.command()(benchmark)


def benchmark(
    providers: Annotated[
        list[str] | None, typer.Option("--providers", "-p", help="Providers or provider/model; several with commas.")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, max=1000, help="Requests to each model.")] = 5,
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, max=64, help="At a time to each.")] = 1,
    prompt_set: Annotated[PromptSet, typer.Option("--prompt-set", help="What is asked.")] = PromptSet.SMALL,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before spending.")] = False,
    json: Json = False,
) -> None:
    """Measure providers with real requests: time to the first word, tokens per second, success, price.

    Through the running router if there is one, so that its routing learns from it; else directly. The result is kept
    and compared with the last one.
    """
    from ccrouter.cli import reach

    settings = reach.settings()
    targets = _targets(settings, providers or [])
    _agree(settings, targets, runs, prompt_set, yes=yes)
    try:
        report = asyncio.run(_measure(settings, targets, runs, concurrency, prompt_set))
    except KeyboardInterrupt:
        failures.say("The benchmark was stopped", "Nothing was kept of it.", "Start it again with fewer --runs.")
        raise typer.Exit(failures.INTERRUPTED) from None
    last = measuring.last(prompt_set)
    file = measuring.keep(report)
    if json:
        output.as_json({"file": str(file), "last": last, **measuring.as_data(report)})
    else:
        _show(report, last)
        output.say(f"Kept in {file}.")
    if all(line.succeeded == 0 for line in report.lines):
        raise typer.Exit(failures.OTHER)


def _targets(settings: Settings, asked: list[str]) -> list[tuple[Provider, str]]:
    """Provider and model of each; of a provider alone its first model. By default all providers that cost something."""
    from ccrouter.cli import accounts

    words = [word.strip() for one in asked for word in one.split(",") if word.strip()]
    if not words:
        enabled = [one for one in settings.providers.values() if one.enabled and one.models]
        chosen = [one for one in enabled if not one.demo] or enabled
        return [(one, one.models[0]) for one in chosen]
    found = []
    for word in words:
        name, _, model = word.partition("/")
        provider = accounts.provider_named(settings, name)
        if not (model or provider.models):
            raise Trouble(f"{name} has no model to ask", "The settings name none.", f"Write {name}/MODEL.", exit_code=2)
        found.append((provider, model or provider.models[0]))
    return found


def _agree(
    settings: Settings, targets: list[tuple[Provider, str]], runs: int, prompt_set: PromptSet, *, yes: bool
) -> None:
    """Say what it will cost at most, and ask."""
    from ccrouter.cli import accounts, books

    prices, now = accounts.book(settings), datetime.now(UTC)
    read, written = measuring.SIZES[prompt_set]
    total, unpriced = 0, []
    for provider, model in targets:
        price = prices.estimate(f"{provider.name}/{model}", read, 0, written, now)
        total += (price or 0) * runs
        if price is None:
            unpriced.append(f"{provider.name}/{model}")
    names = ", ".join(f"{provider.name}/{model}" for provider, model in targets)
    dollars = books.dollars(total, unpriced=len(unpriced))
    sys.stderr.write(f"{runs} requests each to {names}; estimated price {dollars}.\n")
    if unpriced and len(unpriced) < len(targets):
        sys.stderr.write(f"The price of {', '.join(unpriced)} is unknown.\n")
    if yes or not (total or unpriced):
        return
    if not sys.stdin.isatty():
        raise Trouble("A benchmark costs money", "Nobody is here to agree to it.", "Say --yes to run it.", exit_code=2)
    typer.confirm("Go on?", abort=True, err=True)


async def _measure(
    settings: Settings, targets: list[tuple[Provider, str]], runs: int, concurrency: int, prompt_set: PromptSet
) -> measuring.Report:
    from ccrouter.cli import accounts, reach

    control = await asyncio.to_thread(reach.running_router)
    report = measuring.Report(
        at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        prompt_set=prompt_set.value,
        runs=runs,
        concurrency=concurrency,
        through="router" if control else "direct",
    )
    prices = await asyncio.to_thread(accounts.book, settings)
    with output.progress("Asking", total=runs * len(targets)) as bar:
        bars = bar.task_ids[0]
        async with accounts.connections() as upstream:
            for provider, model in targets:
                bar.update(bars, description=f"{provider.name}/{model}")
                async with accounts.account(provider) as account:
                    asked = account, model
                    if control is not None:
                        asked = await measuring.by_way_of(control, provider, model)
                    heard = await measuring.run(
                        upstream, *asked, runs, concurrency, prompt_set, lambda: bar.advance(bars)
                    )
                report.lines.append(measuring.line(provider.name, model, heard, prices))
                if control is None:
                    measuring.teach_board(settings, provider, model, heard)
    return report


def _show(report: measuring.Report, last: dict[str, measuring.Line]) -> None:
    def change(line: measuring.Line) -> str:
        before = last.get(f"{line.provider}/{line.model}")
        if before is None or not before.ttft_p50 or line.ttft_p50 is None:
            return "–"
        return f"{line.ttft_p50 / before.ttft_p50 - 1:+.0%}"

    rows = [
        (
            f"{line.provider}/{line.model}",
            output.seconds(line.ttft_p50),
            output.seconds(line.ttft_p95),
            change(line),
            "–" if line.tokens_per_second is None else f"{line.tokens_per_second:.0f}",
            f"{line.succeeded}/{line.runs}",
            "unknown" if line.dollars_per_1k is None else f"{line.dollars_per_1k:.5f}",
        )
        for line in report.lines
    ]
    titles = ("model", "TTFT p50", "p95", "vs last", "tok/s", "ok", "$/1k tok")
    output.table(titles, rows, numbers=titles[1:])
    for line in report.lines:
        for error, count in line.errors.items():
            output.say(f"  {line.provider}/{line.model}: {count}× {error}")
