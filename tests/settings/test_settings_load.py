"""What a right file means."""

from pathlib import Path
from typing import Any

import pytest

from ccrouter.settings.deployments import KeyRef, Provider, Settings
from ccrouter.settings.file import load, parse

DOCUMENTED = """\
[server]
host = "127.0.0.1"
port = 3456
auth_token = "${CCR_TOKEN}"          # optional; default: a random token made at first start and kept in the keyring

[providers.anthropic]
format = "anthropic"                  # anthropic | openai_chat | openai_responses | gemini
base_url = "https://api.anthropic.com"
api_key = "keyring:anthropic"         # or "${ANTHROPIC_API_KEY}", or a list of several keys
models = ["claude-sonnet-4-5", "claude-haiku-4-5"]

[providers.local]
format = "openai_chat"
base_url = "http://127.0.0.1:11434/v1"
models = ["qwen3-coder"]

[routing]
default = "anthropic/claude-sonnet-4-5"
"""
X = '[providers.x]\nformat = "openai_chat"\nbase_url = "https://x.example/v1"\nmodels = ["m"]\n'


def read(text: str, **env: str) -> Settings:
    return parse(text, Path("config.toml"), env=env)


def provider(text: str, name: str = "x", **env: str) -> Provider:
    return read(text, **env).providers[name]


def test_documented_file() -> None:
    settings = read(DOCUMENTED)
    assert settings.server.token == KeyRef(kind="env", name="CCR_TOKEN", label="${CCR_TOKEN}")
    assert (settings.server.host, settings.server.port, settings.server.max_body) == ("127.0.0.1", 3456, 64 << 20)
    assert settings.routing.default == "anthropic/claude-sonnet-4-5"
    assert list(settings.providers) == ["anthropic", "local", "demo"]
    anthropic, local, demo = settings.providers.values()
    assert anthropic.keys == (KeyRef(kind="keyring", name="anthropic", label="keyring:anthropic"),)
    assert (anthropic.auth, anthropic.models) == ("x-api-key", ("claude-sonnet-4-5", "claude-haiku-4-5"))
    assert anthropic.profile("claude-sonnet-4-5").thinking == "budget"
    assert (local.auth, local.keys[0].kind, local.base_url) == ("none", "none", "http://127.0.0.1:11434/v1")
    assert (demo.demo, demo.format, demo.base_url, demo.models) == (True, "anthropic", "", ("echo",))


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff", '[providers.x]\ncatalog = "openai"\nenabled = false\n'])
def test_without_a_provider_the_demo_answers(text: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    assert load(file, env={}).routing.default == "demo/echo"


def test_missing_file_is_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none" / "config.toml") == read("")


def test_a_provider_called_demo_is_the_users() -> None:
    demo = provider(X.replace("providers.x", "providers.demo"), "demo")
    assert not demo.demo
    assert demo.base_url == "https://x.example/v1"


def test_catalog_entry_needs_nothing_but_its_key() -> None:
    settings = read('[providers.deepseek]\napi_key = "${KEY}"\n[providers.gemini]\n')
    deepseek, gemini = settings.providers["deepseek"], settings.providers["gemini"]
    assert (deepseek.title, deepseek.format, deepseek.auth) == ("DeepSeek", "openai_chat", "bearer")
    assert deepseek.base_url == "https://api.deepseek.com"
    assert settings.routing.default == f"deepseek/{deepseek.models[0]}"
    assert deepseek.profile(deepseek.models[0]).reasoning_back == "tools"
    assert (gemini.auth, gemini.format) == ("x-goog-api-key", "gemini")


def test_format_chooses_among_the_entrys_endpoints() -> None:
    glm = provider('[providers.glm]\nformat = "anthropic"\n', "glm")
    assert (glm.base_url, glm.auth) == ("https://api.z.ai/api/anthropic", "bearer")
    by_url = provider('[providers.x]\nbase_url = "https://api.z.ai/api/anthropic/"\n')
    assert (by_url.format, by_url.base_url) == ("anthropic", "https://api.z.ai/api/anthropic")


def test_host_finds_the_entry_for_a_provider_of_another_name() -> None:
    text = '[providers.x]\nformat = "openai_chat"\nbase_url = "https://api.mistral.ai/v1"\n'
    assert provider(text).profile("any").tool_id == "mistral"
    assert provider(text).title == "x"
    plain = provider(text + 'catalog = ""\nmodels = ["m"]\n')
    assert plain.profile("any").tool_id == "any"


def test_custom_provider_needs_only_format_and_base_url() -> None:
    x = provider(X)
    assert (x.auth, x.keys[0].kind, x.connect_timeout) == ("none", "none", 10.0)
    assert provider(X + 'api_key = "keyring:x"\n').auth == "bearer"
    assert provider(X + 'api_key = "keyring:x"\nauth = "api-key"\nconnect_timeout = 3\n').auth == "api-key"


@pytest.mark.parametrize(
    ("text", "env", "label"),
    [
        ("", {}, "keyring:openai"),
        ("", {"OPENAI_API_KEY": "k"}, "${OPENAI_API_KEY}"),
        ("", {"OPENAI_API_KEY": ""}, "keyring:openai"),
        ('api_key = "client"', {"OPENAI_API_KEY": "k"}, "the client's own"),
        ('base_url = "https://api.openai.com/v1"', {"OPENAI_API_KEY": "k"}, "${OPENAI_API_KEY}"),
        # a key that happens to be in the environment is not for strangers
        ('base_url = "https://elsewhere.example/v1"', {"OPENAI_API_KEY": "k"}, "not needed"),
    ],
)
def test_key_nobody_named(text: str, env: dict[str, str], label: str) -> None:
    assert [key.label for key in provider(f"[providers.openai]\n{text}\n", "openai", **env).keys] == [label]


def test_several_keys() -> None:
    keys = provider(X + 'api_key = ["keyring:a", "${B}"]\n').keys
    assert [(key.kind, key.name) for key in keys] == [("keyring", "a"), ("env", "B")]


def test_profile_is_laid_in_layers() -> None:
    text = """\
[providers.anthropic]
models = ["claude-sonnet-4-5", "new-model"]
profile = { images = false }
profiles."claude-*" = { context = 5, efforts = ["low"] }
profiles."odd[1m]" = { context = 6 }
"""
    anthropic = provider(text, "anthropic")
    listed, unlisted = anthropic.profile("claude-sonnet-4-5"), anthropic.profile("claude-haiku-4-5-20251001")
    assert (listed.context, listed.thinking, listed.efforts, listed.images) == (5, "budget", ("low",), False)
    assert unlisted == listed
    assert anthropic.profile("odd[1m]").context == 6
    assert (anthropic.profile("new-model").thinking, anthropic.profile("new-model").documents) == ("adaptive", True)


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("anthropic", {"max_tokens_required": True, "cache_marks": True, "tool_id": "anthropic", "thinking": "budget"}),
        ("openai_chat", {"thinking": "none", "tool_id": "any", "cache_marks": False}),
        ("openai_responses", {"thinking": "effort", "custom_tools": True, "tool_id": "openai"}),
        ("gemini", {"schema": "gemini", "thinking": "budget"}),
    ],
)
def test_unknown_endpoint_gets_what_its_format_tells(format: str, expected: dict[str, Any]) -> None:
    profile = provider(X.replace("openai_chat", format)).profile("m")
    assert {field: getattr(profile, field) for field in expected} == expected


