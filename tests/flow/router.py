"""The real ``ccr serve`` as a process of its own: a folder, a settings file, a port the system chose."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from flow.provider.exchange import KEY, KEYS
from flow.provider.script import FORMATS

APP = Path(__file__).parents[2] / "app"
TOKEN = "local-token-of-this-test"
READY = re.compile(r"http://(127\.0\.0\.1):(\d+)")
MODEL = "scripted-large"

# Where each format's paths begin, as the providers' own documentation gives the base URL.
BASES = {"anthropic": "", "openai_chat": "/v1", "openai_responses": "/v1", "gemini": "/v1beta"}

# What a provider of each format can do in these tests; without it a custom provider gets the careful defaults.
PROFILES = {
    "anthropic": 'thinking = "budget"\ncache_marks = true\ncount_tokens = true\nmax_output = 64000\noutput = "schema"',
    "openai_chat": 'thinking = "effort"\nreasoning_back = "tools"',
    "openai_responses": 'thinking = "effort"\ncustom_tools = true',
    "gemini": 'thinking = "budget"\ncount_tokens = true',
}


def named(format: str) -> str:
    """The model to ask for: the scripted provider in this format."""
    return f"up-{format}/{MODEL}"


def settings(upstream: str, *, default: str = "openai_chat", port: int = 0, more: str = "") -> str:
    """A settings file with the scripted provider four times, once in each format."""
    lines = ["[server]", f"port = {port}", 'auth_token = "${CCR_TOKEN}"', more, "[health]", "checks = false"]
    for format in FORMATS:
        lines += [
            f"[providers.up-{format}]",
            f'format = "{format}"',
            f'base_url = "{upstream}{BASES[format]}"',
            'api_key = "${PROVIDER_KEY}"',
            f'models = ["{MODEL}-{format}", "{MODEL}"]',
            f"[providers.up-{format}.profile]",
            PROFILES[format],
        ]
    routing = ["[routing]", f'default = "{named(default)}"', "[routing.aliases]", f'fast = "{named("anthropic")}"', ""]
    return "\n".join([*lines, *routing])


def traceback_in(said: str) -> str | None:
    """The first traceback or warning of Python's in what a process printed: there must be none, whatever happens."""
    found = re.search(r"Traceback \(most recent call last\)|\w+Warning: ", said)
    return said[found.start() :][:3000] if found else None


class Router:
    """``ccr serve`` under ``home``. Use it as a context manager; ``stop`` asserts that it ends well."""

    def __init__(self, home: Path, config: str) -> None:
        self.home = home
        self.config = home / "config" / "config.toml"
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(config)
        self.out, self.err = home / "stdout.txt", home / "stderr.txt"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process

    @property
    def said(self) -> str:
        """What it printed so far, both streams."""
        return f"{self.out.read_text()}\n{self.err.read_text()}"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        own = {"CCR_HOME": str(self.home), "CCR_TOKEN": TOKEN, "PYTHONPATH": str(APP)}
        own |= {"PROVIDER_KEY": KEY, "PROVIDER_KEY_2": KEYS[1], "PROVIDER_KEY_3": KEYS[2]}
        return kept | own | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONWARNINGS": "default"}

    def launch(self, *arguments: str) -> subprocess.Popen[bytes]:
        """``ccr serve`` with its words in ``said``; returns at once."""
        command = [sys.executable, "-m", "ccrouter", "serve", *arguments]
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self._process = subprocess.Popen(command, stdout=out, stderr=err, env=self.environment(), cwd=self.home)
        return self._process

    def command(self, *arguments: str) -> str:
        """What another ``ccr`` command of this user prints; it must succeed."""
        command = [sys.executable, "-m", "ccrouter", *arguments]
        run = subprocess.run(command, env=self.environment(), cwd=self.home, capture_output=True, text=True, timeout=30)
        assert run.returncode == 0, f"{arguments}: {run.returncode}\n{run.stdout}\n{run.stderr}"
        return run.stdout

    def start(self, *arguments: str) -> Self:
        process = self.launch(*arguments)
        end = time.monotonic() + 20
        while not (ready := READY.search(self.out.read_text())):
            assert process.poll() is None, f"ccr serve ended with {process.returncode}:\n{self.said}"
            assert time.monotonic() < end, f"no ready line:\n{self.said}"
            time.sleep(0.02)
        self.port = int(ready[2])
        return self

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"SIGTERM did not end it:\n{self.said}") from None
        assert code == 0, f"ended with {code}:\n{self.said}"
        assert traceback_in(self.said) is None, self.said

    def memory(self) -> int:
        """Resident bytes of the process (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    def __enter__(self) -> Self:
        return self if self._process else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
