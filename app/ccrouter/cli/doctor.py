"""``ccr doctor``: what may be wrong with this installation, each finding with how to mend it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import failures, output
from ccrouter.cli.output import Json

if TYPE_CHECKING:
    from ccrouter.cli.examine import Finding

_MARKS = {"ok": "✓", "warning": "!", "bad": "✗"}


def add_to(root: typer.Typer) -> None:
    root.command()(doctor)


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Leave out what needs the network.")] = False,
    json: Json = False,
) -> None:
    """Check ports, keyring, keys, clients, certificates, clock, settings and versions. Exit code 1 if something is wrong."""
    with output.progress("Looking"):
        found = asyncio.run(_findings(offline=offline))
    if json:
        output.as_json({"ok": all(one.state != "bad" for one in found), "findings": found})
    else:
        _show(found)
    if any(one.state == "bad" for one in found):
        raise typer.Exit(failures.OTHER)


def _show(found: list[Finding]) -> None:
    rows = []
    for one in found:
        rows.append((_MARKS[one.state], one.name, one.said))
        if one.mend:
            rows.append(("", "", f"→ {one.mend}"))
    output.rows(rows, styles=output.MARKS)


async def _findings(*, offline: bool) -> list[Finding]:
    from ccrouter.cli import examine, examine_network

    found = [*examine.versions(), *examine.folders()]
    settings, finding = examine.settings()
    found.append(finding)
    found += [
        examine.port(settings),
        await examine.keyring(),
        *await examine.keys(settings),
        *examine.clients(settings),
    ]
    found.append(examine.certificates())
    if not offline and settings is not None:
        found += await examine_network.providers(settings)
    return found
