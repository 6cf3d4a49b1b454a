"""From the plan's candidates to the first that answers: the pilot decides, attempts are made, the health board is told."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ccrouter.health.board import Board
from ccrouter.health.tally import Tally
from ccrouter.health.vitals import Vitals
from ccrouter.ir.faults import Fault
from ccrouter.ir.usage import Usage
from ccrouter.proxy import patience
from ccrouter.proxy.attempt import Ask, Attempts, Opened
from ccrouter.proxy.exchange import Attempt, key_of
from ccrouter.proxy.live import Live
from ccrouter.proxy.pilot import GiveUp, Lane, Standing, Tried, Try, Wait, next_step, untried
from ccrouter.routing.plan import Candidate

log = logging.getLogger(__name__)
_WELL = frozenset({"ok", "half_open"})
_SHARE_OF = 600.0  # seconds over which the share of hedged requests is reckoned


class Landed(NamedTuple):
    """An answer that has begun, whose it is, and the record of the attempt that brought it."""

    opened: Opened
    candidate: Candidate
    attempt: Attempt


class Flights:
    """What all requests share: how to make attempts, the board, the share of hedges spent."""

    def __init__(self, attempts: Attempts, board: Board) -> None:
        self._attempts = attempts
        self._board = board
        self._hedged = Tally(_SHARE_OF, grain=1.0)  # requests, hedges

    async def first_to_answer(self, ask: Ask, live: Live, candidates: Sequence[Candidate]) -> Landed:
        """Raises Fault when nobody answers. Until it returns, the client has seen nothing of any answer."""
        self._hedged.add(time.monotonic(), 1, 0)
        return await _Flight(ask, live, candidates, self._attempts, self._board, self._hedged).run()

    @contextmanager
    def landing(self, landed: Landed) -> Iterator[None]:
        """Around the rest of an answer. How it leaves tells the board: well, with a Fault, or (anything else) the client
        did not wait for the end."""
        opened, _, attempt = landed
        try:
            yield
        except Fault as fault:
            attempt.ended(fault)
            self._board.note_fault(attempt.key, time.monotonic(), fault, attempt.duration)
            raise
        except BaseException:
            attempt.ended()
            attempt.left = True
            self._board.note_gone(attempt.key, time.monotonic(), attempt.duration)
            raise
        attempt.ended()
        streamed = opened.relay is not None
        self._board.note_success(
            attempt.key, time.monotonic(), attempt.ttft if streamed else None, attempt.duration,
            attempt.usage.output if attempt.usage else None, opened.response.headers,
        )  # fmt: skip


class _Flight:
    """One request on its way. ``tried`` grows with every attempt that failed."""

    def __init__(
        self, ask: Ask, live: Live, candidates: Sequence[Candidate], attempts: Attempts, board: Board, hedged: Tally
    ) -> None:
        self._ask = ask
        self._live = live
        self._candidates = candidates
        self._attempts = attempts
        self._board = board
        self._hedged = hedged
        self._limits = live.settings.routing.retry
        self._lanes = [Lane(c.route, c.provider.profile(c.model).context) for c in candidates]
        self._tried: list[Tried] = []
        self._won = False  # one of those that race has spoken

    async def run(self) -> Landed:
        jitter, attempts = random.random(), 0  # noqa: S311  # spreads retries; nothing to guess
        while True:
            if attempts != len(self._tried):
                jitter, attempts = random.random(), len(self._tried)  # noqa: S311
            elapsed = self._ask.exchange.elapsed()
            match next_step(self._lanes, self._standing, self._tried, self._limits, elapsed, jitter):
                case Try(place=place, again=again):
                    if again:
                        self._board.note_retry(key_of(self._candidates[place]), time.monotonic())
                    try:
                        landed = await self._try(place)
                    except Fault:
                        continue  # it is in ``tried`` now
                    exchange = self._ask.exchange
                    exchange.candidate = landed.candidate
                    exchange.attempts.remove(landed.attempt)
                    exchange.attempts.append(landed.attempt)
                    return landed
                case Wait(seconds=seconds):
                    await asyncio.sleep(seconds)
                case GiveUp(fault=fault, why=why):
                    blamed = next(one for one in self._tried if one.fault is fault)
                    self._ask.exchange.candidate = self._candidates[blamed.place]
                    log.debug("gave up: %s", why)
                    raise fault

    async def _try(self, place: int) -> Landed:
        hedge = self._live.settings.routing.hedge
        if hedge.enabled and self._ask.head.stream:
            vitals = self._vitals(place)
            late = patience.hedge_after(vitals.ttft_p95, vitals.samples)
            if late is not None and self._may_hedge(hedge.share):
                return await self._race(place, late)
        return await self._open(place)

    def _may_hedge(self, share: float) -> bool:
        requests, hedges = self._hedged.sums(time.monotonic())
        return hedges + 1 <= share * requests

    async def _race(self, place: int, late: float) -> Landed:
        """Start at ``place``; if its first word is late, the next candidate too. Raises the Fault of the last to fail."""
        running = {asyncio.create_task(self._open(place))}
        done: set[asyncio.Task[Landed]] = set()  # … and not looked at yet
        fault: Fault | None = None
        try:
            done, _ = await asyncio.wait(running, timeout=late)
            if not done and (rival := self._rival(place)) is not None:
                self._hedged.add(time.monotonic(), 0, 1)
                running.add(asyncio.create_task(self._open(rival, hedge=True)))
            while running:
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                while done:
                    try:
                        landed = done.pop().result()
                    except Fault as failed:
                        fault = failed
                    else:
                        self._won = True
                        return landed
        finally:
            await self._call_off(running | done)
        assert fault is not None
        raise fault

    async def _call_off(self, losers: set[asyncio.Task[Landed]]) -> None:
        """End attempts that are no longer wanted, at once."""
        for task in losers:
            task.cancel()
        for lost in await asyncio.gather(*losers, return_exceptions=True):
            if isinstance(lost, Landed):  # both spoke in the same turn of the loop
                lost.attempt.ended()
                lost.attempt.left = True
                lost.attempt.usage = Usage(input=self._ask.tokens, estimated=True)
                self._board.note_gone(lost.attempt.key, time.monotonic(), lost.attempt.duration)
                await lost.opened.response.close()

    def _rival(self, place: int) -> int | None:
        """Who starts beside the one at ``place``: the next that is well and another deployment."""
        for other in untried(self._lanes, self._standing, self._tried):
            if self._standing(other).well and self._lanes[other].route != self._lanes[place].route:
                return other
        return None

    async def _open(self, place: int, *, hedge: bool = False) -> Landed:
        candidate, exchange = self._candidates[place], self._ask.exchange
        exchange.candidate = candidate
        attempt = Attempt(candidate, begun=exchange.elapsed(), hedge=hedge)
        exchange.attempts.append(attempt)
        wait = self._patience(
            place
        )  # before the start is noted: a probe would not be told apart from one that is under way
        now = time.monotonic()
        self._board.note_start(attempt.key, now)
        self._live.router.note_start(candidate, self._ask.tokens, now)
        try:
            opened = await self._attempts.open(self._ask, candidate, self._live, wait)
        except Fault as fault:
            attempt.ended(fault)
            self._board.note_fault(attempt.key, time.monotonic(), fault, attempt.duration)
            self._tried.append(Tried(place, fault, exchange.elapsed()))
            raise
        except BaseException:
            attempt.ended()
            attempt.left = True
            if self._won:  # its prompt has been read, and will be billed
                attempt.usage = Usage(input=self._ask.tokens, estimated=True)
            self._board.note_gone(attempt.key, time.monotonic(), attempt.duration, overtaken=self._won)
            raise
        attempt.spoke()
        return Landed(opened, candidate, attempt)

    def _patience(self, place: int) -> float:
        provider, vitals = self._candidates[place].provider, self._vitals(place)
        most = provider.first_byte_timeout
        if self._ask.head.stream:
            most = patience.first_word(
                vitals.ttft_p99, vitals.samples, tokens=self._ask.tokens, thinking=self._ask.thinking,
                least=self._live.settings.health.first_byte_least, most=most,
            )  # fmt: skip
        for limit in (self._limits.deadline, self._limits.total):
            if limit is not None:
                most = min(most, max(0.0, limit - self._ask.exchange.elapsed()))
        return most

    def _standing(self, place: int) -> Standing:
        vitals = self._vitals(place)
        retries = self._board.retries_left(key_of(self._candidates[place]), time.monotonic())
        return Standing(vitals.state in _WELL, vitals.sick, retries)

    def _vitals(self, place: int) -> Vitals:
        return self._board.vitals(*key_of(self._candidates[place]), time.monotonic())
