"""Claude Code for one process: its settings and environment, with none of its files touched."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ccrouter.clients.known import claude_variables, off_for_claude, with_header
from ccrouter.environment import TOKEN
from ccrouter.trouble import Trouble

_HELPER = f"echo %{TOKEN}%" if sys.platform == "win32" else f'printf %s "${TOKEN}"'


def claude_settings(
    url: str, token: str, env: Mapping[str, str], *, own_login: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """What Claude Code gets as ``--settings`` and as its environment.

    The variables stand in both: a settings file of the user's outranks the environment, ``--settings`` outranks the file,
    and whatever is not in the end overwritten must not win. The token is in the environment only, where no other user
    sees it; Claude Code reads it by its own ``apiKeyHelper``, which also leaves a stored login alone and unsent.
    With ``own_login`` its login is what the provider is called with, so our token travels in a header of its own.
    """
    ours = claude_variables(url)
    off = off_for_claude(own_login)
    if own_login and env.get("ANTHROPIC_AUTH_TOKEN") == token:  # of `ccr activate`: no login
        off.append("ANTHROPIC_AUTH_TOKEN")
    settings: dict[str, Any] = {"env": {**ours, **dict.fromkeys(off, "")}}
    variables = {name: value for name, value in env.items() if name not in off} | ours
    if own_login:
        variables["ANTHROPIC_CUSTOM_HEADERS"] = with_header(env.get("ANTHROPIC_CUSTOM_HEADERS", ""), token)
    else:
        variables[TOKEN] = token
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
