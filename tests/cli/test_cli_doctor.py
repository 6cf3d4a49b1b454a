"""``ccr doctor``: each finding can go bad, says how to mend it, and is well again once that is done."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

import cli.bench
from cli.terminal import Terminal
from flow.provider.exchange import KEY

bench, scripted = cli.bench.bench, cli.bench.scripted  # fixtures
Step = Callable[[Terminal], None]


def findings(terminal: Terminal, *options: str, code: int = 0) -> dict[str, dict[str, Any]]:
    return {
        one["name"]: one for one in json.loads(terminal.ccr("doctor", "--json", *options, code=code).out)["findings"]
    }


def rewrite(old: str, new: str) -> Step:
    def step(terminal: Terminal) -> None:
        text = terminal.config.read_text()
        assert old in text
        terminal.write_config(text.replace(old, new, 1))

    return step


def variable(name: str, value: str | None) -> Step:
    def step(terminal: Terminal) -> None:
        if value is None:
            terminal.environment.pop(name, None)
        else:
            terminal.environment[name] = value

    return step


def without_agents(terminal: Terminal) -> None:
    """A PATH on which there is only what Python needs."""
    terminal.environment["PATH"] = "/nonexistent"


def an_agent(terminal: Terminal) -> None:
    folder = terminal.home / "bin"
    folder.mkdir()
    (folder / "codex").write_text("#!/bin/sh\n")
    (folder / "codex").chmod(0o755)
    terminal.environment["PATH"] = str(folder)


def bad_certificates(terminal: Terminal) -> None:
    file = terminal.home / "root.pem"
    file.write_text("no certificate")
    terminal.environment["SSL_CERT_FILE"] = str(file)


# Finding → how it goes wrong, what is said of it and of its mend, how it is mended, and what it is then called.
ILLS: dict[str, tuple[Step, str, str, str, Step, str]] = {
    "settings that are wrong": (
        rewrite("[health]", "[health]\nchekcs = true"), "settings", "chekcs", "ccr config edit",
        rewrite("chekcs = true\n", ""), "settings",
    ),
    "no settings": (
        lambda terminal: terminal.config.rename(terminal.home / "kept"), "settings", "is not there", "ccr setup",
        lambda terminal: (terminal.home / "kept").rename(terminal.config) and None, "settings",
    ),
    "settings others may read": (
        lambda terminal: terminal.config.chmod(0o644), "permissions", "Other users may read", "chmod 600",
        lambda terminal: terminal.config.chmod(0o600), "folders",
    ),
    "a missing key": (
        variable("PROVIDER_KEY", None), "key up-anthropic", "missing", "PROVIDER_KEY",
        variable("PROVIDER_KEY", KEY), "keys",
    ),
    "no keyring": (
        variable("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring"), "keyring", "no keyring", "environment variable",
        variable("PYTHON_KEYRING_BACKEND", "cli.paper_keyring.PaperKeyring"), "keyring",
    ),
    "no agent": (without_agents, "clients", "No coding agent", "npm install", an_agent, "clients"),
    "a variable that leads past us": (
        lambda terminal: terminal.environment.update(CCR_ACTIVATED="X", CLAUDE_CODE_USE_BEDROCK="1"), "environment",
        "CLAUDE_CODE_USE_BEDROCK", "ccr code", variable("CLAUDE_CODE_USE_BEDROCK", None), "version",
    ),
    "no certificates": (
        bad_certificates, "certificates", "cannot be read", "SSL_CERT_FILE", variable("SSL_CERT_FILE", None), "certificates",
    ),
}  # fmt: skip


@pytest.mark.parametrize("ill", ILLS)
def test_a_finding_goes_bad_and_is_mended(bench: Terminal, ill: str) -> None:
    spoil, name, said, mend, cure, well = ILLS[ill]
    bench.config.chmod(0o600)
    spoil(bench)
    done = bench.run([*cli.terminal.CCR, "doctor", "--json", "--offline"], code=None)
    found = {one["name"]: one for one in json.loads(done.out)["findings"]}[name]
    assert found["state"] in ("warning", "bad")
    assert done.code == int(any(one["state"] == "bad" for one in json.loads(done.out)["findings"]))
    assert said in found["said"] and mend in found["mend"]
    assert KEY not in done.out + done.err
    cure(bench)
    assert findings(bench, "--offline")[well]["state"] == "ok"
    assert found["name"] == well or name not in findings(bench, "--offline")


def test_a_taken_port(bench: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        rewrite("port = 0", f"port = {port}")(bench)
        found = findings(bench, "--offline", code=1)["port"]
        assert str(port) in found["said"] and str(port + 1) in found["mend"]
    assert findings(bench, "--offline")["port"]["state"] == "ok"


def test_a_folder_that_cannot_be_written(bench: Terminal) -> None:
    blocked = bench.home / "logs"
    blocked.write_text("a file where a folder belongs")
    found = findings(bench, "--offline", code=1)["logs"]
    assert found["state"] == "bad" and str(blocked) in found["mend"]
    blocked.unlink()
    assert "logs" not in findings(bench, "--offline")


@contextmanager
def telling_time(ahead: float) -> Iterator[str]:
    """A provider whose clock is ``ahead`` of ours, in seconds."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(404)
            self.send_header("date", formatdate(time.time() + ahead, usegmt=True))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("ahead", "state"), [(0.0, "ok"), (-600.0, "bad"), (600.0, "bad")])
def test_the_clock(terminal: Terminal, ahead: float, state: str) -> None:
    with telling_time(ahead) as url:
        terminal.write_config(
            f'[server]\nport = 0\n[providers.house]\nformat = "openai_chat"\nbase_url = "{url}"\nmodels = ["m"]\nauth = "none"\n'
        )
        found = findings(terminal, code=int(state == "bad"))["clock"]
    assert found["state"] == state
    assert ("behind" if ahead > 0 else "ahead") in found["said"] or state == "ok"
    assert ("timedatectl" in found["mend"]) is (state == "bad")


def test_a_provider_that_is_not_there(bench: Terminal, tmp_path: Path) -> None:
    text = bench.config.read_text()
    bench.write_config(text.replace("http://127.0.0.1:", "http://127.0.0.1:9/"))
    found = findings(bench, code=1)["to up-gemini"]
    assert found["state"] == "bad" and "base_url" in found["mend"]
    bench.write_config(text)
    assert findings(bench)["to up-gemini"]["state"] == "ok"
