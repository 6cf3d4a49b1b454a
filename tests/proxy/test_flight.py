"""What a request remembers of its attempts: each candidate, its fault or time to the first word, and who was overtaken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from random import Random

import msgspec
import pytest
from msgspec import structs

from ccrouter.health.board import Board
from ccrouter.ir.faults import Fault, Kind
from ccrouter.prices.book import Book
from ccrouter.proxy.attempt import Ask, Attempts
from ccrouter.proxy.exchange import Exchange, key_of
from ccrouter.proxy.flight import Flights
from ccrouter.proxy.keepsakes import Keepsakes
from ccrouter.proxy.live import Live
from ccrouter.routing.options import World
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Router
from ccrouter.routing.traits import Traits
from ccrouter.settings.deployments import Health, Hedge, KeyRef, Limit, Provider, Retry, Routing, Server, Settings
from ccrouter.upstream.client import Upstream
from ccrouter.wire import head as heads
from ccrouter.wire.registry import FORMATS
from flow.provider.exchange import KEY
from flow.provider.script import Call, Say, Stall, Status
from flow.provider.server import Provider as Scripted

REF = KeyRef(kind="env", name="K", label="${K}")


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    with Scripted() as provider:
        yield provider


class Bed:
    """Two deployments at the scripted provider, a board, and flights over them."""

    def __init__(self, url: str, upstream: Upstream) -> None:
        providers = {
            name: Provider(name=name, format="anthropic", base_url=url, auth="x-api-key", keys=(REF,))
            for name in ("one", "two")
        }
        self.candidates = [Candidate(provider, f"m-{name}", REF, "test") for name, provider in providers.items()]
        self.board = Board(time.time, Health(), Retry())
        self.flights = Flights(Attempts(upstream, Keepsakes()), self.board)
        routing = Routing(hedge=Hedge(enabled=True, share=1.0), retry=Retry(same=0))
        settings = Settings(server=Server(), providers=providers, routing=routing)
        self.live = Live(settings, {REF: KEY}, "", Router(settings), Book())
        self.exchange = Exchange("anthropic", "test/1")

    def ask(self) -> Ask:
        body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
        head = heads.read("anthropic", msgspec.json.encode(body))
        return Ask(head, FORMATS["anthropic"], [], self.exchange)

    def usual(self, seconds: float) -> None:
        """The first deployment has always needed so long."""
        key, now = key_of(self.candidates[0]), time.monotonic()
        for _ in range(30):
            self.board.note_start(key, now)
            self.board.note_success(key, now, seconds, 2 * seconds, 10, {})

    def outstanding(self) -> list[int]:
        return [self.board.vitals(*key_of(one), time.monotonic()).outstanding for one in self.candidates]


@pytest.fixture
async def bed(scripted: Scripted) -> AsyncIterator[Bed]:
    upstream = Upstream()
    yield Bed(scripted.url, upstream)
    await upstream.close()


async def test_each_attempt_is_recorded(scripted: Scripted, bed: Bed) -> None:
    scripted.think(lambda ask: [Status(529)] if ask.model == "m-one" else [Say("yes")])
    landed = await bed.flights.first_to_answer(bed.ask(), bed.live, bed.candidates)
    failed, won = bed.exchange.attempts
    assert failed.fault is not None
    assert (failed.candidate.model, failed.fault.kind, failed.ttft) == ("m-one", Kind.OVERLOADED, None)
    assert (won.candidate.model, won.fault, won.hedge, won.left) == ("m-two", None, False, False)
    assert won.ttft is not None
    assert won.begun >= failed.begun + failed.duration - 0.001
    with bed.flights.landing(landed):
        await landed.opened.response.close()
    assert bed.outstanding() == [0, 0]


async def test_the_overtaken_one_is_recorded_too(scripted: Scripted, bed: Bed) -> None:
    bed.usual(0.05)
    scripted.think(lambda ask: [Stall(30), Say("late")] if ask.model == "m-one" else [Call("f", {})])
    landed = await bed.flights.first_to_answer(bed.ask(), bed.live, bed.candidates)
    late, won = bed.exchange.attempts
    assert (late.candidate.model, late.left, late.hedge, late.fault) == ("m-one", True, False, None)
    assert (won.candidate.model, won.left, won.hedge) == ("m-two", False, True)
    assert landed.attempt is won
    assert bed.exchange.candidate is bed.candidates[1]
    assert bed.outstanding() == [0, 1]
    await landed.opened.response.close()


async def test_the_overtaken_ones_silence_and_prompt_are_counted(scripted: Scripted, bed: Bed) -> None:
    """Its first word would have come later still, and its provider has read the prompt."""
    bed.usual(0.05)
    before = bed.board.vitals(*key_of(bed.candidates[0]), time.monotonic())
    scripted.think(lambda ask: [Stall(30), Say("late")] if ask.model == "m-one" else [Stall(0.2), Say("yes")])
    landed = await bed.flights.first_to_answer(bed.ask()._replace(tokens=1234), bed.live, bed.candidates)
    await landed.opened.response.close()
    late = bed.exchange.attempts[0]
    assert late.usage is not None and (late.usage.input, late.usage.output, late.usage.estimated) == (1234, 0, True)
    after = bed.board.snapshot(time.monotonic() + 2).deployments[0].vitals
    assert after.samples == before.samples + 1
    assert after.ttft_p99 is not None and after.ttft_p99 >= 0.2


async def test_a_rival_that_was_not_needed_is_no_slow_one(scripted: Scripted, bed: Bed) -> None:
    """It had hardly begun when the first one spoke: that says nothing of its pace. The answer's own attempt comes last."""
    bed.usual(0.1)
    for _ in range(30):
        bed.board.note_start(key_of(bed.candidates[1]), time.monotonic())
        bed.board.note_success(key_of(bed.candidates[1]), time.monotonic(), 5.0, 6.0, 10, {})
    scripted.think(lambda ask: [Stall(0.4 if ask.model == "m-one" else 30), Say("yes")])
    landed = await bed.flights.first_to_answer(bed.ask(), bed.live, bed.candidates)
    await landed.opened.response.close()
    spare, won = bed.exchange.attempts
    assert (spare.hedge, spare.left, won.candidate.model) == (True, True, "m-one")
    assert landed.attempt is won
    rival = bed.board.snapshot(time.monotonic() + 2).deployments[1].vitals
    assert (rival.samples, rival.ttft_p50) == (30, pytest.approx(5.0, rel=0.03))


