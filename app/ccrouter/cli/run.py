"""``ccr run``: a coding agent on the router, for this one process; none of the user's files is touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from ccrouter.cli import failures, sessions
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble


class PassOn(TyperCommand):
    """Takes every argument as it is, ``--help`` and ``--`` too: they are meant for the program that is run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.args = args
        return args


def add_to(root: typer.Typer) -> None:
    root.command(cls=PassOn, options_metavar="CLIENT [--] [ARGS]...")(run)


def run(context: typer.Context) -> None:
    """Run claude, codex, gemini, opencode or qwen on the router, with ARGS; start the router if none runs."""
    if not context.args or context.args[0] in ("-h", "--help"):
        sys.stdout.write(f"{context.get_help()}\n")
        return
    name, *arguments = context.args
    run_client(name, arguments[1:] if arguments[:1] == ["--"] else arguments)


def run_client(name: str, arguments: list[str]) -> NoReturn:
    """Become the client called ``name``. Raises Trouble if it is not known or not installed."""
    import asyncio

    from ccrouter.cli import reach
    from ccrouter.clients.known import Link, known
    from ccrouter.clients.launch import launch
    from ccrouter.settings import atomic

    client = known(name)
    program = shutil.which(client.program)
    if program is None:
        raise Trouble(
            f"{client.title} is not installed",
            f"No program called {client.program} was found on the PATH.",
            f"Install it with `npm install -g {client.package}`, then try again.",
            exit_code=failures.NOT_FOUND,
        )
    sessions.begin(paths())  # first, so that a router about to end with its last session stays
    control = reach.running_router()
    if control is None:
        _background = reach.start_in_background()  # held: a process object nobody holds warns that its process runs
        control = reach.running_router()
    if control is None:
        raise Trouble("CC Router ended again", "It started, and then did not answer.", "Try `ccr serve` to see why.")
    snapshot = asyncio.run(control.snapshot())
    provider = snapshot.default_model.partition("/")[0]
    link = Link(
        url=snapshot.url,
        models=tuple(dict.fromkeys([snapshot.default_model, *snapshot.models])),
        token_command=(),
        token_file="",
        token=asyncio.run(control.environment())["ANTHROPIC_AUTH_TOKEN"],
        own_login=any(one.key == "client" for one in snapshot.providers if one.name == provider),
    )
    made = launch(name, link, os.environ, arguments, str(paths().state))
    for file, text in made.own_files.items():
        atomic.write(Path(file), text, mode=0o600)
    _become(program, made.arguments, made.variables)


def _become(program: str, arguments: list[str], env: dict[str, str]) -> NoReturn:
    """Run it in place of this process: terminal, signals and exit code are its own."""
    if sys.platform == "win32":  # there, exec returns to the shell while the program still runs
        raise typer.Exit(subprocess.run([program, *arguments], env=env, check=False).returncode)  # noqa: S603
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these two, and exec would hand that on
        signal.signal(number, signal.SIG_DFL)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(program, [program, *arguments], env)  # noqa: S606
