"""Coding agents by their User-Agent, by id and in words."""

from __future__ import annotations

import pytest

from ccrouter.ir.clients import client_id, client_name, client_title


@pytest.mark.parametrize(
    ("agent", "id", "name"),
    [
        ("claude-cli/2.1.0 (external, cli)", "claude-code", "Claude Code"),
        ("claude-code/2.1.330", "claude-code", "Claude Code"),
        ("codex_cli_rs/0.98.0 (Debian 12.0.0; x86_64)", "codex", "Codex"),
        ("GeminiCLI/0.30.0/gemini-3.8-flash (linux; x64)", "gemini-cli", "Gemini CLI"),
        ("opencode/1.2.0", "opencode", "OpenCode"),
        ("Anthropic/Python 0.70.0", "anthropic-sdk", "Anthropic SDK"),
        ("aider/0.90", "aider", "aider"),
        ("", "unknown", "unknown"),
    ],
)
def test_an_agent_has_one_id_and_one_name(agent: str, id: str, name: str) -> None:
    assert client_name(agent) == name
    assert client_id(name) == client_id(id) == id
    assert client_title(id) == client_title(name) == name
