"""The shipped catalog is complete and right, and its entries merge as they say."""

import tomllib
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from ccrouter.ir.profile import FORMATS, Profile
from ccrouter.resources import resource
from ccrouter.settings.catalog import Entry, catalog, entry_at, profile_for, read
from ccrouter.settings.endpoints import is_local

ENTRIES = list(catalog().values())
PROMISED = {
    "anthropic", "openai", "gemini", "qwen", "qwen-cn", "glm", "glm-cn", "deepseek", "moonshot", "minimax", "openrouter",
    "groq", "mistral", "xai", "together", "fireworks", "cerebras", "azure-openai", "ollama", "lmstudio", "llamacpp", "vllm",
}  # fmt: skip


def named(entry: Entry) -> str:
    return entry.name


def test_every_promised_provider_is_there() -> None:
    assert set(catalog()) >= PROMISED


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_addresses(entry: Entry) -> None:
    assert entry.title
    assert entry.formats
    for url in entry.formats.values():
        assert is_local(url) if entry.local else url.startswith("https://")
        assert not url.endswith("/")
    if not entry.local:
        assert urlsplit(entry.key_page).scheme == "https"
        assert entry.env
    assert len(set(entry.models)) == len(entry.models)


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_every_profile_is_made_of_real_fields_with_right_values(entry: Entry) -> None:
    class Strict(Profile, forbid_unknown_fields=True):
        pass

    for fields in (entry.profile, *(rule.profile for rule in entry.rules)):
        msgspec.convert(fields, Strict)
    for format in entry.formats:
        for model in ("", *entry.models):
            profile = profile_for(entry, format, model)
            assert (profile.max_output or 0) <= (profile.context or 10**9)


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if not entry.local and entry.models], ids=named)
def test_first_model_has_a_known_context(entry: Entry) -> None:
    """All but two gateways, whose models are others', and one provider that does not publish it."""
    known = profile_for(entry, next(iter(entry.formats)), entry.models[0]).context
    assert known or entry.name in {"openrouter", "fireworks", "glm", "glm-cn", "glm-coding"}


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_thinking_is_said_in_words_the_format_has(entry: Entry) -> None:
    words = {
        "anthropic": {"none", "adaptive", "budget"},
        "openai_chat": {"none", "effort", "switch", "enable_thinking", "openrouter"},
        "openai_responses": {"none", "effort"},
        "gemini": {"none", "budget", "level"},
    }
    for format in entry.formats:
        for model in ("", *entry.models):
            assert profile_for(entry, format, model).thinking in words[format], (format, model)


@pytest.mark.parametrize(
    ("name", "format", "model", "expected"),
    [
        (
            "anthropic",
            "anthropic",
            "claude-opus-5-5",
            {"thinking": "adaptive", "max_output": 128_000, "cache_marks": True},
        ),
        ("anthropic", "anthropic", "claude-sonnet-4-6", {"thinking": "adaptive", "refuses": ()}),
        ("anthropic", "anthropic", "claude-sonnet-4-5-20250929", {"thinking": "budget", "max_output": 64_000}),
        ("anthropic", "anthropic", "claude-opus-4-20250514", {"max_output": 32_000, "output": "none"}),
        ("anthropic", "anthropic", "claude-3-5-sonnet-20241022", {"thinking": "none", "max_output": 8192}),
        ("openai", "openai_chat", "gpt-5-mini", {"max_tokens_name": "max_completion_tokens", "thinking": "effort"}),
        ("openai", "openai_chat", "gpt-5.1-codex-max", {"efforts": ("none", "low", "medium", "high", "xhigh")}),
        ("openai", "openai_chat", "gpt-6-luna", {"thinking": "none"}),
        ("openai", "openai_responses", "gpt-6.2-sol", {"efforts": ("low", "medium", "high", "xhigh", "max")}),
        ("openai", "openai_chat", "o3-mini", {"system_role": "developer", "parallel_tools": False}),
        ("openai", "openai_chat", "gpt-4o-mini", {"thinking": "none", "refuses": ("top_k",), "system_role": "system"}),
        ("azure-openai", "openai_chat", "gpt-5", {"system_role": "developer"}),
        ("gemini", "gemini", "gemini-2.5-pro", {"thinking": "budget", "max_thinking": 32_768, "schema": "gemini"}),
        ("gemini", "gemini", "gemini-3.8-flash", {"thinking": "level", "efforts": ("low", "medium", "high")}),
        ("gemini", "openai_chat", "gemini-2.5-pro", {"thinking": "effort"}),
        ("qwen", "openai_chat", "qwen3.7-max", {"thinking": "enable_thinking"}),
        ("qwen-cn", "openai_chat", "qwen3-coder-plus", {"thinking": "none"}),
        ("glm", "openai_chat", "glm-5.2", {"thinking": "switch", "reasoning_back": "tools", "context": 1_000_000}),
        ("glm", "anthropic", "glm-5.2", {"thinking": "budget", "tool_id": "anthropic"}),
        ("deepseek", "openai_chat", "deepseek-v4-pro", {"thinking": "switch", "reasoning_back": "tools"}),
        ("moonshot", "openai_chat", "kimi-k3", {"thinking": "effort", "efforts": ("low", "high", "max")}),
        ("moonshot", "openai_chat", "kimi-k2.6", {"thinking": "switch"}),
        ("mistral", "openai_chat", "codestral-latest", {"tool_id": "mistral", "stream_usage": False}),
        ("openrouter", "openai_chat", "x", {"thinking": "openrouter", "cache_marks": True}),
        ("xai", "openai_responses", "grok-4.3", {"thinking": "none"}),
    ],
)
def test_known_quirk(name: str, format: Any, model: str, expected: dict[str, Any]) -> None:
    profile = profile_for(catalog()[name], format, model)
    assert {field: getattr(profile, field) for field in expected} == expected


