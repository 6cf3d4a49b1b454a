"""Start at login, only when asked: an XDG autostart entry, a macOS launch agent, or a value of Windows' Run key."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ccrouter.clients.link import command
from ccrouter.resources import resource
from ccrouter.settings import atomic

NAME = "cc-router"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
# The specification reserves these within quotes; a percent sign begins a field code.
# https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
_ESCAPED = str.maketrans({"\\": "\\\\\\\\", '"': '\\\\"', "`": "\\\\`", "$": "\\\\$", "%": "%%"})


def enabled() -> bool:
    """Is it set up to start at this user's login? Raises OSError."""
    return _run_value() is not None if sys.platform == "win32" else place().exists()


def set_enabled(on: bool) -> None:
    """Set it up, or take it away again; it takes effect at the next login. Raises OSError."""
    if sys.platform == "win32":
        _set_run_value(run_line() if on else None)
    elif on:
        atomic.write(place(), _launch_agent() if sys.platform == "darwin" else _autostart(), mode=0o644)
    else:
        place().unlink(missing_ok=True)


def place(env: Mapping[str, str] = os.environ, home: Path | None = None) -> Path:
    """The file that does it (not on Windows)."""
    home = home or Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "LaunchAgents" / f"{NAME}.plist"
    return Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "autostart" / f"{NAME}.desktop"


def run_line() -> str:
    """What Windows' Run key holds: by Python without a console, for ``ccr.exe`` would open one beside the tray."""
    words = command("app", {})
    if not getattr(sys, "frozen", False):
        words = str(Path(sys.executable).with_name("pythonw.exe")), "-m", "ccrouter", "app"
    return subprocess.list2cmdline(words)


def _autostart(env: Mapping[str, str] = os.environ) -> str:
    words = [*(("env", f"CCR_HOME={env['CCR_HOME']}") if env.get("CCR_HOME") else ()), *command("app", {})]
    line = " ".join(f'"{word.translate(_ESCAPED)}"' for word in words)
    return (
        "[Desktop Entry]\nType=Application\nName=CC Router\nComment=A local LLM gateway for coding agents\n"
        f"Exec={line}\nIcon={resource('icons/app.png')}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _launch_agent(env: Mapping[str, str] = os.environ) -> str:
    """``man launchd.plist``: started once at login, not kept alive, for *Quit* means quit.

    launchd's own PATH leads to the system's programs alone: with it no coding agent would be found.
    """
    agent = {
        "Label": NAME,
        "ProgramArguments": list(command("app", {})),
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }
    if kept := {name: env[name] for name in ("CCR_HOME", "PATH") if env.get(name)}:
        agent["EnvironmentVariables"] = kept
    return plistlib.dumps(agent).decode()


def _run_value() -> str | None:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                return str(winreg.QueryValueEx(key, NAME)[0])
        except FileNotFoundError:
            pass
    return None


def _set_run_value(line: str | None) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            if line is not None:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)
            elif _run_value() is not None:
                winreg.DeleteValue(key, NAME)
