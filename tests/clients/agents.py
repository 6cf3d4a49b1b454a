"""How each coding agent is pointed at a server and told to work without asking: its command, environment and files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROMPT = "Write written.txt, then run the shell command you need, then say that you are done."


@dataclass(frozen=True)
class Place:
    """Where one run happens."""

    url: str  # of the router
    token: str
    model: str
    home: Path
    project: Path

    def make(self) -> None:
        """The two folders."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.project.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Agent:
    """``prepare`` writes its settings and returns its environment; ``arguments`` are those after the program's name."""

    name: str
    package: str
    version: str
    program: str
    format: str  # what it speaks
    prepare: Callable[[Place], dict[str, str]]
    arguments: Callable[[Place], list[str]]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _claude(place: Place) -> dict[str, str]:
    return {
        "ANTHROPIC_BASE_URL": place.url,
        "ANTHROPIC_API_KEY": place.token,
        "ANTHROPIC_MODEL": place.model,
        "IS_SANDBOX": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }


def _codex(place: Place) -> dict[str, str]:
    config = f'''
model = "{place.model}"
model_provider = "router"
[model_providers.router]
name = "router"
base_url = "{place.url}/v1"
env_key = "ROUTER_KEY"
wire_api = "responses"
'''
    write(place.home / ".codex" / "config.toml", config)
    return {"ROUTER_KEY": place.token}


def _gemini(place: Place) -> dict[str, str]:
    settings = {"security": {"auth": {"selectedType": "gemini-api-key"}}}
    write(place.home / ".gemini" / "settings.json", json.dumps(settings))
    return {"GEMINI_API_KEY": place.token, "GOOGLE_GEMINI_BASE_URL": place.url}


OPENCODE = {
    "anthropic": ("@ai-sdk/anthropic", "/v1"),
    "openai_chat": ("@ai-sdk/openai-compatible", "/v1"),
    "openai_responses": ("@ai-sdk/openai", "/v1"),
    "gemini": ("@ai-sdk/google", "/v1beta"),
}


def _opencode(format: str) -> Callable[[Place], dict[str, str]]:
    module, base = OPENCODE[format]

    def prepare(place: Place) -> dict[str, str]:
        provider = {
            "npm": module,
            "options": {"baseURL": place.url + base, "apiKey": place.token},
            "models": {place.model: {"name": "scripted", "tool_call": True}},
        }
        config = {
            "$schema": "https://opencode.ai/config.json",
            "provider": {"router": provider},
            "model": f"router/{place.model}",
            "small_model": f"router/{place.model}",
            "permission": {"*": "allow"},
            "autoupdate": False,
            "share": "disabled",
        }
        write(place.project / "opencode.json", json.dumps(config))
        return {"OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_AUTOUPDATE": "1"}

    return prepare


CLAUDE = Agent(
    name="claude-code",
    package="@anthropic-ai/claude-code",
    version="2.1.330",
    program="claude",
    format="anthropic",
    prepare=_claude,
    arguments=lambda place: ["-p", PROMPT, "--output-format", "json", "--dangerously-skip-permissions"],
)
CODEX = Agent(
    name="codex",
    package="@openai/codex",
    version="0.169.0",
    program="codex",
    format="openai_responses",
    prepare=_codex,
    arguments=lambda place: [
        "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "--json", PROMPT,
    ],
)  # fmt: skip
GEMINI = Agent(
    name="gemini-cli",
    package="@google/gemini-cli",
    version="0.61.0",
    program="gemini",
    format="gemini",
    prepare=_gemini,
    arguments=lambda place: [
        "--skip-trust", "--yolo", "--output-format", "json", "-m", place.model, "-p", PROMPT,
    ],
)  # fmt: skip


def opencode(format: str) -> Agent:
    """OpenCode speaks all four formats, each through another of its provider modules."""
    return Agent(
        name=f"opencode-{format}",
        package="opencode-ai",
        version="1.18.33",
        program="opencode",
        format=format,
        prepare=_opencode(format),
        arguments=lambda place: ["run", "--format", "json", PROMPT],
    )


AGENTS = (CLAUDE, CODEX, GEMINI, opencode("openai_chat"))
