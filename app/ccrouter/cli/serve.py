"""``ccr serve``: the router in the foreground, without a window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ccrouter.cli import serving


def add_to(root: typer.Typer) -> None:
    root.command()(serve)


def serve(
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings file, in place of the usual one.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="TCP port; 0 takes any free one.")] = None,
    hello: Annotated[bool, typer.Option("--hello", help="Show a demo request on its way, then go on.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write the log to its file only.")] = False,
    while_used: Annotated[bool, typer.Option("--while-used", hidden=True)] = False,
) -> None:
    """Serve in the foreground, without a window.

    SIGTERM and Ctrl-C let running answers finish (10 seconds); a second one ends at once.
    """
    serving.serve(config, host=host, port=port, hello=hello, quiet=quiet, while_used=while_used)
