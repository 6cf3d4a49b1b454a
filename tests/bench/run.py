"""What CC Router costs: one fast provider, asked directly, through a bare byte pipe and through us, in one run.

    python tests/bench/run.py [--quick] [--tray]

Prints for every case: requests/s, latency p50/p95, CPU of the process in between per request or per streamed frame, and the
ratios to direct and to the pipe. Nothing here is a test: figures depend on the machine, ratios less so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
APP = HERE.parent.parent / "app"
TOKEN = "bench-token"
SETTLING = 4  # seconds after which ledger and price book are loaded
sys.path.insert(0, str(HERE))
from upstream import FRAMES  # noqa: E402

CONFIG = """
[server]
port = 0
auth_token = "${{CCR_TOKEN}}"
[providers.a]
format = "anthropic"
base_url = "http://127.0.0.1:{json}"
models = ["same"]
[providers.c]
format = "openai_chat"
base_url = "http://127.0.0.1:{json}/v1"
models = ["other"]
[providers.pa]
format = "anthropic"
base_url = "http://127.0.0.1:{paced}"
models = ["paced-same"]
[providers.pc]
format = "openai_chat"
base_url = "http://127.0.0.1:{paced}/v1"
models = ["paced-other"]
[routing]
default = "a/same"
"""


class Process(NamedTuple):
    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Resident memory, MB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(*words: str, env: dict[str, str] | None = None, stream: str = "stdout") -> Iterator[tuple[Process, float]]:
    """A child that prints its port, and the seconds it took to do so."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        text=True,
    )
    assert child.stdout
    line = child.stdout.readline()
    took = time.perf_counter() - begun
    found = re.search(r"(\d+)(?=\s|$|/|\))", re.sub(r"^.*127\.0\.0\.1:", "", line))
    assert found, f"{words} did not start: {line!r}"
    try:
        yield Process(child.pid, int(found[1])), took
    finally:
        child.terminate()
        child.wait(15)


@contextmanager
def tray(home: str, env: dict[str, str]) -> Iterator[tuple[Process, float]]:
    """The tray application, which prints nothing: where it serves stands in its note."""
    begun, note = time.perf_counter(), Path(home) / "state" / "router.json"
    command = [sys.executable, "-m", "ccrouter", "app"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **env})
    try:
        while not note.exists():
            assert child.poll() is None, "the tray application did not start"
            time.sleep(0.01)
        yield Process(child.pid, json.loads(note.read_text())["port"]), time.perf_counter() - begun
    finally:
        child.terminate()
        child.wait(15)


def request(port: int, model: str, size: int, *, stream: bool) -> bytes:
    padding = "x" * max(0, size - 120)
    body = f'{{"model":"{model}","max_tokens":100,"stream":{str(stream).lower()},"messages":[{{"role":"user","content":"{padding}"}}]}}'
    head = f"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nx-api-key: {TOKEN}\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n{body}".encode()


class Result(NamedTuple):
    per_second: float
    p50: float
    p95: float
    cpu: float  # microseconds of the process in between, per unit


class Caller(asyncio.Protocol):
    """One kept-alive connection that asks again as soon as it was answered."""

    def __init__(self, ask: bytes, stream: bool) -> None:
        self._ask, self._stream = ask, stream
        self._data = bytearray()
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._stream:
            whole = self._data.endswith(b"0\r\n\r\n")
        else:
            end = self._data.find(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", self._data[:end].lower()) if end > 0 else None
            whole = found is not None and len(self._data) >= end + 4 + int(found[1])
        if whole and self._done and not self._done.done():
            self._done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done and not self._done.done():
            self._done.set_exception(ConnectionError("the connection was closed"))

    async def once(self) -> float:
        self._data.clear()
        self._done = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        self._transport.write(self._ask)
        await self._done
        took = time.perf_counter() - begun
        assert self._data.startswith(b"HTTP/1.1 200"), bytes(self._data[:300])
        return took

    def close(self) -> None:
        self._transport.close()


async def load(
    port: int, ask: bytes, *, connections: int, total: int, stream: bool, between: Process | None, units: int = 1
) -> Result:
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: Caller(ask, stream), "127.0.0.1", port))[1] for _ in range(connections)
    ]
    for caller in callers[:4]:
        await caller.once()  # warm
    times: list[float] = []
    left = total

    async def work(caller: Caller) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            times.append(await caller.once())

    cpu = between.cpu() if between else 0.0
    begun = time.perf_counter()
    await asyncio.gather(*map(work, callers))
    took = time.perf_counter() - begun
    spent = (between.cpu() - cpu if between else 0.0) / (len(times) * units)
    for caller in callers:
        caller.close()
    ordered = sorted(times)
    return Result(
        len(times) / took, statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.95)] * 1e3, spent * 1e6
    )


