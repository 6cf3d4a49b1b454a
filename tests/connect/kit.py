"""A home with clients' settings in it, and a link to a router that need not run."""

from __future__ import annotations

from pathlib import Path

from ccrouter.clients.connections import Connections
from ccrouter.clients.known import Link
from ccrouter.settings.paths import Paths

TOKEN = "ccr-the-local-token"
LINK = Link(
    url="http://127.0.0.1:3456",
    models=("deepseek/chat", "anthropic/claude-sonnet-5-5"),
    token_command=("/usr/bin/ccr", "token"),
    token_file="/home/me/state/client-token",
    token=TOKEN,
)


class Home:
    """The user's home and our own folders under ``folder``."""

    def __init__(self, folder: Path, env: dict[str, str] | None = None) -> None:
        self.folder = folder / "home"
        self.folder.mkdir()
        ours = folder / "ours"
        self.where = Paths(ours / "config", ours / "data", ours / "state", ours / "logs")
        self.connections = Connections(self.where, env or {}, self.folder)

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def texts(self) -> dict[str, str]:
        """Every file of the user's, by name."""
        return {
            str(file.relative_to(self.folder)): file.read_bytes().decode()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file()
        }
