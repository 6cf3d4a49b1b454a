"""Settings of other routers with every key their documentation and schemas name: each is taken, or said to be left."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ccrouter.imports.draft import Draft
from ccrouter.imports.sources import read
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import preview


def imported(tmp_path: Path, text: str, name: str = "config.json") -> Draft:
    (tmp_path / name).write_text(text)
    return read(tmp_path / name, set(), tmp_path)


def settings(draft: Draft, tmp_path: Path) -> Settings:
    return preview(tmp_path / "ours.toml", draft.changes, env={}).settings


def why(draft: Draft, what: str) -> str:
    return next(line for line in draft.left if line.startswith(what))


def chat(name: str, **more: Any) -> dict[str, Any]:
    url = f"https://{name}.example/v1/chat/completions"
    return {"name": name, "api_base_url": url, "api_key": f"key-of-{name}", "models": ["m1", "m2"], **more}


def test_router_v1_and_v2(tmp_path: Path) -> None:
    config = {
        "PROXY_URL": "http://127.0.0.1:7890", "LOG": True, "LOG_LEVEL": "debug", "APIKEY": "of-clients", "HOST": "0.0.0.0",
        "PORT": 3456, "API_TIMEOUT_MS": 600000, "HOT_RELOAD": True, "NON_INTERACTIVE_MODE": False,
        "CUSTOM_ROUTER_PATH": "$HOME/router.js", "StatusLine": {"enabled": True}, "forceUseImageAgent": True,
        "transformers": [{"path": "/tmp/mine.js", "options": {}}],
        "Providers": [
            chat("one", transformer={"use": [["maxtoken", {"max_tokens": 4096}], "enhancetool"], "m2": {"use": ["reasoning"]}}),
            chat("two", transformer={"use": ["maxcompletiontokens", "cleancache"]}),
            {"NAME": "three", "HOST": "https://three.example/v1", "APIKEY": "key-of-three", "MODELS": ["m3"],
             "transformers": ["anthropic"]},
        ],
        "Router": {
            "default": "one,m1", "background": "one,m2", "think": "two,m1", "longContext": "two,m2", "longContextThreshold": 60000,
            "webSearch": "three,m3", "image": "two,m2",
        },
        "fallback": {"default": ["two,m1"], "background": ["two,m2", "three,m3"], "think": [], "webSearch": ["one,m1", "gone,m"]},
    }  # fmt: skip
    draft = imported(tmp_path, json.dumps(config))
    made = settings(draft, tmp_path)
    assert made.providers["one"].profile("m1").max_output == 4096
    assert made.providers["two"].profile("m1").max_tokens_name == "max_completion_tokens"
    assert (made.providers["three"].format, made.providers["three"].models) == ("anthropic", ("m3",))
    assert draft.keys == {name: f"key-of-{name}" for name in ("one", "two", "three")}
    assert {name: route.models for name, route in made.routing.scenarios.items()} == {
        "default": ("one/m1",),
        "background": ("one/m2", "two/m2", "three/m3"),
        "think": ("two/m1",),
        "long_context": ("two/m2",),
        "web_search": ("three/m3", "one/m1"),
        "image": ("two/m2",),
    }
    assert made.routing.fallback == ("two/m1",)
    assert made.routing.long_context == 60_000
    for key in (
        "PROXY_URL",
        "APIKEY",
        "HOST",
        "PORT",
        "API_TIMEOUT_MS",
        "CUSTOM_ROUTER_PATH",
        "forceUseImageAgent",
        "transformers",
    ):
        assert why(draft, f"{key}: ")
    assert "that program itself" in why(draft, "LOG, LOG_LEVEL, HOT_RELOAD, NON_INTERACTIVE_MODE, StatusLine")
    assert "no provider that was taken" in why(draft, "fallback.webSearch = gone,m")


def test_a_single_model_as_fallback(tmp_path: Path) -> None:
    config = {"Providers": [chat("one")], "Router": {"default": "one,m1", "fallback": "one,m2"}}
    assert settings(imported(tmp_path, json.dumps(config)), tmp_path).routing.fallback == ("one/m2",)


def test_the_template_made_for_it_with_its_env_file(tmp_path: Path) -> None:
    """Its Gemini speaks OpenAI's format whatever its transformer is called; its .env comes with places to fill in."""
    config = {
        "_comment": "a note", "LOG": True, "CUSTOM_ROUTER_PATH": "$HOME/.claude-code-router/intent-router.js",
        "Providers": [
            {"name": "gemini", "api_base_url": "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
             "api_key": "$GEMINI_API_KEY", "models": ["flash"], "transformer": {"use": ["gemini"]},
             "priority": 1, "description": "cheap", "estimatedCost": "$0.1"},
            {"name": "glm", "api_base_url": "https://api.z.ai/api/anthropic", "api_key": "$GLM_API_KEY", "models": ["glm"],
             "transformer": {"use": []}},
            {"name": "anthropic", "api_base_url": "https://api.anthropic.com/v1/messages", "api_key": "$ANTHROPIC_API_KEY",
             "models": ["sonnet"], "transformer": {"use": ["Anthropic"]}},
        ],
        "Router": {"default": "gemini,flash", "think": "anthropic,sonnet", "CostOptimization": {"enabled": True}},
        "BudgetManagement": {"dailyLimit": 10.0, "monthlyLimit": 100.0, "alertThreshold": 0.8, "trackByProvider": True},
        "CostTracking": {"enabled": True}, "description": "a template",
    }  # fmt: skip
    (tmp_path / ".env").write_text(
        "# keys\nexport GEMINI_API_KEY='g-key'\nGLM_API_KEY=...\nANTHROPIC_API_KEY=sk-ant-...\n"
    )
    draft = imported(tmp_path, json.dumps(config))
    made = settings(draft, tmp_path)
    gemini = made.providers["gemini"]
    assert (gemini.format, gemini.base_url) == (
        "openai_chat",
        "https://generativelanguage.googleapis.com/v1beta/openai",
    )
    assert (made.providers["glm"].format, made.providers["anthropic"].format) == ("anthropic", "anthropic")
    assert draft.keys == {"gemini": "g-key"}
    assert "ccr key set glm" in why(draft, "key of glm")
    assert "ccr key set anthropic" in why(draft, "key of anthropic")
    budgets = {budget.name: budget for budget in made.budgets}
    assert (budgets["daily"].nanos, budgets["monthly"].nanos) == (10_000_000_000, 100_000_000_000)
    assert budgets["daily"].alerts == (80, 100)
    assert "not known" in why(draft, "Router.CostOptimization")
    assert not any(line.startswith("_comment") for line in draft.left)


