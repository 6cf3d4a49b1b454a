"""The user's own check: what its end means, how long it may take, and that it leaves nothing running."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from ccrouter.proxy.verifier import Verifier


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(("code", "verdict"), [(0, True), (1, False), (5, None), (127, None)])
async def test_what_its_end_means(tmp_path: Path, code: int, verdict: bool | None) -> None:
    assert await Verifier().verdict(python(f"raise SystemExit({code})"), str(tmp_path)) is verdict


async def test_it_runs_in_the_project(tmp_path: Path) -> None:
    (tmp_path / "done.txt").write_text("yes")
    check = python("import pathlib, sys; sys.exit(not pathlib.Path('done.txt').exists())")
    assert await Verifier().verdict(check, str(tmp_path)) is True
    (tmp_path / "done.txt").unlink()
    assert await Verifier().verdict(check, str(tmp_path)) is False


async def test_what_cannot_be_run_says_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert await Verifier().verdict(("no-such-program",), str(tmp_path)) is None
    assert "no-such-program could not be run" in caplog.text
    assert await Verifier().verdict(python(""), str(tmp_path / "gone")) is None


async def test_it_may_not_take_long_and_takes_its_children_with_it(tmp_path: Path) -> None:
    child = "import pathlib, time; time.sleep(1.5); pathlib.Path('late.txt').touch()"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    assert await Verifier(limit=0.7).verdict(python(parent), str(tmp_path)) is None
    await asyncio.sleep(2)
    assert not (tmp_path / "late.txt").exists()


async def test_one_at_a_time_for_a_project(tmp_path: Path) -> None:
    verifier, other = Verifier(), tmp_path / "other"
    other.mkdir()
    slow = python("import time; time.sleep(0.5)")
    found = await asyncio.gather(*(verifier.verdict(slow, str(where)) for where in (tmp_path, tmp_path, other)))
    assert found == [True, None, True]
    assert await verifier.verdict(slow, str(tmp_path)) is True


async def test_stop_ends_what_runs(tmp_path: Path) -> None:
    verifier, begun = Verifier(), time.monotonic()
    asked = asyncio.create_task(verifier.verdict(python("import time; time.sleep(60)"), str(tmp_path)))
    await asyncio.sleep(0.5)
    verifier.stop()
    assert await asked is None
    assert time.monotonic() - begun < 30
