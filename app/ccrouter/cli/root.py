"""The command ``ccr`` itself: gathers the groups, and turns every failure into words and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import ccrouter
from ccrouter.cli import activate, code, config, explain, failures, key, serve, status

OpenApp = Callable[[Path | None], int]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings file, in place of the usual one.")
]

root = typer.Typer(
    name="ccr",
    help="A local LLM gateway for coding agents. Without a command it opens the tray application.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (serve, code, activate, status, explain, key, config):
    group.add_to(root)


def run(open_app: OpenApp) -> int:
    """Run the command line in ``sys.argv``; ``open_app`` opens the tray application."""
    try:
        root(prog_name="ccr", obj=open_app)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001  # the last door: a person gets words, the log the traceback
        return failures.tell(error)
    return 0


@root.callback(invoke_without_command=True)
def ccr(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        show_version()
        raise typer.Exit
    if context.invoked_subcommand is None:
        app(context)


@root.command()
def app(context: typer.Context, config: ConfigOption = None) -> None:
    """Open the tray application; a second start shows the window of the first."""
    open_app: OpenApp = context.obj
    raise typer.Exit(open_app(config))


@root.command("version")
def show_version() -> None:
    """Print the version."""
    sys.stdout.write(f"CC Router {ccrouter.__version__}\n")
