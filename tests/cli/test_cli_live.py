"""``ccr top`` and ``ccr budget`` beside the running router: what a person sees in a terminal, and what changes at once."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ccrouter.control import LocalControl, RemoteControl
from ccrouter.engine import Engine
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble
from cli.terminal import CCR, Terminal, eventually
from cli.test_cli_serve import serving

TOKEN = "a-token-of-my-own"
CONFIG = """
[server]
port = 0
auth_token = "${MY_TOKEN}"
[prices."demo/*"]
input = 1000.0
output = 1000.0
[budgets.tight]
period = "day"
usd = 0.0001
action = "block"
"""


@pytest.fixture
def router(terminal: Terminal) -> Iterator[str]:
    """The URL of a router that blocks after the first request."""
    terminal.environment["MY_TOKEN"] = TOKEN
    terminal.write_config(CONFIG)
    with serving(terminal) as url:
        yield url


def ask(url: str) -> int:
    body = {"model": "demo/echo", "max_tokens": 50, "messages": [{"role": "user", "content": "Say hello."}]}
    headers = {"x-api-key": TOKEN}
    return httpx.post(f"{url}/v1/messages", json=body, headers=headers, trust_env=False, timeout=30).status_code


def test_an_exception_made_in_a_terminal_holds_at_once(terminal: Terminal, router: str) -> None:
    assert ask(router) == 402  # a request is estimated before it is sent, and this one would already be too dear
    assert "may be exceeded until" in terminal.ccr("budget", "allow", "tight").out
    assert eventually(lambda: ask(router) == 200)
    terminal.ccr("budget", "allow", "tight", "--off")
    assert eventually(lambda: ask(router) == 402)


def test_an_exception_by_one_click(router: str) -> None:
    control = RemoteControl(router, TOKEN)
    assert ask(router) == 402
    (budget,) = asyncio.run(control.allow_budget("tight")).budgets
    assert budget.allowed_until is not None and budget.allowed_until > time.time()
    assert budget.alerts == (50, 80, 90, 100)
    assert ask(router) == 200
    assert asyncio.run(control.snapshot()).budgets[0].fraction > 1
    with pytest.raises(Trouble, match="no budget"):
        asyncio.run(control.allow_budget("another"))


async def test_an_exception_within_this_process(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    where = Paths(tmp_path, tmp_path / "data", tmp_path / "state", tmp_path / "logs")
    control = LocalControl(Engine(config, where, env={"MY_TOKEN": TOKEN}))
    await control.start()
    (budget,) = (await control.allow_budget("tight")).budgets
    with pytest.raises(Trouble, match="no budget"):
        await control.allow_budget("another")
    await control.stop()
    assert budget.allowed_until is not None and budget.allowed_until > time.time()


def test_top_in_a_terminal(terminal: Terminal, router: str) -> None:
    """It redraws while requests come in, and Ctrl-C ends it without a trace on the screen."""
    asyncio.run(RemoteControl(router, TOKEN).allow_budget("tight"))
    with Screen(terminal) as screen:
        screen.shows("running", router, "0 requests", "budget tight")
        assert [ask(router) for _ in range(3)] == [200] * 3
        screen.shows("3 requests", "demo/echo", "100.0% answered", "budget tight", "% of its day")
        screen.press("\x03")
        assert screen.ended() == 0
    assert "Traceback" not in screen.text
    assert screen.text.rstrip().endswith(("\x1b[?1049l\x1b[?25h", "\x1b[?25h\x1b[?1049l", "\x1b[?1049l"))


def test_top_once_for_a_script(terminal: Terminal, router: str) -> None:
    shown = terminal.ccr("top", "--once").out
    assert "first word" in shown
    assert "\x1b[" not in shown


class Screen:
    """``ccr top`` on a pseudo-terminal of 140 x 40."""

    def __init__(self, terminal: Terminal) -> None:
        self.text = ""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self._process = subprocess.Popen(
            [*CCR, "top", "--every", "0.25"],
            env=terminal.environment | {"TERM": "xterm-256color"}, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def shows(self, *words: str) -> None:
        """Wait until one picture has all of these."""
        end = time.monotonic() + 30
        while not all(word in self.text.rpartition("CC Router")[2] for word in words):
            assert time.monotonic() < end, self.text[-4000:]
            self._read()

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def ended(self) -> int:
        end = time.monotonic() + 20
        while self._process.poll() is None and time.monotonic() < end:
            self._read()
        self._read()
        return self._process.wait(1)

    def _read(self) -> None:
        ready, _, _ = select.select([self._master], [], [], 0.1)
        if ready:
            try:
                self.text += os.read(self._master, 65536).decode(errors="replace")
            except OSError:  # the other end is closed
                time.sleep(0.05)
