"""cc-switch: its providers, from ``cc-switch.db`` (table ``providers``) or the older ``config.json``.

Facts: https://github.com/farion1231/cc-switch, database schema; a provider's settings are what each client's own file would hold.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from ccrouter.imports.draft import Draft, Found, add_provider
from ccrouter.ir.profile import FormatName

_SMALL = ("ANTHROPIC_DEFAULT_HAIKU_MODEL", "ANTHROPIC_SMALL_FAST_MODEL")
_MODELS = ("ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_OPUS_MODEL", "ANTHROPIC_DEFAULT_SONNET_MODEL", *_SMALL)


class Row(NamedTuple):
    app: str  # claude | codex | gemini …
    name: str
    settings: Mapping[str, Any]
    current: bool


def rows_of_json(config: Mapping[str, Any]) -> list[Row]:
    """The older file: per app its providers by id, and which one is current."""
    rows = []
    for app, part in config.items():
        providers = part.get("providers") if isinstance(part, dict) else None
        for key, one in providers.items() if isinstance(providers, dict) else ():
            settings = one.get("settingsConfig") if isinstance(one, dict) else None
            if isinstance(settings, dict):
                rows.append(Row(app, str(one.get("name") or key), settings, part.get("current") == key))
    return rows


def read(source: str, rows: Iterable[Row], existing: Collection[str]) -> Draft:
    draft = Draft(source=source)
    for row in rows:
        found = _READ[row.app](row) if row.app in _READ else None
        if row.app not in _READ:
            draft.leave(f"{row.name} ({row.app})", "its kind of settings is not known here")
        elif found is None:
            draft.leave(f"{row.name} ({row.app})", 'the client\'s own login; api_key = "client" passes such a login on')
        elif (name := add_provider(draft, found, existing, {})) and row.app == "claude" and row.current:
            _routing(draft, name, row.settings)
    return draft


def _routing(draft: Draft, name: str, settings: Mapping[str, Any]) -> None:
    """Of the current provider: its model answers by default, its small one background work."""
    env = _env(settings)
    if model := env.get("ANTHROPIC_MODEL") or env.get("ANTHROPIC_DEFAULT_SONNET_MODEL"):
        draft.take(("routing", "default"), f"{name}/{model}", f"default → {name}/{model}")
    if small := next((env[key] for key in _SMALL if env.get(key)), ""):
        draft.take(("routing", "scenarios", "background"), f"{name}/{small}", f"background → {name}/{small}")


def _claude(row: Row) -> Found | None:
    env = _env(row.settings)
    token, key = env.get("ANTHROPIC_AUTH_TOKEN", ""), env.get("ANTHROPIC_API_KEY", "")
    if not env.get("ANTHROPIC_BASE_URL") and not key:
        return None
    models = tuple(dict.fromkeys(env[name] for name in _MODELS if env.get(name)))
    url = env.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com"
    return Found(name=row.name, url=url, format="anthropic", key=token or key, models=models, bearer=bool(token))


def _codex(row: Row) -> Found | None:
    auth = row.settings.get("auth")
    key = str(auth.get("OPENAI_API_KEY") or "") if isinstance(auth, dict) else ""
    try:
        config = tomllib.loads(str(row.settings.get("config") or ""))
    except tomllib.TOMLDecodeError:
        config = {}
    provider = config.get("model_providers", {}).get(config.get("model_provider", ""), {})
    url = str(provider.get("base_url") or "")
    if not url and not key:
        return None
    format: FormatName = "openai_chat" if provider.get("wire_api") == "chat" else "openai_responses"
    models = (str(config["model"]),) if config.get("model") else ()
    return Found(
        name=f"{row.name}-codex", url=url or "https://api.openai.com/v1", format=format, key=key, models=models
    )


def _gemini(row: Row) -> Found | None:
    env = _env(row.settings)
    if not (key := env.get("GEMINI_API_KEY", "")):
        return None
    url = env.get("GOOGLE_GEMINI_BASE_URL") or "https://generativelanguage.googleapis.com"
    models = (env["GEMINI_MODEL"],) if env.get("GEMINI_MODEL") else ()
    return Found(name=f"{row.name}-gemini", url=url, format="gemini", key=key, models=models)


_READ = {"claude": _claude, "codex": _codex, "gemini": _gemini}


def _env(settings: Mapping[str, Any]) -> dict[str, str]:
    env = settings.get("env")
    return {str(name): str(value) for name, value in env.items()} if isinstance(env, dict) else {}
