"""Where templates are: those shipped and the user's own; and the way back from the last one applied."""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ccrouter.resources import resource
from ccrouter.settings import atomic
from ccrouter.settings.file import Edited
from ccrouter.settings.paths import Paths
from ccrouter.templating.template import Key, Template, read, without_empty
from ccrouter.texts.keys import get
from ccrouter.trouble import Trouble

SHIPPED = ("balanced", "cost-optimized", "development", "performance-optimized", "quality-focused")


class Applied(Struct, frozen=True, kw_only=True):
    """``old`` and ``new`` are each key's value before and after, None = it is not there; ``wrote`` a digest of the text."""

    template: str
    backup: str
    wrote: str
    old: list[tuple[Key, Any]]
    new: list[tuple[Key, Any]]


class Shelf:
    def __init__(self, where: Paths) -> None:
        self.own = where.config / "templates"
        self._record = where.state / "template.json"
        self._backups = where.state / "backups" / "settings"

    def names(self) -> list[str]:
        own = [file.stem for file in self.own.glob("*.toml")] if self.own.is_dir() else []
        return sorted({*SHIPPED, *own})

    def get(self, name: str) -> Template:
        """The user's own goes before a shipped one of the same name. Raises Trouble."""
        file = self.own / f"{name}.toml"
        if name not in self.names():
            known = ", ".join(self.names())
            raise Trouble(
                f'There is no template "{name}"', f"There are {known}.", "`ccr template list` shows them.", exit_code=2
            )
        place = file if file.is_file() else resource(f"templates/{name}.toml")
        try:
            return read(name, place.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Trouble("The template cannot be read", f"{place}: {error}.", "Mend or delete that file.") from None

    def save(self, name: str, text: str) -> Path:
        """Raises OSError."""
        file = self.own / f"{name}.toml"
        atomic.write(file, text, mode=0o600)
        return file

    def note(self, template: str, edited: Edited, changes: Mapping[Key, Any]) -> Path:
        """Keep what is needed to undo a change that is about to be made. The backup comes back. Raises OSError."""
        backup = self._backups / f"{time.strftime('%Y%m%d-%H%M%S')}-config.toml"
        atomic.write(backup, edited.old, mode=0o600)
        tables = tomllib.loads(edited.old)
        applied = Applied(
            template=template,
            backup=str(backup),
            wrote=_digest(edited.new),
            old=[(key, _plain(get(tables, key))) for key in changes],
            new=list(changes.items()),
        )
        atomic.write(self._record, msgspec.json.encode(applied).decode() + "\n", mode=0o600)
        return backup

    def last(self) -> Applied:
        """Raises Trouble if none was applied."""
        try:
            return msgspec.json.decode(self._record.read_bytes(), type=Applied)
        except (OSError, msgspec.DecodeError):
            raise Trouble(
                "There is nothing to undo", "No template was applied.", "`ccr template list` shows them."
            ) from None

    def forget(self) -> None:
        self._record.unlink(missing_ok=True)


def original(applied: Applied, text: str) -> str | None:
    """The settings' text as it was before, if nobody has changed it since. '' = there was no file."""
    try:
        return Path(applied.backup).read_text(encoding="utf-8") if _digest(text) == applied.wrote else None
    except (OSError, UnicodeDecodeError):
        return None


def undone(applied: Applied, now: Mapping[str, Any]) -> tuple[dict[Key, Any], list[Key]]:
    """The changes that take a template back key by key, and the keys that were changed since and stay.

    ``now`` are the settings' tables.
    """
    before, changes, left = dict(applied.old), {}, []
    for key, after in applied.new:
        value = _plain(get(dict(now), key))
        if value == after:
            changes[key] = before[key]
        elif value != before[key]:
            left.append(key)
    return without_empty(changes, now), left


def _plain(value: Any) -> Any:
    return None if value is msgspec.UNSET else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
