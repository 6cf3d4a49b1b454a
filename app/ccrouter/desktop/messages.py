"""What Qt has to say goes to the log, and its last words to the person at the terminal."""

from __future__ import annotations

import logging
import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType

NO_WINDOW = 1  # exit code

log = logging.getLogger(__name__)


class QtMessages:
    """A Qt message handler. After a fatal message, no display for instance, Qt would abort with a core dump."""

    def __init__(self) -> None:
        self._warned: list[str] = []  # the cause of a fatal message stands in the warnings before it

    def __call__(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        text = " ".join(text.split())
        if kind == QtMsgType.QtFatalMsg:
            self._give_up(text)
        # Qt warns of much that is none of the user's business, such as a desktop portal that is not there.
        log.log(logging.ERROR if kind == QtMsgType.QtCriticalMsg else logging.DEBUG, "%s", text)
        if kind == QtMsgType.QtWarningMsg:
            self._warned = [*self._warned[-2:], text]

    def _give_up(self, text: str) -> None:
        reasons = "".join(f"  {reason}\n" for reason in (*self._warned, text))
        sys.stderr.write(
            f"The tray application cannot be shown here\n{reasons}"
            "  → Use `ccr serve`: the same router without a window.\n"
        )
        sys.stderr.flush()
        os._exit(NO_WINDOW)