def row(name: str, direct: Result, pipe: Result, ours: Result, unit: str) -> None:
    per = f"{ours.cpu:7.0f} µs/{unit}"
    more = ours.cpu / pipe.cpu if pipe.cpu else float("nan")
    print(
        f"{name:34} {ours.per_second:8.0f}/s  p50 {ours.p50:7.2f} ms (+{ours.p50 - direct.p50:6.2f}, ×{ours.p50 / direct.p50:4.1f} direct)"
        f"  p95 {ours.p95:7.2f}  CPU {per} (×{more:4.1f} pipe)",
        flush=True,
    )


async def measure(
    upstream: Process, paced: Process, pipe: Process, paced_pipe: Process, router: Process, quick: bool
) -> None:
    sizes = (2_000, 100_000, 1_000_000)
    for size in sizes:
        for connections in (1, 8, 64, 256):
            total = max(
                connections * 2, (400 if quick else 2000) // (1 if size < 50_000 else 4 if size < 500_000 else 20)
            )
            ask = request(0, "same", size, stream=False)
            shape = {"connections": connections, "total": total, "stream": False}
            direct = await load(upstream.port, ask, between=None, **shape)
            through = await load(pipe.port, ask, between=pipe, **shape)
            ours = await load(router.port, ask, between=router, **shape)
            row(f"JSON {size // 1000:4} KB, {connections:3} connections", direct, through, ours, "request")
    ask = request(0, "other", 2_000, stream=False)
    reference = request(0, "same", 2_000, stream=False)
    shape = {"connections": 8, "total": 400 if quick else 2000, "stream": False}
    direct = await load(upstream.port, reference, between=None, **shape)
    through = await load(pipe.port, reference, between=pipe, **shape)
    row("JSON    2 KB translated, 8", direct, through, await load(router.port, ask, between=router, **shape), "request")
    for connections in (1, 8, 64):
        shape = {
            "connections": connections,
            "total": max(connections, 8 if quick else 24),
            "stream": True,
            "units": FRAMES,
        }
        direct = await load(paced.port, request(0, "m", 2_000, stream=True), between=None, **shape)
        through = await load(paced_pipe.port, request(0, "m", 2_000, stream=True), between=paced_pipe, **shape)
        for model, kind in (("paced-same", "verbatim"), ("paced-other", "translated")):
            ours = await load(router.port, request(0, model, 2_000, stream=True), between=router, **shape)
            row(f"stream, {FRAMES} paced frames, {kind}, {connections:2}", direct, through, ours, "frame")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests")
    parser.add_argument(
        "--tray", action="store_true", help="inside the tray application on an offscreen Qt, instead of headless"
    )
    chosen = parser.parse_args()
    python = "tests/bench"
    with (
        tempfile.TemporaryDirectory() as home,
        running(str(HERE / "upstream.py")) as (upstream, _),
        running(str(HERE / "upstream.py"), "10") as (paced, _),
        running(str(HERE / "pipe.py"), str(upstream.port)) as (pipe, _),
        running(str(HERE / "pipe.py"), str(paced.port)) as (paced_pipe, _),
    ):
        config = Path(home) / "config" / "config.toml"
        config.parent.mkdir()
        config.write_text(CONFIG.format(json=upstream.port, paced=paced.port))
        env = {"CCR_HOME": home, "CCR_TOKEN": TOKEN, "PYTHONPATH": str(APP), "QT_QPA_PLATFORM": "offscreen"}
        started = tray(home, env) if chosen.tray else running("-m", "ccrouter", "serve", env=env)
        with started as (router, took):
            print(
                f"{python}: {'tray application (offscreen Qt)' if chosen.tray else 'headless'}, Python {sys.version.split()[0]}"
            )
            at_start = router.rss()
            time.sleep(SETTLING)
            print(f"ready after {took:.2f} s, {at_start:.0f} MB resident at start, {router.rss():.0f} MB when settled")
            import uvloop

            uvloop.run(measure(upstream, paced, pipe, paced_pipe, router, chosen.quick))
            print(f"{router.rss():.0f} MB resident at the end")


if __name__ == "__main__":
    main()
