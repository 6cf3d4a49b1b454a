"""``ccr connect`` and ``ccr disconnect``: the settings of coding agents, changed with consent and given back key by key."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ccrouter.cli import asking
from ccrouter.cli.output import Json, as_json, say, table
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState, Connections
    from ccrouter.clients.known import Link

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
    from ccrouter.clients.known import known

    chosen, connections = known(client), _connections()
    if statusline and client != "claude":
        raise Trouble(
            "Only Claude Code has a status line", f"{chosen.title} has none.", "Leave --statusline out.", exit_code=2
        )
    link = _link(statusline=statusline)
    step = connections.connect(chosen, link)
    if step.idle:
        as_json({"client": client, "changed": False, "url": link.url}) if json else say(
            f"{chosen.title} is already set up for {link.url}."
        )
        return
    if not json:
        asking.show_diff(step.diff())
        say(*step.warnings())
    if not asking.agreed(f"Change {chosen.title}'s settings?", yes, json=json):
        say("Nothing was changed.")
        return
    backups = [str(backup) for backup in connections.carry_out(step)]
    if json:
        data = {"client": client, "changed": True, "url": link.url, "diff": step.diff(), "backups": backups}
        as_json(data | {"warnings": step.warnings(), "hints": chosen.hints})
        return
    say(*(f"Backup: {backup}" for backup in backups))
    say(f"{chosen.title} now uses CC Router at {link.url}. `ccr disconnect {client}` takes it back.", *chosen.hints)


def disconnect(
    client: Annotated[str, typer.Argument(help="claude, codex, gemini, opencode or qwen.")],
    yes: asking.Yes = False,
    json: Json = False,
) -> None:
    """Take back what `ccr connect` changed. Keys that were changed since by somebody else are left alone."""
    from ccrouter.clients.known import known

    chosen, connections = known(client), _connections()
    step = connections.disconnect(chosen)
    if not step.idle:
        if not json:
            asking.show_diff(step.diff())
        if not asking.agreed(f"Change {chosen.title}'s settings back?", yes, json=json):
            say("Nothing was changed.")
            return
    connections.carry_out(step)
    left = [f"{one.name} in {one.file}" for one in step.left]
    if json:
        as_json({"client": client, "changed": not step.idle, "diff": step.diff(), "left": left})
        return
    say(f"{chosen.title} no longer uses CC Router.")
    if left:
        say("Left as they are, for they were changed since:", *(f"  {one}" for one in left))


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
    states = _connections().states()
    if json:
        as_json(
            [
                {
                    "client": one.client.name,
                    "title": one.client.title,
                    "installed": one.installed,
                    "connected": one.connected,
                    "changed": one.changed,
                    "trouble": one.trouble,
                    "files": [str(file) for file in one.files],
                    "hints": one.client.hints,
                }
                for one in states
            ]
        )
        return
    rows = [
        (one.client.name, one.client.title, "yes" if one.installed else "no", _word(one), str(one.files[0]))
        for one in states
    ]
    table(("client", "name", "installed", "connected", "settings"), rows)
    for one in states:
        if one.changed:
            say("", f"{one.client.title}: changed since by somebody else: {', '.join(one.changed)}.")
            say(f"  → `ccr connect {one.client.name}` sets it anew.")
        if one.trouble:
            say("", f"{one.client.title}: {one.trouble}")


def _word(state: ClientState) -> str:
    return "changed" if state.changed else "yes" if state.connected else "no"


def _link(*, statusline: bool) -> Link:
    from ccrouter.cli import reach
    from ccrouter.clients.link import link_to
    from ccrouter.running import find_running

    settings, running = reach.settings(), find_running(paths())
    token = reach.token(running.token if running else settings.server.token)
    return link_to(settings, token, running=running.url if running else "", statusline=statusline)


def _connections() -> Connections:
    from ccrouter.clients.connections import Connections

    return Connections(paths(), os.environ)
