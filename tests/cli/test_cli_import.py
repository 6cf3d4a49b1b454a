"""``ccr import``: found, shown, written after a yes, keys in the keyring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.terminal import Terminal

CONFIG = {
    "Providers": [
        {
            "name": "deepseek",
            "api_base_url": "https://api.deepseek.com/chat/completions",
            "api_key": "sk-literal",
            "models": ["m"],
        }
    ],
    "Router": {"default": "deepseek,m"},
    "PORT": 1234,
}


@pytest.fixture
def theirs(terminal: Terminal, tmp_path: Path) -> Path:
    file = tmp_path / ".claude-code-router" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CONFIG))
    return file


def test_found_shown_and_taken_over(terminal: Terminal, theirs: Path) -> None:
    shown = terminal.ccr("import", "--yes").out
    assert str(theirs) in shown
    assert '+api_key = "keyring:deepseek"' in shown
    assert "PORT" in shown
    assert "sk-literal" not in shown
    assert "sk-literal" not in terminal.config.read_text()
    assert "sk-literal" in json.loads(terminal.kept.read_text()).values()
    assert "deepseek" in terminal.ccr("key", "list").out
    assert terminal.ccr("config", "validate").out.endswith("valid.\n")
    assert "stays as it is" in terminal.ccr("import", str(theirs.parent), "--yes").out


def test_nothing_is_written_without_a_yes(terminal: Terminal, theirs: Path) -> None:
    assert "--yes" in terminal.ccr("import", code=1).err
    assert not terminal.config.exists()
    assert not terminal.kept.exists()


def test_as_json(terminal: Terminal, theirs: Path) -> None:
    read = json.loads(terminal.ccr("import", "--json", "--yes").out)
    assert read["keys"] == ["deepseek"]
    assert read["left"]


def test_what_is_not_found_or_not_unique_is_said(terminal: Terminal, tmp_path: Path) -> None:
    assert "ccr import PATH" in terminal.ccr("import", code=1).err
    for name in (".claude-code-router/config.json", ".cc-switch/config.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("{}")
    assert "Name one" in terminal.ccr("import", code=2).err
