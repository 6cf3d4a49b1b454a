"""The list of models, in the shapes clients know."""

from __future__ import annotations

import re

import pytest

from ccrouter.ir.profile import FORMATS, FormatName, Profile, Target
from ccrouter.wire.models import PREFIX, find, listing, model, published_id


def target(provider: str, name: str, **profile: int) -> Target:
    return Target(provider=provider, model=name, format="openai_chat", profile=Profile(**profile))


QWEN = target("local", "qwen3-coder", context=262144, max_output=65536)
SONNET = target("anthropic", "claude-sonnet-4-5")


def test_anthropics_shape() -> None:
    assert listing("anthropic", [SONNET, QWEN]) == {
        "data": [
            {
                "type": "model",
                "id": "anthropic/claude-sonnet-4-5",
                "display_name": "claude-sonnet-4-5 (anthropic)",
                "created_at": "2025-01-01T00:00:00Z",
            },
            {
                "type": "model",
                "id": "anthropic/local/qwen3-coder",
                "display_name": "qwen3-coder (local)",
                "created_at": "2025-01-01T00:00:00Z",
            },
        ],
        "has_more": False,
        "first_id": "anthropic/claude-sonnet-4-5",
        "last_id": "anthropic/local/qwen3-coder",
    }


@pytest.mark.parametrize(
    ("given", "id_"),
    [
        (target("openrouter", "anthropic/claude-opus"), "openrouter/anthropic/claude-opus"),
        (target("Anthropic-EU", "x"), "Anthropic-EU/x"),
        (target("openrouter", "qwen/qwen3"), "anthropic/openrouter/qwen/qwen3"),
    ],
)
def test_every_id_told_to_claude_code_is_one_it_takes(given: Target, id_: str) -> None:
    assert model("anthropic", given)["id"] == id_
    assert re.search("claude|anthropic", id_, re.I)


@pytest.mark.parametrize("format", ["openai_chat", "openai_responses"])
def test_openais_shape(format: FormatName) -> None:
    assert listing(format, [QWEN], created=7) == {
        "object": "list",
        "data": [{"id": "local/qwen3-coder", "object": "model", "created": 7, "owned_by": "local"}],
    }


def test_geminis_shape() -> None:
    assert listing("gemini", [QWEN]) == {
        "models": [
            {
                "name": "models/local/qwen3-coder",
                "version": "1",
                "displayName": "qwen3-coder (local)",
                "supportedGenerationMethods": ["generateContent", "streamGenerateContent", "countTokens"],
                "inputTokenLimit": 262144,
                "outputTokenLimit": 65536,
            }
        ]
    }
    assert "inputTokenLimit" not in model("gemini", SONNET)


@pytest.mark.parametrize("format", FORMATS)
def test_no_models_is_an_empty_list(format: FormatName) -> None:
    empty = listing(format, [])
    assert empty["models" if format == "gemini" else "data"] == []
    assert empty.get("first_id") is None


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["local/qwen3-coder", "qwen3-coder", "models/local/qwen3-coder"])
def test_one_model_is_found_by_each_of_its_names(format: FormatName, name: str) -> None:
    alone = model(format, QWEN)
    assert listing(format, [QWEN])["models" if format == "gemini" else "data"] == [alone]
    assert find(format, [SONNET, QWEN], name) == alone
    assert find(format, [SONNET, QWEN], published_id(format, QWEN)) == alone
    assert find(format, [SONNET], name) is None


def test_a_whole_name_outranks_a_bare_one() -> None:
    same = target("openrouter", "local/qwen3-coder")
    assert find("openai_chat", [same, QWEN], "local/qwen3-coder") == model("openai_chat", QWEN)


@pytest.mark.parametrize("format", FORMATS)
def test_a_published_name_leads_back_to_its_target(format: FormatName) -> None:
    assert published_id(format, QWEN).removeprefix(PREFIX) == "local/qwen3-coder"
