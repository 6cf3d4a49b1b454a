"""``ccr logs``: the end of the log, and with ``-f`` what is added to it."""

from __future__ import annotations

import re
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TextIO

import typer

from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

_LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?P<level>[A-Z]+) (?P<logger>[\w.]+): (?P<message>.*)"
)
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_EVERY = 0.25  # seconds between two looks


def add_to(root: typer.Typer) -> None:
    root.command()(logs)


def logs(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is added, until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines.")] = 40,
    level: Annotated[str, typer.Option("--level", help="Only this one and above: info, warning, error.")] = "debug",
    json: Json = False,
) -> None:
    """Show the end of the log. It never holds what was asked or answered, nor a key."""
    from ccrouter import logs as where_logs
    from ccrouter.settings.paths import paths

    if level.upper() not in _LEVELS:
        raise Trouble(
            f"{level} is no level", "A level says how grave a line is.", "Use info, warning or error.", exit_code=2
        )
    file = where_logs.log_file(paths())
    if not file.exists() and not follow:
        raise Trouble(
            "There is no log yet", f"{file} is not there.", "Start CC Router with `ccr` or `ccr serve` and look again."
        )
    chosen = _Chosen(level.upper())
    try:
        for line in deque(filter(chosen, _old(file)), maxlen=lines):
            _print(line, json=json)
        if follow:
            for line in filter(chosen, _new(file)):
                _print(line, json=json)
    except (KeyboardInterrupt, BrokenPipeError):
        return  # that is how one ends it


class _Chosen:
    """Whether a line is grave enough; lines that continue one (a traceback) share its fate."""

    def __init__(self, level: str) -> None:
        self._least = _LEVELS.index(level)
        self._take = True

    def __call__(self, line: str) -> bool:
        if found := _LINE.match(line):
            self._take = found["level"] not in _LEVELS or _LEVELS.index(found["level"]) >= self._least
        return self._take


def _print(line: str, *, json: bool) -> None:
    if json:
        import msgspec

        found = _LINE.match(line)
        line = msgspec.json.encode(found.groupdict() if found else {"message": line}).decode()
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _old(file: Path) -> Iterator[str]:
    """The file before this one too: a log that has just been turned over would show nothing."""
    for part in (file.with_name(f"{file.name}.1"), file):
        if part.exists():
            with part.open(encoding="utf-8", errors="replace") as text:
                yield from _cut(text)


def _new(file: Path) -> Iterator[str]:
    """Lines as they are added; the file may be replaced by a fresh one meanwhile."""
    at = file.stat().st_size if file.exists() else 0
    begun = ""
    while True:
        size = file.stat().st_size if file.exists() else 0
        if size < at:
            at, begun = 0, ""
        if size > at:
            with file.open("rb") as data:
                data.seek(at)
                added = data.read()
            at += len(added)
            *whole, begun = (begun + added.decode("utf-8", "replace")).split("\n")
            yield from whole
        time.sleep(_EVERY)


def _cut(text: TextIO) -> Iterable[str]:
    return (line.rstrip("\n") for line in text)
