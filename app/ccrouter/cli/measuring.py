"""The measuring behind ``ccr benchmark``: prompts, runs, figures, and the file each result is kept in."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ccrouter.cli.accounts import Account

if TYPE_CHECKING:
    from ccrouter.control import RemoteControl
    from ccrouter.prices.book import Book
    from ccrouter.settings.deployments import Provider, Settings
    from ccrouter.upstream.client import Upstream
    from ccrouter.upstream.trial import Heard


class PromptSet(StrEnum):
    SMALL = "small"
    CODE = "code"
    LONG = "long"


SIZES = {PromptSet.SMALL: (60, 200), PromptSet.CODE: (300, 800), PromptSet.LONG: (9000, 300)}  # tokens in, most out
_SOURCE = """
def merge(left, right):
    result = []
    while left and right:
        result.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return result
"""
_QUESTIONS = {
    PromptSet.SMALL: ("Name three rivers of Europe.", "What is 17 times 23?", "Write one sentence about the sea."),
    PromptSet.CODE: (
        f"Find the mistake in this function and write it anew:\n{_SOURCE}",
        f"Write three unit tests with pytest for this function:\n{_SOURCE}",
        f"Explain the running time of this function and write a faster one:\n{_SOURCE}",
    ),
    PromptSet.LONG: ("Sum up the log below in three sentences.", "Which lines below stand out, and why?"),
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One model's figures. Seconds; dollars per thousand tokens, in and out together (None = unknown)."""

    provider: str
    model: str
    runs: int
    succeeded: int
    ttft_p50: float | None
    ttft_p95: float | None
    duration_p50: float | None
    tokens_per_second: float | None
    dollars_per_1k: float | None
    errors: dict[str, int] = {}


class Report(msgspec.Struct, kw_only=True):
    """``through``: router or direct."""

    at: str  # ISO 8601, UTC
    prompt_set: str
    runs: int
    concurrency: int
    through: str
    lines: list[Line] = msgspec.field(default_factory=list)


async def by_way_of(control: RemoteControl, provider: Provider, model: str) -> tuple[Account, str]:
    """The same provider, asked through the running router in the provider's own format, and what the model is called there."""
    from msgspec import structs

    variables = await control.environment()
    named = f"{provider.name}/{model}"
    router = structs.replace(
        provider, base_url=variables["ANTHROPIC_BASE_URL"], auth="bearer", keys=(), headers={}, demo=False,
        profiles={named: provider.profile(model)},
    )  # fmt: skip
    return Account(router, variables["ANTHROPIC_AUTH_TOKEN"], ""), named


async def run(
    upstream: Upstream,
    account: Account,
    model: str,
    runs: int,
    concurrency: int,
    prompt_set: PromptSet,
    done: Callable[[], object],
) -> list[Heard]:
    """``runs`` streamed answers, at most ``concurrency`` at a time; ``done`` is called after each."""
    from ccrouter.upstream.trial import ask, question

    gate = asyncio.Semaphore(concurrency)

    async def one(number: int) -> Heard:
        async with gate:
            call = question(model, _prompt(prompt_set, number), max_tokens=SIZES[prompt_set][1], stream=True)
            heard = await ask(upstream, account.provider, account.key, call, patience=300.0)
            done()
            return heard

    return list(await asyncio.gather(*map(one, range(runs))))


def line(provider: str, model: str, heard: list[Heard], prices: Book) -> Line:
    import statistics

    well = [one for one in heard if one.fault is None]
    first = sorted(one.ttft for one in well if one.ttft is not None)
    speeds = [one.tokens_per_second for one in well if one.tokens_per_second]
    usages = [one.usage for one in well if one.usage]
    now = datetime.now(UTC)
    costs = [prices.cost(provider, model, usage, now).nanos for usage in usages]
    known = [nanos for nanos in costs if nanos is not None]
    tokens = sum(usage.prompt + usage.output for usage in usages)
    priced = bool(tokens) and len(known) == len(usages)
    return Line(
        provider=provider,
        model=model,
        runs=len(heard),
        succeeded=len(well),
        ttft_p50=_share(first, 0.5),
        ttft_p95=_share(first, 0.95),
        duration_p50=_share(sorted(one.duration for one in well), 0.5),
        tokens_per_second=statistics.median(speeds) if speeds else None,
        dollars_per_1k=sum(known) / 1e9 / tokens * 1000 if priced else None,
        errors=dict(Counter(one.fault.message for one in heard if one.fault)),
    )


def teach_board(settings: Settings, provider: Provider, model: str, heard: list[Heard]) -> None:
    """Add the times to what the next router start knows of this provider's pace."""
    from ccrouter.health.board import Board
    from ccrouter.settings import atomic
    from ccrouter.settings.paths import paths

    board = Board(time.time, settings.health, settings.routing.retry)
    file = paths().state / "health.json"
    with suppress(OSError, ValueError):
        board.load(file.read_bytes(), time.monotonic())
    key = (f"{provider.name}/{model}", provider.keys[0].label if provider.keys else "")
    for one in heard:
        if one.fault is None:
            board.note_start(key, time.monotonic())
            tokens = one.usage.output if one.usage else None
            board.note_success(key, time.monotonic(), one.ttft, one.duration, tokens, {})
    with suppress(OSError):
        atomic.write(file, board.dump(time.monotonic()).decode())


def keep(report: Report) -> Path:
    from ccrouter.settings import atomic

    file = _folder() / f"{report.at.replace(':', '').replace('-', '')}-{report.prompt_set}.json"
    atomic.write(file, msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
    return file


def last(prompt_set: PromptSet) -> dict[str, Line]:
    """The newest figures of each provider/model with the same prompts."""
    found: dict[str, Line] = {}
    for file in sorted(_folder().glob(f"*-{prompt_set.value}.json")):
        with suppress(OSError, msgspec.DecodeError):
            report = msgspec.json.decode(file.read_bytes(), type=Report)
            found |= {f"{one.provider}/{one.model}": one for one in report.lines}
    return found


def as_data(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(report)
    return data


def _folder() -> Path:
    from ccrouter.settings.paths import paths

    return paths().data / "benchmarks"


def _prompt(prompt_set: PromptSet, number: int) -> str:
    """Each begins differently, so that no prompt cache makes one run faster than the other."""
    questions = _QUESTIONS[prompt_set]
    words = f"[{os.urandom(4).hex()}] {questions[number % len(questions)]}"
    if prompt_set is PromptSet.LONG:
        lines = (
            f"10:{i // 60 % 60:02}:{i % 60:02} worker {i % 7} job {i * 7919 % 10007} {'failed' if i % 97 == 0 else 'done'}"
            for i in range(400)
        )
        words += "\n" + "\n".join(lines)
    return words


def _share(ordered: list[float], share: float) -> float | None:
    """The value that this share of them does not exceed (nearest rank)."""
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None
