"""What windows do with other routers' settings: find them, look what would be taken, take it; keys go to the keyring alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ccrouter.imports.importing import Imports
from ccrouter.settings.file import load
from ccrouter.settings.paths import Paths
from ccrouter.settings.secrets import Secrets
from ccrouter.trouble import Trouble

KEY = "sk-or-v1-a-key-of-this-test"
THEIRS = {
    "Providers": [
        {
            "name": "openrouter",
            "api_base_url": "https://openrouter.ai/api/v1/chat/completions",
            "api_key": KEY,
            "models": ["anthropic/claude-sonnet-4"],
            "transformer": {"use": ["openrouter"]},
        }
    ],
    "Router": {"default": "openrouter,anthropic/claude-sonnet-4"},
    "CUSTOM_ROUTER_PATH": "/home/user/custom-router.js",
}


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get(name)

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[name] = value

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[name]


@pytest.fixture
def where(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "config", tmp_path / "data", tmp_path / "state", tmp_path / "logs")


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    file = tmp_path / ".claude-code-router" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps(THEIRS))
    return file


async def test_found_shown_and_taken(where: Paths, theirs: Path, tmp_path: Path) -> None:
    imports = Imports(where, env={}, home=tmp_path)
    (found,) = imports.found()
    assert (found.title, found.path) == ("Claude Code Router", theirs)
    shown = imports.preview(found.path)
    assert not shown.idle and shown.keys == shown.providers == ["openrouter"]
    assert any("custom" in line.lower() for line in shown.left)
    assert "+[providers.openrouter]" in shown.diff()
    assert KEY not in f"{shown.diff()}{shown.taken}{shown.left}{shown!r}"
    assert not where.config_file.exists()

    ring = Ring()
    assert await imports.apply(shown, Secrets(where, backend=ring, env={})) is None
    assert ring.kept == {"openrouter": KEY}
    settings = load(where.config_file, env={})
    assert settings.routing.default == "openrouter/anthropic/claude-sonnet-4"
    assert KEY not in where.config_file.read_text()
    assert imports.preview(theirs).draft.providers == set()  # what is there stays as it is


async def test_what_was_there_is_kept_as_a_copy(where: Paths, theirs: Path, tmp_path: Path) -> None:
    where.config.mkdir()
    where.config_file.write_text("# mine\n[server]\nport = 4000\n")
    imports = Imports(where, env={}, home=tmp_path)
    kept = await imports.apply(imports.preview(theirs), Secrets(where, backend=Ring(), env={}))
    assert kept is not None and kept.read_text() == "# mine\n[server]\nport = 4000\n"
    assert where.config_file.read_text().startswith("# mine\n")


def test_nothing_there(where: Paths, tmp_path: Path) -> None:
    imports = Imports(where, env={}, home=tmp_path)
    assert imports.found() == []
    with pytest.raises(Trouble, match="cannot be imported"):
        imports.preview(tmp_path / "nowhere.json")
