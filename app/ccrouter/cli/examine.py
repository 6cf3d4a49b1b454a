"""What ``ccr doctor`` looks at on this machine."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import ssl
import stat
import sys
from datetime import UTC, datetime
from importlib import metadata
from typing import Literal

import msgspec

import ccrouter
from ccrouter.settings.deployments import Settings

_AGENTS = {
    "claude": "Claude Code", "codex": "Codex", "gemini": "Gemini CLI", "opencode": "OpenCode", "qwen": "Qwen Code",
    "aider": "aider", "cursor-agent": "Cursor CLI", "crush": "Crush",
}  # fmt: skip
_PARTS = ("aiohttp", "httpx", "msgspec", "pydantic", "keyring", "PySide6-Essentials", "qasync", "typer")
_ROOM = 200 * 1024 * 1024  # bytes that should be free


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """``mend`` is what to do, '' where nothing need be done."""

    name: str
    state: Literal["ok", "warning", "bad"]
    said: str
    mend: str = ""


def versions() -> list[Finding]:
    found = []
    missing = []
    for part in _PARTS:
        try:
            found.append(f"{part} {metadata.version(part)}")
        except metadata.PackageNotFoundError:
            missing.append(part)
    said = f"CC Router {ccrouter.__version__}, Python {platform.python_version()} on {platform.platform(terse=True)}"
    if missing and not getattr(sys, "frozen", False):
        mend = f"Install it anew: {sys.executable} -m pip install --upgrade --force-reinstall cc-router"
        return [Finding(name="version", state="bad", said=f"{said}; missing: {', '.join(missing)}", mend=mend)]
    return [Finding(name="version", state="ok", said=said), Finding(name="packages", state="ok", said=", ".join(found))]


def folders() -> list[Finding]:
    """Can they be written, is there room, may nobody else read them?"""
    from ccrouter.settings.paths import paths

    where = paths()
    findings = []
    for name, folder in where._asdict().items():
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            findings.append(
                Finding(
                    name=name, state="bad", said=f"{folder} cannot be written.", mend=f"Make {there} yours to write."
                )
            )
        elif shutil.disk_usage(there).free < _ROOM:
            said = f"{folder}: less than {_ROOM // 2**20} MiB are free."
            findings.append(Finding(name=name, state="warning", said=said, mend="Make room on that disk."))
    for secret in (where.config_file, where.token_file):
        if os.name == "posix" and secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
            said, mend = f"Other users may read {secret}.", f"chmod 600 {secret}"
            findings.append(Finding(name="permissions", state="warning", said=said, mend=mend))
    return findings or [
        Finding(name="folders", state="ok", said=f"{where.config}, {where.data} and the others can be written")
    ]


def settings() -> tuple[Settings | None, Finding]:
    from ccrouter.cli import reach
    from ccrouter.settings.paths import paths
    from ccrouter.settings.problems import SettingsError

    file = paths().config_file
    try:
        read = reach.settings()
    except SettingsError as error:
        said = "; ".join(map(str, error.problems))
        return None, Finding(name="settings", state="bad", said=said, mend="Mend the file: `ccr config edit`.")
    if not file.exists():
        said = f"{file} is not there: only the demo provider answers."
        return read, Finding(name="settings", state="warning", said=said, mend="`ccr setup` makes one.")
    return read, Finding(name="settings", state="ok", said=f"{file} is valid")


def port(settings: Settings | None) -> Finding:
    from ccrouter.running import find_running, port_holder
    from ccrouter.settings.paths import paths

    if running := find_running(paths()):
        return Finding(name="port", state="ok", said=f"CC Router answers on {running.url} (pid {running.pid})")
    host, number = (settings.server.host, settings.server.port) if settings else ("127.0.0.1", 3456)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as sock:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
        except OSError:
            mend = f"Stop that program, or choose another port under [server], such as {number + 1}."
            return Finding(name="port", state="bad", said=port_holder(host, number), mend=mend)
    return Finding(name="port", state="ok", said=f"{host}:{number} is free; no router is running")


async def keyring() -> Finding:
    """Asks for an entry that does not exist: a locked or absent keyring shows, and nothing is written."""
    from ccrouter.cli import reach
    from ccrouter.settings.secrets import SecretsError

    try:
        await reach.secrets().get("doctor")
    except SecretsError as error:
        return Finding(name="keyring", state="warning", said=f"{error.title}. {error.reason}", mend=error.next_step)
    return Finding(name="keyring", state="ok", said="answers")


async def keys(settings: Settings | None) -> list[Finding]:
    from ccrouter.cli import accounts

    findings = []
    for provider in settings.providers.values() if settings else ():
        if not provider.enabled or provider.demo or any(ref.kind == "client" for ref in provider.keys):
            continue
        async with accounts.account(provider) as account:
            if account.trouble:
                findings.append(Finding(name=f"key {provider.name}", state="bad", said="missing", mend=account.trouble))
    if findings or not settings:
        return findings
    return [Finding(name="keys", state="ok", said=f"{len(settings.providers)} providers have what they need")]


def clients(settings: Settings | None) -> list[Finding]:
    from ccrouter.environment import ACTIVATED, CONFLICTING

    there = [title for program, title in _AGENTS.items() if shutil.which(program)]
    said = ", ".join(there) if there else "No coding agent was found on the PATH."
    findings = [
        Finding(
            name="clients",
            state="ok" if there else "warning",
            said=said,
            mend="" if there else "Install one, such as Claude Code: npm install -g @anthropic-ai/claude-code",
        )
    ]
    set_ = [name for name in CONFLICTING if os.environ.get(name)]
    used = {
        ref.name for one in (settings.providers.values() if settings else ()) for ref in one.keys if ref.kind == "env"
    }
    if os.environ.get(ACTIVATED) and (loud := [name for name in set_ if name not in used]):
        mend = "Start the agent by `ccr code`, or in a shell without them."
        said = f"{', '.join(loud)} may lead an agent past CC Router."
        findings.append(Finding(name="environment", state="warning", said=said, mend=mend))
    return findings


def certificates() -> Finding:
    from ccrouter.upstream import certificates as trusted

    try:
        known = trusted.certificates().cert_store_stats()["x509_ca"]
    except (OSError, ssl.SSLError) as error:
        mend = "Check SSL_CERT_FILE and SSL_CERT_DIR, or install the system's certificates (ca-certificates)."
        return Finding(name="certificates", state="bad", said=f"They cannot be read: {error}.", mend=mend)
    return Finding(name="certificates", state="ok", said=f"{known} authorities are trusted; {ssl.OPENSSL_VERSION}")


def clock(theirs: datetime, whose: str) -> Finding | None:
    """Signed requests and token lifetimes need a clock that is right to about a minute; None if it is."""
    off = (datetime.now(UTC) - theirs).total_seconds()
    if abs(off) <= 60:
        return None
    said = f"This machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} that of {whose}."
    return Finding(
        name="clock",
        state="bad",
        said=said,
        mend="Set it by the network (timedatectl set-ntp true; macOS: Date & Time).",
    )
