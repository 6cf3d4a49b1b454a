"""Where the router of this user is running, noted in a file so that commands find it; and who holds a port."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import msgspec

from ccrouter.settings import atomic
from ccrouter.settings.deployments import KeyRef
from ccrouter.settings.paths import Paths


class Running(msgspec.Struct, frozen=True):
    """No token in here, only where it is: whoever may read it asks the keyring. ``started`` is Unix seconds."""

    pid: int
    host: str
    port: int
    started: float
    token: KeyRef | None = None  # None = the token made at first start

    @property
    def url(self) -> str:
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"


def _file(where: Paths) -> Path:
    return where.state / "router.json"


def note_running(where: Paths, running: Running) -> None:
    atomic.write(_file(where), msgspec.json.encode(running).decode() + "\n", mode=0o600)


def forget_running(where: Paths) -> None:
    """Remove the note, if it is ours."""
    with suppress(OSError, msgspec.DecodeError):
        if msgspec.json.decode(_file(where).read_bytes(), type=Running).pid == os.getpid():
            _file(where).unlink()


def find_running(where: Paths) -> Running | None:
    """The router that answers at the noted address; a note left by a crash leads nowhere and is None."""
    with suppress(OSError, msgspec.DecodeError):
        running = msgspec.json.decode(_file(where).read_bytes(), type=Running)
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(running.host, running.host)  # noqa: S104  # compared, not bound
        with socket.create_connection((host, running.port), timeout=1.0):
            return running
    return None


def port_holder(host: str, port: int) -> str:
    """Who listens on a port, in a sentence, as far as this system tells."""
    if pid := _listening_pid(port):
        name = ""
        with suppress(OSError):
            name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
        return f"Another program listens on {host}:{port}: {name or 'a process'} (pid {pid})."
    return f"Another program listens on {host}:{port}."


def _listening_pid(port: int) -> int | None:
    """From /proc on Linux, from lsof elsewhere; None where neither says."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").split("\n")[1:]:
                fields = line.split()
                if len(fields) > 9 and fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    for folder in Path("/proc").glob("[0-9]*/fd") if inodes else ():
        with suppress(OSError):
            if any(str(fd.readlink()) in inodes for fd in folder.iterdir()):
                return int(folder.parent.name)
    if not Path("/proc/net").exists() and os.name == "posix":
        import subprocess

        with suppress(OSError, subprocess.SubprocessError, ValueError):
            found = subprocess.run(  # noqa: S603  # fixed words and a number
                ["/usr/sbin/lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-t"],
                capture_output=True,
                text=True,
                timeout=3,
                check=False,
            )
            return int(found.stdout.split()[0])
    return None
