"""``ccr setup``: told by options and environment, and asked step by step in a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib

import pytest

from cli.terminal import CCR, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
TOLD = ("setup", "--non-interactive", "--no-check")


def written(terminal: Terminal) -> dict[str, object]:
    return tomllib.loads(terminal.config.read_text())


def test_told_by_options(terminal: Terminal) -> None:
    words = ("--provider", "anthropic", "--key-env", "MY_KEY", "--daily-limit", "5", "--port", "4000")
    terminal.environment["MY_KEY"] = "k"
    terminal.ccr(*TOLD, *words, "--model", "anthropic/claude-sonnet-4-5")
    file = written(terminal)
    assert file["providers"] == {"anthropic": {"api_key": "${MY_KEY}"}}
    assert file["routing"] == {"default": "anthropic/claude-sonnet-4-5"}
    assert file["budgets"] == {"daily": {"period": "day", "usd": 5.0}}
    assert file["server"] == {"port": 4000}


def test_told_by_the_environment(terminal: Terminal) -> None:
    terminal.environment["OPENAI_API_KEY"] = "k"
    terminal.ccr(*TOLD)
    assert written(terminal)["providers"] == {"openai": {"api_key": "${OPENAI_API_KEY}"}}


def test_a_key_from_stdin_goes_to_the_keyring(terminal: Terminal) -> None:
    terminal.ccr(*TOLD, "--provider", "gemini", "--key-stdin", stdin="the-key-0123456789\n")
    assert written(terminal)["providers"] == {"gemini": {"api_key": "keyring:gemini"}}
    assert "the-key-0123456789" in terminal.kept.read_text()
    assert "the-key" not in terminal.config.read_text()


def test_what_was_there_stays(terminal: Terminal) -> None:
    terminal.write_config(
        "# mine\n[providers.local]\nformat = 'openai_chat'\nbase_url = 'http://127.0.0.1:1/v1'\nmodels = ['m']\n"
    )
    read = json.loads(terminal.ccr(*TOLD, "-p", "ollama", "--json").out)
    assert terminal.config.read_text().startswith("# mine\n")
    assert set(written(terminal)["providers"]) == {"local", "ollama"}  # type: ignore[call-overload]
    assert read["backup"].endswith(".toml")


def test_mistakes_are_said(terminal: Terminal) -> None:
    assert "--provider" in terminal.ccr("setup", code=2).err
    assert '"anthropic"' in terminal.ccr(*TOLD, "-p", "antropic", code=2).err
    assert "--key-env" in terminal.ccr(*TOLD, "-p", "anthropic", code=1).err
    assert "No provider" in terminal.ccr(*TOLD, code=2).err
    assert not terminal.config.exists()


def test_a_provider_that_does_not_answer_is_not_set_up(terminal: Terminal) -> None:
    terminal.ccr("setup", "--non-interactive", "-p", "ollama", code=1)  # nothing listens there
    assert not terminal.config.exists()


def test_asked_in_a_terminal(terminal: Terminal) -> None:
    terminal.environment |= {"ANTHROPIC_API_KEY": "k", "TERM": "dumb"}
    here, there = pty.openpty()
    with subprocess.Popen(
        [*CCR, "setup", "--no-check"], env=terminal.environment, stdin=there, stdout=there, stderr=there
    ) as process:
        os.close(there)
        os.write(here, b"anthropic\ny\n2\n7.5\n")
        shown = b""
        try:
            while piece := os.read(here, 4096):
                shown += piece
        except OSError:  # Linux: the other side is closed
            pass
        assert process.wait(30) == 0, shown.decode()
    os.close(here)
    file = written(terminal)
    assert file["providers"] == {"anthropic": {"api_key": "${ANTHROPIC_API_KEY}"}}
    assert file["budgets"] == {"daily": {"period": "day", "usd": 7.5}}
    assert "its key is in your environment" in shown.decode()