def v3(tmp_path: Path, config: dict[str, Any]) -> Draft:
    file = tmp_path / "config.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(
        "create table app_config (key text primary key, value_json text not null, updated_at text not null);"
        "create table api_keys (id text primary key, name text, encrypted_key text not null, encryption text, created_at text);"
        "create table runtime_state (key text primary key, value_json text not null, updated_at text not null);"
    )
    connection.execute("insert into app_config values ('default', ?, '2026-11-01')", [json.dumps(config)])
    connection.commit()
    connection.close()
    return read(file, set(), tmp_path)


def test_router_v3_providers(tmp_path: Path) -> None:
    one = {
        "id": "p1", "name": "One", "type": "openai_chat_completions", "baseUrl": "https://one.example/v1", "apikey": "k1",
        "credentials": [{"id": "c2", "label": "second", "apiKey": "k2", "priority": 1}, {"apiKey": "k3", "enabled": False}],
        "models": ["m1", "m2"], "icon": "x", "account": {}, "billing": {}, "autoFetchModels": True, "modelDisplayNames": {"m1": "M"},
        "extraHeaders": {"x-team": "blue", "Authorization": "Bearer secret-header"}, "extraBody": {"top_k": 1}, "region": "eu",
        "capabilities": [{"type": "openai_chat_completions", "baseUrl": "https://one.example/v1"},
                         {"type": "anthropic_messages", "baseUrl": "https://one.example"}],
        "modelMetadata": {
            "m1": {"contextWindow": 200000, "maxOutputTokens": 8192, "capabilities": {"imageInput": False},
                   "pricing": {"inputUsdPerMillionTokens": 1.5, "outputUsdPerMillionTokens": 6, "cacheReadUsdPerMillionTokens": 0.1,
                               "cacheWriteUsdPerMillionTokens": 2}},
            "m2": {"pricing": {"inputUsdPerMillionTokens": 1}},
        },
    }  # fmt: skip
    google = {
        "name": "G",
        "type": "gemini_interactions",
        "baseUrl": "https://generativelanguage.googleapis.com",
        "models": ["g"],
    }
    other = {"name": "O", "type": "carrier_pigeon", "baseUrl": "https://o.example/v1", "models": ["o"]}
    draft = v3(
        tmp_path, {"Providers": [one, google, other], "Router": {"rules": []}, "theme": "dark", "trayIcon": "random"}
    )
    made = settings(draft, tmp_path)
    assert [key.label for key in made.providers["One"].keys] == ["keyring:One", "keyring:One-2"]
    assert draft.keys == {"One": "k1", "One-2": "k2"}
    assert dict(made.providers["One"].headers) == {"x-team": "blue"}
    profile = made.providers["One"].profile("m1")
    assert (profile.context, profile.max_output, profile.images) == (200_000, 8192, False)
    assert draft.changes["prices", "One/m1"] == {"input": 1.5, "output": 6, "cache_read": 0.1, "cache_write": 2}
    assert ("prices", "One/m2") not in draft.changes  # half a price is none
    assert made.providers["G"].format == "gemini"
    assert made.providers["O"].format == "openai_chat"
    for line in (
        "extraBody of One",
        "capabilities of One",
        "region of One",
        "header Authorization",
        "type carrier_pigeon of O",
    ):
        assert why(draft, line)
    assert "that program itself" in why(draft, "theme, trayIcon")
    assert "secret-header" not in f"{draft.left} {draft.taken} {draft.changes}"


