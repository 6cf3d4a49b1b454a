"""A real PostgreSQL server of a test's own: in a folder, on a socket there, as a user without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def programs() -> Path | None:
    """Where the server's programs are."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def server() -> Iterator[str]:
    """The URL of its empty database. Skips where there is no server to be had."""
    pytest.importorskip("psycopg")
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    user = _user()
    with TemporaryDirectory(prefix="ccr-pg-") as folder:  # a socket's path must be short
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = f"{folder}/data"
        _run(user, bin / "initdb", "-D", data, "-U", "ccr", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run(user, bin / "pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            yield f"postgresql://ccr@/postgres?host={folder}"
        finally:
            _run(user, bin / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _user() -> pwd.struct_passwd | None:
    """The server refuses to run as root: then it runs as its own user, else as nobody."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


def _run(user: pwd.struct_passwd | None, *command: str | Path) -> None:
    extra = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    done = subprocess.run(
        list(map(str, command)), cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        stdin=subprocess.DEVNULL, timeout=60, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **extra,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
