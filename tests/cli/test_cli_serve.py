"""``ccr serve``, ``status`` and ``activate`` around one running router."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

import ccrouter
from cli.terminal import CCR, Terminal, eventually

READY = re.compile(
    rf"CC Router {re.escape(ccrouter.__version__)} ready on (http://127\.0\.0\.1:\d+) \(default (\S+)\)\n"
)


@contextmanager
def serving(terminal: Terminal, *arguments: str) -> Iterator[str]:
    """A router while the block runs, as its URL; SIGTERM must end it with 0."""
    with (terminal.home / "stderr.txt").open("w") as err:
        process = subprocess.Popen(
            [*CCR, "serve", *arguments], env=terminal.environment, stdout=subprocess.PIPE, stderr=err, text=True
        )
    assert process.stdout
    try:
        ready = READY.fullmatch(process.stdout.readline())
        assert ready, said(terminal)
        yield ready[1]
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, ""), said(terminal)  # one line, and a clean end
    assert "Traceback" not in said(terminal)


def said(terminal: Terminal) -> str:
    return (terminal.home / "stderr.txt").read_text()


def test_a_newcomer_is_told_how_to_go_on(terminal: Terminal) -> None:
    with serving(terminal, "--port", "0"):
        assert eventually(lambda: "keyring:anthropic" in said(terminal))
    hints = said(terminal)
    for words in ("demo provider", "code", 'eval "$(', "curl", "key set anthropic", str(terminal.config)):
        assert words in hints


def test_a_request_is_shown_on_its_way(terminal: Terminal) -> None:
    with serving(terminal, "--port", "0", "--hello"):
        assert eventually(lambda: "To add a provider" in said(terminal))
    for words in (r"request +POST http://127\.0\.0\.1:\d+/v1/messages", r"route +\S.*demo/echo", r"answer +\w+ \w+"):
        assert re.search(words, said(terminal)), said(terminal)
    assert re.search(r"tokens +[1-9]\d* in, [1-9]\d* out", said(terminal))
    assert re.search(r"time +first word after \d+ ms, all after \d+ ms", said(terminal))


def test_with_a_provider_of_their_own_nobody_is_lectured(terminal: Terminal) -> None:
    terminal.write_config('[providers.mine]\nformat = "anthropic"\nbase_url = "http://127.0.0.1:9"\nmodels = ["m"]\n')
    with serving(terminal, "--port", "0"):
        pass
    assert said(terminal) == ""


@pytest.mark.skipif(shutil.which("curl") is None, reason="one of the lines needs curl")
def test_the_hinted_lines_work_as_they_stand(terminal: Terminal) -> None:
    with serving(terminal, "--port", "0") as url:
        assert eventually(lambda: "keyring:anthropic" in said(terminal))
        script = said_lines(terminal)
        answer = terminal.shell(script)
        assert json.loads(answer.out)["role"] == "assistant", answer
        token = terminal.shell('eval "$(ccr activate)"; printf %s "$OPENAI_API_KEY"').out
        assert httpx.get(f"{url}/v1/models", headers={"x-api-key": token}, trust_env=False).status_code == 200
    logged = (terminal.home / "logs" / "cc-router.log").read_text()
    assert "demo/echo" in said(terminal)
    assert "demo/echo" in logged  # one line for the request, in both places
    assert token not in said(terminal) + logged


def said_lines(terminal: Terminal) -> str:
    """The eval and curl lines of the hints, as one would paste them."""
    lines = said(terminal).splitlines()
    start = next(place for place, line in enumerate(lines) if "eval" in line)
    return "\n".join([lines[start].partition(')"')[0] + ')"', *lines[start + 1 : start + 3]])


def test_status_of_a_running_router(terminal: Terminal) -> None:
    assert "not running" in terminal.ccr("status", code=4).err
    assert json.loads(terminal.ccr("status", "--json", code=4).out) == {"state": "stopped"}
    with serving(terminal, "--port", "0", "--hello") as url:
        assert eventually(lambda: "To add a provider" in said(terminal))
        shown = json.loads(terminal.ccr("status", "--json").out)
        assert (shown["state"], f"http://{shown['host']}:{shown['port']}") == ("running", url)
        terminal.environment["COLUMNS"] = "200"
        words = terminal.ccr("status").out
        for word in (url, "running", "demo", "demo/echo", str(terminal.config)):
            assert word in words
    terminal.ccr("status", code=4)


def test_status_finds_a_router_with_other_settings_and_token(terminal: Terminal) -> None:
    other = terminal.home / "other.toml"
    other.write_text('[server]\nport = 0\nauth_token = "${MY_TOKEN}"\n')
    terminal.environment["MY_TOKEN"] = "a-token-of-my-own"
    with serving(terminal, "--config", str(other)) as url:
        assert json.loads(terminal.ccr("status", "--json").out)["config"] == str(other)
        lines = terminal.ccr("activate").out
        assert f"export ANTHROPIC_BASE_URL={url}\n" in lines
        assert "a-token-of-my-own" in lines
        del terminal.environment["MY_TOKEN"]
        assert "MY_TOKEN" in terminal.ccr("status", code=1).err


def test_a_stored_key_is_used_at_once(terminal: Terminal) -> None:
    terminal.write_config("[server]\nport = 0\n[providers.openai]\n")
    with serving(terminal):
        assert json.loads(terminal.ccr("status", "--json").out)["state"] == "degraded"
        assert "ccr key set openai" in terminal.ccr("status").out
        terminal.ccr("key", "set", "openai", stdin="sk-not-a-real-key-0123456789")
        assert json.loads(terminal.ccr("status", "--json").out)["state"] == "running"


def test_an_activated_shell_does_not_feed_the_router_its_own_token(terminal: Terminal) -> None:
    terminal.write_config("[server]\nport = 0\n[providers.openai]\n")
    with serving(terminal):
        shown = terminal.shell('eval "$(ccr activate)"; ccr key list --json').out
        assert {"provider": "openai", "key": "keyring:openai", "state": "missing"} in json.loads(shown)


def test_another_process_of_the_user_can_end_it(terminal: Terminal) -> None:
    terminal.environment["MY_TOKEN"] = "mine"
    terminal.write_config('[server]\nport = 0\nauth_token = "${MY_TOKEN}"\n')
    with serving(terminal) as url:
        answer = httpx.post(f"{url}/-/stop", json={}, headers={"x-ccr-token": "mine"}, trust_env=False)
        assert answer.status_code == 200
        assert eventually(lambda: not (terminal.home / "state" / "router.json").exists())
        terminal.ccr("status", code=4)


@pytest.mark.skipif(sys.platform == "win32", reason="a signal is the end there")
def test_a_signal_while_it_is_ending_changes_nothing(terminal: Terminal) -> None:
    with subprocess.Popen([*CCR, "serve", "--port", "0"], env=terminal.environment, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.001)
    assert process.returncode == 0


def test_activate_without_a_router(terminal: Terminal) -> None:
    done = terminal.ccr("activate", "--shell", "fish")
    assert "set -gx OPENAI_BASE_URL 'http://127.0.0.1:3456/v1'\n" in done.out
    assert "not running" in done.err
    assert json.loads(terminal.ccr("activate", "--json").out)["GOOGLE_GEMINI_BASE_URL"] == "http://127.0.0.1:3456"
    terminal.write_config("[server]\nport = 0\n")
    assert "ccr serve" in terminal.ccr("activate", code=1).err


def test_a_taken_port(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = terminal.ccr("serve", "--port", str(taken.getsockname()[1]), code=3)
    assert refused.out == ""
    assert "ccr serve --port" in refused.err


def test_broken_settings(terminal: Terminal) -> None:
    terminal.write_config("[server]\nprot = 1\nport = 'x'\n")
    refused = terminal.ccr("serve", code=2)
    assert refused.out == ""
    assert "2 problems" in refused.err
    assert f"{terminal.config}:2" in refused.err
    assert f"{terminal.config}:3" in refused.err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_ctrl_c_before_it_is_ready(terminal: Terminal) -> None:
    process = subprocess.Popen(
        [*CCR, "serve", "--port", "0"], env=terminal.environment, stderr=subprocess.PIPE, text=True
    )
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert "CC Router made a mistake" not in err
