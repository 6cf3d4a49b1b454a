"""From a finished exchange to its row in the ledger: what it used, what that cost, whose price it was."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from functools import partial

from ccrouter.ir.clients import client_id
from ccrouter.ir.events import Answer
from ccrouter.ir.parts import Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.ledger.ledger import Ledger
from ccrouter.ledger.rows import AttemptRow, ExchangeRow, price_used
from ccrouter.prices.book import Book
from ccrouter.proxy.exchange import Attempt, Exchange, key_of
from ccrouter.routing.explain import recorded
from ccrouter.routing.router import Plan
from ccrouter.routing.traits import Traits
from ccrouter.wire import count

log = logging.getLogger(__name__)


class Books:
    """Called on the loop, once for each exchange. Until the price data is loaded (a thread does it), exchanges wait."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[tuple[Exchange, Book]] = []
        self._loading: asyncio.Task[None] | None = None

    def record(self, exchange: Exchange, book: Book) -> None:
        """Never raises: a bug in the bookkeeping must not cost an answer."""
        if not book.shelf.ready:
            self._waiting.append((exchange, book))
            if self._loading is None:
                self._loading = asyncio.get_running_loop().create_task(self._load(book))
            return
        try:
            self._enter(exchange, book)
        except Exception:
            log.exception("an exchange could not be entered into the ledger")

    async def ready(self, book: Book) -> None:
        """Budgets are exact once prices are loaded and the ledger has said what was spent before this start."""
        if not book.shelf.ready:
            await asyncio.to_thread(book.warm)
        await self._ledger.seeded()

    async def close(self) -> None:
        """Enter what still waits."""
        if self._loading is not None:
            await self._loading

    async def _load(self, book: Book) -> None:
        await asyncio.to_thread(book.warm)
        self._loading = None
        waiting, self._waiting = self._waiting, []
        for exchange, its_book in waiting:
            self.record(exchange, its_book)

    def _enter(self, exchange: Exchange, book: Book) -> None:
        traits, plan, chosen = exchange.traits, exchange.plan, exchange.candidate
        at = datetime.fromtimestamp(exchange.started, UTC)
        cost = price = None
        if exchange.usage is not None and chosen is not None:
            found = book.cost(chosen.provider.name, chosen.model, exchange.usage, at)
            cost = found.nanos
            rates = found.rates
            price = price_used(found.source, rates.version if rates else "", rates)
        row = ExchangeRow(
            id=exchange.id,
            time=round(exchange.started * 1e6),
            client=client_id(exchange.client),
            format=exchange.format,
            asked=exchange.asked,
            status=exchange.status,
            project=traits.project if traits else "",
            session=traits.session if traits else "",
            task=plan.scenario if plan else "",
            plan=" ".join(c.route for c in plan.candidates) if plan else "",
            why=chosen.why if chosen else "",
            provider=chosen.provider.name if chosen else "",
            model=chosen.model if chosen else "",
            key=key_of(chosen)[1] if chosen else "",
            stream=exchange.stream,
            subagent=traits.subagent if traits else False,
            images=bool(traits and traits.images),
            documents=bool(traits and traits.documents),
            tools=bool(traits and traits.tools),
            thinking=bool(traits and traits.thinking),
            fault=exchange.fault.kind if exchange.fault else "",
            fault_text=exchange.fault.message[:500] if exchange.fault else "",
            stop=exchange.finish.stop if exchange.finish else "",
            stop_raw=(exchange.finish.raw or "") if exchange.finish else "",
            ttft=exchange.ttft,
            duration=exchange.duration,
            usage=exchange.usage,
            cost=cost,
            price=price,
            warnings=tuple(f"{w.field}: {w.detail}" for w in exchange.warnings.items),
        )
        exchange.cost = cost
        attempts = tuple(
            _attempt(attempt, cost if attempt.usage is exchange.usage else _cost(attempt, book, at))
            for attempt in exchange.attempts
        )
        told = partial(_planned, traits, plan, book, at) if traits and plan else None
        self._ledger.record(row, attempts, exchange.reservation, exchange.capture, told)


def _planned(traits: Traits, plan: Plan, book: Book, at: datetime) -> bytes:
    """For the ledger's thread: how the exchange was routed."""
    return recorded(traits, plan, book.estimates(at))


def _cost(attempt: Attempt, book: Book, at: datetime) -> int | None:
    candidate = attempt.candidate
    return book.cost(candidate.provider.name, candidate.model, attempt.usage, at).nanos if attempt.usage else None


def _attempt(attempt: Attempt, cost: int | None) -> AttemptRow:
    return AttemptRow(
        provider=attempt.candidate.provider.name,
        model=attempt.candidate.model,
        key=key_of(attempt.candidate)[1],
        outcome=attempt.fault.kind if attempt.fault else "left" if attempt.left else "ok",
        status=(attempt.fault.upstream_status or 0) if attempt.fault else 200,
        latency=attempt.duration if attempt.ttft is None else attempt.ttft,
        cost=cost,
    )


def guessed(input_tokens: int, answer: Answer, told: Usage | None) -> Usage:
    """Usage where the provider told none, or the client left before it could: an estimate, and marked as one."""
    return count.estimate_usage(input_tokens, sum(len(_words(part).encode()) for part in answer.parts), told)


def _words(part: Part) -> str:
    match part:
        case Text(text=text) | Thinking(text=text):
            return text
        case ToolCall():
            return part.name + part.arguments
        case _:
            return ""
