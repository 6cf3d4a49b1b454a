"""What becomes news and what does not: flaps are silent, a refused key is told once, a swarm of failovers once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ccrouter.health.board import Board
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ledger.spend import BudgetEvent, Verdict
from ccrouter.notices import Notices
from ccrouter.prices.book import Book
from ccrouter.proxy.exchange import Attempt, Exchange
from ccrouter.proxy.herald import STORM, Herald
from ccrouter.proxy.live import Live
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Router
from ccrouter.routing.sessions import Sessions
from ccrouter.settings.deployments import Health, KeyRef, Provider, Retry, Routing, Server, Settings
from ccrouter.views import Notice, ReachedView

FLAP = 0.3  # seconds, longer than a picture of the board is good for
KEYS = tuple(KeyRef(kind="keyring", name=name, label=name) for name in ("one", "two"))
DEEPSEEK = Provider(
    name="deepseek", format="openai_chat", base_url="http://127.0.0.1:9", title="DeepSeek", keys=KEYS, models=("chat",)
)
OTHER = Provider(
    name="other", format="openai_chat", base_url="http://127.0.0.1:9", keys=(KeyRef(kind="client", label="theirs"),),
    models=("m",),
)  # fmt: skip
REFUSED = Fault(Kind.AUTH, "Incorrect API key provided: sk-aaaaaaaaaaaaaaaaaaaaaaaa", status=401)
SICK = Fault(Kind.SERVER, "Bearer sk-bbbbbbbbbbbbbbbbbbbbbbbb is not what I want to see", status=500)


class Room(NamedTuple):
    herald: Herald
    board: Board
    told: list[Notice]

    def fail(self, key: str, fault: Fault = SICK) -> None:
        for _ in range(10):
            self.board.note_start(("deepseek/chat", key), time.monotonic())
            self.board.note_fault(("deepseek/chat", key), time.monotonic(), fault)

    def heal(self, key: str) -> None:
        assert self.board.reset(("deepseek/chat", key), time.monotonic())

    async def wait(self, count: int) -> list[str]:
        async with asyncio.timeout(10):
            while len(self.told) < count:
                await asyncio.sleep(0.01)
        await asyncio.sleep(FLAP * 2)
        return [one.kind for one in self.told]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    providers = {"deepseek": DEEPSEEK, "other": OTHER}
    settings = Settings(server=Server(), providers=providers, routing=Routing(default="deepseek/chat"))
    live = Live(settings, {}, "", Router(settings, Sessions()), Book(settings.prices, settings.providers))
    board, notices, told = Board(time.time, Health(), Retry()), Notices(tmp_path / "notices.json"), list[Notice]()
    herald = Herald(notices, board, lambda: live, flap=FLAP)
    notices.subscribe(told.append)
    board.on_change(herald.health)
    yield Room(herald, board, told)
    herald.close()
    await notices.close()


def ended(*attempts: tuple[Provider, KeyRef, Fault | None]) -> Exchange:
    exchange = Exchange("openai_chat", "test")
    for provider, key, fault in attempts:
        attempt = Attempt(Candidate(provider, provider.models[0], key, ""), begun=0.0)
        attempt.ended(fault)
        exchange.attempts.append(attempt)
    exchange.fault = attempts[-1][2]
    return exchange


async def test_a_provider_is_down_when_all_its_keys_are_and_well_when_one_is(room: Room) -> None:
    for key in ("one", "two"):
        room.board.note_start(("deepseek/chat", key), time.monotonic())
        room.board.note_success(("deepseek/chat", key), time.monotonic(), 0.1, 0.2, 10, {})
    room.fail("one")
    await asyncio.sleep(FLAP * 2)
    assert room.told == []
    room.fail("two")
    assert await room.wait(1) == ["provider_down"]
    down = room.told[0]
    assert (down.key, down.title, down.severity) == ("deepseek", "DeepSeek is down", "error")
    assert "is not what I want to see" in down.text and "sk-b" not in down.text
    room.heal("two")
    assert await room.wait(2) == ["provider_down", "provider_recovered"]


async def test_a_flap_is_silent(room: Room) -> None:
    for _ in range(3):
        room.fail("one")
        room.heal("one")
    await asyncio.sleep(FLAP * 2)
    assert room.told == []


async def test_a_refused_key_is_told_once_without_the_providers_words(room: Room) -> None:
    for _ in range(3):
        room.herald.ended(ended((DEEPSEEK, KEYS[0], REFUSED)))
    (notice,) = room.told
    assert (notice.kind, notice.key) == ("key_rejected", "deepseek")
    assert "sk-a" not in str(notice)
    room.fail("one", REFUSED)
    await asyncio.sleep(FLAP * 2)
    assert len(room.told) == 1, "that the provider is out for want of a key is the same news"
    room.herald.ended(ended((DEEPSEEK, KEYS[0], None)))
    room.herald.ended(ended((DEEPSEEK, KEYS[0], REFUSED)))
    assert len(room.told) == 2
    room.herald.settings()
    room.herald.ended(ended((DEEPSEEK, KEYS[0], REFUSED)))
    assert len(room.told) == 3


async def test_a_callers_own_key_is_the_callers_to_mend(room: Room) -> None:
    room.herald.ended(ended((OTHER, OTHER.keys[0], REFUSED)))
    assert room.told == []


async def test_a_swarm_of_failovers_is_one_notice(room: Room) -> None:
    moved = ((DEEPSEEK, KEYS[0], SICK), (OTHER, OTHER.keys[0], None))
    for _ in range(STORM - 1):
        room.herald.ended(ended(*moved))
        room.herald.ended(ended((DEEPSEEK, KEYS[0], None)))
    assert room.told == []
    for _ in range(STORM):
        room.herald.ended(ended(*moved))
    assert [(one.kind, one.key) for one in room.told] == [("failover_storm", "deepseek/chat")]


async def test_budgets_and_forecasts_in_words(room: Room) -> None:
    event = BudgetEvent(
        time=1.0, budget="daily", threshold=100, used=5_020_000_000, limit=5_000_000_000, unit="usd", action="block",
        resets_at=None,
    )  # fmt: skip
    room.herald.budgets([event])
    room.herald.forecast(
        ReachedView(budget="month", at=0.0, resets_at=86_400.0, used=3_000_000_000, limit=9_000_000_000, action="warn")
    )
    budget, forecast = room.told
    assert budget.title == "Budget daily: 100 % used"
    assert budget.text == "$5.02 of $5.00 are used. Requests are refused until it resets."
    assert budget.actions == ("allow_budget", "dashboard")
    assert (forecast.kind, forecast.key) == ("forecast", "month") and "$3.00 of $9.00" in forecast.text


async def test_a_budget_that_refuses_before_it_is_used_up_says_so_once(room: Room) -> None:
    exchange = Exchange("openai_chat", "test")
    exchange.refused = Verdict(
        action="block", budget="daily", early=True, reason="Too dear.", next_step="Ask for less."
    )
    room.herald.ended(exchange)
    room.herald.ended(exchange)
    (notice,) = room.told
    assert (notice.kind, notice.key, notice.title) == ("budget", "daily", "Budget daily refused a request")
    assert (notice.text, notice.next_step, notice.actions[0]) == ("Too dear.", "Ask for less.", "allow_budget")
    exchange.refused = Verdict(action="block", budget="other", reason="It is used up, which was told.")
    room.herald.ended(exchange)
    assert len(room.told) == 1
