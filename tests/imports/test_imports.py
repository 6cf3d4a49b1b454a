"""Settings of other routers, in the forms their documentation shows: what becomes of each part, and that no key gets lost or shown."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ccrouter.imports.draft import Draft, guess_format
from ccrouter.imports.sources import known_places, read
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import preview
from ccrouter.trouble import Trouble

V2 = """{
  // comments are allowed there
  "APIKEY": "secret-of-clients",
  "HOST": "0.0.0.0",
  "CUSTOM_ROUTER_PATH": "/home/me/router.js",
  "Providers": [
    {"name": "openrouter", "api_base_url": "https://openrouter.ai/api/v1/chat/completions", "api_key": "sk-or-literal-1",
     "models": ["anthropic/claude-sonnet-4"], "transformer": {"use": ["openrouter"]}},
    {"name": "deepseek", "api_base_url": "https://api.deepseek.com/chat/completions", "api_key": "$DEEPSEEK_API_KEY",
     "models": ["deepseek-chat", "deepseek-reasoner"],
     "transformer": {"use": ["deepseek"], "deepseek-chat": {"use": ["tooluse", ["maxtoken", {"max_tokens": 8192}]]}}},
    {"name": "ollama", "api_base_url": "http://localhost:11434/v1/chat/completions", "api_key": "ollama", "models": ["qwen:7b"]},
    {"name": "gemini", "api_base_url": "https://generativelanguage.googleapis.com/v1beta/models/", "api_key": "${FROM_DOTENV}",
     "models": ["gemini-2.5-pro"], "transformer": {"use": ["gemini"]}},
    {"name": "my own!", "api_base_url": "https://example.com/v1/messages", "api_key": "sk-xxx", "models": ["m"],
     "transformer": {"use": ["Anthropic", "my-script"]}},
    {"name": "lan", "api_base_url": "http://192.168.0.9:8000/v1/chat/completions", "api_key": "", "models": ["x"]},
  ],
  "Router": {
    "default": "deepseek,deepseek-chat", "background": "ollama,qwen:7b", "think": "deepseek,deepseek-reasoner",
    "longContext": "openrouter,anthropic/claude-sonnet-4", "longContextThreshold": 80000, "webSearch": "gemini,gemini-2.5-pro",
    "image": "lan,x",
  },
  "fallback": {"default": ["openrouter,anthropic/claude-sonnet-4"], "think": ["gemini,gemini-2.5-pro"]},
}"""


def imported(
    tmp_path: Path, text: str, name: str = "config.json", dotenv: str = "", existing: set[str] | None = None
) -> Draft:
    file = tmp_path / name
    file.write_text(text)
    if dotenv:
        (tmp_path / ".env").write_text(dotenv)
    return read(file, existing or set(), tmp_path)


def settings(draft: Draft, tmp_path: Path) -> Settings:
    """The changes make valid settings of an empty file."""
    return preview(tmp_path / "ours.toml", draft.changes, env={"DEEPSEEK_API_KEY": "k"}).settings


def test_options_of_transformers_are_not_dropped_in_silence(tmp_path: Path) -> None:
    options = {"referer": "https://example.com", "providerOrder": []}
    use = [["openrouter", options], [], 7, ["maxtoken", {"max_tokens": 65536}], "enhancetool"]
    one = {
        "name": "a",
        "api_base_url": "https://a.example/v1/chat/completions",
        "models": ["m"],
        "transformer": {"use": use},
    }
    draft = imported(tmp_path, json.dumps({"Providers": [one]}))
    assert "without referer" in why(draft, "transformer openrouter of a")
    assert draft.changes["providers", "a"]["profile"] == {"max_output": 65536}


def why(draft: Draft, what: str) -> str:
    return next(line for line in draft.left if line.startswith(f"{what}:"))


def test_claude_code_router_v2(tmp_path: Path) -> None:
    draft = imported(tmp_path, V2, dotenv="FROM_DOTENV='g-key' # mine\nOTHER=x\n")
    made = settings(draft, tmp_path)
    providers = made.providers
    assert set(providers) == {"openrouter", "deepseek", "ollama", "gemini", "my-own", "demo"}
    assert providers["openrouter"].base_url == "https://openrouter.ai/api/v1"
    assert providers["deepseek"].base_url == "https://api.deepseek.com"
    assert providers["deepseek"].keys[0].label == "${DEEPSEEK_API_KEY}"
    assert providers["deepseek"].profile("deepseek-chat").max_output == 8192
    assert providers["gemini"].format == "gemini"
    assert providers["gemini"].base_url == "https://generativelanguage.googleapis.com"
    assert providers["my-own"].format == "anthropic"
    assert providers["ollama"].keys[0].kind == "none"
    assert draft.keys == {"openrouter": "sk-or-literal-1", "gemini": "g-key"}

    routing = made.routing
    assert routing.default == "deepseek/deepseek-chat"
    assert {name: route.models for name, route in routing.scenarios.items()} == {
        "default": ("deepseek/deepseek-chat",),
        "background": ("ollama/qwen:7b",),
        "think": ("deepseek/deepseek-reasoner", "gemini/gemini-2.5-pro"),
        "long_context": ("openrouter/anthropic/claude-sonnet-4",),
        "web_search": ("gemini/gemini-2.5-pro",),
    }
    assert routing.long_context == 80_000
    assert routing.fallback == ("openrouter/anthropic/claude-sonnet-4",)

    assert "readable to another machine" in why(draft, "provider lan")
    assert "no provider that was taken" in why(draft, "Router.image = lan,x")
    assert "[[routing.rules]]" in why(draft, "CUSTOM_ROUTER_PATH")
    assert "program" in why(draft, "transformer my-script of my own!")
    assert "ccr key set my-own" in why(draft, "key of my-own")


def test_no_key_is_shown_anywhere(tmp_path: Path) -> None:
    draft = imported(tmp_path, V2, dotenv="FROM_DOTENV=g-key\n")
    shown = f"{draft!r} {draft.taken} {draft.left} {draft.changes}"
    for secret in ("sk-or-literal-1", "g-key", "secret-of-clients"):
        assert secret not in shown


def test_claude_code_router_v3(tmp_path: Path) -> None:
    config = {
        "Providers": [
            {"name": "DeepSeek", "type": "anthropic_messages", "api_base_url": "https://api.deepseek.com/anthropic/v1/messages",
             "credentials": [{"api_key": "k1"}, {"api_key": "k2"}], "models": ["deepseek-chat", "deepseek-reasoner"]},
            {"name": "OpenAI", "type": "openai_responses", "baseUrl": "https://api.openai.com/v1", "apiKey": "k3",
             "models": ["gpt-5"], "enabled": False},
        ],
        "Router": {
            "fallback": {"mode": "model-chain", "models": ["DeepSeek/deepseek-reasoner"], "retryCount": 1},
            "rules": [
                {"id": "1", "name": "gpt", "type": "model-prefix", "pattern": "gpt-", "target": "DeepSeek/deepseek-chat", "enabled": True},
                {"id": "2", "name": "head", "type": "condition", "enabled": True,
                 "condition": {"left": "request.header.x", "operator": "==", "right": "1"}},
                {"id": "3", "name": "off", "type": "condition", "enabled": False},
            ],
        },
        "profile": {"profiles": [{"agent": "claude-code", "enabled": True, "model": "DeepSeek/deepseek-chat"}]},
    }  # fmt: skip
    file = tmp_path / "config.sqlite"
    connection = sqlite3.connect(file)
    connection.execute(
        "create table app_config (key text primary key, value_json text not null, updated_at text not null)"
    )
    connection.execute("insert into app_config values ('default', ?, '2026-11-01')", [json.dumps(config)])
    connection.commit()
    connection.close()

    draft = read(file, set(), tmp_path)
    made = settings(draft, tmp_path)
    assert made.providers["DeepSeek"].format == "anthropic"
    assert made.providers["DeepSeek"].base_url == "https://api.deepseek.com/anthropic"
    assert made.providers["OpenAI"].format == "openai_responses"
    assert not made.providers["OpenAI"].enabled
    assert made.routing.default == "DeepSeek/deepseek-chat"
    assert made.routing.fallback == ("DeepSeek/deepseek-reasoner",)
    assert made.routing.rules[0].when == 'request.model.startsWith("gpt-")'
    assert draft.keys == {"DeepSeek": "k1", "DeepSeek-2": "k2", "OpenAI": "k3"}
    assert [key.label for key in made.providers["DeepSeek"].keys] == ["keyring:DeepSeek", "keyring:DeepSeek-2"]
    assert "[[routing.rules]]" in why(draft, "rule head")
    assert "switched off" in why(draft, "rule off")


SWITCH = [
    ("claude", "DeepSeek", {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com/anthropic", "ANTHROPIC_AUTH_TOKEN": "k1",
                                    "ANTHROPIC_MODEL": "deepseek-chat", "ANTHROPIC_DEFAULT_HAIKU_MODEL": "deepseek-flash"}}, 1),
    ("claude", "Official", {"env": {}}, 0),
    ("codex", "OpenAI", {"auth": {"OPENAI_API_KEY": "k2"}, "config": 'model = "gpt-5"\n'}, 1),
    ("codex", "Relay", {"auth": {"OPENAI_API_KEY": "k3"}, "config": 'model = "m"\nmodel_provider = "r"\n[model_providers.r]\n'
                                                                    'base_url = "https://relay.example/v1"\nwire_api = "chat"\n'}, 0),
    ("gemini", "Google", {"env": {"GEMINI_API_KEY": "k4", "GEMINI_MODEL": "gemini-2.5-pro"}}, 1),
    ("grokbuild", "Other", {}, 0),
]  # fmt: skip


def switch_database(tmp_path: Path) -> Path:
    file = tmp_path / "cc-switch.db"
    connection = sqlite3.connect(file)
    connection.execute(
        "create table providers (id text, app_type text, name text, settings_config text, is_current boolean)"
    )
    rows = [(str(n), app, name, json.dumps(config), now) for n, (app, name, config, now) in enumerate(SWITCH)]
    connection.executemany("insert into providers values (?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return file


def switch_json(tmp_path: Path) -> Path:
    config: dict[str, Any] = {"version": 2}
    for number, (app, name, given, current) in enumerate(SWITCH):
        part = config.setdefault(app, {"providers": {}, "current": ""})
        part["providers"][str(number)] = {"id": str(number), "name": name, "settingsConfig": given}
        part["current"] = str(number) if current else part["current"]
    file = tmp_path / "config.json"
    file.write_text(json.dumps(config))
    return file


@pytest.mark.parametrize("make", [switch_database, switch_json])
def test_cc_switch(tmp_path: Path, make: Any) -> None:
    draft = read(make(tmp_path), set(), tmp_path)
    made = settings(draft, tmp_path)
    assert set(made.providers) == {"DeepSeek", "OpenAI-codex", "Relay-codex", "Google-gemini", "demo"}
    assert made.providers["DeepSeek"].base_url == "https://api.deepseek.com/anthropic"
    assert made.providers["OpenAI-codex"].format == "openai_responses"
    assert (made.providers["Relay-codex"].format, made.providers["Relay-codex"].models) == ("openai_chat", ("m",))
    assert made.providers["Google-gemini"].format == "gemini"
    assert made.routing.default == "DeepSeek/deepseek-chat"
    assert made.routing.scenarios["background"].models == ("DeepSeek/deepseek-flash",)
    assert set(draft.keys.values()) == {"k1", "k2", "k3", "k4"}
    assert 'api_key = "client"' in why(draft, "Official (claude)")
    assert "not known" in why(draft, "Other (grokbuild)")


LITELLM = """
model_list:
  - model_name: gpt-4o
    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY, rpm: 480}
  - model_name: smart
    litellm_params: {model: anthropic/claude-sonnet-4-5, api_key: sk-ant-literal}
  - model_name: pool
    litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: os.environ/GROQ_API_KEY}
  - model_name: pool
    litellm_params: {model: openai/my-llama, api_base: http://127.0.0.1:8000/v1, api_key: none}
  - model_name: local
    litellm_params: {model: ollama_chat/qwen3, api_base: "http://localhost:11434"}
  - model_name: cloud
    litellm_params: {model: bedrock/anthropic.claude-v2}
  - litellm_params: {}
litellm_settings:
  num_retries: 3
  fallbacks: [{"gpt-4o": ["smart"]}]
  context_window_fallbacks: [{"gpt-4o": ["smart"]}]
router_settings:
  routing_strategy: latency-based-routing
general_settings:
  master_key: sk-1234
"""


def test_litellm(tmp_path: Path) -> None:
    draft = imported(tmp_path, LITELLM, "config.yaml")
    made = settings(draft, tmp_path)
    assert made.providers["openai"].base_url == "https://api.openai.com/v1"
    assert made.providers["openai"].keys[0].label == "${OPENAI_API_KEY}"
    assert made.providers["openai-2"].base_url == "http://127.0.0.1:8000/v1"
    assert made.providers["ollama"].base_url == "http://localhost:11434/v1"
    assert made.routing.aliases == {"smart": "anthropic/claude-sonnet-4-5", "local": "ollama/qwen3"}
    assert made.routing.routes["pool"].models == ("groq/llama-3.3-70b-versatile", "openai-2/my-llama")
    assert made.routing.fallback == ("anthropic/claude-sonnet-4-5",)
    assert made.routing.strategy == "performance"
    assert made.routing.limits["openai"].rpm == 480
    assert made.routing.retry.same == 3
    assert draft.keys == {"anthropic": "sk-ant-literal"}
    assert "bedrock" in why(draft, "model cloud")
    assert "no model" in why(draft, "an entry of model_list")
    assert "sk-1234" not in str(draft.left)


def test_providers_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    draft = imported(tmp_path, V2, existing={"deepseek"})
    assert ("providers", "deepseek") not in draft.changes
    assert "stays as it is" in why(draft, "provider deepseek")
    assert draft.changes["routing", "default"] == "deepseek/deepseek-chat"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("config.json", "{", "not valid JSON in line 1"),
        ("config.json", "{}", "no providers"),
        ("config.yaml", "a: [", "not valid YAML"),
        ("config.yaml", "- a", "no providers"),
        ("gone.json", None, "cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_said(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(Trouble, match=words):
        read(tmp_path / name, set(), tmp_path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("create table things (id text)")
    connection.commit()
    connection.close()
    with pytest.raises(Trouble, match="another program"):
        read(tmp_path / "other.db", set(), tmp_path)


def test_where_they_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / ".claude-code-router"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    assert known_places(tmp_path, {}) == [folder / "config.json"]
    (folder / "config.sqlite").touch()  # v3 no longer reads the older file
    assert known_places(tmp_path, {}) == [folder / "config.sqlite"]


@pytest.mark.parametrize(
    ("url", "format"),
    [
        ("https://api.anthropic.com/v1/messages", "anthropic"),
        ("https://api.deepseek.com/anthropic", "anthropic"),
        ("https://api.openai.com/v1/responses", "openai_responses"),
        ("https://generativelanguage.googleapis.com/v1beta/models/", "gemini"),
        ("https://example.com/v1/chat/completions", "openai_chat"),
    ],
)
def test_the_format_follows_from_the_address(url: str, format: str) -> None:
    assert guess_format(url) == format
