"""The user's own check of what an agent has done, such as a project's tests: run apart from the loop, never for long."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)
LIMIT = 300.0  # seconds one check may take
_VERDICTS = {0: True, 1: False}  # everything else says nothing: no tests found, interrupted, killed


class Verifier:
    """One check at a time for each project: while one runs, another would judge the same files."""

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._busy: set[str] = set()
        self._running: set[subprocess.Popen[bytes]] = set()

    async def verdict(self, command: Sequence[str], project: str) -> bool | None:
        """Whether ``command``, run in the directory ``project``, ends with 0 (True) or 1 (False); None if it cannot tell."""
        if project in self._busy:
            return None
        self._busy.add(project)
        try:
            return await asyncio.to_thread(self._run, command, project)
        finally:
            self._busy.discard(project)

    def stop(self) -> None:
        """End what runs."""
        for process in tuple(self._running):
            _end(process)

    def _run(self, command: Sequence[str], project: str) -> bool | None:
        if not Path(project).is_dir():  # another machine's, or one that is gone
            return None
        try:
            process = subprocess.Popen(  # noqa: S603  # the user's own command
                command, cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            log.warning("the verifier %s could not be run in %s: %s", command[0], project, error.strerror)
            return None
        self._running.add(process)
        try:
            return _VERDICTS.get(process.wait(self._limit))
        except subprocess.TimeoutExpired:
            log.warning("the verifier %s took more than %.0f s in %s, and was ended", command[0], self._limit, project)
            _end(process)
            process.wait()
            return None
        finally:
            self._running.discard(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all it has started, where the system can do that."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
