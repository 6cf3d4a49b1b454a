"""A terminal whose settings lead to the scripted provider, one provider for each format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.terminal import Terminal
from flow.provider.exchange import KEY
from flow.provider.server import Provider
from flow.router import settings

FORMATS = ("anthropic", "openai_chat", "openai_responses", "gemini")


@pytest.fixture(scope="session")
def scripted() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def bench(tmp_path: Path, scripted: Provider) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.environment |= {"PROVIDER_KEY": KEY, "CCR_TOKEN": "local-token-of-this-test"}
    terminal.write_config(settings(scripted.url))
    return terminal
