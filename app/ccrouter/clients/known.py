"""The coding agents we know: where each keeps its settings, and which keys point it at the router."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from ccrouter import environment
from ccrouter.clients.change import Kind
from ccrouter.trouble import Trouble

NAME = "ccr"  # of the provider we are in their settings
_HEADER = "x-ccr-token"


class Link(Struct, frozen=True, kw_only=True):
    """What a client must know to reach the router."""

    url: str  # without a path
    models: tuple[str, ...]  # provider/model, the default first
    token_command: tuple[str, ...]  # prints the token: for clients that can ask for it
    token_file: str  # holds it, only for this user to read: for clients that can read one
    token: str  # for those that can do neither
    own_login: bool = False  # the default provider is called with the client's own login
    statusline: tuple[str, ...] = ()  # the command for Claude Code's status line; () = leave it alone


class File(NamedTuple):
    path: Path
    kind: Kind


class Wanted(NamedTuple):
    """A key's new value; UNSET deletes it."""

    file: File
    key: tuple[str, ...]
    value: Any


class Client(Struct, frozen=True, kw_only=True):
    """``files`` takes environment and home; ``keys`` the files, what they say now, and the link."""

    name: str
    title: str
    program: str
    package: str  # on npm
    files: Callable[[Mapping[str, str], Path], tuple[File, ...]]
    keys: Callable[[tuple[File, ...], list[dict[str, Any]], Link], list[Wanted]]
    hints: tuple[str, ...] = ()
    reads_token_file: bool = False
    holds_token: bool = False  # the token itself stands in its settings


def command_line(words: tuple[str, ...]) -> str:
    """For a shell of this system."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def off_for_claude(own_login: bool) -> list[str]:
    """Variables that would lead Claude Code elsewhere; with its own login the credentials stay."""
    names = [name for name in environment.CONFLICTING if name.startswith("CLAUDE_")]
    return names if own_login else [*names, "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"]


def claude_variables(url: str) -> dict[str, str]:
    """What Claude Code reads, but for the token."""
    wanted = environment.client_environment(url, "")
    return {name: value for name, value in wanted.items() if name.startswith(("ANTHROPIC_", "CLAUDE_")) and value}


def with_header(headers: str, token: str) -> str:
    """Custom headers, one a line, with our token among them: where the client's own login must stay what it is."""
    others = [line for line in headers.splitlines() if not line.lower().startswith(f"{_HEADER}:")]
    return "\n".join([*filter(None, others), f"{_HEADER}: {token}"])


def opencode_provider(link: Link, api_key: str) -> dict[str, Any]:
    """The provider OpenCode gets. https://opencode.ai/docs/providers"""
    return {
        "npm": "@ai-sdk/openai-compatible",
        "name": "CC Router",
        "options": {"baseURL": f"{link.url}/v1", "apiKey": api_key},
        "models": {model: {"name": model} for model in link.models},
    }


def codex_provider(link: Link) -> dict[str, Any]:
    """The provider Codex gets, without its credentials. https://developers.openai.com/codex/config-advanced"""
    return {"name": "CC Router", "base_url": f"{link.url}/v1", "wire_api": "responses"}


def known(name: str) -> Client:
    """Raises Trouble for a name that no client has."""
    if name in CLIENTS:
        return CLIENTS[name]
    raise Trouble(
        f'There is no client "{name}"',
        f"Known are {', '.join(CLIENTS)}.",
        "`ccr connect --list` shows them.",
        exit_code=2,
    )


