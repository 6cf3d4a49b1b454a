"""Ctrl-C in the middle of whatever takes long: it ends at once, says no more than that, and leaves no traceback."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from cli.terminal import CCR, Terminal, eventually
from flow.router import settings

LONG = [
    ["test", "up-anthropic"],
    ["test", "up-gemini", "--free", "--json"],
    ["benchmark", "--providers", "up-openai_chat", "--runs", "3", "--yes"],
    ["doctor"],
    ["models", "--live"],
    ["health"],
]


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A provider that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.mark.parametrize("words", LONG, ids=lambda words: " ".join(words))
def test_ctrl_c_ends_it(terminal: Terminal, silent: socket.socket, words: list[str]) -> None:
    terminal.environment |= {"PROVIDER_KEY": "a-key", "CCR_TOKEN": "a-token"}
    terminal.write_config(settings(f"http://127.0.0.1:{silent.getsockname()[1]}"))
    with subprocess.Popen(
        [*CCR, *words],
        env=terminal.environment,
        cwd=terminal.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        silent.settimeout(30)
        with silent.accept()[0]:  # it is asking now
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "Traceback" not in err and "Error" not in err


def test_following_the_log_ends_with_ctrl_c(terminal: Terminal) -> None:
    file = terminal.home / "out"
    with (
        file.open("w") as out,
        subprocess.Popen(
            [*CCR, "logs", "-f"],
            env=terminal.environment,
            cwd=terminal.home,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        log = terminal.home / "logs" / "cc-router.log"
        log.parent.mkdir()
        log.write_text("2026-11-23 10:00:00,000 INFO ccrouter: one\n")
        assert eventually(lambda: "one" in file.read_text())
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
