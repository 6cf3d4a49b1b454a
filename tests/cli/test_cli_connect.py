"""``ccr connect`` and ``disconnect``: shown first, done after a yes, taken back; and the token that clients ask for."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from cli.terminal import Terminal

THEIRS = '{"env": {"MY_API_KEY": "sk-theirs"}}\n'


@pytest.fixture
def claude(terminal: Terminal, tmp_path: Path) -> Path:
    """Claude Code's settings file."""
    file = tmp_path / ".claude" / "settings.json"
    file.parent.mkdir()
    file.write_text(THEIRS)
    return file


def test_the_change_is_shown_made_and_taken_back(terminal: Terminal, claude: Path) -> None:
    shown = terminal.ccr("connect", "claude", "--yes").out
    assert "+++ " in shown
    assert "Backup: " in shown
    assert "VS Code" in shown
    assert "sk-theirs" not in shown
    assert json.loads(claude.read_text())["env"]["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:3456"
    assert "already" in terminal.ccr("connect", "claude", "--yes").out
    terminal.ccr("disconnect", "claude", "--yes")
    assert claude.read_text() == THEIRS


def test_the_helper_prints_the_token_from_anywhere(terminal: Terminal, claude: Path) -> None:
    terminal.ccr("connect", "claude", "--yes")
    helper = json.loads(claude.read_text())["apiKeyHelper"]
    del terminal.environment["CCR_HOME"]
    printed = terminal.run(shlex.split(helper)).out.strip()
    assert printed in json.loads(terminal.kept.read_text()).values()
    assert printed not in claude.read_text()


def test_without_a_yes_nothing_is_written(terminal: Terminal, claude: Path) -> None:
    done = terminal.ccr("connect", "claude", code=1)
    assert "+++ " in done.out
    assert "--yes" in done.err
    assert claude.read_text() == THEIRS


def test_a_router_without_a_fixed_port_is_not_written_down(terminal: Terminal, claude: Path) -> None:
    terminal.write_config("[server]\nport = 0\n")
    assert "server.port" in terminal.ccr("connect", "claude", "--yes", code=1).err


def test_the_list(terminal: Terminal, claude: Path) -> None:
    terminal.ccr("connect", "claude", "--yes")
    rows = {row["client"]: row for row in json.loads(terminal.ccr("connect", "--list", "--json").out)}
    assert rows["claude"]["connected"]
    assert rows["claude"]["files"] == [str(claude)]
    assert not rows["codex"]["connected"]
    shown = terminal.ccr("connect").out
    assert "Claude Code" in shown
    assert str(claude) in shown


def test_keys_changed_since_are_named_and_left(terminal: Terminal, claude: Path) -> None:
    terminal.ccr("connect", "claude", "--yes")
    claude.write_text(claude.read_text().replace("http://127.0.0.1:3456", "https://elsewhere.example"))
    assert "env.ANTHROPIC_BASE_URL" in terminal.ccr("disconnect", "claude", "--yes").out
    said = json.loads(claude.read_text())["env"]
    assert said == {"MY_API_KEY": "sk-theirs", "ANTHROPIC_BASE_URL": "https://elsewhere.example"}


def test_a_broken_file_is_left_alone_with_a_way_out(terminal: Terminal, claude: Path) -> None:
    claude.write_text("{")
    said = terminal.ccr("connect", "claude", "--yes", code=1).err
    assert "ccr run claude" in said
    assert claude.read_text() == "{"


def test_a_file_that_others_may_read_is_pointed_out(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / ".qwen" / "settings.json"
    file.parent.mkdir()
    file.write_text("{}")
    file.chmod(0o644)
    assert f"chmod 600 {file}" in terminal.ccr("connect", "qwen", "--yes").out


@pytest.mark.parametrize("words", [["connect", "cursor"], ["disconnect", "cursor"]])
def test_an_unknown_client(terminal: Terminal, words: list[str]) -> None:
    assert "claude, codex, gemini, opencode, qwen" in terminal.ccr(*words, code=2).err


def test_only_claude_code_has_a_status_line(terminal: Terminal) -> None:
    assert "status line" in terminal.ccr("connect", "codex", "--statusline", code=2).err


def test_a_person_is_asked(terminal: Terminal, claude: Path) -> None:
    """On a terminal: no leaves everything as it is, yes does it."""
    for answer, expected in (("n", "Nothing was changed"), ("y", "now uses CC Router")):
        typed = f"spawn_answer={answer}; printf '%s\\n' $spawn_answer"
        command = ["script", "-qec", f"{shlex.join(_ccr())} connect claude", "/dev/null"]
        run = subprocess.run(
            ["sh", "-c", f"{typed} | {shlex.join(command)}"],
            env=terminal.environment, cwd=terminal.home, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert expected in run.stdout, run.stdout + run.stderr


def _ccr() -> list[str]:
    from cli.terminal import CCR

    return CCR
