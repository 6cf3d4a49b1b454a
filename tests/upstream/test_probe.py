"""Free checks against the scripted provider: what they ask for, what they make of the answer."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from ccrouter.ir.profile import FormatName
from ccrouter.settings.deployments import Provider
from ccrouter.upstream.client import Upstream
from ccrouter.upstream.probe import probe, reach
from flow.provider.connection import MODELS
from flow.provider.exchange import KEY
from flow.provider.script import FORMATS
from flow.provider.server import Provider as Scripted
from flow.router import BASES

AUTH = {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    with Scripted() as provider:
        yield provider


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    made = Upstream()
    yield made
    await made.close()


def provider(format: FormatName, url: str) -> Provider:
    return Provider(name="p", format=format, base_url=url, auth=AUTH.get(format, "bearer"))


@pytest.mark.parametrize("format", FORMATS)
async def test_the_list_of_models_and_nothing_else(scripted: Scripted, upstream: Upstream, format: FormatName) -> None:
    scripted.play([])
    result = await probe(upstream, provider(format, scripted.url + BASES[format]), KEY)
    assert (result.ok, result.error, result.models) == (True, "", MODELS)
    assert [(exchange.method, exchange.kind) for exchange in scripted.log] == [("GET", "models")]


@pytest.mark.parametrize("format", FORMATS)
async def test_a_wrong_key_is_said_and_never_repeated(
    scripted: Scripted, upstream: Upstream, format: FormatName
) -> None:
    result = await probe(upstream, provider(format, scripted.url + BASES[format]), "invalid")
    assert not result.ok
    assert result.error == "[key] x-api-key"


async def test_no_such_list_is_nothing_against_it(scripted: Scripted, upstream: Upstream) -> None:
    result = await probe(upstream, provider("openai_chat", f"{scripted.url}/elsewhere/nothing?x="), KEY)
    assert (result.ok, result.models, result.how) == (True, (), "connection")


async def test_the_connection_alone(scripted: Scripted, upstream: Upstream) -> None:
    """Address, TCP and an HTTP server: no key travels, and no answer is a bad one."""
    scripted.play([])
    result = await reach(upstream, provider("anthropic", f"{scripted.url}/some/where"))
    assert (result.ok, result.how, result.models) == (True, "connection", ())
    sent = scripted.log[-1]
    assert (sent.method, sent.path, sent.body) == ("GET", "/", b"")
    assert not {"authorization", "x-api-key", "x-goog-api-key"} & sent.headers.keys()


async def test_nobody_listens(upstream: Upstream) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    result = await probe(upstream, provider("anthropic", f"http://127.0.0.1:{port}"), KEY)
    bare = await reach(upstream, provider("anthropic", f"http://127.0.0.1:{port}"))
    assert not result.ok and not bare.ok
    assert "could not be reached" in bare.error
    assert "could not be reached" in result.error
