"""The longest slots of the tray application's loop, in CPU time: a tour of every window over a filled ledger, while requests run.

    python tests/bench/slots.py [--runs 3] [--rows 5000] [--top 40] [--only settings] [--why MS]

A slot is a callback of asyncio's, or all that Qt itself does in one turn of the loop (events, timers, layout, paint): nothing
else runs meanwhile. Qt's are not told apart, for Python in the way of every event takes longer than the events. Printed are
milliseconds, and multiples of a fixed piece of work that is timed all along, for machines change their speed. Not a test.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT = 8.0  # ms: "no slot over 8 ms in normal use"
LEAST = 2.0  # ms: shorter ones are not listed
TOKEN = "bench-token"
SETTINGS = """
[server]
port = 0
auth_token = "${{CCR_TOKEN}}"

[health]
checks = false

{providers}

[providers.large]
format = "openai_chat"
base_url = "{url}/v1"
api_key = "${{PROVIDER_KEY}}"
models = [{many}]

[routing]
strategy = "balanced"
default = "p0/model-0"
fallback = ["p1/model-0", "p2/model-0"]

[routing.scenarios]
background = ["p3/model-0", "p4/model-0"]

[routing.aliases]
quick = "p1/model-0"
clever = "p2/model-0"

[routing.routes.thrifty]
models = ["p3/model-0", "p1/model-0"]

[[routing.rules]]
when = "client.name == 'codex' && task.images"
route = "thrifty"

[[routing.rules]]
when = "task.complexity < 0.5"
route = "p2/model-0"

[budgets.all]
period = "month"
usd = 2000.0
alerts = [50, 80, 100]

[budgets.daily]
period = "day"
usd = 400.0

[plugins.pii-redact]
enabled = true
"""
PROVIDER = """
[providers.p{number}]
format = "anthropic"
base_url = "{url}"
api_key = "${{PROVIDER_KEY}}"
models = ["model-{number}", "model-0", "model-x"]
"""


class Slot(NamedTuple):
    step: str  # of the tour
    what: str
    ms: float
    units: float  # multiples of the fixed piece of work
    why: str = ""


class Stopwatch:
    """Only callbacks that are slow enough to matter are kept."""

    def __init__(self, why: float) -> None:
        self.step, self.slots, self.units = "start", list[Slot](), list[float]()
        self._why = why
        self._deep = 0
        self._begun = self._inner = 0.0  # CPU seconds: when the turn began, and what of it was measured by itself
        self._profile = self._profiling()

    @contextmanager
    def slot(self, what: Callable[[], str]) -> Iterator[None]:
        """Less what is measured by itself within it. ``what`` is asked for its name if it was long."""
        outer, before, self._inner = self._pause(self._profile), self._inner, 0.0
        self._deep += 1
        profile = self._profile = self._profiling()
        begun = time.thread_time()
        try:
            yield
        finally:
            took = time.thread_time() - begun
            self._pause(profile)
            self._note(what, took - self._inner, profile)
            self._deep -= 1
            self._inner = before + took
            self._profile = outer
            if outer is not None:
                outer.enable()

    def turn(self) -> None:
        """Another turn of Qt's loop begins: what the last one did beside slots were Qt's events and timers."""
        if self._deep:
            return
        self._pause(self._profile)
        now = time.thread_time()
        if self._begun:
            self._note(lambda: "Qt", now - self._begun - self._inner, self._profile)
        self._begun, self._inner = time.thread_time(), 0.0
        self._profile = self._profiling()

    def _note(self, what: Callable[[], str], seconds: float, profile: cProfile.Profile | None) -> None:
        ms = seconds * 1000
        if ms >= LEAST:
            self.slots.append(
                Slot(self.step, what(), ms, 0.0, explained(profile) if profile and ms >= self._why else "")
            )

    def _profiling(self) -> cProfile.Profile | None:
        if not self._why:
            return None
        profile = cProfile.Profile()
        profile.enable()
        return profile

    def _pause(self, profile: cProfile.Profile | None) -> cProfile.Profile | None:
        if profile is not None:
            profile.disable()
        return profile

    def unit(self) -> None:
        """Time the fixed piece of work; about a millisecond."""
        begun = time.thread_time()
        text = ""
        for number in range(6000):
            text = f"{number}{text[:8]}"
        self.units.append((time.thread_time() - begun) * 1000)


def explained(profile: cProfile.Profile) -> str:
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("cumulative").print_stats(25)
    lines = [line for line in out.getvalue().splitlines() if line[:1] == " "]
    return "\n".join(line.replace(str(ROOT), "") for line in lines if "ncalls" not in line)[:4000]


def inside(only: str, why: float, result: Path) -> None:
    """The application's own process."""
    sys.path[:0] = [str(ROOT / "app"), str(HERE)]
    from PySide6.QtCore import QAbstractEventDispatcher
    from slots_tour import Tour

    from ccrouter.desktop import app, loop
    from ccrouter.desktop.desk import Desk

    watch = Stopwatch(why)

    class WatchedLoop(loop.Loop):
        def _run(self, handle: Any) -> None:
            with watch.slot(lambda: named(handle)):
                super()._run(handle)

    class Toured(Desk):
        def start(self) -> None:
            super().start()
            QAbstractEventDispatcher.instance().awake.connect(watch.turn)
            self.tour = Tour(self, watch, only)
            self.tour.begin()

    app.Loop, app.Desk = WatchedLoop, Toured  # type: ignore[misc]
    app.run()
    middle = statistics.median(watch.units)
    result.write_text(json.dumps([one._replace(units=one.ms / middle) for one in watch.slots if one.step != "end"]))


