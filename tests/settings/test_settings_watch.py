"""Changes of the file are noticed, however they come about."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ccrouter.settings import atomic
from ccrouter.settings.file import Watcher


class Seen:
    """Counts what the watcher says."""

    def __init__(self, file: Path) -> None:
        self.count = 0
        self._woken = asyncio.Event()
        self._task = asyncio.create_task(self._run(Watcher(file, every=0.01, settle=0.02)))

    async def _run(self, watcher: Watcher) -> None:
        async for _ in watcher:
            self.count += 1
            self._woken.set()

    async def one(self) -> None:
        async with asyncio.timeout(10):
            await self._woken.wait()
        self._woken.clear()

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[Seen]:
    (tmp_path / "config.toml").write_text("a = 1\n")
    seen = Seen(tmp_path / "config.toml")
    await asyncio.sleep(0)
    yield seen
    await seen.close()


def replace(file: Path) -> None:
    atomic.write(file, "a = 2\n")


def write_in_place(file: Path) -> None:
    file.write_text("a = 22\n")


def delete(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("change", [replace, write_in_place, delete])
async def test_change_is_noticed(seen: Seen, tmp_path: Path, change: Callable[[Path], None]) -> None:
    change(tmp_path / "config.toml")
    await seen.one()


async def test_file_that_appears(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "config.toml").unlink()
    await seen.one()
    (tmp_path / "config.toml").write_text("a = 3\n")
    await seen.one()


async def test_a_burst_of_writes_is_one_change(seen: Seen, tmp_path: Path) -> None:
    for size in range(1, 30):
        (tmp_path / "config.toml").write_text("#" * size)
    await seen.one()
    await asyncio.sleep(0.1)
    assert seen.count == 1


async def test_a_change_between_making_and_listening_counts(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    watcher = Watcher(file, every=0.01)
    file.write_text("a = 1\n")
    async with asyncio.timeout(10):
        await anext(aiter(watcher))
