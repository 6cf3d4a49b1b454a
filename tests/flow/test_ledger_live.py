"""The ledger of the running router: under load, killed, and on a disk that takes nothing. Requests go on whatever happens."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger import store
from flow import load
from flow.provider.server import Provider
from flow.router import Router


def test_every_request_once_and_to_the_cent(provider: Provider, home: Path) -> None:
    """All four formats, streamed and whole, some after a failover: rows and every rollup are what the provider counted."""
    counted = load.Counted(provider)
    with Router(home, load.config(provider.url)) as router:
        assert asyncio.run(load.drive(router.port, 800)) == 800
    ledger = home / "data" / "ledger.sqlite"
    wanted = (800, counted.input, counted.cached, counted.output, counted.nanos, 0)
    assert counted.answers == 800 and counted.failures > 10
    assert load.rows(ledger, load.EXCHANGES) == wanted
    for level in (0, 1, 2, 10, 11, 12):
        assert load.rows(ledger, load.ROLLUPS.format(level=level)) == wanted
    assert load.rows(ledger, "select count(*) from attempts") == (800 + counted.failures,)
    assert load.rows(ledger, "select sum(tries), sum(failed_tries) from rollups where level = 2") == (
        800 + counted.failures,
        counted.failures,
    )


def test_killed_under_load_it_loses_a_batch_at_most(provider: Provider, home: Path) -> None:
    counted = load.Counted(provider)
    router = Router(home, load.config(provider.url)).start()
    asked = threading.Thread(target=lambda: asyncio.run(load.drive(router.port, 3000)))
    asked.start()
    assert provider.wait(lambda: counted.answers > 700, 60)
    before = counted.answers
    time.sleep(0.4)  # what was answered before is older than a batch may get
    router.process.kill()
    router.process.wait()
    asked.join()
    ledger = home / "data" / "ledger.sqlite"
    (kept,) = load.rows(ledger, "select count(*) from exchanges")
    assert kept >= before - 100
    assert load.rows(ledger, "pragma integrity_check") == ("ok",)
    assert load.rows(ledger, "select sum(requests) from rollups where level = 12") == (kept,)
    with router.start():
        assert asyncio.run(load.drive(router.port, 50)) == 50
    assert load.rows(ledger, "select count(*), sum(fault is not null) from exchanges")[0] == kept + 50


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(provider: Provider, home: Path, small_disk: Path) -> None:
    """A visible warning while it lasts; what waited is written when there is room again."""
    load.Counted(provider)
    store.writable(f"sqlite:///{small_disk}/ledger.sqlite").dispose()
    filler = small_disk / "filler"
    with Router(home, load.config(provider.url, f'[ledger]\nurl = "sqlite:///{small_disk}/ledger.sqlite"')) as router:
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass  # full
        assert asyncio.run(load.drive(router.port, 300)) == 300
        status = _until(router, lambda said: said["state"] == "degraded")
        assert "not being kept" in status["reason"] and "Free some space" in status["reason"]
        assert asyncio.run(load.drive(router.port, 50)) == 50
        assert status["ledger"]["lost"] == 0
        filler.unlink()
        assert _until(router, lambda said: said["ledger"]["waiting"] == 0)["state"] == "running"
    assert load.rows(small_disk / "ledger.sqlite", "select count(*) from exchanges") == (350,)


def test_a_disk_that_is_only_to_be_read(provider: Provider, home: Path, small_disk: Path) -> None:
    load.Counted(provider)
    store.writable(f"sqlite:///{small_disk}/ledger.sqlite").dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with Router(home, load.config(provider.url, f'[ledger]\nurl = "sqlite:///{small_disk}/ledger.sqlite"')) as router:
        assert asyncio.run(load.drive(router.port, 100)) == 100
        status = _until(router, lambda said: said["state"] == "degraded")
        assert "not being kept" in status["reason"]
        assert "folder writable" in status["reason"]
        assert asyncio.run(load.drive(router.port, 20)) == 20
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        _until(router, lambda said: said["state"] == "running" and said["ledger"]["waiting"] == 0)
    assert load.rows(small_disk / "ledger.sqlite", "select count(*) from exchanges") == (120,)


def _until(router: Router, true: Any) -> dict[str, Any]:
    end = time.monotonic() + 20
    while not true(said := json.loads(router.command("status", "--json"))):
        assert time.monotonic() < end, said
        time.sleep(0.1)
    return said  # type: ignore[no-any-return]