def _claude_files(env: Mapping[str, str], home: Path) -> tuple[File, ...]:
    return (File(Path(env.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "settings.json", "json"),)


def _claude(files: tuple[File, ...], said: list[dict[str, Any]], link: Link) -> list[Wanted]:
    env = dict(claude_variables(link.url)) | dict.fromkeys(off_for_claude(link.own_login), "")
    if link.own_login:
        theirs = said[0].get("env", {})
        headers = theirs.get("ANTHROPIC_CUSTOM_HEADERS", "") if isinstance(theirs, dict) else ""
        env["ANTHROPIC_CUSTOM_HEADERS"] = with_header(str(headers), link.token)
    wanted = [Wanted(files[0], ("env", name), value) for name, value in env.items()]
    if not link.own_login:
        wanted.append(Wanted(files[0], ("apiKeyHelper",), command_line(link.token_command)))
    if link.statusline:
        line = {"type": "command", "command": command_line(link.statusline)}
        wanted.append(Wanted(files[0], ("statusLine",), line))
    return wanted


def _codex_files(env: Mapping[str, str], home: Path) -> tuple[File, ...]:
    return (File(Path(env.get("CODEX_HOME") or home / ".codex") / "config.toml", "toml"),)


def _codex(files: tuple[File, ...], _said: list[dict[str, Any]], link: Link) -> list[Wanted]:
    command, *arguments = link.token_command
    # it is asked again only when it was refused, for the token stays the same
    auth = {"command": command, "args": arguments, "timeout_ms": 15_000, "refresh_interval_ms": 0}
    return [
        Wanted(files[0], ("model_provider",), NAME),
        *(Wanted(files[0], ("model_providers", NAME, name), value) for name, value in codex_provider(link).items()),
        *(Wanted(files[0], ("model_providers", NAME, "auth", name), value) for name, value in auth.items()),
    ]


def _gemini_files(env: Mapping[str, str], home: Path) -> tuple[File, ...]:
    folder = Path(env.get("GEMINI_CLI_HOME") or home) / ".gemini"
    return (File(folder / "settings.json", "json"), File(folder / ".env", "env"))


def _gemini(files: tuple[File, ...], _said: list[dict[str, Any]], link: Link) -> list[Wanted]:
    return [
        Wanted(files[0], ("security", "auth", "selectedType"), "gemini-api-key"),
        Wanted(files[1], ("GOOGLE_GEMINI_BASE_URL",), link.url),
        Wanted(files[1], ("GEMINI_API_KEY",), link.token),
    ]


def _opencode_files(env: Mapping[str, str], home: Path) -> tuple[File, ...]:
    if chosen := env.get("OPENCODE_CONFIG"):
        return (File(Path(chosen), "json"),)
    folder = Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "opencode"
    commented = folder / "opencode.jsonc"
    return (File(commented if commented.exists() else folder / "opencode.json", "json"),)


def _opencode(files: tuple[File, ...], _said: list[dict[str, Any]], link: Link) -> list[Wanted]:
    provider = opencode_provider(link, f"{{file:{link.token_file}}}")
    options = provider.pop("options")
    return [
        *(Wanted(files[0], ("provider", NAME, name), value) for name, value in provider.items()),
        *(Wanted(files[0], ("provider", NAME, "options", name), value) for name, value in options.items()),
        Wanted(files[0], ("model",), f"{NAME}/{link.models[0]}"),
    ]


def _qwen_files(env: Mapping[str, str], home: Path) -> tuple[File, ...]:
    return (File(Path(env.get("QWEN_HOME") or home / ".qwen") / "settings.json", "json"),)


def _qwen(files: tuple[File, ...], _said: list[dict[str, Any]], link: Link) -> list[Wanted]:
    models = [
        {"id": model, "name": model, "envKey": environment.TOKEN, "baseUrl": f"{link.url}/v1"} for model in link.models
    ]
    return [
        Wanted(files[0], ("modelProviders", NAME), models),
        Wanted(files[0], ("providerProtocol", NAME), "openai"),
        Wanted(files[0], ("security", "auth", "selectedType"), "openai"),
        Wanted(files[0], ("model", "name"), link.models[0]),
        Wanted(files[0], ("env", environment.TOKEN), link.token),
    ]


_ALL = (
    Client(
        name="claude",
        title="Claude Code",
        program="claude",
        package="@anthropic-ai/claude-code",
        files=_claude_files,
        keys=_claude,
        hints=(
            "The extensions for VS Code and JetBrains read the same file: reload their window.",
            "In VS Code, claudeCode.environmentVariables outranks it: leave ANTHROPIC_BASE_URL out there.",
        ),
    ),
    Client(
        name="codex",
        title="Codex",
        program="codex",
        package="@openai/codex",
        files=_codex_files,
        keys=_codex,
        hints=("The extensions for VS Code and JetBrains read the same file: reload their window.",),
    ),
    Client(
        name="gemini",
        title="Gemini CLI",
        program="gemini",
        package="@google/gemini-cli",
        files=_gemini_files,
        keys=_gemini,
        holds_token=True,
        hints=(
            "Of all .env files it reads only the nearest: where a project has its own, use `ccr run gemini`.",
            "It reads them in trusted folders only.",
            "Gemini Code Assist in VS Code and JetBrains does not take another endpoint.",
        ),
    ),
    Client(
        name="opencode",
        title="OpenCode",
        program="opencode",
        package="opencode-ai",
        files=_opencode_files,
        keys=_opencode,
        reads_token_file=True,
        hints=("After adding models to CC Router, connect again: OpenCode wants them listed.",),
    ),
    Client(
        name="qwen",
        title="Qwen Code",
        program="qwen",
        package="@qwen-code/qwen-code",
        files=_qwen_files,
        keys=_qwen,
        holds_token=True,
        hints=("Its VS Code companion uses the same file.",),
    ),
)
CLIENTS = {client.name: client for client in _ALL}
