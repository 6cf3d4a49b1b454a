"""``ccr run``: what reaches each client's program, with none of the user's files touched."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cli.terminal import Terminal

STAND_IN = f"""#!{sys.executable}
# Stands where a client does: notes how it was called.
import json, os, sys
with open(os.environ["NOTE"], "w") as file:
    json.dump(dict(arguments=sys.argv[1:], env=dict(os.environ)), file)
"""
USERS = {"OPENAI_API_KEY": "o", "GEMINI_API_KEY": "g", "NO_PROXY": "intra", "GOOGLE_GENAI_USE_VERTEXAI": "true"}


class Called:
    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.note = folder / "note.json"
        self.programs = folder / "bin"
        self.programs.mkdir()
        terminal.environment["PATH"] = f"{self.programs}{os.pathsep}{terminal.environment['PATH']}"
        terminal.environment |= {"NOTE": str(self.note), **USERS}
        terminal.write_config("[server]\nport = 0\n")

    def run(self, name: str, *words: str) -> dict[str, Any]:
        program = self.programs / name
        program.write_text(STAND_IN)
        program.chmod(0o755)
        self.terminal.ccr("run", name, *words)
        read: dict[str, Any] = json.loads(self.note.read_text())
        return read


@pytest.fixture
def called(terminal: Terminal, tmp_path: Path) -> Called:
    return Called(terminal, tmp_path)


def test_codex_is_told_by_its_options(called: Called) -> None:
    call = called.run("codex", "--", "exec", "--json", "hello")
    assert call["arguments"][-3:] == ["exec", "--json", "hello"]
    said = tomllib.loads("\n".join(word for word in call["arguments"] if "=" in word))
    provider = said["model_providers"]["ccr"]
    assert said["model_provider"] == "ccr"
    assert provider["base_url"].startswith("http://127.0.0.1:")
    assert call["env"][provider["env_key"]].startswith("ccr-")
    assert call["env"][provider["env_key"]] not in str(call["arguments"])
    assert call["env"]["NO_PROXY"] == "intra,127.0.0.1,localhost"


def test_gemini_cli_is_told_by_variables_and_settings_above_the_users(called: Called) -> None:
    call = called.run("gemini", "-p", "hello")
    assert call["arguments"] == ["-p", "hello"]
    assert call["env"]["GEMINI_API_KEY"].startswith("ccr-")
    assert call["env"]["GOOGLE_GEMINI_BASE_URL"].startswith("http://127.0.0.1:")
    assert "GOOGLE_GENAI_USE_VERTEXAI" not in call["env"]
    above = json.loads(Path(call["env"]["GEMINI_CLI_SYSTEM_SETTINGS_PATH"]).read_text())
    assert above == {"security": {"auth": {"selectedType": "gemini-api-key"}}}


def test_an_administrators_gemini_settings_stay(called: Called) -> None:
    called.terminal.environment["GEMINI_CLI_SYSTEM_SETTINGS_PATH"] = "/etc/theirs.json"
    assert called.run("gemini")["env"]["GEMINI_CLI_SYSTEM_SETTINGS_PATH"] == "/etc/theirs.json"


def test_opencode_is_told_by_inline_configuration(called: Called) -> None:
    call = called.run("opencode", "run", "hello")
    config = json.loads(call["env"]["OPENCODE_CONFIG_CONTENT"])
    assert config["model"] == "ccr/demo/echo"
    assert config["provider"]["ccr"]["options"]["apiKey"] == "{env:CCR_TOKEN}"
    assert call["env"]["CCR_TOKEN"].startswith("ccr-")


def test_qwen_code_is_told_by_variables(called: Called) -> None:
    call = called.run("qwen", "hello")
    assert call["arguments"] == ["--auth-type", "openai", "hello"]
    assert call["env"]["OPENAI_API_KEY"].startswith("ccr-")
    assert call["env"]["OPENAI_MODEL"] == "demo/echo"


def test_claude_code_is_the_same_as_with_ccr_code(called: Called) -> None:
    assert called.run("claude", "-p", "hello")["arguments"][2:] == ["-p", "hello"]


def test_what_is_not_installed_or_not_known_is_said(terminal: Terminal) -> None:
    terminal.environment["PATH"] = ""
    assert "npm install -g @openai/codex" in terminal.ccr("run", "codex", code=127).err
    assert "claude, codex, gemini, opencode, qwen" in terminal.ccr("run", "cursor", code=2).err


def test_without_a_client_its_help_is_shown(terminal: Terminal) -> None:
    assert "CLIENT [--] [ARGS]" in terminal.ccr("run").out
