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
    from ccrouter.imports.importing import Preview, Source


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
    from ccrouter.imports.importing import Imports
    from ccrouter.settings.paths import paths

    imports = Imports(paths(), env=environment.own(os.environ))
    found = imports.preview(path or _only(imports.found()))
    if json:
        written = yes and not found.idle
        if written:
            asyncio.run(imports.apply(found, reach.secrets()))
            reach.tell_router()
        as_json(
            {
                "source": found.draft.source,
                "taken": found.taken,
                "left": found.left,
                "keys": found.keys,
                "written": written,
            }
        )
        return
    _show(found)
    if found.idle:
        say("There is nothing to take over.")
        return
    asking.show_diff(found.diff())
    if not asking.agreed("Write this?", yes):
        say("Nothing was changed.")
        return
    kept = asyncio.run(imports.apply(found, reach.secrets()))
    reach.tell_router()
    say(f"Written to {found.file}." + (f" Backup: {kept}" if kept else ""))
    if found.providers:
        say(f"Try one: `ccr test {found.providers[0]}`.")


def _only(found: list[Source]) -> Path:
    if len(found) == 1:
        return found[0].path
    if found:
        raise Trouble(
            "There are several settings to import",
            f"Found {', '.join(str(one.path) for one in found)}.",
            f"Name one: `ccr import {found[0].path}`.",
            exit_code=2,
        )
    raise Trouble(
        "There is nothing to import",
        "Neither Claude Code Router nor cc-switch has settings in its usual place.",
        "Name the file: `ccr import PATH`.",
    )


def _show(found: Preview) -> None:
    say(f"From {found.draft.source}", "taken:", *(f"  {one}" for one in found.taken or ["nothing"]))
    if found.left:
        say("left out:", *(f"  {one}" for one in found.left))
