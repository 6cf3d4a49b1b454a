"""How commands reach the router of this user: the running one over its admin API, or a new one in the background."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import typer

from ccrouter import environment
from ccrouter.running import find_running
from ccrouter.settings.deployments import KeyRef, Settings
from ccrouter.settings.file import load
from ccrouter.settings.paths import paths
from ccrouter.settings.secrets import Secrets

if TYPE_CHECKING:
    from ccrouter.control import RemoteControl


def secrets() -> Secrets:
    return Secrets(paths(), env=environment.own(os.environ))


def settings() -> Settings:
    """Raises SettingsError."""
    return load(paths().config_file, env=environment.own(os.environ))


def token(configured: KeyRef | None) -> str:
    """The local token, made now if there is none yet. Raises SecretsError."""
    return asyncio.run(secrets().local_token(configured))


def running_router() -> RemoteControl | None:
    """The running router; None if there is none. Raises SecretsError."""
    running = find_running(paths())
    if running is None:
        return None
    from ccrouter.control import RemoteControl

    return RemoteControl(running.url, token(running.token))


def tell_router() -> None:
    """Have a running router, if any, look at settings, keys and plugins again now. Raises Trouble if it refuses them."""
    if (control := running_router()) is not None:
        asyncio.run(control.reload())


def start_in_background(option: str = "--while-used") -> subprocess.Popen[bytes]:
    """Start ``ccr serve`` with an option and wait until it is ready: by default it ends with the last session (``cli.sessions``).

    Raises typer.Exit with its exit code, its words shown, if it does not come up.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ccrouter"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  # our own program
            [*program, "serve", option],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,  # Ctrl-C in this terminal is not meant for it
        )
        assert process.stdout is not None
        with process.stdout as ready:
            if ready.readline():
                return process
        code = process.wait()
        said.seek(0)
        sys.stderr.write(said.read().decode(errors="replace"))
    raise typer.Exit(code or 1)
