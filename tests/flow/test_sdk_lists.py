"""Token counts and model lists through the official SDKs."""

from __future__ import annotations

import anthropic
import openai
import pytest
from google import genai
from google.genai import types

from flow.pairs import EACH_UPSTREAM
from flow.provider.connection import COUNTED
from flow.provider.script import FORMATS, Say
from flow.provider.server import Provider
from flow.router import MODEL, TOKEN, Router, named

COUNTERS = ("anthropic", "gemini")  # the formats whose providers count for free


@EACH_UPSTREAM
def test_anthropic_counts(provider: Provider, router: Router, upstream: str) -> None:
    provider.play([Say("never")])
    with anthropic.Anthropic(base_url=router.url, api_key=TOKEN, max_retries=0) as sdk:
        messages = [{"role": "user", "content": "one two three " * 500}]
        counted = sdk.messages.count_tokens(model=named(upstream), messages=messages).input_tokens
    assert provider.asked == []
    if upstream in COUNTERS:
        assert counted == COUNTED
    else:
        assert 1000 < counted < 3000  # an estimate of about 1500 tokens


@EACH_UPSTREAM
def test_gemini_counts(provider: Provider, router: Router, upstream: str) -> None:
    provider.play([Say("never")])
    with genai.Client(api_key=TOKEN, http_options=types.HttpOptions(base_url=router.url)) as sdk:
        counted = sdk.models.count_tokens(model=named(upstream), contents="one two three " * 500).total_tokens
    assert provider.asked == []
    assert counted == COUNTED if upstream in COUNTERS else 1000 < counted < 3000


def test_anthropic_lists_models(router: Router) -> None:
    with anthropic.Anthropic(base_url=router.url, api_key=TOKEN, max_retries=0) as sdk:
        listed = [model.id for model in sdk.models.list(limit=1000)]
        # Claude Code drops every id without "claude" or "anthropic" in it, so some have a prefix here
        assert {named(format) for format in FORMATS} <= {id.removeprefix("anthropic/") for id in listed}
        assert sdk.models.retrieve(listed[0]).id == listed[0]


def test_openai_lists_models(router: Router) -> None:
    with openai.OpenAI(base_url=f"{router.url}/v1", api_key=TOKEN, max_retries=0) as sdk:
        listed = [model.id for model in sdk.models.list()]
        assert {named(format) for format in FORMATS} <= set(listed)
        assert sdk.models.retrieve(listed[0]).id == listed[0]


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_gemini_lists_models(router: Router, version: str) -> None:
    options = types.HttpOptions(base_url=router.url, api_version=version)
    with genai.Client(api_key=TOKEN, http_options=options) as sdk:
        listed = [model.name for model in sdk.models.list()]
        assert {f"models/{named(format)}" for format in FORMATS} <= set(listed)
        assert sdk.models.get(model=listed[0]).name == listed[0]


def test_the_list_names_what_can_be_asked(provider: Provider, router: Router) -> None:
    provider.play([Say("Hi.")])
    with openai.OpenAI(base_url=f"{router.url}/v1", api_key=TOKEN, max_retries=0) as sdk:
        for model in [model.id for model in sdk.models.list() if MODEL in model.id]:
            assert sdk.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}]).choices