async def test_every_attempt_counts_against_the_limits_of_its_key(scripted: Scripted, bed: Bed) -> None:
    """Also the one that failed over: a plan made now leaves the key alone whose minute is spent."""
    limited = structs.replace(bed.live.settings.routing, limits={"one": Limit(rpm=1), "two": Limit(rpm=1)})
    router = Router(structs.replace(bed.live.settings, routing=limited))
    live = bed.live._replace(router=router)
    scripted.think(lambda ask: [Status(529)] if ask.model == "m-one" else [Say("yes")])
    landed = await bed.flights.first_to_answer(bed.ask(), live, bed.candidates)
    await landed.opened.response.close()
    for name in ("one", "two"):
        named = Traits(model=f"{name}/m-{name}", format="anthropic", client="test", session="s", lane="l")
        world = World(time.monotonic(), datetime.now().astimezone(), Random(1))
        assert "limit for this minute is spent" in router.plan(named, world).candidates[0].why


async def test_who_hangs_up_leaves_nothing_running(scripted: Scripted, bed: Bed) -> None:
    bed.usual(0.05)
    scripted.play([Stall(30), Say("late")])
    flight = asyncio.create_task(bed.flights.first_to_answer(bed.ask(), bed.live, bed.candidates))
    while len(bed.exchange.attempts) < 2:
        await asyncio.sleep(0.01)
    flight.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flight
    assert [attempt.left for attempt in bed.exchange.attempts] == [True, True]
    assert bed.outstanding() == [0, 0]


@pytest.mark.parametrize(
    ("ending", "sick"), [(Fault(Kind.CUT_SHORT, "cut"), True), (ConnectionResetError(), False), (None, False)]
)
async def test_how_an_answer_ends_is_told(scripted: Scripted, bed: Bed, ending: Exception | None, sick: bool) -> None:
    scripted.play([Say("yes")])
    landed = await bed.flights.first_to_answer(bed.ask(), bed.live, bed.candidates)
    try:
        with bed.flights.landing(landed):
            await landed.opened.response.close()
            if ending is not None:
                raise ending
    except (Fault, ConnectionResetError) as raised:
        assert raised is ending
    vitals = bed.board.vitals(*landed.attempt.key, time.monotonic())
    assert (vitals.outstanding, vitals.error_rate) == (0, 1.0 if sick else 0.0)
    assert landed.attempt.left == isinstance(ending, ConnectionResetError)
