"""Everything one may do with templates: list, look, apply, take back, save. For windows and commands alike."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ccrouter.settings import atomic
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import Edited, edit, load, preview
from ccrouter.settings.paths import Paths
from ccrouter.settings.problems import SettingsError
from ccrouter.templating.roles import Price, models
from ccrouter.templating.shelf import Shelf, original, undone
from ccrouter.templating.template import SAVED, Key, Template, difference, fragment, resolve
from ccrouter.texts.diff import diff
from ccrouter.texts.toml import edited
from ccrouter.trouble import Trouble

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Preview(Struct, frozen=True, kw_only=True):
    """What applying a template, or taking it back, would do. ``old`` and ``new`` are the whole settings file, '' = none.

    ``roles`` say which models were taken for each role; ``left`` what is left out or stays as it is, each with its why.
    """

    template: str
    file: str
    old: str
    new: str
    changes: dict[Key, Any]
    roles: dict[str, tuple[str, ...]] = {}
    left: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """The settings are so already."""
        return self.old == self.new

    def diff(self) -> str:
        return diff({self.file: self.old}, {self.file: self.new})


class Templates:
    """``price_of`` makes the function that tells prices under some settings (``prices.book.Book(...).comparable``).

    A running router sees the written file by itself within a second; ``Control.reload`` makes it see at once.
    """

    def __init__(
        self,
        where: Paths,
        price_of: Callable[[Settings], Price],
        *,
        env: Mapping[str, str] = os.environ,
        file: Path | None = None,
    ) -> None:
        """``env`` is the user's own (``environment.own``); ``file`` the settings file, by default the usual one."""
        self._file = file or where.config_file
        self._price_of = price_of
        self._env = env
        self._shelf = Shelf(where)

    def list(self) -> list[Template]:
        """Those shipped and the user's own, by name. Raises Trouble for one of the user's that cannot be read."""
        return [self._shelf.get(name) for name in self._shelf.names()]

    def get(self, name: str) -> Template:
        """Raises Trouble for a name there is not."""
        return self._shelf.get(name)

    def preview(self, name: str) -> Preview:
        """A template fitted to these settings, in place of the one before it. Raises Trouble, SettingsError; writes nothing."""
        template = self._shelf.get(name)
        settings = self._settings()
        found = models(settings, self._price_of(settings))
        if not found:
            raise Trouble(
                "A template needs models to choose among",
                "The settings have no provider that is on and lists models.",
                "Add one first: `ccr setup`.",
            )
        now, base = self._tables(), self._without_last()
        fitted = resolve(template, found, settings.providers, tomllib.loads(base))
        changes = difference(now, tomllib.loads(edited(base, fitted.changes) or base))
        would = self._would(changes)
        return Preview(
            template=name,
            file=str(self._file),
            old=would.old,
            new=would.new,
            changes=changes,
            roles=fitted.roles,
            left=fitted.left,
        )

    def apply(self, chosen: Preview) -> Path:
        """Write what was shown; the backup comes back. Raises Trouble if the file has changed since, OSError."""
        would = self._would(chosen.changes)
        self._same(chosen, would.old)
        backup = self._shelf.note(chosen.template, would, chosen.changes)
        edit(self._file, chosen.changes, env=self._env)
        return backup

    def preview_undo(self) -> Preview:
        """Taking the last one back: to the last character if nobody else was there since, else key by key.

        Raises Trouble if none was applied, SettingsError.
        """
        applied, text = self._shelf.last(), self._text()
        changes, left = undone(applied, tomllib.loads(text))
        before = original(applied, text)
        return Preview(
            template=applied.template,
            file=str(self._file),
            old=text,
            new=self._would(changes).new if before is None else before,
            changes=changes,
            left=tuple(f"{'.'.join(key)}: it was changed since" for key in left) if before is None else (),
        )

    def undo(self, chosen: Preview) -> None:
        """Raises Trouble if the file has changed since it was shown, OSError."""
        self._same(chosen, self._text())
        if chosen.new:
            atomic.write(self._file, chosen.new, mode=0o600)
        else:
            self._file.unlink(missing_ok=True)
        self._shelf.forget()

    def save(self, name: str) -> Path:
        """A template of the routing, budgets and health of now, without providers, keys and addresses.

        Raises Trouble, SettingsError, OSError.
        """
        if not _NAME.fullmatch(name):
            raise Trouble(
                "This is no template's name", "It becomes a file's name.", "Use letters, digits, - and _.", exit_code=2
            )
        self._settings()  # a file with mistakes makes no template
        tables = self._tables()
        if not set(SAVED) & set(tables):
            raise Trouble(
                "There is nothing to save",
                "The settings have neither [routing] nor [budgets] nor [health].",
                "Set some first.",
            )
        return self._shelf.save(name, fragment(name, tables))

    def _without_last(self) -> str:
        """The settings' text without what the last template brought, where that still stands."""
        text = self._text()
        try:
            changes, _ = undone(self._shelf.last(), tomllib.loads(text))
            return self._would(changes).new if changes else text
        except (Trouble, SettingsError):  # none was applied, or something else relies on it by now
            return text

    def _settings(self) -> Settings:
        return load(self._file, env=self._env)

    def _text(self) -> str:
        return self._file.read_text(encoding="utf-8-sig") if self._file.exists() else ""

    def _tables(self) -> dict[str, Any]:
        """The settings file's own tables; valid, for ``_settings`` was asked before."""
        return tomllib.loads(self._text())

    def _would(self, changes: Mapping[Key, Any]) -> Edited:
        return preview(self._file, changes, env=self._env)

    def _same(self, chosen: Preview, text: str) -> None:
        if chosen.old != text:
            raise Trouble(
                "The settings have just changed",
                f"{self._file} is not what it was when the change was shown.",
                "Look at the change again.",
            )
