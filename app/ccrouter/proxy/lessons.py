"""What the learner is asked before a request is planned, and told when it has ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec
from msgspec import structs

from ccrouter.ir.parts import ToolCall
from ccrouter.learning.learner import Learner
from ccrouter.learning.signals import Signals
from ccrouter.proxy.exchange import Exchange, key_of
from ccrouter.proxy.verifier import Verifier
from ccrouter.routing.options import Advised, Option
from ccrouter.routing.traits import Traits
from ccrouter.settings import atomic
from ccrouter.settings.deployments import Learning

log = logging.getLogger(__name__)
T = TypeVar("T")
Ask = Callable[[], Awaitable[bool | None]]
_CONVERSATIONS = 2_000
_CALLS = 64  # of one conversation that are remembered to notice a repetition


class Lessons:
    """One for all exchanges; the learner outlives a reload of the settings. ``file`` holds what was learnt.

    ``judge`` gives the way to ask plugins whether the task that an exchange has ended was done, None if there is none.
    """

    def __init__(
        self,
        settings: Learning,
        prior: Callable[[str], float],
        file: Path,
        judge: Callable[[Exchange], Ask | None] = lambda _: None,
    ) -> None:
        self._file = file
        self._judge = judge
        try:
            self.learner = Learner(settings, prior, file.read_bytes() if file.exists() else b"")
        except (OSError, ValueError) as error:
            log.warning("%s could not be read (%s): learning begins anew", file, error)
            self.learner = Learner(settings, prior)
        self._saved = self.learner.dump()
        self._random = Random()  # noqa: S311  # explores; nothing to guess
        self._verifier = Verifier()
        self._verifying: set[asyncio.Task[None]] = set()
        self._at_work: OrderedDict[str, None] = OrderedDict()  # lanes in which tools were called since the task began
        self._calls: OrderedDict[str, OrderedDict[int, None]] = OrderedDict()
        self._last: OrderedDict[str, tuple[str, str]] = OrderedDict()  # conversation → scenario, route

    async def stop(self) -> None:
        """End the checks under way, and keep what was learnt."""
        self._verifier.stop()
        await asyncio.gather(*self._verifying)
        self.save()

    def suggestions(self) -> tuple[str, ...]:
        """What was learnt would have changed, in sentences: all there is to see of it until it may decide."""
        return tuple(one.text for one in self.learner.suggestions())

    def save(self) -> None:
        """Nothing is written if nothing was learnt since."""
        state = self.learner.dump()
        if state == self._saved:
            return
        self._saved = state
        try:
            atomic.write(self._file, state)
        except OSError as error:
            log.warning("what was learnt could not be saved: %s", error)

    def advise(self, scenario: str, traits: Traits, options: Sequence[Option]) -> Advised | None:
        """For ``routing.options.World.learner``. Only the start of a conversation counts as a decision."""
        routes = [option.deployment.route for option in options]
        rng = self._random if traits.turn == "start" else None
        advice = self.learner.order(scenario, routes, rng, session=traits.lane)
        return Advised(advice.order[0], advice.why, advice.urgent) if advice.order else None

    def heard(self, exchange: Exchange) -> None:
        """What became of an exchange. One that the client broke off, or that never had a plan, teaches nothing."""
        traits, plan, chosen = exchange.traits, exchange.plan, exchange.candidate
        if traits is None or plan is None or chosen is None or exchange.status == 499:
            return
        now, route = time.time(), key_of(chosen)[0]
        if traits.model.replace(",", "/", 1) == route and (last := self._last.get(traits.session)):
            self._switched(last, route, traits, now)
        calls = [part for part in exchange.answer.parts if isinstance(part, ToolCall)] if exchange.answer else []
        seen = Signals(
            error=exchange.fault is not None,
            retries=sum(attempt.fault is not None and key_of(attempt.candidate)[0] == route for attempt in exchange.attempts),
            bad_tool_json=sum(not _readable(call) for call in calls),
            repeated_calls=self._repeated(traits.lane, calls),
            cut=exchange.finish is not None and exchange.finish.stop == "length",
            nanos=exchange.cost,
            seconds=exchange.duration,
        )  # fmt: skip
        checks = self._checks(traits, exchange) if self._task_is_done(traits, calls, exchange) else []
        if checks:
            verified = self._verified(plan.scenario, route, seen, traits, checks)
            verifying = asyncio.get_running_loop().create_task(verified)
            self._verifying.add(verifying)
            verifying.add_done_callback(self._verifying.discard)
        else:
            self.learner.observe(plan.scenario, route, seen, now, session=traits.lane)
        _remember(self._last, traits.session, (plan.scenario, route))

    def _task_is_done(self, traits: Traits, calls: list[ToolCall], exchange: Exchange) -> bool:
        """The agent has done something, and now says that it is done: worth a check, if there is one."""
        if calls:
            _remember(self._at_work, traits.lane, None)
            return False
        if exchange.finish is None or exchange.finish.stop != "end" or traits.lane not in self._at_work:
            return False
        del self._at_work[traits.lane]
        return not traits.subagent and not traits.background

    def _checks(self, traits: Traits, exchange: Exchange) -> list[Ask]:
        """Who can say whether a task was done: the user's own command in its project, then plugins."""
        checks: list[Ask] = []
        if traits.project and (command := self.learner.settings.verifier):
            checks.append(partial(self._verifier.verdict, command, traits.project))
        if judge := self._judge(exchange):
            checks.append(judge)
        return checks

    async def _verified(self, scenario: str, route: str, seen: Signals, traits: Traits, checks: Sequence[Ask]) -> None:
        """The last answer of a task counts as what the first check that can tell says of the whole."""
        verdict = None
        for check in checks:
            if (verdict := await check()) is not None:
                break
        seen = structs.replace(seen, verified=verdict)
        self.learner.observe(scenario, route, seen, time.time(), session=traits.lane)

    def _switched(self, last: tuple[str, str], route: str, traits: Traits, now: float) -> None:
        """The user named another model than the one that answered last: if it is presumed better, that one was not enough."""
        scenario, before = last
        belief = self.learner.belief
        if before != route and belief(scenario, route).mean > belief(scenario, before).mean:
            self.learner.observe(scenario, before, Signals(switched_up=True), now, session=traits.lane)

    def _repeated(self, lane: str, calls: list[ToolCall]) -> int:
        known = self._calls.get(lane, OrderedDict())
        count = 0
        for call in calls:
            digest = hash((call.name, call.arguments))
            count += digest in known
            known[digest] = None
            while len(known) > _CALLS:
                known.popitem(last=False)
        _remember(self._calls, lane, known)
        return count


def _readable(call: ToolCall) -> bool:
    if call.kind == "custom" or not call.arguments.strip():
        return True
    try:
        return isinstance(msgspec.json.decode(call.arguments), dict)
    except (msgspec.DecodeError, UnicodeError):
        return False


def _remember(store: OrderedDict[str, T], key: str, value: T) -> None:
    store[key] = value
    store.move_to_end(key)
    while len(store) > _CONVERSATIONS:
        store.popitem(last=False)
