"""Which clients there are and how they stand: installed, connected, changed since, not to be understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs

from ccrouter.clients.connections import ClientState, Connections
from ccrouter.clients.known import CLIENTS, known
from ccrouter.clients.link import command, link_to, models
from ccrouter.settings.file import parse
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble
from connect.kit import LINK


@pytest.fixture
def room(tmp_path: Path) -> Connections:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "codex").write_text("#!/bin/sh\n")
    (programs / "codex").chmod(0o755)
    env = {"CCR_HOME": str(tmp_path / "ccr"), "PATH": str(programs)}
    return Connections(paths(env), env, tmp_path)


def states(room: Connections) -> dict[str, ClientState]:
    return {one.client.name: one for one in room.states()}


def test_every_client_is_shown(room: Connections) -> None:
    shown = states(room)
    assert shown.keys() == CLIENTS.keys()
    assert [name for name, one in shown.items() if one.installed] == ["codex"]
    assert not any(one.connected or one.changed or one.trouble for one in shown.values())
    assert shown["claude"].files[0].name == "settings.json"


def test_connected_changed_and_given_back(room: Connections) -> None:
    room.carry_out(room.connect(known("claude"), LINK))
    claude = states(room)["claude"]
    assert claude.connected and not claude.changed
    file = claude.files[0]
    said = json.loads(file.read_text())
    said["env"]["ANTHROPIC_BASE_URL"] = "https://elsewhere.example"
    file.write_text(json.dumps(said))
    assert states(room)["claude"].changed == ("env.ANTHROPIC_BASE_URL",)
    step = room.disconnect(known("claude"))
    assert [one.name for one in step.left] == ["env.ANTHROPIC_BASE_URL"]
    room.carry_out(step)
    assert not states(room)["claude"].connected


def test_a_file_that_cannot_be_understood_is_said(room: Connections, tmp_path: Path) -> None:
    file = tmp_path / ".gemini" / "settings.json"
    file.parent.mkdir()
    file.write_text("{ not json")
    assert str(file) in states(room)["gemini"].trouble
    with pytest.raises(Trouble):
        room.connect(known("gemini"), LINK)


def test_the_token_file_is_there_while_anybody_reads_it(room: Connections) -> None:
    with_line = structs.replace(LINK, statusline=("ccr", "statusline"))
    room.carry_out(room.connect(known("claude"), with_line))
    assert room.token_file.read_text().strip() == LINK.token
    assert room.token_file.stat().st_mode & 0o077 == 0
    room.carry_out(room.connect(known("opencode"), LINK))
    room.carry_out(room.disconnect(known("claude")))
    assert room.token_file.exists()  # OpenCode reads it still
    room.carry_out(room.disconnect(known("opencode")))
    assert not room.token_file.exists()


def test_what_one_should_know_before(room: Connections, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n")
    said = room.connect(known("gemini"), LINK).warnings()
    assert any("local token itself" in one for one in said)
    assert any(str(tmp_path / ".env") in one for one in said)
    assert room.connect(known("codex"), LINK).warnings() == []


def test_how_the_router_is_reached(tmp_path: Path) -> None:
    env = {"CCR_HOME": str(tmp_path)}
    text = '[server]\nport = 4321\n[providers.ollama]\nmodels = ["qwen3-coder"]\n[routing]\ndefault = "ollama/qwen3-coder"\n'
    settings = parse(text, Path("config.toml"), env={})
    link = link_to(settings, "t", env=env, statusline=True)
    assert link.url == "http://127.0.0.1:4321" and link.models[0] == models(settings)[0] == "ollama/qwen3-coder"
    assert link.token_command[-3:] == ("token", "--home", str(tmp_path))
    assert link.statusline == command("statusline", env)
    assert link_to(settings, "t", env=env, running="http://127.0.0.1:9999").url == "http://127.0.0.1:9999"
    anywhere = parse(text.replace("4321", "0"), Path("config.toml"), env={})
    with pytest.raises(Trouble, match="not known"):
        link_to(anywhere, "t", env=env)
