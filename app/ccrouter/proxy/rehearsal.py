"""What the last requests would have cost with other settings: each is planned again from what the ledger kept of it.

The method, and what it cannot know:

* Requests that failed, or whose cost is not known on either side, are left out and counted.
* A request is planned anew by the same router, in the order in which they came, with conversations staying where they were
  put. Speeds are those measured now. Budgets and what was learnt are left aside.
* Where it goes elsewhere, the same tokens are charged at the list price there at the time of the request. What had been read
  from a cache is charged as read from one only if the conversation would have been there already, else as plain input.
* Rules may ask what the ledger does not keep, such as the language: ``unseen`` names it, and they see the least of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from ccrouter.ir.faults import Fault
from ccrouter.ir.profile import FORMATS
from ccrouter.ir.usage import Usage
from ccrouter.prices.book import Book
from ccrouter.prices.rates import charge
from ccrouter.proxy.exchange import key_of
from ccrouter.routing.complexity import complexity
from ccrouter.routing.options import VitalsOf, World
from ccrouter.routing.router import Router
from ccrouter.routing.traits import Traits, is_background
from ccrouter.settings.conditions import Condition, condition
from ccrouter.settings.deployments import Settings
from ccrouter.settings.quality import quality

if TYPE_CHECKING:
    from ccrouter.ledger.listing import Kept

_NOT_KEPT = {
    *(
        ("task", name)
        for name in ("complexity", "depth", "tool_count", "tool_names", "image_count", "pending", "code", "language")
    ),
    ("task", "criticality"),
    ("session", "turn"),
    ("request", "max_tokens"),
}
ENOUGH = 20  # requests from which on a comparison says something


class Rehearsal(Struct, frozen=True, kw_only=True):
    """Of ``requests``: what they cost and what they would have, in nano-dollars, and how good the models are, 0..1, on average."""

    requests: int = 0
    left_out: int = 0
    moved: int = 0  # would have gone to another model
    cost: int = 0
    would: int = 0
    quality: float = 0.0
    would_quality: float = 0.0
    unseen: tuple[str, ...] = ()  # what rules ask for and the ledger has not kept

    @property
    def enough(self) -> bool:
        return self.requests >= ENOUGH

    @property
    def change(self) -> float | None:
        """Of the cost: -0.34 = a third less; None if they cost nothing."""
        return (self.would - self.cost) / self.cost if self.cost else None


def rehearse(kept: Sequence[Kept], settings: Settings, book: Book, vitals: VitalsOf) -> Rehearsal:
    """Plan them again under ``settings``. Takes about 0.1 ms each: call it on a thread. Loads the price book."""
    book.warm()
    stage = _Stage(settings, book, vitals)
    for one in sorted(kept, key=lambda one: one.time):
        stage.play(one)
    count = max(1, stage.requests)
    return Rehearsal(
        requests=stage.requests, left_out=stage.left_out, moved=stage.moved, cost=stage.cost, would=stage.would,
        quality=stage.quality / count, would_quality=stage.would_quality / count, unseen=_unseen(settings),
    )  # fmt: skip


def _unseen(settings: Settings) -> tuple[str, ...]:
    found = [condition(rule.when) for rule in settings.routing.rules]
    read = {name for one in found if isinstance(one, Condition) for name in one.reads}
    return tuple(sorted(f"{group}.{name}" for group, name in read & _NOT_KEPT))


class _Stage:
    def __init__(self, settings: Settings, book: Book, vitals: VitalsOf) -> None:
        self._settings, self._book, self._vitals = settings, book, vitals
        self._router = Router(settings)
        self._random = Random(0)  # noqa: S311  # the same draw each time, so that only the settings make a difference
        self.requests = self.left_out = self.moved = self.cost = self.would = 0
        self.quality = self.would_quality = 0.0

    def play(self, one: Kept) -> None:
        usage = one.tokens
        at = datetime.fromtimestamp(one.time / 1e6, UTC)
        if usage is None or one.cost is None or one.status >= 400 or one.fault:
            self.left_out += 1
            return
        traits = _traits(one, usage, self._settings)
        world = World(
            now=one.time / 1e6,
            at=at.astimezone(),
            random=self._random,
            vitals=self._vitals,
            price=self._book.estimates(at),
        )
        try:
            first = self._router.plan(traits, world).candidates[0]
        except Fault:
            self.left_out += 1
            return
        stay = self._router.sessions.get(traits.lane)
        warm = stay is not None and stay.route == first.route
        would = one.cost
        if first.route != f"{one.provider}/{one.model}":
            unit = self._book.rates(first.provider.name, first.model, at, prompt=usage.prompt)
            if unit is None:
                self.left_out += 1
                return
            there = usage if warm else structs.replace(usage, input=usage.input + usage.cache_read, cache_read=0)
            would = charge(unit, there)
            self.moved += 1
        self._router.sessions.note_answer(traits.lane, first.route, key_of(first)[1], usage, one.time / 1e6)
        own = self._settings.routing.quality
        self.requests += 1
        self.cost += one.cost
        self.would += would
        self.quality += quality(one.model, own)
        self.would_quality += quality(first.model, own)


def _traits(one: Kept, usage: Usage, settings: Settings) -> Traits:
    """What is known of it still."""
    background = one.task == "background" or is_background(one.asked, settings.routing.background_models)
    return Traits(
        model=one.asked,
        format=next((format for format in FORMATS if format == one.format), FORMATS[0]),
        client=one.client,
        session=one.session,
        lane=f"{one.session}\n{one.asked}\n{one.subagent}",
        project=one.project,
        tokens=max(1, usage.prompt),
        tools=int(one.tools),
        images=int(one.images),
        documents=int(one.documents),
        thinking=one.thinking,
        web_search=one.task == "web_search",
        background=background,
        subagent=one.subagent,
        streaming=one.stream,
        turn="user",
        complexity=complexity(
            tokens=max(1, usage.prompt),
            depth=1,
            tools=int(one.tools),
            thinking=one.thinking,
            code=0.0,
            images=int(one.images),
            background=background,
        ),
    )
