"""A keyring in a file, so that a command in another process has a real backend to talk to."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class PaperKeyring(KeyringBackend):
    """Chosen by PYTHON_KEYRING_BACKEND. The file is named by PAPER_KEYRING."""

    priority = 0  # never the one keyring would choose by itself

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _write(self._read() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        _write(kept)

    def _read(self) -> dict[str, str]:
        read: dict[str, str] = json.loads(_file().read_text()) if _file().exists() else {}
        return read


def _write(kept: dict[str, str]) -> None:
    """At once: others may be reading."""
    made = _file().with_suffix(".new")
    made.write_text(json.dumps(kept))
    made.replace(_file())


def _file() -> Path:
    return Path(os.environ["PAPER_KEYRING"])
