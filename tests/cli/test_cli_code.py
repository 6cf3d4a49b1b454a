"""``ccr code``: what reaches the program called claude, and how long a router started for it stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ccrouter.clients.claude import claude_settings, with_settings
from ccrouter.trouble import Trouble
from cli.terminal import CCR, Terminal, eventually

STAND_IN = f"""#!{sys.executable}
# Stands where claude does: notes how it was called, then does what its first argument says.
import json, os, subprocess, sys, time
arguments, note = sys.argv[1:], os.environ["NOTE"]
settings = json.loads(arguments[arguments.index("--settings") + 1])
helper = settings.get("apiKeyHelper")
token = subprocess.run(["sh", "-c", helper], capture_output=True, text=True).stdout if helper else ""
with open(note, "w") as file:
    json.dump(dict(arguments=arguments, settings=settings, env=dict(os.environ), token=token, pid=os.getpid()), file)
rest = arguments[2:]
if rest[:1] == ["--wait"]:
    while os.path.exists(note):
        time.sleep(0.05)
if rest[:1] == ["--echo"]:
    print(sys.stdin.read())
sys.exit(int(rest[1]) if rest[:1] == ["--exit"] else 0)
"""


@pytest.fixture
def claude(terminal: Terminal, tmp_path: Path) -> Path:
    """A stand-in for claude on the PATH; the file it notes its call in."""
    program = tmp_path / "bin" / "claude"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    terminal.environment["PATH"] = f"{program.parent}{os.pathsep}{terminal.environment['PATH']}"
    terminal.environment["NOTE"] = str(tmp_path / "note.json")
    terminal.write_config("[server]\nport = 0\n")
    return tmp_path / "note.json"


def status(terminal: Terminal) -> dict[str, Any]:
    run = subprocess.run([*CCR, "status", "--json"], env=terminal.environment, capture_output=True, text=True)
    assert run.returncode in (0, 4), run.stderr
    read: dict[str, Any] = json.loads(run.stdout)
    return read


def read(note: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(note.read_text())
    return found


def test_claude_is_called_with_our_settings_for_this_process_only(terminal: Terminal, claude: Path) -> None:
    users = {
        "ANTHROPIC_API_KEY": "the-users",
        "CLAUDE_CODE_USE_BEDROCK": "1",
        "OPENAI_API_KEY": "o",
        "NO_PROXY": "intra",
    }
    terminal.environment |= users
    terminal.ccr("code", "-p", "hello", "--", "--help")
    call = read(claude)
    assert call["arguments"][2:] == ["-p", "hello", "--", "--help"]
    url = call["env"]["ANTHROPIC_BASE_URL"]
    assert url.startswith("http://127.0.0.1:")
    # a settings file of the user's outranks the environment, and these outrank that
    assert call["settings"]["env"]["ANTHROPIC_BASE_URL"] == url
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK"):
        assert call["settings"]["env"][name] == ""
        assert name not in call["env"]
    assert call["env"]["OPENAI_API_KEY"] == "o"
    assert call["env"]["NO_PROXY"] == "intra,127.0.0.1,localhost"
    assert call["env"]["CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY"] == "1"
    assert call["token"] in json.loads(terminal.kept.read_text()).values()
    assert call["token"] not in str(call["arguments"])


def test_with_the_callers_own_login_nothing_replaces_it(terminal: Terminal, claude: Path) -> None:
    terminal.write_config('[server]\nport = 0\n[providers.anthropic]\napi_key = "client"\n')
    terminal.environment |= {"ANTHROPIC_API_KEY": "the-users", "ANTHROPIC_CUSTOM_HEADERS": "x-team: blue"}
    terminal.ccr("code")
    call = read(claude)
    assert call["token"] == ""
    assert call["env"]["ANTHROPIC_API_KEY"] == "the-users"
    assert "ANTHROPIC_API_KEY" not in call["settings"]["env"]
    ours, theirs = sorted(call["env"]["ANTHROPIC_CUSTOM_HEADERS"].splitlines())
    assert ours.startswith("x-ccr-token: ccr-")
    assert theirs == "x-team: blue"


def test_an_activated_shell_has_no_login() -> None:
    settings, variables = claude_settings("http://r", "t", {"ANTHROPIC_AUTH_TOKEN": "t"}, own_login=True)
    assert "ANTHROPIC_AUTH_TOKEN" not in variables
    assert settings["env"]["ANTHROPIC_AUTH_TOKEN"] == ""
    theirs = {"ANTHROPIC_AUTH_TOKEN": "theirs"}
    assert claude_settings("http://r", "t", theirs, own_login=True)[1]["ANTHROPIC_AUTH_TOKEN"] == "theirs"


def test_stdin_and_exit_code_are_claudes(terminal: Terminal, claude: Path) -> None:
    assert terminal.ccr("code", "--echo", stdin="from a pipe").out.strip() == "from a pipe"
    terminal.ccr("code", "--exit", "7", code=7)


@pytest.mark.skipif(sys.platform == "win32", reason="no exec there")
def test_signals_are_claudes(terminal: Terminal, claude: Path) -> None:
    process = subprocess.Popen([*CCR, "code", "--wait"], env=terminal.environment)
    assert eventually(claude.exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == -signal.SIGTERM


def test_a_router_started_for_claude_ends_with_the_last_one(terminal: Terminal, claude: Path) -> None:
    first = subprocess.Popen([*CCR, "code", "--wait"], env=terminal.environment)
    assert eventually(claude.exists)
    url = read(claude)["env"]["ANTHROPIC_BASE_URL"]
    other = claude.with_name("second.json")
    second = subprocess.Popen([*CCR, "code", "--wait"], env=terminal.environment | {"NOTE": str(other)})
    assert eventually(other.exists)
    assert read(other)["env"]["ANTHROPIC_BASE_URL"] == url  # it found the first one's router

    first.kill()  # not even a crash leaves a router behind
    first.wait(20)
    time.sleep(1.5)  # longer than the router looks away
    assert status(terminal)["state"] == "running"
    other.unlink()
    assert second.wait(20) == 0
    assert eventually(lambda: status(terminal)["state"] == "stopped")
    assert not list((terminal.home / "state" / "sessions").iterdir())


def test_settings_that_stop_the_router_are_shown(terminal: Terminal, claude: Path) -> None:
    terminal.write_config("[server]\nprot = 0\n")
    assert "server.prot" in terminal.ccr("code", code=2).err
    assert not claude.exists()


def test_without_claude_the_next_step_is_said(terminal: Terminal) -> None:
    terminal.environment["PATH"] = ""
    assert "npm install -g @anthropic-ai/claude-code" in terminal.ccr("code", code=127).err


@pytest.mark.parametrize("form", [["--settings", "{}"], ["--settings={}"]], ids=["two words", "one word"])
@pytest.mark.parametrize("in_a_file", [True, False])
def test_settings_of_the_users_are_merged(tmp_path: Path, form: list[str], in_a_file: bool) -> None:
    theirs = json.dumps({"model": "m", "apiKeyHelper": "theirs", "env": {"A": "a", "B": "theirs"}})
    file = tmp_path / "settings.json"
    file.write_text(theirs)
    given = [word.replace("{}", str(file) if in_a_file else theirs) for word in form]
    merged = with_settings(["-p", *given, "x"], {"apiKeyHelper": "ours", "env": {"B": "ours"}})
    assert merged[2:] == ["-p", "x"]
    assert json.loads(merged[1]) == {"model": "m", "apiKeyHelper": "ours", "env": {"A": "a", "B": "ours"}}


def test_unreadable_settings_are_not_ignored() -> None:
    with pytest.raises(Trouble, match=r"nowhere\.json"):
        with_settings(["--settings", "nowhere.json"], {"env": {}})