@pytest.mark.parametrize("written", ["x/m", "x,m", "m"])
def test_default_is_written_in_any_of_three_ways(written: str) -> None:
    assert read(X + f'[routing]\ndefault = "{written}"\n').routing.default == "x/m"


def test_model_names_may_hold_slashes() -> None:
    text = X.replace('"m"', '"a/b"') + '[routing]\ndefault = "a/b"\naliases = { fast = "x/c/d", slow = "x,a/b" }\n'
    assert read(text).routing.default == "x/a/b"
    assert read(text).routing.aliases == {"fast": "x/c/d", "slow": "x/a/b"}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_own_addresses(host: str) -> None:
    assert read(f'[server]\nhost = "{host}"\n').server.host == host


def test_what_is_dangerous_works_when_said_twice() -> None:
    assert read('[server]\nhost = "0.0.0.0"\nallow_remote = true\n').server.host == "0.0.0.0"
    assert provider(X.replace("https:", "http:") + "insecure = true\n").base_url == "http://x.example/v1"
    assert provider(X.replace("https://x.example", "http://localhost:1234")).base_url == "http://localhost:1234/v1"


def test_token_may_be_in_the_keyring() -> None:
    assert read('[server]\nauth_token = "keyring:ccr-token"\n').server.token == KeyRef(
        kind="keyring", name="ccr-token", label="keyring:ccr-token"
    )
