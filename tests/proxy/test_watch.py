"""What is known of health, kept on disk: saved at the end, read at the start, and never a reason not to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.health.board import Board
from ccrouter.ir.faults import Fault, Kind
from ccrouter.prices.book import Book
from ccrouter.proxy.live import Live
from ccrouter.proxy.watch import Watch
from ccrouter.routing.router import Router
from ccrouter.settings.deployments import Health, Retry, Routing, Server, Settings
from ccrouter.upstream.client import Upstream

KEY = ("a/m", "")


def watch(file: Path) -> tuple[Board, Watch]:
    board = Board(lambda: 1_760_000_000.0, Health(), Retry())
    settings = Settings(server=Server(), providers={}, routing=Routing(), health=Health(checks=False))
    live = Live(settings, {}, "", Router(settings), Book())
    return board, Watch(board, lambda: live, Upstream(), file)


async def test_saved_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "state" / "health.json"
    board, first = watch(file)
    first.start()
    board.note_start(KEY, 0.0)
    board.note_fault(KEY, 0.0, Fault(Kind.SERVER, "boom"))
    await first.stop()
    assert file.stat().st_mode & 0o077 == 0
    board, second = watch(file)
    second.start()
    assert board.snapshot(0.0).deployments[0].last_error == "server: boom"
    await second.stop()


async def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    _, it = watch(file)
    it.start()
    await it.stop()
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"version": 1}'])
async def test_a_damaged_file_only_costs_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    file = tmp_path / "health.json"
    file.write_bytes(content)
    board, it = watch(file)
    it.start()
    assert board.snapshot(0.0).deployments == ()
    assert "could not be read" in caplog.text
    await it.stop()


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    board, it = watch(tmp_path / "state" / "health.json")
    board.note_start(KEY, 0.0)
    board.note_fault(KEY, 0.0, Fault(Kind.SERVER, "boom"))
    it.start()
    await it.stop()
    assert "could not be saved" in caplog.text
