"""Copies of the settings file, kept beside the user's data; the newest fifty stay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ccrouter.settings import atomic
from ccrouter.settings.paths import Paths

_KEPT = 50


def folder(where: Paths) -> Path:
    return where.data / "backups"


def backups(where: Paths) -> list[Path]:
    """Newest first."""
    return sorted(folder(where).glob("config-*.toml"), reverse=True)


def backup(where: Paths, now: datetime, file: Path | None = None) -> Path | None:
    """Copy the settings file; None if there is none. The same text twice in a row is kept once. Raises OSError."""
    file = file or where.config_file
    if not file.exists():
        return None
    text = file.read_text(encoding="utf-8")
    kept = backups(where)
    if kept and kept[0].read_text(encoding="utf-8") == text:
        return kept[0]
    copy = folder(where) / f"config-{now:%Y%m%d-%H%M%S-%f}.toml"
    atomic.write(copy, text, mode=0o600)
    for old in kept[_KEPT - 1 :]:
        old.unlink(missing_ok=True)
    return copy
