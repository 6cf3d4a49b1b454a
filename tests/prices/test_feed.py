"""Newer price data: checked before use, the last good one kept. A server on this machine plays the origin."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from ccrouter.prices.feed import Feed, read
from ccrouter.prices.shelf import Shelf
from ccrouter.trouble import Trouble

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def price_data(input_mtok: Any = 1.5) -> list[dict[str, Any]]:
    """As many providers and models as are shipped, all at one price."""
    return [
        {
            "id": provider.id,
            "name": provider.name,
            "api_pattern": provider.api_pattern,
            "models": [
                {
                    "id": model.id,
                    "match": {"equals": model.id},
                    "prices": {
                        "input_mtok": {"base": input_mtok, "tiers": [{"start": 1000, "price": 3}]},
                        "output_mtok": 2,
                    },
                }
                for model in provider.models
            ],
        }
        for provider in Shelf().load().providers
    ]


GOOD = json.dumps(price_data()).encode()


class Origin:
    """Answers every request with ``body``."""

    def __init__(self) -> None:
        self.body, self.status, self.asked = GOOD, 200, 0
        self.url = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked += 1
        return web.Response(body=self.body, status=self.status)


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    it = Origin()
    runner = web.ServerRunner(web.Server(it.answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}/prices.json"
    yield it
    await runner.cleanup()


def price(shelf: Shelf | None) -> float:
    assert shelf is not None
    found = shelf.rates("openai", "gpt-5", AT)
    assert found is not None and found.version.startswith("feed ")
    return found.input


async def test_good_data_is_used_and_kept(tmp_path: Path, origin: Origin) -> None:
    feed = Feed(tmp_path / "data", origin.url)
    assert feed.stored() is None and feed.age(0) is None
    assert price(await feed.fetch()) == 1500
    assert price(Feed(tmp_path / "data").stored()) == 1500
    assert feed.age(feed.file.stat().st_mtime + 60) == 60


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>404</html>",
        b"{}",
        b'[{"id": "openai"}]',
        json.dumps([{"nonsense": True}] * 50).encode(),
        json.dumps(price_data()[:3]).encode(),  # too few
        json.dumps([one for one in price_data() if one["id"] != "openai"]).encode(),
        json.dumps(price_data(input_mtok=-1)).encode(),
        json.dumps(price_data(input_mtok=3_000_000)).encode(),  # a unit mistaken
        b"\xff\xfe" + GOOD,
    ],
    ids=["empty", "page", "object", "shape", "nonsense", "few", "provider missing", "negative", "absurd", "encoding"],
)
async def test_bad_data_changes_nothing(tmp_path: Path, origin: Origin, body: bytes) -> None:
    feed = Feed(tmp_path, origin.url)
    await feed.fetch()
    origin.body = body
    with pytest.raises(Trouble) as trouble:
        await feed.fetch()
    assert trouble.value.reason and trouble.value.next_step
    assert price(feed.stored()) == 1500


async def test_a_server_that_fails(tmp_path: Path, origin: Origin) -> None:
    origin.status = 503
    with pytest.raises(Trouble, match="503"):
        await Feed(tmp_path, origin.url).fetch()
    with pytest.raises(Trouble, match="could not be fetched"):
        await Feed(tmp_path, "http://127.0.0.1:1/x").fetch()
    assert not list(tmp_path.iterdir())


async def test_the_schedule(tmp_path: Path, origin: Origin) -> None:
    """Fetched at once where there is nothing, and not again before its time."""
    feed = Feed(tmp_path, origin.url)
    got: asyncio.Queue[Shelf] = asyncio.Queue()
    for _ in range(2):
        keeper = asyncio.create_task(feed.keep_fresh(3600, got.put_nowait))
        if not feed.file.exists():
            assert price(await got.get()) == 1500
        await asyncio.sleep(0.05)
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
    assert origin.asked == 1 and got.empty()
    os.utime(feed.file, (0, 0))  # long ago
    keeper = asyncio.create_task(feed.keep_fresh(3600, got.put_nowait))
    assert price(await got.get()) == 1500
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)


def test_damaged_stored_data_is_not_used(tmp_path: Path) -> None:
    feed = Feed(tmp_path)
    feed.file.write_bytes(GOOD[:5000])
    assert feed.stored() is None


def test_the_version_is_that_of_the_content() -> None:
    first, same = read(GOOD), read(GOOD)
    other = read(json.dumps(price_data(input_mtok=2)).encode())
    versions = [found.version for shelf in (first, same, other) if (found := shelf.rates("openai", "gpt-5", AT))]
    assert versions[0] == versions[1] != versions[2]
