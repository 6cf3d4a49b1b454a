"""``ccr code``: the real Claude Code on the router, for this one process; none of the user's files is touched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from ccrouter import environment
from ccrouter.cli import failures, sessions
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble

_TOKEN = "CCR_TOKEN"  # noqa: S105  # a variable's name
_HELPER = f"echo %{_TOKEN}%" if sys.platform == "win32" else f'printf %s "${_TOKEN}"'


class PassOn(TyperCommand):
    """Takes every argument as it is, ``--help`` and ``--`` too: they are meant for the program that is run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.args = args
        return args


def add_to(root: typer.Typer) -> None:
    root.command(cls=PassOn, options_metavar="[ARGS]...")(code)


def code(context: typer.Context) -> None:
    """Run Claude Code on the router, with ARGS; start the router if none runs."""
    import asyncio

    from ccrouter.cli import reach

    program = shutil.which("claude")
    if program is None:
        raise Trouble(
            "Claude Code is not installed",
            "No program called claude was found on the PATH.",
            "Install it with `npm install -g @anthropic-ai/claude-code`, then try again.",
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
    own_login = any(one.key == "client" for one in snapshot.providers if one.name == provider)
    token = asyncio.run(control.environment())["ANTHROPIC_AUTH_TOKEN"]
    settings, variables = claude_settings(snapshot.url, token, os.environ, own_login=own_login)
    _become(program, with_settings(context.args, settings), variables)


def claude_settings(
    url: str, token: str, env: Mapping[str, str], *, own_login: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """What Claude Code gets as ``--settings`` and as its environment.

    The variables stand in both: a settings file of the user's outranks the environment, ``--settings`` outranks the file,
    and whatever is not in the end overwritten must not win. The token is in the environment only, where no other user
    sees it; Claude Code reads it by its own ``apiKeyHelper``, which also leaves a stored login alone and unsent.
    With ``own_login`` its login is what the provider is called with, so our token travels in a header of its own.
    """
    wanted = environment.client_environment(url, token)
    ours = {name: value for name, value in wanted.items() if name.startswith(("ANTHROPIC_", "CLAUDE_"))}
    del ours["ANTHROPIC_AUTH_TOKEN"]
    off = [name for name in environment.CONFLICTING if name.startswith("CLAUDE_")]
    if not own_login:
        off += ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"]
    elif env.get("ANTHROPIC_AUTH_TOKEN") == token:  # of `ccr activate`: no login
        off.append("ANTHROPIC_AUTH_TOKEN")
    settings: dict[str, Any] = {"env": {**ours, **dict.fromkeys(off, "")}}
    variables = {name: value for name, value in env.items() if name not in off} | ours
    for name in ("NO_PROXY", "no_proxy"):  # a system proxy must not see requests to this machine
        variables[name] = ",".join(filter(None, [env.get(name, ""), "127.0.0.1", "localhost"]))
    if own_login:
        headers = env.get("ANTHROPIC_CUSTOM_HEADERS", "")
        variables["ANTHROPIC_CUSTOM_HEADERS"] = "\n".join(filter(None, [headers, f"x-ccr-token: {token}"]))
    else:
        variables[_TOKEN] = token
        settings["apiKeyHelper"] = _HELPER
    return settings, variables


def with_settings(arguments: list[str], settings: dict[str, Any]) -> list[str]:
    """The arguments with ``--settings``. The program takes the last one only, so one of the user's is merged into ours."""
    rest, given = list(arguments), ""
    for place, word in enumerate(arguments):
        if word == "--settings" and place + 1 < len(arguments):
            given, rest[place : place + 2] = arguments[place + 1], []
            break
        if word.startswith("--settings="):
            given, rest[place : place + 1] = word.partition("=")[2], []
            break
        if word == "--":
            break
    theirs = _read_settings(given) if given else {}
    merged = {**theirs, **settings, "env": {**theirs.get("env", {}), **settings["env"]}}
    return ["--settings", json.dumps(merged), *rest]


def _read_settings(given: str) -> dict[str, Any]:
    """``--settings`` takes JSON or a file with it."""
    try:
        read = json.loads(given if given.lstrip().startswith("{") else Path(given).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = f"--settings {given[:80]} cannot be read: {error}."
        raise Trouble(
            "Claude Code's settings are not readable", reason, "Mend that file, or leave the option out."
        ) from None
    return read if isinstance(read, dict) else {}


def _become(program: str, arguments: list[str], env: dict[str, str]) -> NoReturn:
    """Run it in place of this process: terminal, signals and exit code are its own."""
    if sys.platform == "win32":  # there, exec returns to the shell while the program still runs
        raise typer.Exit(subprocess.run([program, *arguments], env=env, check=False).returncode)  # noqa: S603
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these two, and exec would hand that on
        signal.signal(number, signal.SIG_DFL)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(program, [program, *arguments], env)  # noqa: S606
