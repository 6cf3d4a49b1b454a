"""``ccr start|stop|restart``, and what looks at a router and its machine: health, logs, doctor, update-check, models."""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import ccrouter
from cli.bench import bench, scripted
from cli.terminal import CCR, Terminal, eventually
from flow.provider.script import Say
from flow.provider.server import Provider

__all__ = ["bench", "scripted"]
ANY_PORT = "[server]\nport = 0\n"


def test_start_stop_restart(terminal: Terminal) -> None:
    terminal.write_config(ANY_PORT)
    first = json.loads(terminal.ccr("start", "--json").out)
    try:
        again = json.loads(terminal.ccr("start", "--json").out)
        assert again == first  # it was left alone
        assert json.loads(terminal.ccr("status", "--json").out)["state"] == "running"
        assert json.loads(terminal.ccr("restart", "--json").out)["pid"] != first["pid"]
    finally:
        assert "stopped" in terminal.ccr("stop").out
    terminal.ccr("status", code=4)
    assert "nothing to stop" in terminal.ccr("stop", code=4).err


def test_a_router_that_cannot_start_says_why(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        terminal.write_config(f"[server]\nport = {taken.getsockname()[1]}\n")
        assert "is taken" in terminal.ccr("start", code=3).err


def test_health_without_a_router_asks_the_providers(bench: Terminal, scripted: Provider) -> None:
    scripted.play([])
    read = json.loads(bench.ccr("health", "--json").out)
    assert read["source"] == "probe"
    assert {one["provider"]: one["ok"] for one in read["providers"]}["up-gemini"]
    assert not scripted.asked


def test_health_when_nobody_is_well(bench: Terminal) -> None:
    bench.environment["PROVIDER_KEY"] = "wrong-key-0123456789"
    done = bench.ccr("health", "--probe", code=1)
    assert "not well" in done.out
    assert "wrong-key" not in done.out


def test_models_with_what_the_provider_itself_lists(bench: Terminal, scripted: Provider) -> None:
    scripted.play([])
    rows = json.loads(bench.ccr("models", "-p", "up-anthropic", "--live", "--json").out)
    assert {row["provider"] for row in rows} == {"up-anthropic"}
    first = rows[0]
    assert (first["model"], first["max_output"], first["input_price"]) == ("scripted-large-anthropic", 64000, None)
    assert "unknown" in bench.ccr("models").out


def test_logs(bench: Terminal, scripted: Provider) -> None:
    assert "no log yet" in bench.ccr("logs", code=1).err
    scripted.play([Say("well")])
    bench.ccr("start")
    bench.ccr("benchmark", "-p", "up-gemini", "-n", "1", "--yes")
    bench.ccr("stop")
    shown = bench.ccr("logs", "-n", "3").out
    assert 1 <= len(shown.splitlines()) <= 3
    lines = [json.loads(line) for line in bench.ccr("logs", "--json").out.splitlines()]
    assert {"time", "level", "logger", "message"} <= lines[-1].keys()
    bench.ccr("logs", "--level", "loud", code=2)


def test_logs_are_followed(terminal: Terminal) -> None:
    file = terminal.home / "logs/cc-router.log"
    file.parent.mkdir()
    line = "2026-01-02 03:04:05,678 {} ccrouter.test: {}\n"
    file.write_text(line.format("INFO", "old"))
    command = [*CCR, "logs", "-f", "--level", "warning"]
    with subprocess.Popen(command, env=terminal.environment, stdout=subprocess.PIPE, text=True) as process:
        seen: list[str] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: seen.extend(process.stdout))  # type: ignore[arg-type]
        reader.start()

        def write() -> bool:  # it may not follow yet
            with file.open("a") as log:
                log.write(line.format("INFO", "quiet") + line.format("WARNING", "loud") + "  its traceback\n")
            return any("its traceback" in one for one in seen)

        assert eventually(write)
        file.unlink()  # turned over
        assert eventually(lambda: write() and any("loud" in one for one in seen))
        process.terminate()
        reader.join(10)
    assert not [one for one in seen if "quiet" in one or "old" in one]


def test_doctor_finds_what_is_wrong_and_says_the_mend(bench: Terminal, scripted: Provider) -> None:
    scripted.play([])
    bench.config.chmod(0o644)
    found = {one["name"]: one for one in json.loads(bench.ccr("doctor", "--json").out)["findings"]}
    assert found["permissions"]["mend"] == f"chmod 600 {bench.config}"
    assert found["to up-anthropic"]["state"] == "ok"
    assert {"version", "settings", "port", "keyring", "keys", "clients", "certificates"} <= found.keys()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bench.write_config(
            bench.config.read_text().replace("port = 0", f"port = {port}").replace(scripted.url, "http://127.0.0.1:9")
        )
        del bench.environment["PROVIDER_KEY"]
        shown = bench.ccr("doctor", code=1).out
    assert f"{port + 1}" in shown
    assert "ccr key set up-gemini" in shown
    assert "✗ to up-anthropic" in shown


def test_doctor_with_broken_settings(terminal: Terminal) -> None:
    terminal.write_config("[server]\nprot = 1\n")
    assert "✗ settings" in terminal.ccr("doctor", "--offline", code=1).out


@contextmanager
def index(status: int, body: bytes) -> Iterator[str]:
    """A package index on this machine that says one thing."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("latest", "newer"), [("99.0", True), ("0.1", False), (ccrouter.__version__, False), ("99.0rc1", True)]
)
def test_update_check(terminal: Terminal, latest: str, newer: bool) -> None:
    with index(200, json.dumps({"info": {"version": latest}}).encode()) as url:
        read = json.loads(terminal.ccr("update-check", "--index", url, "--json").out)
    assert (read["latest"], read["newer"]) == (latest, newer)
    assert bool(read["how"]) == newer


def test_update_check_without_a_network(terminal: Terminal) -> None:
    assert "offline" in terminal.ccr("update-check", "--index", "http://127.0.0.1:9/", code=1).err
    with index(404, b"") as url:
        assert "No release" in terminal.ccr("update-check", "--index", url, code=1).err
    with index(200, b"<html>") as url:
        terminal.ccr("update-check", "--index", url, code=1)


@pytest.mark.parametrize("name", ["setup", "benchmark", "analytics", "dashboard"])
def test_the_commands_under_names_of_their_own(terminal: Terminal, name: str) -> None:
    script = f"import sys; from ccrouter.__main__ import {name}; sys.exit({name}())"
    command = [CCR[0], "-c", script, "--help"]
    assert f"ccr {name}" in terminal.run(command).out


def test_shell_completion_is_offered(terminal: Terminal) -> None:
    terminal.environment |= {"COMP_WORDS": "ccr bench", "COMP_CWORD": "1", "_CCR_COMPLETE": "complete_bash"}
    assert "benchmark" in terminal.ccr().out
