"""Start at login is set up only when asked, leads to this program, and is taken away without a trace."""

from __future__ import annotations

import configparser
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from ccrouter.clients.link import command
from ccrouter.desktop import login_item


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("CCR_HOME", raising=False)
    return tmp_path


def unescaped(line: str) -> list[str]:
    """As a desktop reads it: first a value of a key file, then Exec's quoting, which is a shell's, then its field codes."""
    shown = line.replace("\\\\", "\\")
    said = subprocess.run(["sh", "-c", f"printf '%s\\n' {shown}"], check=True, capture_output=True, text=True).stdout
    return [word.replace("%%", "%") for word in said.splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="an XDG desktop's way")
def test_autostart_comes_and_goes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not login_item.enabled()
    login_item.set_enabled(True)
    assert login_item.enabled()
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(home / ".config" / "autostart" / "cc-router.desktop")
    assert unescaped(entry["Desktop Entry"]["Exec"]) == list(command("app", {}))
    assert Path(entry["Desktop Entry"]["Icon"]).exists()
    login_item.set_enabled(False)
    login_item.set_enabled(False)
    assert not login_item.enabled()
    assert list((home / ".config" / "autostart").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_odd_paths_survive_the_quoting(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = '/opt/my apps/50% "off" $HOME `x` back\\slash'
    monkeypatch.setattr(login_item, "command", lambda *_: (odd, "app"))
    line = login_item._autostart({"CCR_HOME": "/a b"}).partition("Exec=")[2].partition("\n")[0]
    assert unescaped(line) == ["env", "CCR_HOME=/a b", odd, "app"]


def test_the_launch_agent_starts_once_at_login_and_is_not_kept_alive() -> None:
    agent = plistlib.loads(login_item._launch_agent({"CCR_HOME": "/a b", "PATH": "/opt/homebrew/bin:/bin"}).encode())
    assert agent["Label"] == login_item.NAME
    assert agent["ProgramArguments"] == list(command("app", {}))
    assert agent["RunAtLoad"] is True
    assert "KeepAlive" not in agent
    assert agent["EnvironmentVariables"] == {"CCR_HOME": "/a b", "PATH": "/opt/homebrew/bin:/bin"}, (
        "agents are looked for"
    )
    assert agent["ProcessType"] == "Interactive"


def test_the_launch_agent_lies_where_launchd_looks(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    login_item.set_enabled(True)
    assert login_item.enabled()
    file = home / "Library" / "LaunchAgents" / "cc-router.plist"
    assert plistlib.loads(file.read_bytes())["Label"] == file.stem
    assert file.stat().st_mode & 0o022 == 0, "launchd refuses what others may write"
    login_item.set_enabled(False)
    assert not file.exists()


def test_windows_starts_it_without_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/my apps/python.exe")
    assert login_item.run_line() == '"/my apps/pythonw.exe" -m ccrouter app'
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.argv", ["ccr"])
    assert login_item.run_line() == '"/my apps/python.exe" app'
