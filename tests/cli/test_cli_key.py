"""``ccr key``: in by prompt or pipe, never out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from cli.terminal import CCR, Terminal

KEY = "sk-not-a-real-key-0123456789"
PROVIDERS = """
[providers.openai]
api_key = "keyring:openai"
[providers.groq]
api_key = "${GROQ_KEY}"
[providers.anthropic]
api_key = "client"
"""


def test_a_key_from_a_pipe_is_stored_listed_and_deleted(terminal: Terminal) -> None:
    terminal.write_config(PROVIDERS)
    done = terminal.ccr("key", "set", "openai", stdin=f"  {KEY}\n")
    assert 'api_key = "keyring:openai"' in done.out
    assert list(json.loads(terminal.kept.read_text()).values()) == [KEY]

    listed = terminal.ccr("key", "list")
    assert KEY not in done.out + done.err + listed.out + listed.err
    assert ["openai", "keyring:openai", "stored"] in [line.split() for line in listed.out.splitlines()]

    terminal.ccr("key", "delete", "openai")
    assert KEY not in terminal.kept.read_text()
    assert "There is no key for openai" in terminal.ccr("key", "delete", "openai", code=1).err


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
def test_a_key_that_is_typed_is_not_shown(terminal: Terminal) -> None:
    in_a_terminal = f"import pty; pty.spawn({[*CCR, 'key', 'set', 'openai']!r})"
    command = [sys.executable, "-c", in_a_terminal]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, env=terminal.environment, cwd=terminal.home) as process:
        assert process.stdin and process.stdout
        shown = process.stdout.read(len("Key for openai"))  # what is typed before the prompt is thrown away
        process.stdin.write(KEY.encode() + b"\n")
        process.stdin.flush()
        shown += process.stdout.read()
    assert b"Key for openai (not shown):" in shown
    assert b"Stored" in shown
    assert KEY.encode() not in shown
    assert KEY in terminal.kept.read_text()


def test_a_key_is_not_taken_as_an_argument(terminal: Terminal) -> None:
    refused = terminal.ccr("key", "set", "openai", KEY, code=2)
    assert "not taken as an argument" in refused.err
    assert "ccr key set openai" in refused.err
    assert KEY not in refused.out + refused.err
    assert not terminal.kept.exists()


@pytest.mark.parametrize("name", ["", "a/b", "@local-token", "sk key"])
def test_what_is_no_name_is_refused(terminal: Terminal, name: str) -> None:
    assert "no provider's name" in terminal.ccr("key", "set", name, stdin=KEY, code=2).err
    assert not terminal.kept.exists()


def test_an_empty_key_is_refused(terminal: Terminal) -> None:
    assert "The key is empty" in terminal.ccr("key", "set", "openai", stdin="\n", code=1).err


def test_where_each_key_is_as_json(terminal: Terminal) -> None:
    terminal.write_config(PROVIDERS)
    terminal.environment["GROQ_KEY"] = KEY
    terminal.ccr("key", "set", "old-one", stdin=KEY)
    shown = terminal.ccr("key", "list", "--json").out
    assert KEY not in shown
    states = {line["key"]: line["state"] for line in json.loads(shown) if line["provider"] != "demo"}
    assert states == {
        "keyring:openai": "missing",
        "${GROQ_KEY}": "set",
        "the client's own": "sent by the client",
        "keyring:old-one": "stored, not used",
    }


def test_without_a_keyring_the_next_step_is_said(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, keyring=False)
    refused = terminal.ccr("key", "set", "openai", stdin=KEY, code=1)
    assert "There is no keyring here" in refused.err
    assert "environment variable" in refused.err
    assert KEY not in refused.err
    terminal.write_config('[providers.openai]\napi_key = "keyring:openai"\n')
    states = {line["provider"]: line["state"] for line in json.loads(terminal.ccr("key", "list", "--json").out)}
    assert states["openai"] == "there is no keyring here"


def test_broken_settings_do_not_keep_a_key_from_being_stored(terminal: Terminal) -> None:
    terminal.write_config("not toml")
    terminal.ccr("key", "set", "openai", stdin=KEY)
    assert KEY in terminal.kept.read_text()
