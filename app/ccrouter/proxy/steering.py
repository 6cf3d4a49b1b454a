"""Where routing, health, prices and budgets meet: whom to try for one request, and why."""

from __future__ import annotations

import time
from datetime import datetime
from random import Random

from ccrouter.health.board import Board
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.ledger import Ledger
from ccrouter.ledger.spend import Verdict
from ccrouter.proxy.attempt import Ask
from ccrouter.proxy.exchange import Exchange, key_of
from ccrouter.proxy.lessons import Lessons
from ccrouter.proxy.live import Live
from ccrouter.routing import subagent
from ccrouter.routing.options import Barred, Price, World
from ccrouter.routing.plan import Candidate
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits, read_traits

EXPECTED_OUTPUT = 600  # tokens set aside for an answer until it has come


class Steering:
    """One for all exchanges."""

    def __init__(self, board: Board, ledger: Ledger, lessons: Lessons) -> None:
        self._lessons = lessons
        self._board = board
        self._ledger = ledger
        self._random = Random()  # noqa: S311  # spreads load and explores; nothing to guess

    def course(self, ask: Ask, live: Live) -> tuple[Ask, Plan]:
        """The plan for a request, and the request as it is to be sent (a subagent's model tag is taken out).

        Raises:
            Fault: QUOTA if a budget forbids it, MODEL_MISSING if nothing is enabled.
        """
        exchange = ask.exchange
        traits = read_traits(ask.head, dict(ask.headers), exchange.client, live.settings)
        exchange.traits = traits
        now = time.monotonic()
        at = datetime.now().astimezone()

        def price(route: str, tokens: int, cached: int, output: int) -> int | None:
            return live.book.estimate(route, tokens, cached, output, at)

        world = World(
            now=now,
            at=at,
            random=self._random,
            vitals=lambda route, label: self._board.vitals(route, label, now),
            price=price,
            barred=self._barred(traits, price),
            learner=self._lessons.advise if live.settings.routing.learning.enabled else None,
        )
        plan = live.router.plan(traits, world)
        if self._ledger.spend.budgets:
            verdict = self._verdict(traits, plan.candidates[0], price)
            if verdict.action == "downgrade":
                plan = live.router.plan(traits, world._replace(detour=verdict.route))
            self._reserve(exchange, traits, plan.candidates[0], price)
        exchange.plan = plan
        live.router.note_start(plan.candidates[0], traits.tokens, now)
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

    def _verdict(self, traits: Traits, first: Candidate, price: Price) -> Verdict:
        """What the strictest budget says of the request as planned."""
        scope = _scope(traits, first.provider.name, first.model, key_of(first)[1])
        estimate = price(first.route, traits.tokens, 0, EXPECTED_OUTPUT)
        verdict = self._ledger.spend.check(scope, estimate, traits.tokens + EXPECTED_OUTPUT, time.time())
        if verdict.action == "block":
            raise Fault(Kind.QUOTA, f"CC Router: {verdict.reason}", status=402, code="billing_error")
        return verdict

    def _reserve(self, exchange: Exchange, traits: Traits, first: Candidate, price: Price) -> None:
        """Set aside what the request will about cost, so that many at once cannot pass a budget together."""
        scope = _scope(traits, first.provider.name, first.model, key_of(first)[1])
        estimate = price(first.route, traits.tokens, 0, EXPECTED_OUTPUT)
        exchange.reservation = self._ledger.spend.reserve(scope, estimate, traits.tokens + EXPECTED_OUTPUT, time.time())

    def _barred(self, traits: Traits, price: Price) -> Barred | None:
        """Budgets over a provider, a model or a key close only that one; the plan goes round it."""
        scoped = {b.name for b in self._ledger.spend.budgets if b.provider or b.model or b.key}
        if not scoped:
            return None

        def why(route: str, label: str) -> str:
            provider, _, model = route.partition("/")
            estimate = price(route, traits.tokens, 0, EXPECTED_OUTPUT)
            scope = _scope(traits, provider, model, label)
            verdict = self._ledger.spend.check(scope, estimate, traits.tokens + EXPECTED_OUTPUT, time.time())
            return verdict.reason if verdict.action == "block" and verdict.budget in scoped else ""

        return why


def _scope(traits: Traits, provider: str, model: str, key: str) -> Scope:
    return Scope(
        provider=provider, model=model, key=key, client=traits.client, project=traits.project, session=traits.session
    )  # fmt: skip
