"""A team's afternoon at a small scale: providers that are fast, slow or moody, and coding agents that keep them busy.

Everything is sent over real sockets, so that what windows show of it is measured.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

import httpx

from flow.agent_session import Agent, PrefixCache
from flow.provider.exchange import KEY
from flow.provider.script import Ask, Cut, Drip, Say, Script, Stall, Status, Step, Usage
from flow.provider.server import Provider
from flow.raw import headers_of, path_of

SOURCE = "def total(order):\n    return sum(line.price * line.count for line in order.lines)\n\n" * 400
ANSWER = "The test fails because the order's lines are read twice. I change the loop, then run the tests again. " * 4


@dataclass(frozen=True)
class Mood:
    """How a provider answers: seconds to the first word and between two frames, and the share that goes wrong.

    ``spell``: every so many seconds it is ill for so many.
    """

    name: str
    format: str
    models: tuple[str, ...]
    wait: float
    drip: float
    faults: float = 0.0
    fault: Step = Status(529, "Overloaded", "overloaded_error")  # noqa: RUF009  # frozen
    path: str = ""
    key: str = KEY
    spell: tuple[float, float] = (0.0, 0.0)


BUSY, SPELL = Status(503, "Busy"), (660, 50)
MOODS = (
    Mood("anthropic", "anthropic", ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"), 0.45, 0.05, 0.04),
    Mood("openai", "openai_responses", ("gpt-6.1-sol", "gpt-5.4-mini"), 0.7, 0.04, 0.05, Cut(), "/v1"),
    Mood("gemini", "gemini", ("gemini-3.8-flash", "gemini-3.1-flash-lite"), 0.3, 0.03),
    Mood("deepseek", "openai_chat", ("deepseek-v4-pro", "deepseek-flash"), 0.9, 0.06, 0.12, BUSY, "/v1", KEY, SPELL),
    Mood("groq", "openai_chat", ("openai/gpt-oss-120b",), 0.1, 0.01, path="/v1", key="a key that was withdrawn"),
    Mood("ollama", "openai_chat", ("qwen3-coder:30b",), 1.4, 0.12, path="/v1"),
)


@dataclass(frozen=True)
class Work:
    """A client at a project: what it calls itself, the format it speaks and the model it asks for."""

    agent: str
    format: str
    model: str
    project: str
    pause: float  # seconds between an answer and the next request


WORKS = (
    Work("claude-cli/2.1.0 (external, cli)", "anthropic", "claude-sonnet-5-5", "/home/ada/shop", 2.0),
    Work("claude-cli/2.1.0 (external, cli)", "anthropic", "claude-haiku-5-5", "/home/ada/shop", 4.0),
    Work("claude-cli/2.1.0 (external, cli)", "anthropic", "claude-opus-5-5", "/home/ada/compiler", 3.0),
    Work("codex_cli_rs/0.98.0 (Debian 12.0.0; x86_64)", "openai_responses", "gpt-6.1-sol", "/home/ada/shop", 3.0),
    Work("GeminiCLI/0.30.0/gemini-3.8-flash (linux; x64)", "gemini", "gemini-3.8-flash", "/home/ada/blog", 4.0),
    Work("opencode/1.2.0", "openai_chat", "deepseek-v4-pro", "/home/ada/compiler", 4.0),
    Work("opencode/1.2.0", "openai_chat", "qwen3-coder:30b", "/home/ada/blog", 6.0),
)


class Mind:
    """Answers as its mood has it; what its prompt cache holds is counted truly."""

    def __init__(self, mood: Mood, seed: int) -> None:
        self._mood, self._cache, self._dice = mood, PrefixCache(), random.Random(seed)  # no secret
        self._born = time.monotonic()

    def __call__(self, ask: Ask) -> Script:
        mood, dice = self._mood, self._dice
        usage = next(step for step in self._cache(ask) if isinstance(step, Usage))
        pieces = dice.randint(6, 24)
        text = ANSWER[: pieces * 18]
        said: list[Step] = [Stall(mood.wait * dice.uniform(0.6, 1.8), head=True), Say(text, pieces), Drip(mood.drip)]
        every, lasts = mood.spell
        ill = bool(every) and (time.monotonic() - self._born) % every > every - lasts
        if dice.random() < (0.9 if ill else mood.faults):
            return [mood.fault] if isinstance(mood.fault, Status) else [*said, mood.fault]
        usage = Usage(usage.input, usage.cache_read, output=len(text) * 2, reasoning=len(text) // 4)
        return [*said, usage]


class Workload:
    """``with Workload() as workload``: the providers answer. ``run`` lets the agents work."""

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self.providers = {mood.name: self._open.enter_context(Provider()) for mood in MOODS}
        for seed, mood in enumerate(MOODS):
            self.providers[mood.name].think(Mind(mood, seed))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def settings(self) -> str:
        """Their tables for the settings file; the keys are to be in the keyring, by the providers' names."""
        return "\n".join(
            f'[providers.{mood.name}]\nformat = "{mood.format}"\n'
            f'base_url = "{self.providers[mood.name].url}{mood.path}"\n'
            f"models = {json.dumps(mood.models)}\n" + (f'api_key = "keyring:{mood.name}"\n')
            for mood in MOODS
        )

    def run(self, url: str, token: str, seconds: float, works: tuple[Work, ...] = WORKS) -> None:
        """All agents at once, each in sessions of its own, for about so long."""
        asyncio.run(self._run(url, token, seconds, works))

    async def _run(self, url: str, token: str, seconds: float, works: tuple[Work, ...]) -> None:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:
            end = time.monotonic() + seconds
            async with asyncio.TaskGroup() as group:
                for place, work in enumerate(works):
                    group.create_task(_work(client, token, work, random.Random(place), end))  # no secret


