"""What every target wants of a history: each call answered, each answer called for, and only tools that may be seen."""

from __future__ import annotations

from typing import NamedTuple

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.parts import Opaque, Part, Text, ToolCall, ToolResult

# Claude Code's attribution block differs between sessions: it would break every other provider's prompt cache
BILLING = "x-anthropic-billing-header:"

Place = tuple[int, int]  # index of the message, index of the part in it


def without_billing(system: list[Text]) -> list[Text]:
    """The system prompt for a target that is not Anthropic's."""
    return [text for text in system if not text.text.startswith(BILLING)]


class Pairs(NamedTuple):
    """Which result answers which call. A result whose place is not in ``used`` answers nothing."""

    answers: dict[Place, ToolResult]  # by the place of the call
    used: frozenset[Place]  # places of the results that answer a call


def pair(messages: list[Message]) -> Pairs:
    """Calls and results by id, in order. An id that comes again in a later turn is a new call."""
    waiting: dict[str, list[Place]] = {}
    answers: dict[Place, ToolResult] = {}
    used: set[Place] = set()
    for i, message in enumerate(messages):
        for stale in {p.id for p in message.parts if isinstance(p, ToolCall)}:
            waiting.pop(stale, None)
        for j, part in enumerate(message.parts):
            if isinstance(part, ToolCall):
                waiting.setdefault(part.id, []).append((i, j))
            elif isinstance(part, ToolResult) and waiting.get(part.call_id):
                answers[waiting[part.call_id].pop(0)] = part
                used.add((i, j))
    return Pairs(answers, frozenset(used))


def shown_tools(call: Call) -> list[Tool]:
    """The tools the model may see: all but the deferred ones that nothing in the history has referred to or called yet."""
    if not any(tool.deferred for tool in call.tools):
        return call.tools
    met: set[str] = set()
    for message in call.messages:
        for part in message.parts:
            if isinstance(part, ToolCall):
                met.add(part.name)
            elif isinstance(part, ToolResult):
                met.update(name for c in part.content if (name := referred(c)) is not None)
    return [tool for tool in call.tools if not tool.deferred or tool.name in met]


def referred(part: Part) -> str | None:
    """The tool that Anthropic's ``tool_reference`` in a tool result names: from here on the model may use it."""
    name = part.raw.get("tool_name") if isinstance(part, Opaque) and part.kind == "tool_reference" else None
    return name if isinstance(name, str) else None
