"""What the settings file says now, read on a thread and kept up to date; every change of a page goes through here."""

from __future__ import annotations

import asyncio
import os
import tomllib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.environment import own
from ccrouter.settings.check import check
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import Watcher, parse
from ccrouter.settings.problems import KeyPath, SettingsError, dotted
from ccrouter.settings.schema import ConfigFile
from ccrouter.texts import blocks, toml
from ccrouter.trouble import Trouble

Path = KeyPath  # a number is a place in a list of tables: ("routing", "rules", 0, "when")


class Read(NamedTuple):
    """The file's tables as written, the same with every default, and compiled; ``wrong`` says why that is an older state."""

    text: str
    tables: dict[str, Any]
    config: ConfigFile
    settings: Settings
    wrong: str


class Sheet(QObject):
    """``read`` is emitted whenever the file says something else, whoever changed it; ``viewed`` when the router does."""

    read = Signal()
    viewed = Signal()

    def __init__(self, hands: Hands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hands = hands
        self.view = View()
        self.tables: dict[str, Any] = {}
        self.config = ConfigFile()
        self.settings = parse("", hands.config, env={})
        self.wrong = ""
        self._text: str | None = None
        self._one_at_a_time, self._looking = asyncio.Lock(), asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        hands.settings_changed.connect(self.look)

    def look(self) -> None:
        """Read the file anew, soon."""
        self.spawn(self._look())

    def watch(self, on: bool) -> None:
        """Follow what other programs write into the file while the window is seen."""
        if on and (self._watching is None or self._watching.done()):
            self._watching = self.spawn(self._watch())
        elif not on and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def show_view(self, view: View) -> None:
        self.view = view
        self.viewed.emit()

    def spawn(self, work: Coroutine[Any, Any, None], owner: QObject | None = None) -> asyncio.Task[None]:
        """Like ``Hands.spawn``; what is only for showing ends with the widget that shows it, its ``owner``."""
        task = self.hands.spawn(work)
        if owner is not None:
            owner.destroyed.connect(lambda: task.cancel())
        return task

    def written(self, path: Path) -> Any:
        """What stands at ``path`` in the file itself; None if nothing does."""
        node: Any = self.tables
        for part in path:
            node = _step(node, part)
        return node

    def value(self, path: Path) -> Any:
        """What holds at ``path``: written there, or the default."""
        node: Any = self.config
        for part in path:
            node = getattr(node, str(part), None) if isinstance(node, BaseModel) else _step(node, part)
        return node

    async def change(self, changes: Mapping[Path, Any], what: str) -> None:
        """See ``Hands.change``. Raises Trouble; then nothing was written."""
        named: dict[tuple[str, ...], Any] = {}
        for path, value in changes.items():
            if (place := next((i for i, part in enumerate(path) if isinstance(part, int)), None)) is not None:
                await self.rewrite(lambda text: _element(text, path, place, value), what)  # noqa: B023  # awaited here
            else:
                named[tuple(map(str, path))] = value
        if named:
            async with self._one_at_a_time:
                await self.hands.change(named, what)
                await self._look()

    async def rewrite(self, change: Callable[[str], str | None], what: str) -> None:
        """See ``Hands.rewrite``."""
        async with self._one_at_a_time:
            await self.hands.rewrite(change, what)
            await self._look()

    async def undo(self) -> None:
        async with self._one_at_a_time:
            await self.hands.undo()
            await self._look()

    def attempt(self, work: Coroutine[Any, Any, None], path: Path, complain: Callable[[str], None]) -> None:
        """``trying`` in the background."""

        async def run() -> None:
            await self.trying(work, path, complain)

        self.spawn(run())

    async def trying(self, work: Awaitable[None], path: Path, complain: Callable[[str], None]) -> bool:
        """Await a change; what is wrong with it is told to ``complain`` in a sentence or two. Whether it was made."""
        try:
            await work
        except Trouble as trouble:
            complain(sentence(trouble, path))
            return False
        complain("")
        return True

    async def _watch(self) -> None:
        watcher = Watcher(self.hands.config)
        await self._look()
        async for _ in watcher:
            await self._look()

    async def _look(self) -> None:
        async with self._looking:  # what was read first is shown first
            found = await asyncio.to_thread(self._read)
        if found is None or not isValid(self):
            return
        self._text, self.tables, self.config, self.settings, self.wrong = found
        self.read.emit()

    def _read(self) -> Read | None:
        """None if the file says what it said."""
        file = self.hands.config
        try:
            text = file.read_bytes().decode("utf-8-sig", "replace") if file.exists() else ""
        except OSError as error:
            return Read("", self.tables, self.config, self.settings, f"{file}: {error.strerror}.")
        if text == self._text:
            return None
        try:
            settings = parse(text, file, env=own(os.environ))
            tables = tomllib.loads(text)
        except SettingsError as error:
            return Read(text, self.tables, self.config, self.settings, str(error))
        config, _ = check(tables)
        assert config is not None  # parse has read it
        return Read(text, tables, config, settings, "")


def _step(node: Any, part: str | int) -> Any:
    if isinstance(node, list) and isinstance(part, int):
        return node[part] if part < len(node) else None
    return node.get(part) if isinstance(node, dict) else None


def _element(text: str, path: Path, place: int, value: Any) -> str | None:
    """One key of one of a list of tables set; of a list that stands on one line, the whole of it is written."""
    name, at, key = tuple(map(str, path[:place])), path[place], str(path[-1])
    assert isinstance(at, int)
    if (new := blocks.element_changed(text, name, at, {key: value})) is not None:
        return new
    node: Any = tomllib.loads(text)
    for part in name:
        node = node[part]
    node[at] = {**node[at], key: value} if value is not None else {k: v for k, v in node[at].items() if k != key}
    return toml.edited(text, {name: node})


def sentence(trouble: Trouble, path: Path) -> str:
    """What is wrong and how to mend it, of the key at ``path`` if it is that, else of what it would break."""
    cause = trouble.__cause__
    if not isinstance(cause, SettingsError):
        return heard(f"{trouble.reason} {trouble.next_step}")
    key = dotted(path)
    mine = [problem for problem in cause.problems if problem.key.startswith(key)]
    if mine:
        rest = mine[0].key[len(key) :].lstrip(".")
        said = heard(f"{mine[0].what} {mine[0].mend}".strip())
        return f"{rest} {said}" if rest else said[:1].upper() + said[1:]
    first = cause.problems[0]
    return f"{first.key} {heard(f'{first.what} {first.mend}')}".strip()
