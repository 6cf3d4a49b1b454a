"""cc-switch: its providers, from ``cc-switch.db`` (table ``providers``) or the older ``config.json``.

Facts: https://github.com/farion1231/cc-switch, database/schema.rs, provider presets of each client; a provider's settings are what
that client's own file would hold, and ``meta`` says what its address speaks if that is not what the client does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from ccrouter.imports.draft import Draft, Found, add_provider
from ccrouter.ir.profile import FormatName

_SMALL = ("ANTHROPIC_DEFAULT_HAIKU_MODEL", "ANTHROPIC_SMALL_FAST_MODEL")
_MODELS = (
    "ANTHROPIC_MODEL", "ANTHROPIC_REASONING_MODEL", "ANTHROPIC_DEFAULT_OPUS_MODEL", "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_FABLE_MODEL", "CLAUDE_CODE_SUBAGENT_MODEL", *_SMALL,
)  # fmt: skip
_MARK = re.compile(r"(?i)\[1m\]$")  # tells Claude Code of a large context; no part of the model's name
_FORMATS: dict[str, FormatName] = {
    # meta.apiFormat
    "anthropic": "anthropic", "openai_chat": "openai_chat", "openai_responses": "openai_responses", "gemini_native": "gemini",
    # OpenCode's packages
    "@ai-sdk/anthropic": "anthropic", "@ai-sdk/openai": "openai_responses", "@ai-sdk/openai-compatible": "openai_chat",
    "@ai-sdk/google": "gemini",
    # OpenClaw's api
    "anthropic-messages": "anthropic", "openai-completions": "openai_chat", "openai-responses": "openai_responses",
    "google-generative-ai": "gemini",
}  # fmt: skip


class Row(NamedTuple):
    app: str  # claude | codex | gemini | opencode | openclaw …
    name: str
    settings: Mapping[str, Any]
    current: bool
    meta: Mapping[str, Any] = {}
    queued: bool = False  # stands in for others that fail


def rows_of_json(config: Mapping[str, Any]) -> list[Row]:
    """The older file: per app its providers by id, and which one is current; at first there was only Claude Code."""
    rows = []
    parts = {"claude": config} if isinstance(config.get("providers"), dict) else config
    for app, part in parts.items():
        providers = part.get("providers") if isinstance(part, dict) else None
        for key, one in providers.items() if isinstance(providers, dict) else ():
            settings = one.get("settingsConfig") if isinstance(one, dict) else None
            if isinstance(settings, dict):
                current, meta = part.get("current") == key, one.get("meta")
                name = str(one.get("name") or key)
                rows.append(Row(app, name, settings, current, meta if isinstance(meta, dict) else {}))
    return rows


def read(source: str, rows: Iterable[Row], existing: Collection[str]) -> Draft:
    draft = Draft(source=source)
    fallback = []
    for row in rows:
        what = f"{row.name} ({row.app})"
        if row.app not in _READ:
            draft.leave(what, "its kind of settings is not known here")
        elif (found := _READ[row.app](row)) is None:
            draft.leave(what, 'the client\'s own login; api_key = "client" passes such a login on')
        elif isinstance(found, str):
            draft.leave(what, found)
        elif name := add_provider(draft, found, existing, {}):
            if row.app.startswith("claude") and row.current:
                _routing(draft, name, row.settings)
            elif row.queued and found.models:
                fallback.append(f"{name}/{found.models[0]}")
    if fallback:
        draft.take(("routing", "fallback"), fallback, f"failover queue → {', '.join(fallback)}")
    return draft


def _routing(draft: Draft, name: str, settings: Mapping[str, Any]) -> None:
    """Of the current provider: its model answers by default, its small one background work."""
    env = _env(settings)
    if model := _plain(env.get("ANTHROPIC_MODEL") or env.get("ANTHROPIC_DEFAULT_SONNET_MODEL") or ""):
        draft.take(("routing", "default"), f"{name}/{model}", f"default → {name}/{model}")
    if small := _plain(next((env[key] for key in _SMALL if env.get(key)), "")):
        draft.take(("routing", "scenarios", "background"), f"{name}/{small}", f"background → {name}/{small}")


def _claude(row: Row) -> Found | None:
    env = _env(row.settings)
    token, key = env.get("ANTHROPIC_AUTH_TOKEN", ""), env.get("ANTHROPIC_API_KEY", "")
    if not env.get("ANTHROPIC_BASE_URL") and not key:
        return None
    models = tuple(dict.fromkeys(_plain(env[name]) for name in _MODELS if env.get(name)))
    url = env.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com"
    written = str(row.meta.get("apiFormat") or row.settings.get("api_format") or "anthropic")
    format = _FORMATS.get(written, "anthropic")
    bearer = bool(token) and format == "anthropic"
    return Found(name=row.name, url=url, format=format, key=token or key, models=models, bearer=bearer)


def _codex(row: Row) -> Found | None:
    auth = row.settings.get("auth")
    try:
        config = tomllib.loads(str(row.settings.get("config") or ""))
    except tomllib.TOMLDecodeError:
        config = {}
    provider = config.get("model_providers", {}).get(config.get("model_provider", ""), {})
    key = str(
        (auth.get("OPENAI_API_KEY") if isinstance(auth, dict) else "")
        or provider.get("experimental_bearer_token")
        or ""
    )
    if not key and provider.get("env_key"):
        key = f"${{{provider['env_key']}}}"
    url = str(provider.get("base_url") or "")
    if not url and not key:
        return None
    wire: FormatName = "openai_chat" if provider.get("wire_api") == "chat" else "openai_responses"
    catalog = row.settings.get("modelCatalog")
    listed = [one.get("model") for one in _list(catalog.get("models") if isinstance(catalog, dict) else catalog)]
    models = tuple(dict.fromkeys(str(model) for model in [config.get("model"), *listed] if model))
    return Found(
        name=f"{row.name}-codex",
        url=url or "https://api.openai.com/v1",
        format=_FORMATS.get(str(row.meta.get("apiFormat") or ""), wire),
        key=key,
        models=models,
    )


def _gemini(row: Row) -> Found | None:
    env = _env(row.settings)
    if not (key := env.get("GEMINI_API_KEY", "")):
        return None
    url = env.get("GOOGLE_GEMINI_BASE_URL") or "https://generativelanguage.googleapis.com"
    models = (env["GEMINI_MODEL"],) if env.get("GEMINI_MODEL") else ()
    return Found(name=f"{row.name}-gemini", url=url, format="gemini", key=key, models=models)


def _opencode(row: Row) -> Found | str | None:
    options = row.settings.get("options")
    given = options if isinstance(options, dict) else {}
    models = row.settings.get("models")
    names = tuple(map(str, models)) if isinstance(models, dict) else ()
    return _other(row, str(row.settings.get("npm") or ""), given.get("baseURL"), given.get("apiKey"), names)


def _openclaw(row: Row) -> Found | str | None:
    names = tuple(str(one["id"]) for one in _list(row.settings.get("models")) if one.get("id"))
    settings = row.settings
    return _other(row, str(settings.get("api") or ""), settings.get("baseUrl"), settings.get("apiKey"), names)


def _other(row: Row, spoken: str, url: Any, key: Any, models: tuple[str, ...]) -> Found | str | None:
    if spoken not in _FORMATS:
        return f"no such format is known here: {spoken or 'none is named'}"
    if not url and not key:
        return None
    url, key = str(url or ""), str(key or "")
    return Found(name=f"{row.name}-{row.app}", url=url, format=_FORMATS[spoken], key=key, models=models)


_READ = {
    "claude": _claude,
    "claude-desktop": _claude,
    "codex": _codex,
    "gemini": _gemini,
    "opencode": _opencode,
    "openclaw": _openclaw,
}


def _plain(model: str) -> str:
    return _MARK.sub("", model.strip())


def _env(settings: Mapping[str, Any]) -> dict[str, str]:
    env = settings.get("env")
    return {str(name): str(value) for name, value in env.items()} if isinstance(env, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
