"""Where log lines go: the terminal and a rotating file. Never a secret, whatever a library or a traceback says."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ccrouter.settings.paths import Paths

EXCHANGES = "ccrouter.exchange"  # the logger of one line a request; a failed one is a warning
_SIZE, _OLD_ONES = 2_000_000, 4  # bytes a file, files kept beside the newest
_SECRET = re.compile(
    r"(?i)(?<=bearer )\S+"
    r"|(?<=[?&]key=)[^&\s\"']+"
    r"|(?<=[\d\s\"']/t/)[^/\s\"']+"  # right after the port, or where the path begins
    r"|\b(?:ccr|sk|gsk|xai|csk|fw|pplx|tgp)[-_][\w-]{16,}"
    r"|\bAIza[\w-]{16,}"
)


def log_file(where: Paths) -> Path:
    return where.logs / "cc-router.log"


def configure(where: Paths, *, terminal: bool = True) -> None:
    """Send INFO and above of all loggers to the log file and, with ``terminal``, to stderr."""
    handlers: list[logging.Handler] = []
    if terminal:
        handlers.append(_handler(logging.StreamHandler(sys.stderr), "%(asctime)s %(message)s", "%H:%M:%S"))
    with suppress(OSError):  # a log that cannot be written is no reason not to serve
        where.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = _Rotating(log_file(where), maxBytes=_SIZE, backupCount=_OLD_ONES, encoding="utf-8")
        handlers.append(_handler(file, "%(asctime)s %(levelname)s %(name)s: %(message)s", None))
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for library in ("aiohttp", "httpx", "httpcore", "asyncio", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _handler(handler: logging.Handler, form: str, time_form: str | None) -> logging.Handler:
    handler.setFormatter(_Discreet(form, time_form))
    return handler


def settle() -> None:
    """Write out what the file still holds back."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Rotating):
            handler.settle()


class _Rotating(RotatingFileHandler):
    """Lines of answered requests are written out together by ``settle``, all others at once. It looks at the size it has written
    so far; the library's own asks the file system twice before every line."""

    _lazy = False

    def emit(self, record: logging.LogRecord) -> None:
        self._lazy = record.name == EXCHANGES and record.levelno == logging.INFO
        super().emit(record)

    def flush(self) -> None:
        if not self._lazy:
            super().flush()

    def settle(self) -> None:
        self._lazy = False
        self.flush()

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # the library's name
        return self.stream is not None and self.stream.tell() >= self.maxBytes


class _Discreet(logging.Formatter):
    """Takes out what looks like a key or token; the program logs none, but an error text from elsewhere may hold one."""

    _second, _said = -1, ""  # the time as last written out

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        # one line for each answered request: made of our own words and names, and the only one that is written often
        return line if record.name == EXCHANGES and record.levelno == logging.INFO else _SECRET.sub("***", line)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # the library's name
        second = int(record.created)
        if second != self._second:
            self._second, self._said = second, super().formatTime(record, datefmt).partition(",")[0]
        return self._said if datefmt else f"{self._said},{record.msecs:03.0f}"
