"""One scripted provider and one router for all flow tests; what every one of them must hold is checked here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flow.provider.server import Provider
from flow.router import TOKEN, Router, settings, traceback_in
from flow.sdk.clients import CLIENTS
from flow.sdk.words import Client


@pytest.fixture(scope="session")
def the_provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def provider(the_provider: Provider) -> Iterator[Provider]:
    """The scripted provider; afterwards: the local token never reached it."""
    yield the_provider
    for exchange in the_provider.log:
        assert TOKEN not in exchange.path
        assert TOKEN not in str(exchange.headers)
        assert TOKEN.encode() not in exchange.body


@pytest.fixture(scope="session")
def the_router(the_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    with Router(tmp_path_factory.mktemp("router"), settings(the_provider.url)) as router:
        yield router


@pytest.fixture
def router(the_router: Router, provider: Provider) -> Iterator[Router]:
    """The running router; afterwards: it is alive and has printed no traceback."""
    before = len(the_router.said)
    yield the_router
    assert the_router.process.poll() is None, the_router.said[-4000:]
    assert traceback_in(the_router.said[before:]) is None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for a router of the test's own."""
    folder = tmp_path / "ccr"
    folder.mkdir()
    return folder


@pytest.fixture
def client(speaks: str, router: Router) -> Iterator[Client]:
    """The official SDK of the parametrised format ``speaks``, pointed at the router."""
    sdk = CLIENTS[speaks](router.url, TOKEN)
    yield sdk
    sdk.close()
