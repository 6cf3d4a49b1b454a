"""The demo provider answers, and its end waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from ccrouter.upstream.demo import Demo

QUESTION = {"model": "echo", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello there"}]}


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        yield session


async def test_it_ends_while_a_connection_is_kept_for_another_request(client: aiohttp.ClientSession):
    demo = Demo()
    await demo.start()
    async with client.post(f"{demo.base_url}/v1/messages", json=QUESTION) as answer:
        assert "Hello there" in await answer.text()
    assert client.connector._conns  # still open
    async with asyncio.timeout(5):
        await demo.stop()


async def test_it_ends_while_it_speaks(client: aiohttp.ClientSession):
    demo = Demo()
    await demo.start()
    async with client.post(f"{demo.base_url}/v1/messages", json=QUESTION | {"stream": True}) as answer:
        assert await answer.content.readline()
        async with asyncio.timeout(5):
            await demo.stop()
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
