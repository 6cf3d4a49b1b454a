"""``ccr config``: the settings file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ccrouter.cli import config_edit
from ccrouter.cli.output import Json, as_json, say

group = typer.Typer(help="Find, show, check and change the settings file.", no_args_is_help=True)


def add_to(root: typer.Typer) -> None:
    config_edit.add_to(group)
    root.add_typer(group, name="config")


@group.command()
def path(json: Json = False) -> None:
    """Print where the settings file is (it need not exist yet)."""
    from ccrouter.settings.paths import paths

    file = paths().config_file
    as_json({"file": str(file), "exists": file.exists()}) if json else say(str(file))


@group.command()
def validate(
    file: Annotated[Path | None, typer.Argument(help="A settings file, in place of the usual one.")] = None,
    json: Json = False,
) -> None:
    """Check the settings file. Exit code 2 if it has mistakes, each with its line and how to mend it."""
    from ccrouter import environment
    from ccrouter.cli import failures
    from ccrouter.settings.file import load
    from ccrouter.settings.paths import paths
    from ccrouter.settings.problems import SettingsError

    chosen = file or paths().config_file
    try:
        load(chosen, env=environment.own(os.environ))
        problems = []
    except SettingsError as error:
        if not json:
            raise
        problems = [problem._asdict() for problem in error.problems]
    if json:
        as_json({"file": str(chosen), "problems": problems})
        raise typer.Exit(failures.SETTINGS if problems else 0)
    sys.stdout.write(f"{chosen}: valid.\n" if chosen.exists() else f"{chosen}: not there; the defaults apply.\n")


@group.command()
def schema() -> None:
    """Print the JSON Schema of the settings file, for editors."""
    from ccrouter.resources import resource

    sys.stdout.write(resource("config.schema.json").read_text(encoding="utf-8"))