@pytest.mark.parametrize(
    ("rule", "when"),
    [
        ({"type": "model-prefix", "pattern": "gpt-"}, 'request.model.startsWith("gpt-")'),
        ({"type": "long-context", "threshold": 100000}, "task.tokens > 100000"),
        ({"type": "long-context"}, "task.tokens > 200000"),
        ({"type": "image"}, "task.images"),
        ({"type": "thinking"}, "task.thinking"),
        ({"type": "web-search"}, "task.web_search"),
        ({"type": "subagent"}, "task.subagent"),
        ({"condition": ("request.body.model", "==", "a")}, 'request.model == "a"'),
        ({"condition": ("request.body.model", "starts-with", "a")}, 'request.model.startsWith("a")'),
        ({"condition": ("request.body.model", "contains", "ä")}, 'request.model.contains("ä")'),
        ({"condition": ("request.body.model", "not-contains", 'a"')}, '!request.model.contains("a\\"")'),
        ({"condition": ("request.tokenCount", ">=", "5")}, "task.tokens >= 5"),
        ({"condition": ("request.body.max_tokens", "<", "5")}, "request.max_tokens < 5"),
        ({"condition": ("request.body.tools", "contains-deep", "web_search")}, "task.web_search"),
        ({"condition": ("request.body.thinking", "==", "true")}, "task.thinking"),
    ],
)
def test_router_v3_rules(tmp_path: Path, rule: dict[str, Any], when: str) -> None:
    """Each becomes a condition that holds water here."""
    if condition := rule.get("condition"):
        rule = {"type": "condition", "condition": dict(zip(("left", "operator", "right"), condition, strict=True))}
    rewrite = {"key": "request.body.model", "operation": "set", "value": "One/m1"}
    chain = {"mode": "model-chain", "models": ["One/m2"], "retryCount": 1}
    rules = [{"id": "r", "name": "r", "enabled": True, "rewrites": [rewrite], "fallback": chain, **rule}]
    draft = v3(tmp_path, {"Providers": [chat("One")], "Router": {"rules": rules}})
    (made,) = settings(draft, tmp_path).routing.rules
    assert (made.when, made.route.models) == (when, ("One/m1", "One/m2"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"type": "script", "script": {"language": "javascript", "file": "x.js"}}, "a script"),
        ({"type": "condition", "condition": {"left": "request.header.x", "operator": "==", "right": "1"}}, "no equal"),
        (
            {"type": "condition", "condition": {"left": "request.tokenCount", "operator": ">", "right": "many"}},
            "no equal",
        ),
        ({"type": "condition"}, "no equal"),
        ({"type": "image", "target": ""}, "chooses no model"),
        ({"type": "image", "target": "Gone/m"}, "no provider that was taken"),
    ],
)
def test_router_v3_rules_that_are_left(tmp_path: Path, rule: dict[str, Any], words: str) -> None:
    rules = [{"id": "r", "name": "r", "enabled": True, "target": "One/m1", **rule}]
    draft = v3(tmp_path, {"Providers": [chat("One")], "Router": {"rules": rules}})
    assert ("routing", "rules") not in draft.changes
    assert words in why(draft, "rule r")


