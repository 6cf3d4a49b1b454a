"""The process around it all: its end by signal, a second start, and no screen at all. Drawn nowhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and displays as on Linux")


def start(home: Path, **env: str) -> subprocess.Popen[str]:
    """``ccr app`` in a home of its own; Python's warnings are errors."""
    return subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", "-m", "ccrouter", "app"],
        env=os.environ | {"CCR_HOME": str(home), "PYTHONPATH": str(ROOT / "app"), "XDG_RUNTIME_DIR": str(home)} | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def home(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("[server]\nport = 0\n")
    return tmp_path


def wait_until_running(home: Path, process: subprocess.Popen[str]) -> None:
    note = home / "state" / "router.json"
    while not note.exists():
        assert process.poll() is None, process.communicate()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(home, number):
    process = start(home)
    wait_until_running(home, process)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert "Warning" not in err
    assert not (home / "state" / "router.json").exists()


def test_a_second_start_ends_at_once(home):
    first = start(home)
    wait_until_running(home, first)
    second = start(home)
    assert second.communicate(timeout=20) == ("", "")
    assert second.returncode == 0
    first.terminate()
    first.communicate(timeout=20)
    assert first.returncode == 0


def test_a_display_that_does_not_answer_is_told(home):
    process = start(home, QT_QPA_PLATFORM="xcb", DISPLAY=":9876")
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert err.startswith("The tray application cannot be shown here\n")
    assert "could not connect to display :9876" in err or "libxcb-cursor0" in err
    assert err.endswith("→ Use `ccr serve`: the same router without a window.\n")
