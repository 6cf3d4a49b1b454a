"""Newer price data in a running router: what was stored is used, and something is fetched only where that is asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ccrouter.prices.feed import Feed
from ccrouter.prices.fresh import Fresh
from ccrouter.prices.shelf import Shelf
from ccrouter.settings.deployments import Prices
from prices.test_feed import Origin, origin, price

__all__ = ["origin"]


async def used(got: asyncio.Queue[Shelf]) -> Shelf:
    async with asyncio.timeout(20):
        return await got.get()


async def test_off_nothing_is_fetched_but_what_is_stored_is_used(tmp_path: Path, origin: Origin) -> None:
    got: asyncio.Queue[Shelf] = asyncio.Queue()
    fresh = Fresh(tmp_path, got.put_nowait)
    off = Prices(feed=origin.url)
    await fresh.configure(off)
    await asyncio.sleep(0.1)
    assert (origin.asked, got.qsize()) == (0, 0)
    await Feed(tmp_path, origin.url).fetch()  # another process
    await fresh.configure(off)
    assert price(await used(got)) == 1500
    await fresh.configure(off)  # and not a second time
    await asyncio.sleep(0.1)
    assert (origin.asked, got.qsize()) == (1, 0)
    await fresh.stop()


async def test_on_it_is_fetched_and_used(tmp_path: Path, origin: Origin) -> None:
    got: asyncio.Queue[Shelf] = asyncio.Queue()
    fresh = Fresh(tmp_path, got.put_nowait)
    await fresh.configure(Prices(feed=origin.url, refresh="daily"))
    assert price(await used(got)) == 1500
    await fresh.stop()
    assert origin.asked == 1
    again = Fresh(tmp_path, got.put_nowait)  # after a restart: the stored one, for it is new enough
    await again.configure(Prices(feed=origin.url, refresh="daily"))
    assert price(await used(got)) == 1500
    await again.stop()
    assert origin.asked == 1


async def test_bad_data_is_not_used(tmp_path: Path, origin: Origin) -> None:
    got: asyncio.Queue[Shelf] = asyncio.Queue()
    origin.body = b"[]"
    fresh = Fresh(tmp_path, got.put_nowait)
    await fresh.configure(Prices(feed=origin.url, refresh="weekly"))
    while not origin.asked:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    await fresh.stop()
    assert got.qsize() == 0