def test_every_rule_matters() -> None:
    """A rule whose globs match nothing that exists is a typing error: each must match a listed model or name a known one."""
    unlisted = {
        "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-1", "claude-opus-4-0", "claude-sonnet-4-0", "claude-3-5-sonnet",
        "claude-opus-4-5", "gpt-5.1", "gpt-5.1-codex-max", "gpt-5.2", "gpt-4o", "o3", "gemini-2.0-flash", "glm-5", "qwen3-max",
    }  # fmt: skip
    for entry in ENTRIES:
        for rule in entry.rules:
            models = {*entry.models, *catalog()["openai"].models, *unlisted}
            fields = msgspec.structs.replace(
                entry, rules=(msgspec.structs.replace(rule, profile={"system_prompt": "hit"}),)
            )
            format = next(format for format in rule.formats if format in entry.formats)
            assert any(profile_for(fields, format, model).system_prompt for model in models), (entry.name, rule.models)


def test_later_rules_and_the_users_layers_win() -> None:
    text = """\
[base]
title = "B"
formats = { openai_chat = "https://b.example/v1", gemini = "https://b.example" }
profile = { context = 1, images = false }
rules = [ { models = ["m*"], profile = { context = 2 } }, { formats = ["gemini"], profile = { context = 3 } } ]
[cn]
like = "base"
title = "C"
"""
    entry = read(text)["cn"]
    assert (entry.name, entry.title, list(entry.formats)) == ("cn", "C", ["openai_chat", "gemini"])
    assert profile_for(entry, "openai_chat", "x").context == 1
    assert profile_for(entry, "openai_chat", "m1").context == 2
    assert profile_for(entry, "gemini", "m1").context == 3
    assert profile_for(entry, "gemini", "m1", [("m?", {"context": 4})]).context == 4
    assert not profile_for(entry, "openai_chat", "m1").images


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://API.openai.com", "openai"),
        ("https://api.z.ai/api/paas/v4/", "glm"),
        ("https://api.z.ai/api/coding/paas/v4", "glm-coding"),
        ("http://localhost:11434/v1", "ollama"),
        ("http://127.0.0.1:9999/v1", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_entry_at(url: str, name: str | None) -> None:
    found = entry_at(url)
    assert (found.name if found else None) == name


def test_unknown_words_in_the_catalog_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        read('[x]\ntitle = "X"\nformats.gemini = "https://x"\nkeypage = "https://x"\n')
    with pytest.raises(msgspec.ValidationError):
        read('[x]\ntitle = "X"\nformats.genimi = "https://x"\n')


def test_the_file_keeps_to_known_formats() -> None:
    tables = tomllib.loads(resource("providers.toml").read_text(encoding="utf-8"))
    assert {format for table in tables.values() for format in table["formats"]} <= set(FORMATS)
