"""A coding agent's conversation in each wire format, step by step, and a provider that caches prompts by their prefix."""

from __future__ import annotations

import json
from collections import defaultdict
from os.path import commonprefix
from typing import Any

from flow.provider.exchange import Exchange
from flow.provider.script import Ask, Call, Say, Script, Usage

STEPS = 30
TURN = 6  # steps until the agent has done what it was asked, and is asked for something else
SYSTEM = "You are a coding agent. " + "Read before you write, and test what you wrote. " * 80
SCHEMA = {"type": "object", "properties": {"path": {"type": "string", "description": "A file"}}, "required": ["path"]}
TOOLS = [f"tool_{number}" for number in range(8)]
MARK = {"cache_control": {"type": "ephemeral"}}
# What a provider reads, in the order in which it caches it.
PROMPT = {
    "anthropic": ("tools", "system", "messages"),
    "openai_chat": ("tools", "messages"),
    "openai_responses": ("instructions", "tools", "input"),
    "gemini": ("systemInstruction", "system_instruction", "tools", "contents"),
}


class PrefixCache:
    """Answers as an agent's model would, and counts as cached what begins as an earlier request to the same model did."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], list[str]] = defaultdict(list)

    def __call__(self, ask: Ask) -> Script:
        prompt = _prompt(ask.format, ask.body)
        before = self._seen[ask.format, ask.model]
        # character by character is what is wanted here
        cached = max((len(commonprefix([prompt, one])) for one in before), default=0) // 4  # noqa: RUF071
        before.append(prompt)
        number = len(before)
        usage = Usage(input=len(prompt) // 4 - cached, cache_read=cached, output=40)
        if number % TURN == 0:
            return [Say(f"That is done, after {number} steps."), usage]
        return [Say(f"Now step {number}."), Call(f"tool_{number % 8}", {"path": f"src/{number}.py"}), usage]


def share(asked: list[Exchange]) -> float:
    """The part of all input that came out of the cache, by the provider's own log."""
    cache, cached, whole = PrefixCache(), 0, 0
    for exchange in asked:
        model = exchange.path if exchange.format == "gemini" else exchange.json["model"]
        usage = cache(Ask(format=exchange.format, body=exchange.json, model=model, stream=False))[-1]
        assert isinstance(usage, Usage)
        cached += usage.cache_read
        whole += usage.cache_read + usage.input
    return cached / whole


class Agent:
    """The client's side: ``body`` is its next request, ``hear`` takes the answer in and does what it says."""

    def __init__(self, format: str, model: str, task: str) -> None:
        self.format = format
        self.model = model
        self.turns: list[dict[str, Any]] = [self._said(task)]
        self.steps = 0

    def body(self) -> dict[str, Any]:
        match self.format:
            case "anthropic":
                tools = [{"name": name, "description": SYSTEM[:300], "input_schema": SCHEMA} for name in TOOLS]
                system = [{"type": "text", "text": SYSTEM, **MARK}]
                *before, last = self.turns
                content = [*last["content"][:-1], last["content"][-1] | MARK]  # the mark moves on with each step
                messages = [*before, last | {"content": content}]
                return {"model": self.model, "max_tokens": 900, "system": system, "tools": tools, "messages": messages}
            case "openai_chat":
                tools = [{"type": "function", "function": one} for one in self._functions()]
                messages = [{"role": "system", "content": SYSTEM}, *self.turns]
                return {"model": self.model, "max_tokens": 900, "tools": tools, "messages": messages}
            case "openai_responses":
                tools = [{"type": "function", **one} for one in self._functions()]
                limits = {"model": self.model, "max_output_tokens": 900, "store": False}
                return {**limits, "instructions": SYSTEM, "tools": tools, "input": self.turns}
            case _:
                functions = [
                    {"name": one["name"], "description": one["description"], "parametersJsonSchema": SCHEMA}
                    for one in self._functions()
                ]
                return {
                    "systemInstruction": {"parts": [{"text": SYSTEM}]},
                    "tools": [{"functionDeclarations": functions}],
                    "contents": self.turns,
                }

    def hear(self, answer: dict[str, Any]) -> None:
        self.steps += 1
        result = f"contents of file {self.steps}: " + f"line {self.steps} of it; " * 60
        match self.format:
            case "anthropic":
                self.turns.append({"role": "assistant", "content": answer["content"]})
                calls = [block["id"] for block in answer["content"] if block["type"] == "tool_use"]
                results = [{"type": "tool_result", "tool_use_id": call, "content": result} for call in calls]
                heard = [{"role": "user", "content": results}] if results else []
            case "openai_chat":
                message = answer["choices"][0]["message"]
                self.turns.append(message)
                calls = [call["id"] for call in message.get("tool_calls") or []]
                heard = [{"role": "tool", "tool_call_id": call, "content": result} for call in calls]
            case "openai_responses":
                self.turns += answer["output"]
                calls = [item["call_id"] for item in answer["output"] if item["type"] == "function_call"]
                heard = [{"type": "function_call_output", "call_id": call, "output": result} for call in calls]
            case _:
                content = answer["candidates"][0]["content"]
                self.turns.append(content)
                calls = [part["functionCall"]["name"] for part in content["parts"] if "functionCall" in part]
                parts = [{"functionResponse": {"name": call, "response": {"output": result}}} for call in calls]
                heard = [{"role": "user", "parts": parts}] if parts else []
        self.turns += heard or [self._said(f"Good. And now do part {self.steps}, please.")]

    def _said(self, text: str) -> dict[str, Any]:
        if self.format == "gemini":
            return {"role": "user", "parts": [{"text": text}]}
        content: Any = [{"type": "text", "text": text}] if self.format == "anthropic" else text
        return {"role": "user", "content": content}

    def _functions(self) -> list[dict[str, Any]]:
        return [{"name": name, "description": SYSTEM[:300], "parameters": SCHEMA} for name in TOOLS]


def _prompt(format: str, body: dict[str, Any]) -> str:
    """The parts that a provider caches, in their order and exactly as they were written, but for the marks where to cache."""
    return "".join(json.dumps(_unmarked(body[name]))[:-1] for name in PROMPT[format] if name in body)


def _unmarked(value: Any) -> Any:
    match value:
        case list():
            return [_unmarked(one) for one in value]
        case dict():
            return {name: _unmarked(one) for name, one in value.items() if name != "cache_control"}
        case _:
            return value
