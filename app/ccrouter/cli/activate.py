"""``ccr activate``: the lines that point this shell's coding agents at the router."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ccrouter import environment
from ccrouter.running import Running, find_running
from ccrouter.settings.deployments import Server
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble


def add_to(root: typer.Typer) -> None:
    root.command()(activate)


def activate(
    shell: Annotated[str, typer.Option(help="posix, fish or powershell; by default the one in $SHELL.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the variables as JSON.")] = False,
) -> None:
    """Print `export ...` lines: eval "$(ccr activate)". They hold the local token."""
    from ccrouter.cli import reach

    running = find_running(paths())
    address = running or _address(reach.settings().server)
    variables = environment.client_environment(address.url, reach.token(address.token))
    if json:
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(variables)).decode() + "\n")
        return
    usual = "powershell" if sys.platform == "win32" else os.environ.get("SHELL", "")
    lines = environment.shell_named(shell or usual).lines(variables)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if running is None:
        sys.stderr.write("CC Router is not running; start it with `ccr` (tray) or `ccr serve`.\n")


def _address(server: Server) -> Running:
    """Where a router would serve."""
    if server.port == 0:
        raise Trouble(
            "The router's address is not known yet",
            "The settings say `port = 0`, any free port, and no router is running.",
            "Start it with `ccr serve`, then try again.",
        )
    return Running(pid=0, host=server.host, port=server.port, started=0, token=server.token)
