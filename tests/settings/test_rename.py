"""A provider or budget gets another name: all that speaks of it follows, everything else stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.settings.file import parse
from ccrouter.settings.rename import Taken, budget_renamed, provider_renamed

TEXT = """# what I use
[server]
port = 0  # deepseek, any

[providers.deepseek]  # the cheap one
models = ["deepseek-chat", "deepseek/odd"]

[providers.deepseek.profiles."deepseek-*"]
images = false

[providers . 'openrouter']
models = ["deepseek/deepseek-v3", "z-ai/glm-5"]

# deepseek is the default
[routing]
default = 'deepseek/deepseek-chat'  # works
models = [
  "openrouter/z-ai/glm-5",  # not deepseek
  "deepseek,deepseek-chat", # twice
]
fallback = ["openrouter/deepseek/deepseek-v3"]
aliases = { fast = "deepseek/deepseek-chat", "deepseek/own" = "openrouter/z-ai/glm-5" }
shares = { deepseek = 2.0, "deepseek/deepseek-chat" = 1.0, openrouter = 1.0 }

[routing.limits.deepseek]
rpm = 10

[routing.scenarios]
background = "deepseek"
think = ["deepseek/deepseek-chat", "openrouter/z-ai/glm-5"]

[routing.routes.deepseek]
models = ["deepseek/deepseek-chat"]

[[routing.rules]]
when = 'request.model == "deepseek/deepseek-chat"'
route = "deepseek"

[[routing.rules]]
when = "task.images"
route = "deepseek/deepseek-chat"

[prices]
reference = "deepseek/deepseek-chat"
like = { deepseek = "deepseek" }

[prices."deepseek/deepseek-chat"]
input = 1.0
output = 2.0

[budgets.deepseek]
usd = 5.0
provider = "deepseek"
action = "downgrade"
route = "deepseek"

[budgets.other]
usd = 5.0
provider = "deep*"
model = "deepseek/*-chat"
action = "downgrade"
route = "deepseek/deepseek-chat"

