"""What a routing decision costs: traits of a 400 KB body, plans over 20 and 500 deployments with real vitals and prices, rules,
and the whole of it as the router decides: traits and plan of a first question.

    python tests/bench/routing.py

Prints microseconds of CPU, the best of several rounds. Nothing here is a test: figures depend on the machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2] / "app"))

import msgspec
from genai_prices.data_snapshot import get_snapshot

from ccrouter.health.board import Board
from ccrouter.ir.profile import Profile
from ccrouter.ledger.ledger import Ledger
from ccrouter.prices.book import Book
from ccrouter.proxy.attempt import Ask
from ccrouter.proxy.exchange import Exchange
from ccrouter.proxy.lessons import Lessons
from ccrouter.proxy.live import Live
from ccrouter.proxy.steering import Steering
from ccrouter.routing.options import World
from ccrouter.routing.router import Plan, Router
from ccrouter.routing.traits import Traits, read_traits
from ccrouter.settings.deployments import KeyRef, Learning, Provider, Route, Routing, Rule, Server, Settings
from ccrouter.settings.routing import STRATEGIES
from ccrouter.wire import head
from ccrouter.wire.head import Head
from ccrouter.wire.registry import FORMATS


def best(work: Callable[[], object], rounds: int = 7, seconds: float = 0.15) -> float:
    """Microseconds of CPU for one call, in the best round: other programs do not count."""
    work()
    found = float("inf")
    for _ in range(rounds):
        count, begun = 0, time.process_time()
        while (took := time.process_time() - begun) < seconds:
            work()
            count += 1
        found = min(found, took / count)
    return found * 1e6


def body(size: int) -> bytes:
    """A coding agent's conversation: a system prompt, tools, and files read by tool calls."""
    code = Path(__file__).read_text(encoding="utf-8")
    messages: list[dict[str, object]] = [
        {"role": "user", "content": [{"type": "text", "text": "Please mend the test."}]}
    ]
    while len(msgspec.json.encode(messages)) < size - 45_000:
        call = f"toolu_{len(messages)}"
        thinking = {"type": "thinking", "thinking": code[:300], "signature": "c2ln" * 80}
        use = {"type": "tool_use", "id": call, "name": "Read", "input": {"file_path": "/x.py"}}
        messages.append({"role": "assistant", "content": [thinking, use]})
        result = {"type": "tool_result", "tool_use_id": call, "content": (code * 2)[:3500]}
        messages.append({"role": "user", "content": [result]})
    tools = [{"name": f"Tool{i}", "description": code[:2500], "input_schema": {"type": "object"}} for i in range(13)]
    system = [{"type": "text", "text": "Primary working directory: /home/me/project\n" + (code * 2)[:7000]}]
    request = {
        "model": "m0",
        "max_tokens": 32000,
        "stream": True,
        "system": system,
        "messages": messages,
        "tools": tools,
    }
    return msgspec.json.encode(request)


def deployments(count: int) -> dict[str, tuple[str, ...]]:
    """Models of the embedded price book by provider, so that prices are looked up as in real life."""
    found: dict[str, list[str]] = {}
    pairs = [(provider.id, model.id) for provider in get_snapshot().providers for model in provider.models]
    step = len(pairs) / count
    for provider, model in (pairs[int(number * step)] for number in range(count)):
        found.setdefault(provider, []).append(model)
    return {provider: tuple(models) for provider, models in found.items()}


def settings(count: int, strategy: str, rules: int = 0) -> Settings:
    keys = (KeyRef(kind="env", name="K", label="${K}"),)
    providers = {
        name: Provider(
            name=name, format="anthropic", base_url="https://x", keys=keys, models=models,
            profiles={model: Profile(context=200_000) for model in models},
        )
        for name, models in deployments(count).items()
    }  # fmt: skip
    written = tuple(
        Rule(
            when=f"task.complexity > 0.{90 + i} && !task.images && request.model.startsWith('x')", route=Route(name="r")
        )
        for i in range(rules)
    )
    first = next(iter(providers.values()))
    return Settings(
        server=Server(),
        providers=providers,
        routing=Routing(default=f"{first.name}/{first.models[0]}", strategy=strategy, rules=written, same_model=True),
    )


class Bed:
    """A router over ``count`` deployments, all of which were used within the hour."""

    def __init__(self, count: int, strategy: str, rules: int = 0) -> None:
        self.settings = settings(count, strategy, rules)
        self.router = Router(self.settings)
        self.book = Book(self.settings.prices, self.settings.providers)
        self.book.warm()
        self.board = Board(time.time, self.settings.health, self.settings.routing.retry)
        now = time.monotonic()
        for i, slot in enumerate(self.router._deployed.listed((), True).slots):
            for _ in range(20):
                self.board.note_start(slot.name, now)
                self.board.note_success(slot.name, now, 0.5 + i / 100, 2.0, 100, {})


def planned(request: Head, count: int, strategy: str, rules: int = 0) -> float:
    bed = Bed(count, strategy, rules)
    traits: Traits = read_traits(request, {}, "Claude Code", bed.settings)
    at = datetime.now().astimezone()

    def decide() -> Plan:
        now = time.monotonic()
        return bed.router.plan(traits, World(now, at, Random(1), bed.board.at(now), bed.book.estimates(at)))

    assert len(decide().candidates) + decide().more == count
    return best(decide)


def decided(count: int, strategy: str) -> float:
    """With all that surrounds it; each conversation is a new one."""
    bed = Bed(count, strategy)
    live = Live(bed.settings, {}, "", bed.router, bed.book)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        lessons = Lessons(Learning(), lambda route: 0.5, Path(folder) / "learning.json")
        steering = Steering(bed.board, ledger, lessons, lambda *_: None)
        small = head.read("anthropic", body(50_000))
        headers = [("user-agent", "claude-cli/2.0"), ("anthropic-version", "2023-06-01")]

        def decide() -> None:
            steering.course(Ask(small, FORMATS["anthropic"], headers, Exchange("anthropic", "claude-cli/2.0")), live)

        return best(decide)


def main() -> None:
    request = head.read("anthropic", body(400_000))
    plain = settings(20, "")
    print(
        f"traits of {len(request.body):,} bytes  {best(lambda: read_traits(request, {}, 'Claude Code', plain)):8.0f} µs"
    )
    for strategy in dict.fromkeys(STRATEGIES.values()):
        few, many = planned(request, 20, strategy), planned(request, 500, strategy)
        print(f"plan, {strategy:<15} 20 deployments {few:6.0f} µs   500 deployments {many:6.0f} µs")
    print(f"plan with 10 rules, 20 deployments  {planned(request, 20, 'balanced', 10):6.0f} µs")
    few, many = decided(20, "balanced"), decided(500, "balanced")
    print(f"decision on 50 KB, balanced  20 deployments {few:6.0f} µs   500 deployments {many:6.0f} µs")


if __name__ == "__main__":
    main()
