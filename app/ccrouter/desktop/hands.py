"""What a window may do: ask the router, read the ledger, change the settings. It never waits on the loop for a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from ccrouter.desktop.link import Link
from ccrouter.desktop.tongue import tr
from ccrouter.environment import own
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ccrouter.control import Control
    from ccrouter.settings.deployments import Settings
    from ccrouter.settings.secrets import Secrets

T = TypeVar("T")
UNDONE_AT_MOST = 50  # changes that can be taken back


class Hands(QObject):
    """Given to every window. Coroutines here raise ``Trouble``; run them with ``spawn``, which shows it."""

    settings_changed = Signal()  # a window, the menu or undo wrote the settings file

    def __init__(self, link: Link, places: Paths, config: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.link, self.places = link, places
        self._config = config
        self._secrets: Secrets | None = None
        self._done: list[tuple[str, str, str]] = []  # what it was, the file's text before and after

    @property
    def config(self) -> Path:
        """The settings file in use."""
        snapshot = self.link.view.snapshot
        return Path(snapshot.config) if snapshot is not None and snapshot.config else self._config

    @property
    def undoable(self) -> str:
        """What ``undo`` would take back, in words; '' = nothing."""
        return self._done[-1][0] if self._done else ""

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run it on the loop; a ``Trouble`` it raises is shown to the user. Cancel the task if the window goes."""
        return self.link.spawn(work)

    async def ask(self, question: Callable[[Control], Coroutine[Any, Any, T]]) -> T:
        """The router's answer: ``await hands.ask(lambda control: control.health())``."""
        return await question(self.link.control)

    async def read(self, question: Callable[[Connection], T]) -> T | None:
        """Ask the ledger, on a thread; None if nothing has been written yet."""
        return await asyncio.to_thread(self._read, question)

    async def settings(self) -> Settings:
        """The settings as the file says them now."""
        return await asyncio.to_thread(self._settings)

    async def change(self, changes: Mapping[tuple[str, ...], Any], what: str) -> None:
        """Write keys (None deletes one) into the settings file, comments kept, and use them; ``undo`` takes it back.

        ``what`` says the change in a few words, for the menu entry *Undo …*. Raises Trouble if the result would not be
        valid (its reason says which key and why), and then nothing was written.
        """
        old, new = await asyncio.to_thread(self._write, changes)
        await self._changed((what, old, new))

    async def replace(self, text: str, what: str) -> None:
        """Make ``text`` the whole settings file (a template, an import), as undoable as any change."""
        old, new = await asyncio.to_thread(self._replace, text)
        await self._changed((what, old, new))

    async def rewrite(self, change: Callable[[str], str | None], what: str) -> None:
        """Like ``change``, by a function from the file's text to the new one; None = it cannot be changed so."""
        old, new = await asyncio.to_thread(self._rewrite, change)
        await self._changed((what, old, new))

    @asynccontextmanager
    async def changing(self, what: str) -> AsyncIterator[None]:
        """Around another room's own write of the settings file (a template, an import): used at once, as undoable as any."""
        old = await asyncio.to_thread(self._text)
        with _explained():
            yield
        await self._changed((what, old, await asyncio.to_thread(self._text)))

    async def written(self, what: str, old: str, new: str) -> None:
        """Another room has written the settings file (a template): use it, and let ``undo`` take it back."""
        await self._changed((what, old, new))

    async def work(self, job: Callable[[], T]) -> T:
        """Do it on a thread; an error of the settings or of files comes as Trouble."""
        return await asyncio.to_thread(_job, job)

    async def undo(self) -> None:
        """Take the last change back. Raises Trouble if the file was changed by somebody else since."""
        if not self._done:
            return
        what, old, new = self._done[-1]
        await asyncio.to_thread(self._put_back, what, old, new)
        self._done.pop()
        await self._changed(None)

    @property
    def secrets(self) -> Secrets:
        """The keyring, asked on a thread of its own. Call ``forget`` when done: a window remembers no keys."""
        from ccrouter.settings.secrets import Secrets

        if self._secrets is None:
            self._secrets = Secrets(self.places, env=own(os.environ))
        return self._secrets

    def open_config(self) -> None:
        """The settings file in the user's editor; one that does not exist yet is begun from the commented starter."""
        from ccrouter.settings.file import edit
        from ccrouter.settings.problems import SettingsError

        file = self.config
        reason = self.tr("No application opens {file}.").format(file=file)
        try:
            if not file.exists():
                edit(file, {})
            if QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
                return
        except (OSError, SettingsError) as error:
            reason = str(error)
        self.link.failed.emit(
            Trouble(
                self.tr("The settings file could not be opened"),
                reason,
                self.tr("Open it in a text editor yourself; CC Router takes changes over as soon as they are saved."),
            )
        )

    async def _changed(self, done: tuple[str, str, str] | None) -> None:
        if done is not None and done[1] != done[2]:
            self._done = [*self._done, done][-UNDONE_AT_MOST:]
        if self.link.has_control:
            await self.ask(lambda control: control.reload())
            self.link.look()
        self.settings_changed.emit()

    def _read(self, question: Callable[[Connection], T]) -> T | None:
        from ccrouter.ledger.ledger import url
        from ccrouter.ledger.reading import Empty, reading

        try:
            with reading(url(self._settings().ledger, self.places.data)) as connection:
                return question(connection)
        except Empty:
            return None

    def _text(self) -> str:
        return self.config.read_text("utf-8") if self.config.exists() else ""

    def _settings(self) -> Settings:
        from ccrouter.settings.file import load

        with _explained():
            return load(self.config, env=own(os.environ))

    def _write(self, changes: Mapping[tuple[str, ...], Any]) -> tuple[str, str]:
        from ccrouter.settings import atomic
        from ccrouter.settings.file import preview

        with _explained():
            edited = preview(self.config, changes, env=own(os.environ))
            atomic.write(self.config, edited.new, mode=0o600)
        return edited.old, edited.new

    def _rewrite(self, change: Callable[[str], str | None]) -> tuple[str, str]:
        from ccrouter.resources import resource

        old = self._text()
        if (new := change(old or resource("starter.toml").read_text("utf-8"))) is None:
            raise Trouble(
                self.tr("The settings were not changed"),
                self.tr("The file is written in an unusual way, and comments could be lost."),
                self.tr("Make this change in the file itself."),
            )
        return self._replace(new)

    def _replace(self, text: str) -> tuple[str, str]:
        from ccrouter.settings import atomic
        from ccrouter.settings.file import parse

        with _explained():
            parse(text, self.config, env=own(os.environ))
            old = self.config.read_text("utf-8") if self.config.exists() else ""
            atomic.write(self.config, text, mode=0o600)
        return old, text

    def _put_back(self, what: str, old: str, new: str) -> None:
        from ccrouter.settings import atomic

        if self.config.read_text("utf-8") != new:
            raise Trouble(
                self.tr("“{what}” was not undone").format(what=what),
                self.tr("The settings file has been changed by another program since."),
                self.tr("Change it back by hand, so that nothing of that change is lost."),
            )
        if old:
            atomic.write(self.config, old, mode=0o600)
        else:
            self.config.unlink()


def _job(job: Callable[[], T]) -> T:
    with _explained():
        return job()


@contextmanager
def _explained() -> Iterator[None]:
    """Settings and file errors, made ready to be shown."""
    from ccrouter.settings.problems import SettingsError

    try:
        yield
    except SettingsError as error:
        raise Trouble(
            tr("The settings were not changed"), str(error), tr("Mend this and try again; the file is as it was.")
        ) from error
    except OSError as error:
        raise Trouble(
            tr("The settings file cannot be used"),
            f"{error.filename or ''}: {error.strerror}.",
            tr("Check its permissions."),
        ) from error
