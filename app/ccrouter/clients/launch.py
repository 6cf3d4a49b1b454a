"""A client on the router for one process only: its arguments and environment; no file of the user's is touched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from msgspec import Struct

from ccrouter.clients.claude import claude_settings, with_settings
from ccrouter.clients.known import NAME, Link, codex_provider, opencode_provider
from ccrouter.environment import TOKEN


class Launch(Struct, frozen=True, kw_only=True):
    """``own_files`` are to be written first, by name: files of ours that the process is pointed at, without secrets."""

    arguments: list[str]
    variables: dict[str, str]
    own_files: dict[str, str] = {}


def launch(client: str, link: Link, env: Mapping[str, str], arguments: list[str], folder: str) -> Launch:
    """How to run ``client`` (one of ``known.CLIENTS``). ``folder`` is where its ``own_files`` may be."""
    made = _HOW[client](link, env, arguments, folder)
    for name in ("NO_PROXY", "no_proxy"):  # a system proxy must not see requests to this machine
        made.variables[name] = ",".join(filter(None, [env.get(name, ""), "127.0.0.1", "localhost"]))
    return made


def _claude(link: Link, env: Mapping[str, str], arguments: list[str], _folder: str) -> Launch:
    settings, variables = claude_settings(link.url, link.token, env, own_login=link.own_login)
    return Launch(arguments=with_settings(arguments, settings), variables=variables)


def _codex(link: Link, env: Mapping[str, str], arguments: list[str], _folder: str) -> Launch:
    provider = codex_provider(link) | {"env_key": TOKEN}
    table = ", ".join(f"{name} = {json.dumps(value)}" for name, value in provider.items())
    ours = ["-c", f'model_provider="{NAME}"', "-c", f"model_providers.{NAME}={{{table}}}"]
    return Launch(arguments=[*ours, *arguments], variables={**env, TOKEN: link.token})


def _gemini(link: Link, env: Mapping[str, str], arguments: list[str], folder: str) -> Launch:
    variables = {
        name: value for name, value in env.items() if name not in ("GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI")
    }
    variables |= {"GOOGLE_GEMINI_BASE_URL": link.url, "GEMINI_API_KEY": link.token}
    override = "GEMINI_CLI_SYSTEM_SETTINGS_PATH"  # these outrank the user's, who may have chosen another login
    if env.get(override):
        return Launch(arguments=arguments, variables=variables)
    settings = {"security": {"auth": {"selectedType": "gemini-api-key"}}}
    file = f"{folder}/gemini-settings.json"
    return Launch(arguments=arguments, variables={**variables, override: file}, own_files={file: json.dumps(settings)})


def _opencode(link: Link, env: Mapping[str, str], arguments: list[str], _folder: str) -> Launch:
    provider = opencode_provider(link, f"{{env:{TOKEN}}}")
    config = {"provider": {NAME: provider}, "model": f"{NAME}/{link.models[0]}"}
    variables = {**env, TOKEN: link.token, "OPENCODE_CONFIG_CONTENT": json.dumps(config)}
    return Launch(arguments=arguments, variables=variables)


def _qwen(link: Link, env: Mapping[str, str], arguments: list[str], _folder: str) -> Launch:
    ours = {"OPENAI_API_KEY": link.token, "OPENAI_BASE_URL": f"{link.url}/v1", "OPENAI_MODEL": link.models[0]}
    return Launch(arguments=["--auth-type", "openai", *arguments], variables={**env, **ours})


_HOW: dict[str, Callable[[Link, Mapping[str, str], list[str], str], Launch]] = {
    "claude": _claude,
    "codex": _codex,
    "gemini": _gemini,
    "opencode": _opencode,
    "qwen": _qwen,
}
