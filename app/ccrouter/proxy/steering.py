"""Where routing, health, prices and budgets meet: whom to try for one request, and why."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple

from ccrouter.health.board import Board
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.ledger import Ledger
from ccrouter.proxy.attempt import Ask
from ccrouter.proxy.exchange import Exchange, key_of
from ccrouter.proxy.lessons import Lessons
from ccrouter.proxy.live import Live
from ccrouter.routing import subagent
from ccrouter.routing.options import Barred, Option, Price, World
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits, read_traits

EXPECTED_OUTPUT = 600  # tokens set aside for an answer until it has come


Options = Sequence[Option]


class _Bill(NamedTuple):
    """Who would pay, how much (nano-dollars, None = not known), and how many tokens it would be."""

    scope: Scope
    estimate: int | None
    tokens: int


class Steering:
    """One for all exchanges."""

    def __init__(
        self,
        board: Board,
        ledger: Ledger,
        lessons: Lessons,
        ordered: Callable[[Ask, Live, str, Options], Options | None],
    ) -> None:
        """``ordered`` asks plugins for a strategy of theirs."""
        self._lessons = lessons
        self._board = board
        self._ordered = ordered
        self._ledger = ledger
        self._random = Random()  # noqa: S311  # spreads load and explores; nothing to guess
        self._second = (0, datetime.now().astimezone())

    def course(self, ask: Ask, live: Live) -> tuple[Ask, Plan]:
        """The plan for a request, and the request as it is to be sent (a subagent's model tag is taken out).

        Raises:
            Fault: QUOTA if a budget forbids it, MODEL_MISSING if nothing is enabled.
        """
        exchange = ask.exchange
        traits = read_traits(ask.head, dict(ask.headers), exchange.client, live.settings)
        exchange.traits = traits
        now, at = time.monotonic(), self._clock()
        price = live.book.estimates(at)
        budgets = self._ledger.spend.budgets
        world = World(
            now=now,
            at=at,
            random=self._random,
            vitals=self._board.at(now),
            price=price,
            barred=self._barred(exchange, traits, price) if budgets else None,
            learner=self._lessons.advise if live.settings.routing.learning.enabled else None,
            ordered=lambda strategy, options: self._ordered(ask, live, strategy, options),
        )
        try:
            plan = live.router.plan(traits, world)
        except Fault as fault:
            if exchange.refused is not None:
                fault.message += f" {exchange.refused.next_step}"
            raise
        exchange.refused = None  # the plan goes round what a budget has closed
        if budgets:
            plan, bill = self._within(plan, exchange, traits, live, world)
            exchange.reservation = self._ledger.spend.reserve(*bill, time.time())
        exchange.plan = plan
        head = subagent.without_tag(ask.head) if traits.override else ask.head
        return ask._replace(head=head, tokens=traits.tokens, thinking=traits.thinking), plan

    def ended(self, exchange: Exchange, live: Live) -> None:
        """Remember where the conversation is now, or that its place failed it."""
        traits, candidate = exchange.traits, exchange.candidate
        if traits is None or candidate is None:
            return
        sessions = live.router.sessions
        for attempt in exchange.attempts:
            if attempt.fault is not None:
                sessions.note_failure(traits.lane, attempt.candidate.route)
        if exchange.fault is None and exchange.status < 400:
            route, label = key_of(candidate)
            sessions.note_answer(traits.lane, route, label, exchange.usage, time.monotonic())

    def _clock(self) -> datetime:
        """The user's own time, to the second: reading it costs as much as two prices."""
        second = int(time.time())
        if second != self._second[0]:
            self._second = (second, datetime.fromtimestamp(second).astimezone())
        return self._second[1]

    def _within(self, plan: Plan, exchange: Exchange, traits: Traits, live: Live, world: World) -> tuple[Plan, _Bill]:
        """The plan the strictest budget allows, and what the request will about cost: so much is set aside until it has
        ended, so that many at once cannot pass a budget together."""
        bill = _bill(traits, plan.candidates[0], world.price)
        verdict = self._ledger.spend.check(*bill, time.time())
        if verdict.action == "block":
            exchange.refused = verdict
            said = f"CC Router: {verdict.reason} {verdict.next_step}"
            raise Fault(Kind.QUOTA, said, status=402, code="billing_error")
        if verdict.action == "downgrade":
            plan = live.router.plan(traits, world._replace(detour=verdict.route))
            bill = _bill(traits, plan.candidates[0], world.price)
        return plan, bill

    def _barred(self, exchange: Exchange, traits: Traits, price: Price) -> Barred | None:
        """Budgets over a provider, a model or a key close only that one; the plan goes round it."""
        spend = self._ledger.spend
        scoped = {b.name for b in spend.budgets if b.provider or b.model or b.key}
        if not scoped:
            return None

        def why(route: str, label: str) -> str:
            provider, _, model = route.partition("/")
            estimate = price(route, traits.tokens, 0, EXPECTED_OUTPUT)
            scope = _scope(traits, provider, model, label)
            verdict = spend.check(scope, estimate, traits.tokens + EXPECTED_OUTPUT, time.time())
            if verdict.action != "block" or verdict.budget not in scoped:
                return ""
            exchange.refused = verdict
            return verdict.reason

        return why


def _bill(traits: Traits, first: Candidate, price: Price) -> _Bill:
    """As long as nothing is known of the answer, nor of what a cache will save."""
    scope = _scope(traits, first.provider.name, first.model, key_of(first)[1])
    return _Bill(scope, price(first.route, traits.tokens, 0, EXPECTED_OUTPUT), traits.tokens + EXPECTED_OUTPUT)


def _scope(traits: Traits, provider: str, model: str, key: str) -> Scope:
    return Scope(
        provider=provider, model=model, key=key, client=traits.client, project=traits.project, session=traits.session
    )  # fmt: skip
