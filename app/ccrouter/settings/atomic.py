"""Writes a whole file or nothing: a reader or a crash never sees half of it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace ``path``'s content. A symlink stays and its target is replaced; an existing file keeps its own mode.

    Raises OSError, and then the old file is untouched.
    """
    with _beside(path, text, mode) as (temporary, target):
        temporary.replace(target)
    _sync_folder(target.parent)


def create(path: Path, text: str, *, mode: int = 0o600) -> bool:
    """Write ``path`` only if nothing is there, whole at once; False if another was first."""
    with _beside(path, text, mode) as (temporary, target):
        try:
            os.link(temporary, target)  # unlike replace, link refuses to overwrite
        except FileExistsError:
            return False
    _sync_folder(target.parent)
    return True


@contextlib.contextmanager
def _beside(path: Path, text: str, mode: int) -> Iterator[tuple[Path, Path]]:
    target = path.resolve()  # writing through a symlink keeps the link: dotfile managers rely on it
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        mode = stat.S_IMODE(target.stat().st_mode)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            temporary.chmod(mode)
            os.fsync(file.fileno())
        yield temporary, target
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows cannot open folders and needs no such thing."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
