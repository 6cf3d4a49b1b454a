"""The scripted provider and a router for the real coding agents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clients.npm import missing
from flow.provider.server import Provider
from flow.router import Router, settings


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _agents_can_run() -> None:
    if reason := missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def router(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    with Router(tmp_path_factory.mktemp("router"), settings(provider.url)) as running:
        yield running
