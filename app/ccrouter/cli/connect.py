"""``ccr connect`` and ``ccr disconnect``: the settings of coding agents, changed with consent and given back key by key."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import asking
from ccrouter.cli.output import Json, as_json, say, table
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.clients.connections import Connections, Step
    from ccrouter.clients.known import Client

_Home = Annotated[str | None, typer.Option("--home", hidden=True)]


def add_to(root: typer.Typer) -> None:
    root.command()(connect)
    root.command()(disconnect)
    root.command(hidden=True)(token)


def connect(
    client: Annotated[str | None, typer.Argument(help="claude, codex, gemini, opencode or qwen.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show which clients are connected.")] = False,
    statusline: Annotated[bool, typer.Option("--statusline", help="Claude Code: show `ccr statusline` too.")] = False,
    yes: asking.Yes = False,
    json: Json = False,
) -> None:
    """Point a coding agent's settings at the router. The change is shown first; what was there is kept."""
    if listed or client is None:
        _list(json)
        return
    from ccrouter.cli import linking
    from ccrouter.clients.known import known

    chosen, connections = known(client), _connections()
    if statusline and client != "claude":
        raise Trouble(
            "Only Claude Code has a status line", f"{chosen.title} has none.", "Leave --statusline out.", exit_code=2
        )
    link = linking.link(connections.token_file, statusline=statusline)
    step = connections.connect(chosen, link)
    if step.idle:
        say(f"{chosen.title} is already set up for {link.url}.")
        return
    asking.show_diff(step.diff())
    _warn(chosen, step, link.own_login)
    if not asking.agreed(f"Change {chosen.title}'s settings?", yes):
        say("Nothing was changed.")
        return
    for backup in connections.carry_out(step):
        say(f"Backup: {backup}")
    say(f"{chosen.title} now uses CC Router at {link.url}. `ccr disconnect {client}` takes it back.", *chosen.hints)


def disconnect(
    client: Annotated[str, typer.Argument(help="claude, codex, gemini, opencode or qwen.")], yes: asking.Yes = False
) -> None:
    """Take back what `ccr connect` changed. Keys that were changed since by somebody else are left alone."""
    from ccrouter.clients.known import known

    chosen, connections = known(client), _connections()
    step = connections.disconnect(chosen)
    if not step.idle:
        asking.show_diff(step.diff())
        if not asking.agreed(f"Change {chosen.title}'s settings back?", yes):
            say("Nothing was changed.")
            return
    connections.carry_out(step)
    say(f"{chosen.title} no longer uses CC Router.")
    if step.left:
        say("Left as they are, for they were changed since:", *(f"  {one.name} in {one.file}" for one in step.left))


def token(home: _Home = None) -> None:
    """Print the local token, for clients that are told to ask for it."""
    import asyncio

    from ccrouter import environment
    from ccrouter.settings.file import load
    from ccrouter.settings.secrets import Secrets

    env = environment.own({**os.environ, **({"CCR_HOME": home} if home else {})})
    where = paths(env)
    configured = load(where.config_file, env=env).server.token
    sys.stdout.write(asyncio.run(Secrets(where, env=env).local_token(configured)) + "\n")


def _list(json: bool) -> None:
    from ccrouter.clients.known import CLIENTS

    connections = _connections()
    connected = connections.connected()
    rows = [
        {
            "client": client.name,
            "title": client.title,
            "installed": shutil.which(client.program) is not None,
            "connected": client.name in connected,
            "files": [str(file) for file in connections.files(client)],
        }
        for client in CLIENTS.values()
    ]
    if json:
        as_json(rows)
        return

    def word(yes: bool) -> str:
        return "yes" if yes else "no"

    table(
        ("client", "", "installed", "connected", "settings"),
        [
            (
                client.name,
                client.title,
                word(shutil.which(client.program) is not None),
                word(client.name in connected),
                str(connections.files(client)[0]),
            )
            for client in CLIENTS.values()
        ],
    )


def _connections() -> Connections:
    from ccrouter.clients.connections import Connections

    return Connections(paths(), os.environ)


def _warn(client: Client, step: Step, own_login: bool) -> None:
    """What a person should know before saying yes."""
    if client.holds_token or (own_login and client.name == "claude"):
        say(f"{client.title} can only be given the local token itself (…): it will stand in that file.")
        for file in step.new:
            path = Path(file)
            if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
                say(f"Other users of this machine may read it. To change that: chmod 600 {path}")
    beside = Path.home() / ".env"
    new = [file for file, text in step.new.items() if step.old[file] is None and text is not None]
    if beside.exists() and any(file.endswith("/.env") for file in new):
        say(f"{client.title} reads one .env file only: then no longer {beside}.")
