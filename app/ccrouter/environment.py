"""The variables that point coding agents and SDKs at the router, and the same as lines for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import PurePath

# Names what was set for agents, so that the router itself never takes its own token for a provider's key.
ACTIVATED = "CCR_ACTIVATED"
# Holds the token for a client that is told the variable's name.
TOKEN = "CCR_TOKEN"  # noqa: S105  # a variable's name
# These outrank the variables below, or go around them.
CONFLICTING = (
    "ANTHROPIC_API_KEY",
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_VERTEX",
    "GOOGLE_API_KEY",
    "GOOGLE_GENAI_USE_VERTEXAI",
)


def client_environment(url: str, token: str) -> dict[str, str]:
    """The variables each coding agent and SDK reads. ``url`` has no path."""
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_AUTH_TOKEN": token,
        "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY": "1",  # lists our models in Claude Code's /model
        "CLAUDE_CODE_GATEWAY_HINT_HEADERS": "1",  # says what each request is for
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": token,
        "GOOGLE_GEMINI_BASE_URL": url,
        "GEMINI_API_KEY": token,
    }


def own(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's environment as it is without ``ccr activate``: where the router looks for providers' keys."""
    ours = {ACTIVATED, *environment.get(ACTIVATED, "").split()}
    return {name: value for name, value in environment.items() if name not in ours}


class Shell:
    """How one family of shells sets and unsets a variable."""

    def __init__(self, set_line: Callable[[str, str], str], unset_line: Callable[[str], str]) -> None:
        self._set, self._unset = set_line, unset_line

    def lines(self, variables: Mapping[str, str]) -> list[str]:
        """What to run so that agents started from this shell use the router."""
        marked = {**variables, ACTIVATED: " ".join(variables)}
        return [
            *(self._unset(name) for name in CONFLICTING if name not in variables),
            *(self._set(name, value) for name, value in marked.items()),
        ]


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS = {
    "posix": Shell(lambda name, value: f"export {name}={shlex.quote(value)}", lambda name: f"unset {name}"),
    "fish": Shell(lambda name, value: f"set -gx {name} {_quoted(value)}", lambda name: f"set -e {name}"),
    "powershell": Shell(
        lambda name, value: f"$env:{name} = '" + value.replace("'", "''") + "'",
        lambda name: f"Remove-Item -ErrorAction SilentlyContinue Env:{name}",
    ),
}


def shell_named(name: str) -> Shell:
    """The family of a shell: ``/usr/bin/fish``, ``pwsh``; a POSIX shell unless it is known to be another."""
    word = PurePath(name).stem.lower()
    return SHELLS.get({"pwsh": "powershell"}.get(word, word), SHELLS["posix"])
