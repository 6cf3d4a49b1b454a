"""Where log lines go: the terminal and a rotating file. Never a secret, whatever a library or a traceback says."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ccrouter.settings.paths import Paths

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


class _Rotating(RotatingFileHandler):
    """Looks at the size it has written so far; the library's own asks the file system twice before every line."""

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # the library's name
        return self.stream is not None and self.stream.tell() >= self.maxBytes


class _Discreet(logging.Formatter):
    """Takes out what looks like a key or token; the program logs none, but an error text from elsewhere may hold one."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub("***", super().format(record))
