"""``ccr statusline``: one line for Claude Code's status bar. It is run all the time, so it loads little, and it never fails.

Claude Code writes JSON about the session on stdin: https://code.claude.com/docs/en/statusline
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ccrouter.settings.paths import Paths, paths

if TYPE_CHECKING:
    import typer

_PATIENCE = 0.1  # seconds for the router
_BILLION = 1_000_000_000


def add_to(root: typer.Typer) -> None:
    root.command()(statusline)


def statusline() -> None:
    """Print Claude Code's status line: model, spend of this session, budget. It reads Claude Code's JSON on stdin."""
    main(())


def main(arguments: Sequence[str]) -> int:
    """The command without the command line around it, which takes longer to load than all of this. The exit code comes back."""
    env = dict(os.environ)
    if len(arguments) > 1 and arguments[0] == "--home":
        env["CCR_HOME"] = arguments[1]
    line = "CC Router"
    with suppress(Exception):  # a status line that fails is blank, and says nothing to anybody
        said = {} if sys.stdin.isatty() else json.loads(sys.stdin.read())
        line = _line(said if isinstance(said, dict) else {}, paths(env), env)
    sys.stdout.write(f"{line}\n")
    return 0


def _line(said: dict[str, Any], where: Paths, env: Mapping[str, str]) -> str:
    model = said.get("model") or {}
    parts = [str(model.get("display_name") or model.get("id") or "CC Router")]
    with suppress(Exception):
        from ccrouter.ledger.glance import session_spend

        spent = session_spend(where.data / "ledger.sqlite", str(said.get("session_id", "")))
        if spent.answered_by:
            parts[0] = f"{parts[0]} → {spent.answered_by}"
        if spent.requests:
            parts.append(f"${spent.nanos / _BILLION:.2f}{'+' if spent.unpriced else ''} this session")
    with suppress(Exception):
        parts += _budgets(where, env)
    return " · ".join(parts)


def _budgets(where: Paths, env: Mapping[str, str]) -> list[str]:
    """The fullest budget, from the running router, if the token is at hand: asking a keyring takes too long here."""
    token = env.get("CCR_TOKEN") or _first_line(where.token_file) or _first_line(where.state / "client-token")
    running = json.loads((where.state / "router.json").read_text(encoding="utf-8")) if token else None
    if running is None:
        return []
    from contextlib import closing
    from http.client import HTTPConnection

    with closing(HTTPConnection(str(running["host"]), int(running["port"]), timeout=_PATIENCE)) as connection:
        connection.request("GET", "/-/status", headers={"x-ccr-token": token})
        budgets = [one for one in json.loads(connection.getresponse().read()).get("budgets", []) if one["limit"]]
    if not budgets:
        return []
    fullest = max(budgets, key=lambda one: one["used"] / one["limit"])
    return [f"{fullest['name']} {fullest['used'] / fullest['limit']:.0%}"]


def _first_line(file: Path) -> str:
    with suppress(OSError):
        return file.read_text(encoding="utf-8").strip()
    return ""