def test_router_v3_rewrites_of_other_fields_are_said(tmp_path: Path) -> None:
    rewrites = [{"key": "request.body.model", "value": "One/m1"}, {"key": "request.body.temperature", "value": "0"}]
    rules = [{"id": "r", "name": "r", "enabled": True, "type": "image", "rewrites": rewrites}]
    draft = v3(tmp_path, {"Providers": [chat("One")], "Router": {"rules": rules}})
    assert why(draft, "rule r, request.body.temperature")


def test_router_v3_profiles(tmp_path: Path) -> None:
    profiles = [
        {"agent": "claude-code", "enabled": False, "model": "One/m9"},
        {"agent": "claude-code", "enabled": True, "model": "One/m1", "haikuModel": "One/m2", "smallFastModel": ""},
        {"agent": "codex", "enabled": True, "model": "One/m2"},
    ]
    fallback = {"mode": "retry", "models": [], "retryCount": 3}
    config = {
        "Providers": [chat("One")],
        "Router": {"fallback": fallback},
        "profile": {"enabled": True, "profiles": profiles},
    }
    draft = v3(tmp_path, config)
    routing = settings(draft, tmp_path).routing
    assert (routing.default, routing.scenarios["background"].models) == ("One/m1", ("One/m2",))
    assert why(draft, "profile model One/m2")
    assert why(draft, "Router.fallback retry")


COLUMNS = (
    "id text not null, app_type text not null, name text not null, settings_config text not null, website_url text, category text, "
    "created_at integer, sort_index integer, notes text, icon text, icon_color text, meta text not null default '{}', "
    "is_current boolean not null default 0, in_failover_queue boolean not null default 0, primary key (id, app_type)"
)


def claude(url: str, **env: str) -> dict[str, Any]:
    return {
        "env": {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": f"key of {url}", **env},
        "includeCoAuthoredBy": False,
    }


def codex(**provider: str) -> dict[str, Any]:
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in provider.items())
    return {"auth": {}, "config": f'model_provider = "custom"\nmodel = "m"\n[model_providers.custom]\n{lines}'}


def switch(tmp_path: Path, rows: list[tuple[str, str, dict[str, Any], dict[str, Any], int, int | None, int]]) -> Draft:
    file = tmp_path / "cc-switch.db"
    connection = sqlite3.connect(file)
    connection.execute(f"create table providers ({COLUMNS})")
    for number, (app, name, given, meta, current, order, queued) in enumerate(rows):
        connection.execute(
            "insert into providers (id, app_type, name, settings_config, meta, is_current, sort_index, in_failover_queue)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            [str(number), app, name, json.dumps(given), json.dumps(meta), current, order, queued],
        )
    connection.commit()
    connection.close()
    return read(file, set(), tmp_path)


