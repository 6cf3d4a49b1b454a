"""The log: in both places, and never with a secret in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ccrouter.logs import log_file
from ccrouter.settings.paths import Paths

SCRIPT = """
import logging, sys
from pathlib import Path
from ccrouter.logs import configure
from ccrouter.settings.paths import Paths

configure(Paths(*[Path(sys.argv[1])] * 4), terminal=sys.argv[2] == "yes")
try:
    raise ValueError(sys.argv[3])
except ValueError:
    logging.getLogger("ccrouter.some.room").exception("said: %s", sys.argv[3])
logging.getLogger("httpx").info("chatter of a library")
"""


def write(folder: Path, words: str, *, terminal: bool = True) -> tuple[str, str]:
    """What the terminal and the file show after ``words`` were logged, in a message and a traceback."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), "yes" if terminal else "no", words],
        env={"PYTHONPATH": str(Path(__file__).parents[1] / "app")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    file = log_file(Paths(folder, folder, folder, folder))
    return run.stderr, file.read_text() if file.exists() else ""


def test_lines_go_to_the_terminal_and_to_a_file(tmp_path: Path) -> None:
    shown, kept = write(tmp_path / "logs", "hello")
    assert "said: hello" in shown
    assert "ERROR ccrouter.some.room: said: hello" in kept
    assert "chatter" not in shown + kept


def test_a_background_router_is_silent(tmp_path: Path) -> None:
    shown, kept = write(tmp_path, "hello", terminal=False)
    assert shown == ""
    assert "said: hello" in kept


def test_a_log_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "said: hello" in write(tmp_path / "file" / "logs", "hello")[0]


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("GET /v1beta/models?alt=sse&key=AbC123 failed", "AbC123"),
        ("GET /t/my-token/v1/messages", "my-token"),
        ("the key sk-ant-api03-0123456789abcdef is wrong", "sk-ant-api03-0123456789abcdef"),
        ("AIzaSyA0123456789abcdefgh", "AIzaSyA0123456789abcdefgh"),
        ("ccr-0123456789abcdefghij", "ccr-0123456789abcdefghij"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(tmp_path: Path, words: str, secret: str) -> None:
    shown, kept = write(tmp_path, words)
    assert secret not in shown + kept
    assert "said:" in shown
    assert "***" in shown
    assert "***" in kept


def test_ordinary_words_stay(tmp_path: Path) -> None:
    words = "claude-sonnet-4-5 /tmp/t/file key=value task-force-of-the-ages"
    assert words in write(tmp_path, words)[1]
