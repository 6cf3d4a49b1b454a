"""The settings file itself: read, changed with its comments kept, watched."""

from __future__ import annotations

import asyncio
import os
import re
import tomllib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ccrouter.resources import resource
from ccrouter.settings import atomic
from ccrouter.settings.deployments import Settings
from ccrouter.settings.locate import locate
from ccrouter.settings.problems import Mistake, Problem, SettingsError, dotted
from ccrouter.texts import toml

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load(path: Path, *, env: Mapping[str, str] = os.environ) -> Settings:
    """The settings in ``path``; a missing file means the defaults. Raises SettingsError with every problem found."""
    return parse(_read(path), path, env=env)


def parse(text: str, path: Path, *, env: Mapping[str, str] = os.environ) -> Settings:
    """The settings a text says; ``path`` is only what its problems are called after. Raises SettingsError."""
    from ccrouter.settings.check import check  # here: pydantic takes a tenth of a second to load
    from ccrouter.settings.compile import compile_settings

    file, mistakes = check(_tables(text, path))
    if file is not None:
        settings, mistakes = compile_settings(file, env)
        if not mistakes:
            return settings
    problems = [_problem(path, text, mistake) for mistake in mistakes]
    raise SettingsError(sorted(problems, key=lambda problem: problem.line))


def edit(path: Path, changes: Mapping[tuple[str, ...], Any], *, env: Mapping[str, str] = os.environ) -> Settings:
    """Set keys (None deletes one) and keep everything else as it stands: comments, order, spacing.

    The new text is validated before it is written, and written whole or not at all; the new settings come back. A
    missing file is begun from the commented starter. Raises SettingsError, and then the file is untouched; OSError if
    it cannot be written.
    """
    edited = preview(path, changes, env=env)
    atomic.write(path, edited.new, mode=0o600)
    return edited.settings


class Edited(NamedTuple):
    """A change that is not yet made. ``old`` is '' if there is no file."""

    old: str
    new: str
    settings: Settings


def preview(path: Path, changes: Mapping[tuple[str, ...], Any], *, env: Mapping[str, str] = os.environ) -> Edited:
    """What ``edit`` would write. Raises SettingsError if it would not."""
    old = _read(path)
    text = old or resource("starter.toml").read_text(encoding="utf-8")
    _tables(text, path)  # to say where it is not valid
    new = toml.edited(text, changes)
    if new is None:
        parse(text, path, env=env)  # most likely it is invalid already, and then that is what to say
        what, mend = "cannot be changed automatically, for the file is written in an unusual way.", "Edit it by hand."
        raise SettingsError([Problem(str(path), 0, 0, ", ".join(map(dotted, changes)), what, mend)])
    return Edited(old, new, parse(new, path, env=env))


class Watcher:
    """Says when the file has changed: ``async for _ in Watcher(path)``. Make it *before* reading the file.

    It looks once a second instead of asking the system: that costs some microseconds, works alike on every platform,
    loop and network folder, and sees editors that replace the file as well as a file that comes or goes. A burst of
    writes is one change; whether the text is complete is for ``load`` to find out, and its completion is another change.
    """

    def __init__(self, path: Path, *, every: float = 1.0, settle: float = 0.05) -> None:
        self._path = path
        self._every = every  # seconds
        self._settle = settle  # seconds without a further write before a change counts
        self._seen = self._look()

    async def __aiter__(self) -> AsyncIterator[None]:
        while True:
            await asyncio.sleep(self._every)
            if self._look() == self._seen:
                continue
            while (now := self._look()) != self._seen:
                self._seen = now
                await asyncio.sleep(self._settle)
            yield

    def _look(self) -> tuple[int, ...] | None:
        try:
            facts = self._path.stat()
        except OSError:
            return None
        return (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # Windows editors put a byte order mark
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = Problem(str(path), line, 0, "", "is not UTF-8 text.", "Save the file as UTF-8.")
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        problem = Problem(str(path), 0, 0, "", what, "Check that it is a file and that you may read it.")
    raise SettingsError([problem])


def _tables(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        place = _AT.search(words)
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, 0)
        what = f"is not valid TOML: {_AT.sub('', words)}."
        mend = "Mend or delete this line; texts stand in quotes, tables in [brackets]."
        raise SettingsError([Problem(str(path), line, column, "", what, mend)]) from None


def _problem(path: Path, text: str, mistake: Mistake) -> Problem:
    line, column = locate(text, mistake.path)
    return Problem(str(path), line, column, dotted(mistake.path), mistake.what, mistake.mend)