def test_cc_switch_as_it_is_today(tmp_path: Path) -> None:
    openclaw = {
        "baseUrl": "https://claw.example/v1",
        "apiKey": "k-claw",
        "api": "anthropic-messages",
        "models": [{"id": "c1"}],
    }
    opencode = {"npm": "@ai-sdk/openai-compatible", "name": "Open", "options": {"baseURL": "https://open.example/v1", "apiKey": "k-open"},
                "models": {"o1": {"name": "O 1"}, "o2": {}}}  # fmt: skip
    bedrock = {"npm": "@ai-sdk/amazon-bedrock", "options": {"apiKey": "k"}, "models": {}}
    catalog = {"modelCatalog": {"models": [{"model": "m"}, {"model": "m-big"}]}}
    draft = switch(
        tmp_path,
        [
            ("claude", "Second", claude("https://two.example", ANTHROPIC_MODEL="t1"), {}, 0, 2, 1),
            ("claude", "First", claude("https://one.example", ANTHROPIC_MODEL="f1[1M]", ANTHROPIC_DEFAULT_HAIKU_MODEL="f2"), {}, 0, 1, 1),
            ("claude", "Main", claude("https://main.example/v1", ANTHROPIC_MODEL="x[1m]", ANTHROPIC_DEFAULT_FABLE_MODEL="y",
                                      CLAUDE_CODE_SUBAGENT_MODEL="z"), {"apiFormat": "openai_chat"}, 1, None, 1),
            ("claude", "Google", claude("https://google.example", ANTHROPIC_MODEL="g"), {"apiFormat": "gemini_native"}, 0, 9, 0),
            ("codex", "Bearer", codex(base_url="https://b.example/v1", wire_api="responses", experimental_bearer_token="k-b"), {}, 0, 1, 0),
            ("codex", "Env", codex(base_url="https://e.example/v1", env_key="E_KEY") | catalog, {"apiFormat": "openai_chat"}, 0, 2, 0),
            ("opencode", "Open", opencode, {}, 0, 1, 0),
            ("opencode", "Bedrock", bedrock, {}, 0, 2, 0),
            ("openclaw", "Claw", openclaw, {}, 0, 1, 0),
            ("hermes", "Hermes", {}, {}, 0, 1, 0),
        ],
    )  # fmt: skip
    made = settings(draft, tmp_path)
    told = {name: (one.format, one.models) for name, one in made.providers.items() if name != "demo"}
    assert told == {
        "First": ("anthropic", ("f1", "f2")),
        "Second": ("anthropic", ("t1",)),
        "Main": ("openai_chat", ("x", "y", "z")),
        "Google": ("gemini", ("g",)),
        "Bearer-codex": ("openai_responses", ("m",)),
        "Env-codex": ("openai_chat", ("m", "m-big")),
        "Open-opencode": ("openai_chat", ("o1", "o2")),
        "Claw-openclaw": ("anthropic", ("c1",)),
    }
    assert made.routing.default == "Main/x"
    assert made.routing.fallback == (
        "First/f1",
        "Second/t1",
    )  # in the order of its queue; the current one answers anyway
    assert draft.keys["Bearer-codex"] == "k-b"
    assert made.providers["Env-codex"].keys[0].label == "${E_KEY}"
    assert made.providers["Claw-openclaw"].base_url == "https://claw.example"
    assert "no such format" in why(draft, "Bedrock (opencode)")
    assert "not known" in why(draft, "Hermes (hermes)")


def test_cc_switch_when_it_knew_only_claude_code(tmp_path: Path) -> None:
    one = {"id": "a", "name": "A", "settingsConfig": claude("https://a.example", ANTHROPIC_MODEL="m")}
    draft = imported(tmp_path, json.dumps({"providers": {"a": one}, "current": "a"}))
    assert settings(draft, tmp_path).routing.default == "A/m"


