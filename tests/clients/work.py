"""Runs one coding agent on a task in a folder of its own."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from clients.agents import Agent, Place
from clients.npm import install


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def run(agent: Agent, place: Place) -> Outcome:
    """Let ``agent`` do its task in ``place.project``."""
    program = install(agent.package, agent.version, agent.program)
    place.make()
    return execute([str(program), *agent.arguments(place)], place, agent.prepare(place))


def execute(command: list[str], place: Place, more: dict[str, str], seconds: float = 90) -> Outcome:
    """Run a command as a user whose home is ``place.home``. Raises TimeoutExpired if it is not done in time."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(place.home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "XDG_DATA_HOME": str(place.home / "data"),
        "XDG_CONFIG_HOME": str(place.home / "config"),
        "XDG_STATE_HOME": str(place.home / "state"),
        "XDG_CACHE_HOME": str(place.home / "cache"),
    }
    done = subprocess.run(
        command,
        cwd=place.project,
        env=environment | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def text(path: Path) -> str:
    """The file's text, '' if there is none."""
    return path.read_text() if path.exists() else ""
