"""A client's Messages request in neutral words (docs.anthropic.com, "Messages", and what Claude Code adds to it)."""

from __future__ import annotations

import re
from typing import Any, Literal

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.parts import Thinking, ToolCall, ToolResult
from ccrouter.wire.anthropic.blocks_in import content, parts, texts
from ccrouter.wire.anthropic.checked import (
    Json,
    a_list,
    a_string,
    an_object,
    maybe_count,
    maybe_flag,
    maybe_number,
    maybe_object,
    maybe_string,
)
from ccrouter.wire.head import bad_request

_CHOICES: dict[str, Literal["auto", "none", "required", "named"]] = {
    "auto": "auto",
    "any": "required",
    "tool": "named",
    "none": "none",
}
# what a server tool does, from its dated type (web_search_20250305); other types are known to this format alone
_SERVER_TOOL = re.compile(r"(web_search|web_fetch|code_execution)_\d{8}")


def decode_call(body: Json, *, model: str, stream: bool) -> Call:
    """Raises Fault(BAD_REQUEST) that names the field."""
    changes = _ToolChanges()
    messages = _messages(body.get("messages"), changes)
    choice = maybe_object(body, "tool_choice")
    parallel = maybe_flag(choice, "disable_parallel_tool_use", "tool_choice.") if choice else None
    metadata = maybe_object(body, "metadata") or {}
    return Call(
        model=model,
        stream=stream,
        messages=messages,
        system=texts(body["system"], "system") if body.get("system") else [],
        tools=changes.apply([_tool(t, i) for i, t in enumerate(a_list(body.get("tools") or [], "tools"))]),
        tool_choice=_tool_choice(choice),
        parallel=None if parallel is None else not parallel,
        max_tokens=maybe_count(body, "max_tokens"),
        temperature=maybe_number(body, "temperature"),
        top_p=maybe_number(body, "top_p"),
        top_k=maybe_count(body, "top_k"),
        stop=[
            a_string(s, f"stop_sequences.{i}")
            for i, s in enumerate(a_list(body.get("stop_sequences") or [], "stop_sequences"))
        ],
        reasoning=_reasoning(body, changes.effort),
        output=_output(body),
        user=maybe_string(metadata, "user_id", "metadata."),
        service_tier=maybe_string(body, "service_tier"),
    )


class _ToolChanges:
    """What the conversation itself says about its tools and effort: tools are deferred until they are referred to, and
    added or withdrawn by blocks of a system message, which may carry an effort of its own."""

    def __init__(self) -> None:
        self.effort: str | None = None
        self._shown: set[str] = set()
        self._gone: set[str] = set()
        self._added: list[Tool] = []

    def system_message(self, message: Json, path: str) -> None:
        config = maybe_object(message, "output_config", path) or {}
        self.effort = maybe_string(config, "effort", path + "output_config.") or self.effort

    def block(self, block: Json, path: str) -> bool:
        """True if the block was about tools and has no place in the conversation itself."""
        kind = block.get("type")
        if kind == "tool_result" and isinstance(inner := block.get("content"), list):
            references = (b for b in inner if isinstance(b, dict) and b.get("type") == "tool_reference")
            self._shown |= {name for b in references if isinstance(name := b.get("tool_name"), str)}
        if kind not in ("tool_addition", "tool_removal"):
            return False
        tool = an_object(block.get("tool"), path + "tool")
        if "definition" in tool:
            self._added.append(_tool(tool["definition"], len(self._added), f"{path}tool.definition"))
        elif isinstance(name := tool.get("name"), str):
            (self._shown if kind == "tool_addition" else self._gone).add(name)
            (self._gone if kind == "tool_addition" else self._shown).discard(name)
        return True

    def apply(self, tools: list[Tool]) -> list[Tool]:
        for tool in tools:
            tool.deferred = tool.deferred and tool.name not in self._shown
        return [t for t in [*tools, *self._added] if t.name not in self._gone]