LITELLM = """
model_list:
  - model_name: fast
    litellm_params: {model: openai/gpt-mini, api_key: os.environ/OPENAI_API_KEY, weight: 3, rpm: 100, tpm: 1000,
                     timeout: 300, stream_timeout: 60}
    model_info: {id: "1", mode: chat, max_input_tokens: 128000, max_output_tokens: 4096,
                 input_cost_per_token: 0.000001, output_cost_per_token: 0.000004, cache_read_input_token_cost: 0.0000001}
  - model_name: fast
    litellm_params: {model: groq/llama, api_key: os.environ/GROQ_API_KEY, weight: 1}
  - model_name: smart
    litellm_params: {model: anthropic/opus, litellm_credential_name: house, order: 2}
  - model_name: smart
    litellm_params: {model: openrouter/anthropic/opus, api_key: os.environ/OPENROUTER_API_KEY, order: 1}
  - model_name: own
    litellm_params: {model: my-model, custom_llm_provider: hosted_vllm, api_base: "http://127.0.0.1:8000/v1"}
  - model_name: azure-gpt
    litellm_params: {model: azure/gpt-deployment, api_base: "https://house.openai.azure.com/", api_version: "2024-10-21",
                     api_key: os.environ/AZURE_API_KEY}
  - model_name: azure-nowhere
    litellm_params: {model: azure/gpt-deployment}
  - model_name: embed
    litellm_params: {model: openai/embed, api_key: os.environ/OPENAI_API_KEY}
    model_info: {mode: embedding}
  - model_name: "anthropic/*"
    litellm_params: {model: "anthropic/*", litellm_credential_name: house}
  - model_name: cloud
    litellm_params: {model: sagemaker/x}
credential_list:
  - credential_name: house
    credential_values: {api_key: sk-ant-of-the-house}
    credential_info: {description: ours}
litellm_settings:
  drop_params: true
  num_retries: 2
  max_budget: 50
  budget_duration: 30d
  set_verbose: true
  fallbacks: [{"fast": ["smart"]}]
  content_policy_fallbacks: [{"fast": ["smart"]}]
router_settings:
  routing_strategy: provider-budget-routing
  model_group_alias: {"gpt-4": "fast", "best": {"model": "own", "hidden": true}, "lost": "gone"}
  default_fallbacks: ["own"]
  allowed_fails: 3
  cooldown_time: 30
  enable_pre_call_checks: true
  redis_host: os.environ/REDIS_HOST
  provider_budget_config:
    openai: {budget_limit: 20, time_period: 1d}
    groq: {budget_limit: 5, time_period: 10d}
    vertex_ai: {budget_limit: 1, time_period: 1d}
general_settings: {master_key: sk-1234}
environment_variables: {REDIS_HOST: localhost}
finetune_settings: []
"""


def test_litellm_with_all_it_can_say(tmp_path: Path) -> None:
    draft = imported(tmp_path, LITELLM, "config.yaml")
    made = settings(draft, tmp_path)
    routing = made.routing
    assert routing.routes["fast"].models == ("openai/gpt-mini", "groq/llama")
    assert routing.routes["smart"].models == ("openrouter/anthropic/opus", "anthropic/opus")  # by order
    assert (routing.routes["smart"].strategy, routing.routes["fast"].strategy) == ("priority", "weighted")
    assert routing.routes["gpt-4"].models == routing.routes["fast"].models
    assert dict(routing.aliases)["best"] == "vllm/my-model"
    assert dict(routing.shares) == {"openai/gpt-mini": 3.0, "groq/llama": 1.0}
    assert (routing.limits["openai"].rpm, routing.limits["openai"].tpm) == (100, 1000)
    assert routing.fallback == ("openrouter/anthropic/opus", "anthropic/opus", "vllm/my-model")
    assert routing.retry.same == 2
    assert made.providers["azure-openai"].base_url == "https://house.openai.azure.com/openai/v1"
    assert made.providers["anthropic"].models == ("opus",)
    assert draft.keys == {"anthropic": "sk-ant-of-the-house"}
    profile = made.providers["openai"].profile("gpt-mini")
    assert (profile.context, profile.max_output) == (128_000, 4096)
    assert draft.changes["prices", "openai/gpt-mini"] == {"input": 1.0, "output": 4.0, "cache_read": 0.1}
    assert (made.health.sick_in_a_row, made.health.open_for) == (4, 30.0)
    budgets = {one.name: (one.period, one.hours, one.nanos, one.provider) for one in made.budgets}
    assert budgets == {
        "openai": ("day", 0, 20_000_000_000, "openai"),
        "groq": ("rolling", 240, 5_000_000_000, "groq"),
        "all": ("month", 0, 50_000_000_000, ""),
    }
    for line in (
        "model azure-nowhere: the address", "model embed: it is for embedding", "model anthropic/*: wildcards", "model cloud: sagemaker",
        "litellm_params stream_timeout, timeout", "content_policy_fallbacks", "alias lost", "budget of vertex_ai",
        "routing_strategy provider-budget-routing", "router_settings redis_host", "litellm_settings set_verbose",
        "general_settings", "environment_variables", "finetune_settings",
    ):  # fmt: skip
        assert why(draft, line)
    assert "sk-1234" not in str(draft.left)
