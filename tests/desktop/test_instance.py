"""One tray application per user: across processes, crashes and other homes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ccrouter.desktop.instance import Instance

APP = Path(__file__).parents[2] / "app"
OTHER = f"""
import sys; sys.path.insert(0, {str(APP)!r})
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ccrouter.desktop.instance import Instance
app = QCoreApplication([])
one = Instance(Path(sys.argv[1]))
if one.claim():
    print("first", flush=True)
    sys.exit(app.exec())
print("raised" if one.raise_first() else "deaf", flush=True)
"""


def other(state: Path) -> subprocess.Popen[str]:
    """The same claim in another process."""
    return subprocess.Popen([sys.executable, "-c", OTHER, str(state)], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def instance(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    one = Instance(tmp_path / "state")
    yield one
    one.release()


async def test_the_second_raises_the_first(instance, tmp_path):
    shown = asyncio.Event()
    instance.raised.connect(shown.set)
    assert instance.claim()
    second = other(tmp_path / "state")
    await asyncio.wait_for(shown.wait(), 20)
    said, _ = await asyncio.to_thread(second.communicate, timeout=20)
    assert said == "raised\n"


async def test_another_home_is_another_application(instance, tmp_path):
    assert instance.claim()
    elsewhere = Instance(tmp_path / "elsewhere")
    assert elsewhere.claim()
    elsewhere.release()


async def test_a_crashed_first_does_not_count(instance, tmp_path):
    crashed = other(tmp_path / "state")
    assert await asyncio.to_thread(crashed.stdout.readline) == "first\n"
    assert not instance.claim()
    os.kill(crashed.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    crashed.communicate()
    assert instance.claim()  # over the lock and the socket file that were left behind
    third = other(tmp_path / "state")
    said, _ = await asyncio.to_thread(third.communicate, timeout=20)
    assert said == "raised\n"


async def test_a_first_that_hangs_is_deaf(instance, tmp_path, monkeypatch):
    monkeypatch.setattr("ccrouter.desktop.instance.ANSWER_WITHIN", 200)
    hanging = other(tmp_path / "state")
    assert await asyncio.to_thread(hanging.stdout.readline) == "first\n"
    os.kill(hanging.pid, signal.SIGSTOP)
    try:
        assert not instance.claim()
        assert not instance.raise_first()
    finally:
        hanging.kill()
        hanging.communicate()


async def test_noise_on_the_socket_raises_nothing(instance):
    raised = []
    instance.raised.connect(lambda: raised.append(True))
    assert instance.claim()
    _, writer = await asyncio.open_unix_connection(instance.address)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()
    assert raised == []