def named(handle: Any) -> str:
    """The coroutine or function that a handle of the loop runs."""
    task = getattr(handle._callback, "__self__", None)
    coroutine = getattr(task, "get_coro", lambda: None)()
    while inner := getattr(coroutine, "cr_await", None):
        if not hasattr(inner, "cr_code"):
            break
        coroutine = inner
    return getattr(coroutine, "__qualname__", "") or getattr(handle._callback, "__qualname__", "") or repr(handle)


def run(folder: Path, ledger: Path, rows: argparse.Namespace) -> list[Slot]:
    """One tour in a process of its own, with requests coming all along."""
    from flow.provider.exchange import KEY
    from flow.provider.script import Say, Usage
    from flow.provider.server import Provider

    home, result = folder / "home", folder / "result.json"
    (home / "config").mkdir(parents=True)
    (home / "data").mkdir()
    (home / "data" / "ledger.sqlite").write_bytes(ledger.read_bytes())
    with Provider() as provider:
        provider.play([Say("Hello.", 3), Usage(input=100, cache_read=1000, output=10)])
        tables = "".join(PROVIDER.format(number=number, url=provider.url) for number in range(6))
        many = ", ".join(f'"large-model-{number}"' for number in range(80))
        (home / "config" / "config.toml").write_text(SETTINGS.format(providers=tables, many=many, url=provider.url))
        env = os.environ | {
            "CCR_HOME": str(home), "CCR_TOKEN": TOKEN, "PROVIDER_KEY": KEY, "XDG_RUNTIME_DIR": str(folder),
            "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        command = [sys.executable, __file__, "--inside", str(result), "--only", rows.only, "--why", str(rows.why)]
        process = subprocess.Popen(command, env=env)
        ended = threading.Event()
        client = threading.Thread(target=requests, args=(home / "state" / "router.json", ended))
        client.start()
        try:
            process.wait(600)
        finally:
            ended.set()
            client.join()
            process.kill()
    return [Slot(*one) for one in json.loads(result.read_text())]


def requests(state: Path, ended: threading.Event) -> None:
    """A few a second, streamed."""
    import httpx

    body = {"model": "model-0", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "Hello."}]}
    while not ended.wait(0.25):
        with suppress(OSError, ValueError, KeyError, httpx.HTTPError):
            url = f"http://127.0.0.1:{json.loads(state.read_text())['port']}/v1/messages"
            httpx.post(url, json=body, headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False, timeout=10)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--rows", type=int, default=5000, help="of the ledger")
    words.add_argument("--top", type=int, default=40)
    words.add_argument("--only", default="", help="steps whose names contain this")
    words.add_argument("--why", type=float, default=0.0, help="profile slots that take at least so many ms")
    words.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.inside:
        inside(said.only, said.why, said.inside)
        return
    sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests"), str(HERE)]
    from ledger import fill

    with tempfile.TemporaryDirectory(prefix="slots-") as temp:
        ledger = Path(temp) / "ledger.sqlite"
        fill(ledger, said.rows, 30)
        runs = []
        for number in range(said.runs):
            folder = Path(temp) / str(number)
            folder.mkdir()
            runs.append(run(folder, ledger, said))
    tell(runs, said.top)


def tell(runs: list[list[Slot]], top: int) -> None:
    """Of each slot its longest in a run, and of the runs the shortest: what was not by chance."""
    longest: list[dict[tuple[str, str], Slot]] = []
    for one in runs:
        most: dict[tuple[str, str], Slot] = {}
        for slot in one:
            if slot.ms > most.get((slot.step, slot.what), slot._replace(ms=0)).ms:
                most[slot.step, slot.what] = slot
        longest.append(most)
    always = set(longest[0]).intersection(*longest[1:])
    found = sorted((min((run[key] for run in longest), key=lambda one: one.ms) for key in always), key=lambda s: -s.ms)
    print(f"\n{'ms':>6} {'units':>6} {'of 8 ms':>7}")
    for slot in found[:top]:
        print(f"{slot.ms:6.1f} {slot.units:6.1f} {slot.ms / LIMIT:7.2f}  {slot.step}: {slot.what}")
        if slot.why:
            print(slot.why)
    print(f"slots over {LIMIT:g} ms: {sum(slot.ms > LIMIT for slot in found)}")


if __name__ == "__main__":
    main()
