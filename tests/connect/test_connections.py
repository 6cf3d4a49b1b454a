"""Connecting on real files: backups, modes, links, what is remembered, and going back."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from ccrouter.clients.known import CLIENTS
from ccrouter.trouble import Trouble
from connect.kit import LINK, TOKEN, Home

FIRST = {
    "claude": (".claude/settings.json", '{"env":{"A":"b"},   "model": "opus"}'),
    "codex": (".codex/config.toml", "# mine\r\nmodel = 'x'\r\n"),
    "gemini": (".gemini/.env", "GEMINI_API_KEY = theirs  # mine\nX=y"),
    "opencode": (".config/opencode/opencode.json", '{\n\t// mine\n\t"share": "disabled",\n}'),
    "qwen": (".qwen/settings.json", "{}"),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def connect(home: Home, name: str = "claude") -> list[Path]:
    return home.connections.carry_out(home.connections.connect(CLIENTS[name], LINK))


def disconnect(home: Home, name: str = "claude") -> None:
    home.connections.carry_out(home.connections.disconnect(CLIENTS[name]))


@pytest.mark.parametrize("name", FIRST)
def test_back_to_the_last_character(home: Home, name: str) -> None:
    home.write(*FIRST[name])
    before = home.texts()
    connect(home, name)
    assert home.texts() != before
    disconnect(home, name)
    assert home.texts() == before
    assert home.connections.connected() == {}


@pytest.mark.parametrize("name", CLIENTS)
def test_files_that_were_made_are_gone_afterwards(home: Home, name: str) -> None:
    connect(home, name)
    files = [home.folder / file for file in home.texts()]
    assert files
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    disconnect(home, name)
    assert home.texts() == {}


def test_keys_come_back_beside_later_edits(home: Home) -> None:
    file = home.write(".claude/settings.json", '{\n  "apiKeyHelper": "theirs"\n}\n')
    connect(home)
    file.write_text(
        file.read_text().replace('"ANTHROPIC_AUTH_TOKEN": ""', '"ANTHROPIC_AUTH_TOKEN": "later", "NEW": "1"')
    )
    step = home.connections.disconnect(CLIENTS["claude"])
    assert [change.name for change in step.left] == ["env.ANTHROPIC_AUTH_TOKEN"]
    home.connections.carry_out(step)
    said = msgspec.json.decode(file.read_bytes())
    assert said == {"apiKeyHelper": "theirs", "env": {"ANTHROPIC_AUTH_TOKEN": "later", "NEW": "1"}}


def test_a_backup_is_kept_for_this_user_only(home: Home) -> None:
    home.write(".claude/settings.json", '{"env": {"ANTHROPIC_API_KEY": "sk-theirs"}}')
    (backup,) = connect(home)
    assert backup.read_text() == '{"env": {"ANTHROPIC_API_KEY": "sk-theirs"}}'
    assert home.where.state in backup.parents
    for file in home.where.state.rglob("*"):
        assert not file.is_file() or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_connecting_again_keeps_the_first_backup_and_the_first_values(home: Home) -> None:
    file = home.write(".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "https://theirs.example"}}')
    connect(home)
    moved = msgspec.structs.replace(LINK, url="http://127.0.0.1:9")
    assert home.connections.carry_out(home.connections.connect(CLIENTS["claude"], moved)) == []
    assert "http://127.0.0.1:9" in file.read_text()
    disconnect(home)
    assert file.read_text() == '{"env": {"ANTHROPIC_BASE_URL": "https://theirs.example"}}'


def test_a_link_stays_a_link_and_a_mode_stays(home: Home) -> None:
    target = home.write("dotfiles/claude.json", "{}")
    target.chmod(0o640)
    link = home.folder / ".claude" / "settings.json"
    link.parent.mkdir()
    link.symlink_to(target)
    connect(home)
    assert link.is_symlink()
    assert LINK.url in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_change_between_question_and_yes_is_not_lost(home: Home) -> None:
    file = home.write(".claude/settings.json", "{}")
    step = home.connections.connect(CLIENTS["claude"], LINK)
    file.write_text('{"model": "opus"}')
    with pytest.raises(Trouble, match="just changed"):
        home.connections.carry_out(step)
    assert file.read_text() == '{"model": "opus"}'


@pytest.mark.parametrize("content", [b'{"env": ', b"\xff\xfe{}"])
def test_an_unreadable_file_is_left_alone(home: Home, content: bytes) -> None:
    file = home.write(".claude/settings.json", "")
    file.write_bytes(content)
    with pytest.raises(Trouble, match="left as they are"):
        home.connections.connect(CLIENTS["claude"], LINK)
    assert file.read_bytes() == content


def test_the_token_file_is_there_only_while_its_reader_is_connected(home: Home) -> None:
    connect(home, "opencode")
    assert home.connections.token_file.read_text().strip() == TOKEN
    assert TOKEN not in str(home.texts())
    disconnect(home, "opencode")
    assert not home.connections.token_file.exists()


def test_what_is_not_connected_cannot_be_disconnected(home: Home) -> None:
    with pytest.raises(Trouble, match="Claude Code is not connected"):
        home.connections.disconnect(CLIENTS["claude"])


def test_a_broken_record_is_said_and_names_the_backups(home: Home) -> None:
    home.where.state.mkdir(parents=True)
    (home.where.state / "connections.json").write_text("{")
    with pytest.raises(Trouble, match="backups"):
        home.connections.connected()
