"""``ccr import``: providers, routing and keys from the settings of other routers, shown first."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import asking
from ccrouter.cli.output import Json, as_json, say
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.imports.draft import Draft


def add_to(root: typer.Typer) -> None:
    root.command("import")(import_)


def import_(
    path: Annotated[
        Path | None, typer.Argument(help="A settings file or its folder; else they are looked for.")
    ] = None,
    yes: asking.Yes = False,
    json: Json = False,
) -> None:
    """Take over the settings of Claude Code Router, cc-switch or LiteLLM. Nothing is written without a yes."""
    from ccrouter import environment
    from ccrouter.cli import reach
    from ccrouter.imports.sources import known_places, read
    from ccrouter.settings.file import edit, preview
    from ccrouter.settings.paths import paths

    home, config = Path.home(), paths().config_file
    draft = read(path or _only(known_places(home)), set(reach.settings().providers) - {"demo"}, home)
    env = environment.own(os.environ)
    if json:
        as_json({"source": draft.source, "taken": draft.taken, "left": draft.left, "keys": sorted(draft.keys)})
    else:
        _show(draft)
    if not draft.changes:
        say("There is nothing to take over.")
        return
    would = preview(config, draft.changes, env=env)
    if not json:
        asking.show_diff(asking.diff(str(config), would.old, would.new))
    if not asking.agreed("Write this?", yes):
        say("Nothing was changed.")
        return
    asyncio.run(_keep(draft))  # first: settings that name a key which is not there would be of no use
    edit(config, draft.changes, env=env)
    if (control := reach.running_router()) is not None:
        asyncio.run(control.reload())
    if not json:
        say(f"Written to {config}. Try one: `ccr test {min(draft.providers, default='PROVIDER')}`.")


def _only(places: list[Path]) -> Path:
    if len(places) == 1:
        return places[0]
    if places:
        raise Trouble(
            "There are several settings to import",
            f"Found {', '.join(map(str, places))}.",
            f"Name one: `ccr import {places[0]}`.",
            exit_code=2,
        )
    raise Trouble(
        "There is nothing to import",
        "Neither Claude Code Router nor cc-switch has settings in its usual place.",
        "Name the file: `ccr import PATH`.",
    )


async def _keep(draft: Draft) -> None:
    """Raises SecretsError."""
    from ccrouter.cli import reach

    secrets = reach.secrets()
    for name, key in draft.keys.items():
        await secrets.set(name, key)


def _show(draft: Draft) -> None:
    say(f"From {draft.source}", "taken:", *(f"  {one}" for one in draft.taken or ["nothing"]))
    if draft.left:
        say("left out:", *(f"  {one}" for one in draft.left))