[plugins.mine.settings]
provider = "deepseek"
"""
CHANGED = {
    "[providers.deepseek]  # the cheap one": '[providers.ds]  # the cheap one',
    '[providers.deepseek.profiles."deepseek-*"]': '[providers.ds.profiles."deepseek-*"]',
    "default = 'deepseek/deepseek-chat'  # works": 'default = "ds/deepseek-chat"  # works',
    '  "deepseek,deepseek-chat", # twice': '  "ds,deepseek-chat", # twice',
    'aliases = { fast = "deepseek/deepseek-chat", "deepseek/own" = "openrouter/z-ai/glm-5" }': (
        'aliases = { fast = "ds/deepseek-chat", "deepseek/own" = "openrouter/z-ai/glm-5" }'
    ),
    'shares = { deepseek = 2.0, "deepseek/deepseek-chat" = 1.0, openrouter = 1.0 }': (
        'shares = { ds = 2.0, "ds/deepseek-chat" = 1.0, openrouter = 1.0 }'
    ),
    "[routing.limits.deepseek]": "[routing.limits.ds]",
    'think = ["deepseek/deepseek-chat", "openrouter/z-ai/glm-5"]': 'think = ["ds/deepseek-chat", "openrouter/z-ai/glm-5"]',
    'models = ["deepseek/deepseek-chat"]': 'models = ["ds/deepseek-chat"]',
    'route = "deepseek/deepseek-chat"': 'route = "ds/deepseek-chat"',
    'reference = "deepseek/deepseek-chat"': 'reference = "ds/deepseek-chat"',
    'like = { deepseek = "deepseek" }': 'like = { ds = "deepseek" }',
    '[prices."deepseek/deepseek-chat"]': '[prices."ds/deepseek-chat"]',
    'provider = "deepseek"': 'provider = "ds"',
    'model = "deepseek/*-chat"': 'model = "ds/*-chat"',
}  # fmt: skip
TOLD = ['catalog = "deepseek"', 'api_key = "keyring:deepseek"']  # what its name said before
FILE = Path("config.toml")


def said(text: str, env: dict[str, str] | None = None):
    return parse(text, FILE, env=env or {})


def test_all_that_speaks_of_it_follows_and_the_rest_stays():
    new = provider_renamed(TEXT, "deepseek", "ds", env={})
    assert new is not None
    lines = [line for line in new.splitlines() if line not in TOLD]
    before, plugins = TEXT.split("[plugins", 1)
    assert lines == [CHANGED.get(line, line) for line in before.splitlines()] + f"[plugins{plugins}".splitlines()


def test_it_is_still_the_same_provider():
    for env in ({}, {"DEEPSEEK_API_KEY": "there"}):
        before, after = said(TEXT, env), said(provider_renamed(TEXT, "deepseek", "ds", env=env), env)
        old, new = before.providers["deepseek"], after.providers["ds"]
        assert list(after.providers) == ["ds", "openrouter", "demo"]
        assert [getattr(new, name) for name in ("base_url", "format", "keys", "auth", "profiles", "catalog")] == [
            getattr(old, name) for name in ("base_url", "format", "keys", "auth", "profiles", "catalog")
        ]
        assert after.routing.default == "ds/deepseek-chat"
        assert after.routing.scenarios["background"].name == "deepseek", "the route of that name"
        assert [one.provider for one in after.budgets] == ["ds", "deep*"]


def test_a_catalog_name_means_nothing_to_one_that_is_no_such_provider():
    text = '[providers.mine]\nformat = "openai_chat"\nbase_url = "https://llm.example.com/v1"\nmodels = ["m"]\n'
    new = provider_renamed(text, "mine", "anthropic", env={})
    assert new is not None
    assert 'catalog = ""' in new
    assert said(new).providers["anthropic"].base_url == "https://llm.example.com/v1"


def test_one_known_by_its_address_stays_known():
    text = '[providers.mine]\nbase_url = "https://api.deepseek.com/v1"\napi_key = "keyring:mine"\n'
    if not said(text).providers["mine"].catalog:
        pytest.skip("the catalog has another address")
    new = provider_renamed(text, "mine", "yours", env={})
    assert new == text.replace("[providers.mine]", "[providers.yours]"), "its key stays where it is"


@pytest.mark.parametrize(
    "text",
    [
        'providers.mine.format = "openai_chat"\nproviders.mine.base_url = "http://127.0.0.1:9/v1"\n',
        'providers = { mine = { format = "openai_chat", base_url = "http://127.0.0.1:9/v1" } }\n',
        '[providers]\nmine = { format = "openai_chat", base_url = "http://127.0.0.1:9/v1" }\n',
        '["providers"."mine"]\nformat = "openai_chat"\nbase_url = "http://127.0.0.1:9/v1"\n',
    ],
)
def test_however_it_is_written(text):
    new = provider_renamed(text, "mine", "my.own", env={})
    assert new == text.replace('"mine"', '"my.own"').replace(" mine", ' "my.own"').replace(
        ".mine", '."my.own"'
    ).replace("\nmine", '\n"my.own"')
    assert "my.own" in said(new + "\n[routing]\ndefault = 'my.own/m'\n").providers


def test_a_name_that_would_change_what_others_mean_is_refused():
    text = TEXT + '\n[routing.routes.odd]\nmodels = ["z-ai/glm-5"]\n'
    with pytest.raises(Taken, match=r"z-ai/glm-5"):
        provider_renamed(text, "openrouter", "z-ai", env={})


def test_a_budget_is_renamed_in_its_place():
    new = budget_renamed(TEXT, "deepseek", "cheap")
    assert new == TEXT.replace("[budgets.deepseek]", "[budgets.cheap]")
    assert [one.name for one in said(new).budgets] == ["cheap", "other"]