def _messages(value: Any, changes: _ToolChanges) -> list[Message]:
    out: list[Message] = []
    names: dict[str, str] = {}  # call id → tool
    for i, raw in enumerate(a_list(value, "messages")):
        at = f"messages.{i}."
        message = an_object(raw, f"messages.{i}")
        role = message.get("role")
        if role not in ("user", "assistant", "system"):
            raise bad_request(f"{at}role: Input should be 'user', 'assistant' or 'system'")
        if role == "system":
            changes.system_message(message, at)
            if message.get("content") is None and message.get("output_config") is not None:
                continue
        blocks = content(message.get("content"), at + "content")
        kept = [b for n, b in enumerate(blocks) if not changes.block(b, f"{at}content.{n}.")]
        if role == "system" and not kept:
            continue
        new = Message(role=role, parts=parts(kept, at + "content"))
        for part in new.parts:
            if isinstance(part, ToolCall):
                names[part.id] = part.name
            elif isinstance(part, ToolResult):
                part.name = names.get(part.call_id)
        out.append(new)
    if not out:
        raise bad_request("messages: at least one message is required")
    _reattach(out)
    return out


def _reattach(messages: list[Message]) -> None:
    """Give tool calls back the signature that rode before them in a thinking block of its own (``answer.call_seal``)."""
    calls = {p.id: p for m in messages for p in m.parts if isinstance(p, ToolCall)}
    for message in messages:
        riders = [p for p in message.parts if isinstance(p, Thinking) and p.origin and p.id in calls and not p.text]
        for rider in riders:
            call = calls[rider.id or ""]
            call.signature, call.origin = rider.signature, rider.origin
        if riders:
            message.parts = [p for p in message.parts if not any(p is r for r in riders)]


def _tool(value: Any, index: int, path: str = "") -> Tool:
    path = path or f"tools.{index}"
    raw = an_object(value, path)
    kind = maybe_string(raw, "type", path + ".") or "custom"
    if kind != "custom":
        server = _SERVER_TOOL.fullmatch(kind)
        return Tool(
            name=maybe_string(raw, "name", path + ".") or kind,
            kind="server",
            server=server[1] if server else "",
            format="anthropic",
            raw=raw,
            deferred=raw.get("defer_loading") is True,
        )
    return Tool(
        name=a_string(raw.get("name"), path + ".name"),
        description=maybe_string(raw, "description", path + ".") or "",
        schema=maybe_object(raw, "input_schema", path + "."),
        strict=maybe_flag(raw, "strict", path + "."),
        deferred=raw.get("defer_loading") is True,
        cache=maybe_object(raw, "cache_control", path + "."),
    )


def _tool_choice(choice: Json | None) -> ToolChoice | None:
    if choice is None:
        return None
    kind = a_string(choice.get("type"), "tool_choice.type")
    if kind not in _CHOICES:
        raise bad_request(f"tool_choice.type: Input tag '{kind}' does not match any of the expected tags")
    name = a_string(choice.get("name"), "tool_choice.name") if kind == "tool" else None
    return ToolChoice(mode=_CHOICES[kind], name=name)


def _reasoning(body: Json, effort: str | None) -> Reasoning | None:
    thinking = maybe_object(body, "thinking")
    config = maybe_object(body, "output_config") or {}
    effort = effort or maybe_string(config, "effort", "output_config.")
    if thinking is None:
        return Reasoning(effort=effort) if effort else None
    show = maybe_string(thinking, "display", "thinking.")
    match a_string(thinking.get("type"), "thinking.type"):
        case "enabled":
            budget = maybe_count(thinking, "budget_tokens", "thinking.")
            return Reasoning(mode="budget", budget=budget, effort=effort, show=show)
        case "adaptive":
            return Reasoning(mode="adaptive", effort=effort, show=show)
        case "disabled" | "between_tools":  # the latter only shows progress notes as thinking
            return Reasoning(mode="off", effort=effort)
        case other:
            raise bad_request(f"thinking.type: Input tag '{other}' does not match any of the expected tags")


def _output(body: Json) -> Output | None:
    config = maybe_object(body, "output_config") or {}
    wanted = maybe_object(config, "format", "output_config.") or maybe_object(body, "output_format")
    if wanted is None or wanted.get("type") != "json_schema":
        return None
    return Output(kind="schema", schema=maybe_object(wanted, "schema", "output_config.format."))
