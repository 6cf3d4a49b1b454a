"""``ccr code``: the real Claude Code on the router, for this one process; none of the user's files is touched."""

from __future__ import annotations

import typer

from ccrouter.cli.run import PassOn, run_client


def add_to(root: typer.Typer) -> None:
    root.command(cls=PassOn, options_metavar="[ARGS]...")(code)


def code(context: typer.Context) -> None:
    """Run Claude Code on the router, with ARGS; start the router if none runs."""
    run_client("claude", context.args)
