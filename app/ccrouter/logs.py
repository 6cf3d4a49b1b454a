"""Where log lines go: the terminal and a rotating file. Never a secret, whatever a library or a traceback says."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ccrouter.settings.paths import Paths

_exchanges = logging.getLogger("ccrouter.exchange")  # one line a request; a failed one is a warning
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


class Lines(list[tuple[float, str]]):
    """A message of several lines, each with the Unix time it was said: one write for many requests."""

    def __str__(self) -> str:
        return "\n".join(words for _, words in self)


def exchanges(lines: Sequence[tuple[float, bool, str]]) -> None:
    """Log one line for each exchange: when it ended, whether it failed, and the words."""
    for failed, group in groupby(lines, key=lambda line: line[1]):
        said = Lines((when, words) for when, _, words in group)
        _exchanges.log(logging.WARNING if failed else logging.INFO, said)


def discreet(text: str) -> str:
    """Without what looks like a key or token, for what is shown beyond our own windows."""
    return _SECRET.sub("***", text)


class _Rotating(RotatingFileHandler):
    """Looks at the size it has written so far; the library's own asks the file system twice before every record."""

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # the library's name
        return self.stream is not None and self.stream.tell() >= self.maxBytes


class _Discreet(logging.Formatter):
    """Takes out what looks like a key or token; the program logs none, but an error text from elsewhere may hold one."""

    def format(self, record: logging.LogRecord) -> str:
        if not isinstance(record.msg, Lines):
            return _SECRET.sub("***", super().format(record))
        form = self._fmt or "%(message)s"
        before, _, after = form.partition("%(asctime)s")
        rest = after.replace("%(levelname)s", record.levelname).replace("%(name)s", record.name)
        second, clock, lines = -1, "", []
        for when, words in record.msg:
            if int(when) != second:
                second = int(when)
                clock = time.strftime(self.datefmt or self.default_time_format, time.localtime(when))
            stamp = clock if self.datefmt else f"{clock},{int(when % 1 * 1000):03}"
            lines.append(before + stamp + rest.replace("%(message)s", words))
        said = "\n".join(lines)
        # answered requests are told in our own words and names; an error's words come from elsewhere
        return said if record.levelno == logging.INFO else _SECRET.sub("***", said)
