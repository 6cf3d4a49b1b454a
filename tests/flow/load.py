"""Many requests at once in all formats, and what the provider itself counted of them."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from flow import survival
from flow.provider.script import FORMATS, Ask, Say, Script, Status, Usage
from flow.provider.server import Provider
from flow.raw import body_of, headers_of, path_of

PRICES = '[prices."*/*"]\ninput = 1.0\noutput = 2.0\ncache_read = 1.0\ncache_write = 1.0\n'  # USD a million tokens


class Counted:
    """Answers with tokens by a fixed dice; every twentieth request to the first provider fails and goes on to the second."""

    def __init__(self, provider: Provider) -> None:
        self.answers = self.failures = self.input = self.cached = self.output = 0
        self._dice = random.Random(5)
        self._log = provider.log
        provider.think(self._answer)

    @property
    def nanos(self) -> int:
        """At ``PRICES``."""
        return 1000 * (self.input + self.cached) + 2000 * self.output

    def _answer(self, ask: Ask) -> Script:
        if len(self._log) > 1000:
            self._log.clear()
        if ask.model == "m-one" and self._dice.random() < 0.05:
            self.failures += 1
            return [Status(500)]
        read = self._dice.choice((0, 4096))
        usage = Usage(input=self._dice.randint(1, 9000), cache_read=read, output=self._dice.randint(1, 900))
        self.answers += 1
        self.input += usage.input
        self.cached += read
        self.output += usage.output
        return [Say("All is well.", pieces=1), usage]


def config(url: str, more: str = "") -> str:
    """Two providers, of which the second stands in for the first."""
    providers = [survival.provider("one", "anthropic", url), survival.provider("two", "openai_chat", url)]
    health = "checks = false\nopen_for = 0.1\nopen_most = 0.1"
    return survival.settings(providers, ["one/m-one", "two/m-two"], health=health, more=f"{more}\n{PRICES}")


async def drive(port: int, requests: int, at_once: int = 32) -> int:
    """Ask so often; how many were answered with 200. A connection that breaks is no answer."""
    numbers, good = iter(range(requests)), 0

    async def worker() -> None:
        nonlocal good
        for number in numbers:
            answered = await _asked(port, number)
            good += answered

    await asyncio.gather(*(worker() for _ in range(at_once)))
    return good


async def _asked(port: int, number: int) -> bool:
    speaks, stream = FORMATS[number % 4], number % 8 < 4
    asked = body_of(speaks, "one/m-one", stream=stream)
    if speaks == "openai_chat" and stream:
        asked["stream_options"] = {"include_usage": True}  # as coding agents do
    body = json.dumps(asked).encode()
    head = [f"POST {path_of(speaks, 'one,m-one', stream=stream)} HTTP/1.1", "host: 127.0.0.1", "connection: close"]
    head += [f"{name}: {value}" for name, value in headers_of(speaks).items()] + [f"content-length: {len(body)}"]
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write("\r\n".join([*head, "", ""]).encode() + body)
            said = await reader.read(-1)
        finally:
            writer.close()
    except OSError:
        return False
    return said.startswith(b"HTTP/1.1 200") and b"All is well." in said


def rows(ledger: Path, query: str) -> tuple[int, ...]:
    """Asked of the file itself, past all of our code."""
    with closing(sqlite3.connect(ledger)) as connection:
        found: tuple[int, ...] = connection.execute(query).fetchone()
        return found


SUMS = "count(*), sum(input), sum(cache_read), sum(output), sum(cost)"
EXCHANGES = f"select {SUMS}, sum(fault is not null) from exchanges"
ROLLUPS = (
    "select sum(requests), sum(input), sum(cache_read), sum(output), sum(cost), sum(failures) from rollups "
    "where level = {level}"
)
