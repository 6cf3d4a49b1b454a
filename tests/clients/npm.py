"""Installs the pinned coding agents from npm into a cache outside the project."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path


def cache() -> Path:
    return Path(os.environ.get("CCR_CLIENTS_DIR") or Path.home() / ".cache" / "cc-router-tests")


def missing() -> str | None:
    """Why the agents cannot run here; None if they can."""
    if os.environ.get("CCR_SKIP_CLIENTS"):
        return "CCR_SKIP_CLIENTS is set"
    if not (shutil.which("npm") and shutil.which("node")):
        return "npm and node are needed to install the real coding agents"
    return None


def install(package: str, version: str, program: str) -> Path:
    """The program of this exact version; installed once, in a folder per version. Raises RuntimeError if npm fails."""
    folder = cache() / f"{package.strip('@').replace('/', '-')}-{version}"
    found = folder / "node_modules" / ".bin" / program
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "install.lock").open("w") as lock:  # tests may run in several processes
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(folder, found, package, version)
    return found


def _install(folder: Path, found: Path, package: str, version: str) -> None:
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", f"{package}@{version}"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if run.returncode or not found.exists():
            shutil.rmtree(folder, ignore_errors=True)
            raise RuntimeError(f"npm could not install {package}@{version}:\n{run.stderr[-2000:]}")
