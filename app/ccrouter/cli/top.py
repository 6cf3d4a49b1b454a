"""``ccr top``: the running router, live in the terminal."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import failures

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ccrouter.control import RemoteControl
    from ccrouter.views import Snapshot


def add_to(root: typer.Typer) -> None:
    root.command()(top)


def top(
    every: Annotated[float, typer.Option("--every", min=0.25, help="Seconds between two looks.")] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and end.")] = False,
) -> None:
    """Watch the running router: rates, spend, last requests. Ctrl-C ends it. Exit code 4 if none runs."""
    from ccrouter.cli import reach

    control = reach.running_router()
    if control is None:
        failures.say("CC Router is not running", "", "Start it with `ccr` (tray), `ccr serve` or `ccr code`.")
        raise typer.Exit(failures.NOT_RUNNING)
    if once or not sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False).print(_screen(asyncio.run(control.snapshot())))
        return
    try:
        asyncio.run(_watch(control, every))
    except KeyboardInterrupt:
        pass


async def _watch(control: RemoteControl, every: float) -> None:
    from rich.live import Live

    with Live(screen=True, auto_refresh=False) as live:
        while True:
            live.update(_screen(await control.snapshot()), refresh=True)
            await asyncio.sleep(every)


def _screen(snapshot: Snapshot) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    from ccrouter.cli import status

    head = Text(f"CC Router {snapshot.version}  {snapshot.state}  {snapshot.url}  {time.strftime('%H:%M:%S')}\n")
    return Group(head, _figures(snapshot), "", status.recent(snapshot.recent))


def _figures(snapshot: Snapshot) -> RenderableType:
    from rich.table import Table

    from ccrouter.cli import books

    live = snapshot.live
    if live is None:
        return ""

    def seconds(*values: float | None) -> str:
        return " / ".join("–" if value is None else f"{value:.2f}" for value in values) + " s"

    table = Table.grid(padding=(0, 3, 0, 0))
    rate = "–" if live.success_rate is None else f"{live.success_rate:.1%}"
    spend = books.dollars(live.spend_today, unpriced=live.unpriced_today)
    for name, value in (
        ("requests", f"{live.requests_per_second:.2f}/s   {live.in_flight} under way   {rate} answered"),
        ("tokens", f"{live.tokens_per_second:.0f}/s written"),
        ("first word", f"{seconds(live.ttft_p50, live.ttft_p95, live.ttft_p99)}   (half, 95 %, 99 %)"),
        ("whole answer", seconds(live.latency_p50, live.latency_p95, live.latency_p99)),
        ("today", f"{spend}   {live.requests_today:,} requests   {live.tokens_today:,} tokens"),
        *((f"budget {one.name}", f"{one.fraction:.0%} of its {one.period}") for one in snapshot.budgets),
    ):
        table.add_row(name, value)
    if snapshot.ledger and snapshot.ledger.trouble:
        table.add_row("ledger", snapshot.ledger.trouble, style="yellow")
    return table
