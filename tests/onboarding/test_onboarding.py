"""The steps below window and command line: what is found, what a check says, what is to be written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccrouter.onboarding import catalog
from ccrouter.onboarding.prices import hints
from ccrouter.onboarding.steps import Chosen, Onboarding, conversing, provider_changes
from ccrouter.settings.file import edit, load
from ccrouter.settings.paths import paths
from ccrouter.trouble import Trouble
from flow.provider.exchange import KEY
from flow.provider.server import Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


def onboarding(home: Path, **env: str) -> Onboarding:
    return Onboarding(paths({"CCR_HOME": str(home / "ccr")}), {"PATH": str(home / "bin"), **env}, home=home)


def written(home: Path, text: str) -> None:
    file = paths({"CCR_HOME": str(home / "ccr")}).config_file
    file.parent.mkdir(parents=True)
    file.write_text(text)


def test_an_empty_machine(tmp_path: Path) -> None:
    found = onboarding(tmp_path).look()
    assert (found.present, found.variables, found.sources) == ({}, {}, ())
    assert not any(client.installed or client.connected for client in found.clients)


def test_what_is_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "codex"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    theirs = tmp_path / ".claude-code-router" / "config.json"
    theirs.parent.mkdir()
    theirs.write_text('{"Providers": []}')
    written(tmp_path, '[providers.mine]\nformat = "anthropic"\nbase_url = "http://127.0.0.1:9"\nmodels = ["m"]\n')
    found = onboarding(tmp_path, GOOGLE_API_KEY="k", GROQ_API_KEY=" ").look()
    assert found.variables == {"gemini": "GOOGLE_API_KEY"}  # blanks are no key
    assert [one.client.name for one in found.clients if one.installed] == ["codex"]
    assert [one.path for one in found.sources] == [theirs]
    assert list(found.present) == ["mine"]


def test_only_what_needs_no_more_than_a_key_is_offered() -> None:
    assert {"anthropic", "ollama"} <= set(catalog.entries())
    assert "azure-openai" not in catalog.entries()
    with pytest.raises(Trouble, match='"anthropic"'):
        catalog.entry("antropic")


async def test_a_check_tells_whether_the_key_is_taken(tmp_path: Path, provider: Provider) -> None:
    written(tmp_path, f'[providers.mine]\nformat = "anthropic"\nbase_url = "{provider.url}"\nmodels = ["m"]\n')
    here = onboarding(tmp_path, MY_KEY=KEY)
    good = await here.check("mine", await here.key_at("${MY_KEY}"))
    assert good.ok
    assert good.models
    bad = await here.check("mine", "sk-not-taken-0123456789")
    assert not bad.ok
    assert "sk-not-taken-0123456789" not in bad.error
    assert await here.key_at("${NOT_SET}") is None
    assert await here.key_of(load(here.file).providers["mine"]) is None


def test_what_is_written_is_valid_and_only_adds(tmp_path: Path) -> None:
    written(tmp_path, '# mine\n[providers.anthropic]\napi_key = "${A}"\nenabled = false\nmodels = ["claude-x"]\n')
    here = onboarding(tmp_path)
    chosen = [
        Chosen(name="anthropic"),  # there already, switched off
        Chosen(name="deepseek", key="keyring:deepseek", offered=("deepseek-x",)),
        Chosen(name="ollama", offered=("qwen3-coder:30b", "nomic-embed-text")),
    ]
    settings = edit(here.file, provider_changes(chosen, here.look().settings))
    text = here.file.read_text()
    assert text.startswith("# mine\n")
    assert tomllib.loads(text)["providers"] == {
        "anthropic": {"api_key": "${A}", "enabled": True, "models": ["claude-x"]},
        "deepseek": {"api_key": "keyring:deepseek"},  # the catalog knows its models
        "ollama": {"enabled": True, "models": ["qwen3-coder:30b"]},
    }
    assert provider_changes(chosen, settings) == {("providers", "deepseek", "api_key"): "keyring:deepseek"}


def test_models_that_cannot_talk_are_not_listed() -> None:
    assert conversing(("qwen3", "mxbai-embed-large", "whisper-1", "bge-reranker")) == ("qwen3",)


def test_price_hints_are_the_span_of_the_known_prices() -> None:
    entries = catalog.entries()
    found = hints([entries["anthropic"], entries["ollama"]])
    assert list(found) == ["anthropic"]  # nobody sells what runs here
    hint = found["anthropic"]
    assert 0 < hint.input[0] <= hint.input[1] < hint.output[1]


def test_the_most_a_question_can_cost(tmp_path: Path) -> None:
    written(
        tmp_path,
        '[providers.mine]\nformat = "anthropic"\nbase_url = "https://example.com"\nmodels = ["m", "n"]\n'
        '[prices."mine/m"]\ninput = 1.0\noutput = 10.0\n',
    )
    here = onboarding(tmp_path)
    # 5 characters and at most 50 tokens around them at $1, 100 tokens of answer at $10 a million
    assert here.at_most("mine/m", "Hello", 100) == 55 * 1000 + 100 * 10_000
    assert here.at_most("mine/n", "Hello", 100) is None
