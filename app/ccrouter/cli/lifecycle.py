"""``ccr start``, ``stop``, ``restart``: a router in the background, without a window."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import typer

from ccrouter.cli import failures, output
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.running import Running

_PATIENCE = 20.0  # seconds for a router to be gone: running answers get ten


def add_to(root: typer.Typer) -> None:
    for command in (start, stop, restart):
        root.command()(command)


def start(json: Json = False) -> None:
    """Start the router in the background; `ccr logs` shows what it does. Nothing happens if one runs."""
    already = _running()
    if already is None:
        _start()
    _tell(_running(), "was running already" if already else "is running", json=json)


def stop(json: Json = False) -> None:
    """Stop the running router; answers under way get ten seconds. Exit code 4 if none runs."""
    if not _stop():
        if json:
            output.as_json({"state": "stopped", "was_running": False})
        else:
            failures.say("CC Router is not running", "", "There is nothing to stop.")
        raise typer.Exit(failures.NOT_RUNNING)
    if json:
        output.as_json({"state": "stopped", "was_running": True})
    else:
        output.say("CC Router has stopped.")


def restart(json: Json = False) -> None:
    """Stop the running router, if any, and start one in the background."""
    _stop()
    _start()
    _tell(_running(), "is running", json=json)


def _running() -> Running | None:
    from ccrouter.running import find_running
    from ccrouter.settings.paths import paths

    return find_running(paths())


def _start() -> None:
    from ccrouter.cli import reach

    with output.progress("Starting"):
        process = reach.start_in_background("--quiet")
    process.returncode = 0  # it goes on without us; Popen would warn that nobody waited for it


def _stop() -> bool:
    """Whether there was one to stop. Raises Trouble if it does not go."""
    from ccrouter.cli import reach

    control = reach.running_router()
    if control is None:
        return False
    with output.progress("Stopping"):
        asyncio.run(control.stop())
        end = time.monotonic() + _PATIENCE
        while _running() is not None:
            if time.monotonic() > end:
                raise Trouble(
                    "CC Router does not stop",
                    f"It was asked to, and still answers after {_PATIENCE:.0f} seconds.",
                    "If it is the tray application, quit it from its menu; `ccr logs` may say more.",
                )
            time.sleep(0.05)
    return True


def _tell(running: Running | None, words: str, *, json: bool) -> None:
    if running is None:
        raise Trouble("CC Router ended again", "It started, and then did not answer.", "Try `ccr serve` to see why.")
    if json:
        output.as_json({"state": "running", "url": running.url, "pid": running.pid})
    else:
        output.say(f"CC Router {words} on {running.url} (pid {running.pid}). `ccr stop` ends it.")
