"""A user's terminal: ``ccr`` commands as processes of their own, in a home of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CCR = [sys.executable, "-m", "ccrouter"]


class Done(NamedTuple):
    out: str
    err: str
    code: int


class Terminal:
    """``kept`` is where the keyring of this terminal keeps its entries; ``environment`` may be changed by a test."""

    def __init__(self, folder: Path, *, keyring: bool = True) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        self.kept = folder / "keyring.json"
        backend = "cli.paper_keyring.PaperKeyring" if keyring else "keyring.backends.null.Keyring"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SHELL": "/bin/sh",
            "CCR_HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT / "tests")]),
            "PYTHONWARNINGS": "error",
            "PYTHON_KEYRING_BACKEND": backend,
            "PAPER_KEYRING": str(self.kept),
        }

    @property
    def config(self) -> Path:
        return self.home / "config" / "config.toml"

    def write_config(self, text: str) -> None:
        self.config.parent.mkdir(exist_ok=True)
        self.config.write_text(text)

    def ccr(self, *arguments: str, stdin: str = "", code: int = 0) -> Done:
        """Run a command to its end; it must end with ``code`` and without a traceback."""
        return self.run([*CCR, *arguments], stdin=stdin, code=code)

    def shell(self, script: str, code: int = 0) -> Done:
        """Run a POSIX shell script in which ``ccr`` is our command."""
        return self.run(["sh", "-c", f'ccr() {{ {shlex.join(CCR)} "$@"; }}\n{script}'], code=code)

    def run(self, command: list[str], *, stdin: str = "", code: int | None = 0) -> Done:
        """``code`` None: however it ends."""
        run = subprocess.run(
            command, input=stdin, env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=60
        )
        assert code is None or run.returncode == code, f"{command}: {run.returncode}\n{run.stdout}\n{run.stderr}"
        assert "Traceback" not in run.stderr, run.stderr
        return Done(run.stdout, run.stderr, run.returncode)


def eventually(true: Callable[[], object]) -> bool:
    """Wait until it is so; False after 20 seconds."""
    end = time.monotonic() + 20
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
