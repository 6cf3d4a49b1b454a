"""Everything one may do with other routers' settings: find them, look what would be taken, take it. For windows and commands."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from ccrouter.imports import sources
from ccrouter.imports.draft import Draft
from ccrouter.settings import backups
from ccrouter.settings.file import edit, load, preview
from ccrouter.settings.paths import Paths
from ccrouter.settings.secrets import Secrets
from ccrouter.texts.diff import diff

_TITLES = {
    ".claude-code-router": "Claude Code Router",
    "claude-code-router": "Claude Code Router",
    ".cc-switch": "cc-switch",
}


class Source(Struct, frozen=True, kw_only=True):
    title: str
    path: Path


class Preview(Struct, frozen=True, kw_only=True):
    """``taken`` and ``left`` are lines for people; ``keys`` the names under which keys go to the keyring, never the keys."""

    draft: Draft
    old: str
    new: str
    file: str

    @property
    def idle(self) -> bool:
        """There is nothing to take over."""
        return not self.draft.changes

    @property
    def taken(self) -> list[str]:
        return self.draft.taken

    @property
    def left(self) -> list[str]:
        return self.draft.left

    @property
    def keys(self) -> list[str]:
        return sorted(self.draft.keys)

    @property
    def providers(self) -> list[str]:
        return sorted(self.draft.providers)

    def diff(self) -> str:
        return diff({self.file: self.old}, {self.file: self.new})


class Imports:
    """``env`` is the user's own (``environment.own``); ``file`` the settings file, by default the usual one."""

    def __init__(
        self,
        where: Paths,
        *,
        env: Mapping[str, str] = os.environ,
        home: Path | None = None,
        file: Path | None = None,
    ) -> None:
        self._where = where
        self._file = file or where.config_file
        self._env = env
        self._home = home or Path.home()

    def found(self) -> list[Source]:
        """Settings of other routers on this machine, in their usual places."""
        places = sources.known_places(self._home, self._env)
        return [Source(title=_TITLES.get(place.parent.name, place.parent.name), path=place) for place in places]

    def preview(self, path: Path) -> Preview:
        """What would be taken from a file or folder. Raises Trouble if it cannot be read, SettingsError; writes nothing."""
        config = self._file
        existing = set(load(config, env=self._env).providers) - {"demo"}
        draft = sources.read(path, existing, self._home)
        if not draft.changes:
            return Preview(draft=draft, old="", new="", file=str(config))
        would = preview(config, draft.changes, env=self._env)
        return Preview(draft=draft, old=would.old, new=would.new, file=str(config))

    async def apply(self, chosen: Preview, secrets: Secrets) -> Path | None:
        """Keys to the keyring, the rest to the settings file; the backup of the latter comes back, None = there was none.

        Raises SecretsError, SettingsError, OSError.
        """
        for name, key in chosen.draft.keys.items():  # first: settings that name a key which is not there are of no use
            await secrets.set(name, key)
        return await asyncio.to_thread(self._write, chosen)

    def _write(self, chosen: Preview) -> Path | None:
        kept = backups.backup(self._where, datetime.now(), self._file)
        edit(self._file, chosen.draft.changes, env=self._env)
        return kept
