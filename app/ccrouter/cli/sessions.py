"""Who uses a router that ``ccr code`` started: one file per session, named after its process, so that a crash ends one too."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from ccrouter.settings.paths import Paths

_EVERY = 1.0  # seconds between two looks


def begin(where: Paths) -> None:
    """This process (and what it becomes by exec) uses the router until it ends."""
    folder = _folder(where)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / str(os.getpid())).touch(mode=0o600)
    running(where)  # clears what others left


def running(where: Paths) -> list[int]:
    """The processes of the sessions that have not ended."""
    found = []
    for file in _folder(where).glob("[0-9]*"):
        if _alive(int(file.name)):
            found.append(int(file.name))
        else:
            with suppress(OSError):
                file.unlink()
    return found


async def until_over(where: Paths) -> None:
    """Wait until no session is left."""
    while running(where):  # noqa: ASYNC110  # other processes tell us nothing
        await asyncio.sleep(_EVERY)


def _folder(where: Paths) -> Path:
    return where.state / "sessions"


def _alive(pid: int) -> bool:
    if sys.platform == "win32":  # there, os.kill(pid, 0) would end it
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x0010_0000, False, pid)  # SYNCHRONIZE
        if not handle:
            return False
        ended = kernel.WaitForSingleObject(handle, 0) == 0
        kernel.CloseHandle(handle)
        return not ended
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # alive, and another user's: the number was used again
    return True
