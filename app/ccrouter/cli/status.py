"""``ccr status``: what the running router is and does."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ccrouter.cli import failures
from ccrouter.trouble import Trouble
from ccrouter.views import ExchangeView, Snapshot

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 10  # requests
_WIDE = 110  # columns in which everything about a request has room
_COLOURS = {"running": "green", "degraded": "yellow", "starting": "yellow", "stopped": "red"}


def add_to(root: typer.Typer) -> None:
    root.command()(status)


def status(json: Annotated[bool, typer.Option("--json", help="Print the whole snapshot as JSON.")] = False) -> None:
    """Show the running router: state, providers, last requests. Exit code 4 if none runs."""
    snapshot = _look()
    if json:
        shown = msgspec.json.encode(snapshot) if snapshot else b'{"state": "stopped"}'
        sys.stdout.write(msgspec.json.format(shown, indent=2).decode() + "\n")
    elif snapshot:
        _show(snapshot)
    else:
        failures.say("CC Router is not running", "", "Start it with `ccr` (tray), `ccr serve` or `ccr code`.")
    if snapshot is None:
        raise typer.Exit(failures.NOT_RUNNING)


def _look() -> Snapshot | None:
    from ccrouter.cli import reach

    control = reach.running_router()
    if control is None:
        return None
    try:
        return asyncio.run(control.snapshot())
    except Trouble:
        if reach.running_router() is None:  # it ended between being found and being asked
            return None
        raise


def _show(snapshot: Snapshot) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    colour = _COLOURS[snapshot.state]
    console.print(f"[{colour}]●[/] CC Router {snapshot.version} {snapshot.state} on {snapshot.url}", markup=True)
    for part in (_reason(snapshot), _facts(snapshot), _providers(snapshot), recent(snapshot.recent)):
        if part:
            console.print()
            console.print(part)


def _reason(snapshot: Snapshot) -> RenderableType:
    from rich.text import Text

    return Text(snapshot.reason, style="yellow") if snapshot.reason else ""


def _facts(snapshot: Snapshot) -> RenderableType:
    from rich.table import Table

    facts = Table.grid(padding=(0, 2, 0, 0))
    since = time.strftime("%Y-%m-%d %H:%M", time.localtime(snapshot.started)) if snapshot.started else "–"
    for name, value in (
        ("default model", snapshot.default_model or "–"),
        ("requests", f"{snapshot.requests} ({snapshot.failures} failed, {snapshot.in_flight} running)"),
        ("since", since),
        ("settings", snapshot.config),
    ):
        facts.add_row(name, value)
    return facts


def _providers(snapshot: Snapshot) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("provider", "format", "key", "models"):
        table.add_column(title, overflow="fold")
    for provider in snapshot.providers:
        name = provider.name if provider.enabled else f"{provider.name} (off)"
        table.add_row(name, provider.format, provider.key, ", ".join(provider.models))
    return table


def recent(exchanges: tuple[ExchangeView, ...]) -> RenderableType:
    """The last requests, with as much of each as the terminal has room for."""
    from rich.table import Table
    from rich.text import Text

    if not exchanges:
        return ""
    shown = [
        {
            "time": time.strftime("%H:%M:%S", time.localtime(one.time)),
            "client": one.client,
            "asked": one.asked,
            "answered by": f"{one.provider}/{one.model}" if one.provider else "–",
            "status": f"{one.status} {one.fault.partition(':')[0]}".strip(),
            "first word": _seconds(one.ttft),
            "all": _seconds(one.duration),
            "tokens": _tokens(one),
        }
        for one in exchanges[:_SHOWN]
    ]
    table = Table(box=None, padding=(0, 2, 0, 0))
    wide = shutil.get_terminal_size().columns >= _WIDE
    titles = [title for title in shown[0] if wide or title not in ("client", "asked")]
    for title in titles:
        names_model = title in ("asked", "answered by")
        table.add_column(title, overflow="fold", no_wrap=not names_model)
    for row in shown:
        table.add_row(*(Text(row[title]) for title in titles))
    return table


def _seconds(time: float | None) -> str:
    return "–" if time is None else f"{time:.2f} s"


def _tokens(one: ExchangeView) -> str:
    if one.output is None:
        return "–"
    read = sum(part or 0 for part in (one.input, one.cache_read, one.cache_write))
    return f"{'~' if one.estimated else ''}{read} → {one.output}"