async def ask(client: httpx.AsyncClient, token: str, work: Work, agent: Agent, session: str) -> bool:
    """One streamed request, heard to its end. Whether it was answered."""
    headers = headers_of(work.format, token) | {
        "user-agent": work.agent,
        "x-ccr-project": work.project,
        "x-session-id": session,
    }
    body: dict[str, Any] = agent.body() | ({} if work.format == "gemini" else {"stream": True})
    path = path_of(work.format, work.model, stream=True)
    try:
        async with client.stream("POST", path, json=body, headers=headers) as answer:
            async for _ in answer.aiter_bytes():
                pass
            return answer.status_code == 200
    except httpx.RemoteProtocolError:
        return False  # cut off, as its provider was


async def _work(client: httpx.AsyncClient, token: str, work: Work, dice: random.Random, end: float) -> None:
    number = 0
    while time.monotonic() < end:
        number += 1
        part = SOURCE[: dice.randint(4_000, len(SOURCE))]
        agent = Agent(work.format, work.model, f"Mend the tests of {work.project}:\n{part}")
        for step in range(dice.randint(4, 12)):
            if time.monotonic() > end:
                return
            if await ask(client, token, work, agent, f"{work.model}-{number}"):
                agent.hear(_heard(work.format, step))
            await asyncio.sleep(work.pause * dice.uniform(0.3, 1.7))
        await asyncio.sleep(dice.choice((0, 0, 20, 60)) * dice.uniform(0.5, 1.5))  # what was done is read


def _heard(format: str, step: int) -> dict[str, Any]:
    """What the agent remembers of an answer, in its format: that a file was read."""
    text, call, name, args = f"I read file {step}.", f"call_{step}", f"tool_{step % 8}", {"path": f"src/{step}.py"}
    match format:
        case "anthropic":
            called = {"type": "tool_use", "id": call, "name": name, "input": args}
            return {"content": [{"type": "text", "text": text}, called]}
        case "openai_chat":
            function = {"name": name, "arguments": json.dumps(args)}
            calls = [{"id": call, "type": "function", "function": function}]
            return {"choices": [{"message": {"role": "assistant", "content": text, "tool_calls": calls}}]}
        case "openai_responses":
            spoken = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
            called = {"type": "function_call", "call_id": call, "name": name, "arguments": json.dumps(args)}
            return {"output": [spoken, called]}
        case _:
            parts = [{"text": text}, {"functionCall": {"name": name, "args": args}}]
            return {"candidates": [{"content": {"role": "model", "parts": parts}}]}
