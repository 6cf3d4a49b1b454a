"""A Call as the body of a Responses request.

Nothing is kept at the provider (``store: false``): the whole history is sent each time, with the encrypted reasoning that
belongs to this provider and model. Source: platform.openai.com, "Create a model response", "Reasoning models".
"""

from __future__ import annotations

import hashlib
from typing import Any

from ccrouter.ir.call import Call, Message, Output
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.effort import as_effort, wanted
from ccrouter.wire.history import pair, shown_tools, without_billing
from ccrouter.wire.names import call_id, custom_arguments, tool_name
from ccrouter.wire.openai_responses.content import FORMAT, write_content
from ccrouter.wire.openai_responses.tools import write_choice, write_tools
from ccrouter.wire.schema import fit

_MIN_OUTPUT = 16  # tokens; OpenAI refuses less
_MAX_CALL_ID = 64
_MAX_USER = 64
_TIERS = ("auto", "default", "flex", "priority", "scale")
_NO_RESULT = "No result: this call was never run."


def encode_call(call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
    profile = target.profile
    body: dict[str, Any] = {"model": target.model}
    said = [t.text for t in without_billing(call.system) if t.text]
    if profile.system_prompt:
        said.insert(0, profile.system_prompt)
    if said:
        body["instructions"] = "\n\n".join(said)
    body["input"] = _History(call.messages, target, warnings).write()
    if tools := write_tools(shown_tools(call), profile, warnings):
        body["tools"] = tools
        choice = write_choice(call, tools, profile, warnings)
        if choice is not None:
            body["tool_choice"] = choice
        if call.parallel is not None and profile.parallel_tools:
            body["parallel_tool_calls"] = call.parallel
    body |= _thinking(call, profile, warnings)
    if text := _text(call.output, profile, warnings):
        body["text"] = text
    body |= _limits(call, profile, warnings)
    body["stream"] = call.stream
    body["store"] = False
    for name in profile.refuses:
        if name in body:
            warnings.add(name, f"The model refuses {name}; it was left out.")
            del body[name]
    return body


def _thinking(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    want = wanted(call.reasoning)
    if profile.thinking == "none":
        if want:
            warnings.add("reasoning", "The model cannot be told how to think; that was left out.")
        return {}
    out: dict[str, Any] = {"include": ["reasoning.encrypted_content"]}
    reasoning: dict[str, Any] = {}
    if effort := as_effort(call.reasoning, profile):
        reasoning["effort"] = effort
    elif want is False:
        warnings.add("reasoning", "The model cannot be told not to think.")
    if summary := _summary(call):
        reasoning["summary"] = summary
    return {"reasoning": reasoning} | out if reasoning else out


def _summary(call: Call) -> str | None:
    """How reasoning is shown. Only those who want to see it ask: OpenAI gives summaries to verified organisations only."""
    asked = call.reasoning
    if asked is None or asked.show == "omitted" or wanted(asked) is False:
        return None
    if asked.show in ("concise", "detailed"):
        return asked.show
    return "auto" if asked.show or asked.mode else None


def _text(output: Output | None, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    if output is None:
        return {}
    text: dict[str, Any] = {}
    kind: str = output.kind
    if kind == "schema" and profile.output == "json":
        warnings.add("text.format", "The model cannot be held to a schema; it was told to answer in JSON.")
        kind = "json"
    if kind != "text" and profile.output == "none":
        warnings.add("text.format", "The model cannot be held to an answer's shape; that was left out.")
        kind = "text"
    if kind == "json":
        text["format"] = {"type": "json_object"}
    elif kind == "schema":
        form = {"type": "json_schema", "name": tool_name(output.name), "schema": fit(output.schema, profile.schema)}
        text["format"] = form if output.strict is None else form | {"strict": output.strict}
    if output.verbosity:
        text["verbosity"] = output.verbosity
    return text


def _limits(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    out: dict[str, Any] = {}
    limit = call.max_tokens
    if limit is None and profile.max_tokens_required:
        limit = profile.max_output
    if limit is not None:
        out["max_output_tokens"] = max(_MIN_OUTPUT, min(limit, profile.max_output or limit))
    if call.temperature is not None:
        out["temperature"] = call.temperature
    if call.top_p is not None:
        out["top_p"] = call.top_p
    if call.cache_key:
        out["prompt_cache_key"] = call.cache_key
    if call.service_tier in _TIERS:
        out["service_tier"] = call.service_tier
    if call.user:
        out["user"] = call.user if len(call.user) <= _MAX_USER else hashlib.sha256(call.user.encode()).hexdigest()
    for name in ("top_k", "seed", "frequency_penalty", "presence_penalty", "stop"):
        if getattr(call, name) not in (None, []):
            warnings.add(name, f"The Responses format has no {name}; it was left out.")
    return out


class _History:
    """Messages as input items. Calls and results are kept in pairs: a lone one makes OpenAI answer 400."""

    def __init__(self, messages: list[Message], target: Target, warnings: Warnings) -> None:
        self._messages = messages
        self._pairs = pair(messages)
        self._target = target
        self._profile = target.profile
        self._warnings = warnings

    def write(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for i, message in enumerate(self._messages):
            items += self._assistant(i, message.parts) if message.role == "assistant" else self._other(i, message)
        return items

    def _other(self, i: int, message: Message) -> list[dict[str, Any]]:
        role = "user"
        if message.role == "system" and self._profile.system_anywhere:
            role = self._profile.system_role
        items: list[dict[str, Any]] = []
        waiting: list[Text | Media | Opaque] = []
        for j, part in enumerate(message.parts):
            match part:
                case ToolResult():
                    items += self._message(role, waiting)
                    waiting = []
                    items += self._result(part, called=(i, j) in self._pairs.used)
                case Text() | Media() | Opaque():
                    waiting.append(part)
                case _:
                    self._warnings.add("messages", "Reasoning or a tool call outside an assistant turn was left out.")
        return items + self._message(role, waiting)

    def _message(self, role: str, parts: list[Text | Media | Opaque]) -> list[dict[str, Any]]:
        content = write_content(parts, self._profile, self._warnings, "messages")
        return [{"type": "message", "role": role, "content": content}] if content else []

    def _result(self, result: ToolResult, *, called: bool) -> list[dict[str, Any]]:
        content = write_content(result.content, self._profile, self._warnings, "messages")
        if result.is_error and not (content and "error" in content[0].get("text", "")[:20].lower()):
            content.insert(0, {"type": "input_text", "text": "Error:"})
        if not called:
            self._warnings.add("messages", "A tool result without its call was given to the model as plain text.")
            note = {"type": "input_text", "text": f"Result of an earlier {result.name or 'tool'} call:"}
            return [{"type": "message", "role": "user", "content": [note, *content]}]
        custom = result.kind == "custom" and self._profile.custom_tools
        plain = all(part["type"] == "input_text" for part in content)
        return [
            {
                "type": "custom_tool_call_output" if custom else "function_call_output",
                "call_id": self._id(result.call_id),
                "output": "\n".join(part["text"] for part in content) if plain else content,
            }
        ]

    def _assistant(self, i: int, parts: list[Part]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        lone: list[str] = []
        for j, part in enumerate(parts):
            match part:
                case Text(text=text):
                    if text:
                        self._say(items, text)
                case Thinking():
                    items += self._reasoning(part)
                case ToolCall():
                    items.append(self._call(part))
                    if (i, j) not in self._pairs.answers:
                        lone.append(part.id)
                case Opaque(format=format_, raw=raw) if format_ == FORMAT and part.origin == self._target.origin:
                    items.append(raw)
                case Opaque(kind=kind):
                    self._warnings.add("messages", f"A {kind} block is known to another format only and was left out.")
                case _:
                    self._warnings.add("messages", "Media in an assistant turn have no place here and were left out.")
        while items and items[-1]["type"] == "reasoning":
            items.pop()
            self._warnings.add("messages", "Reasoning that nothing follows was left out: OpenAI refuses it.")
        for id_ in lone:
            self._warnings.add("messages", "A tool call had no result; one that says so was put in.")
            items.append({"type": "function_call_output", "call_id": self._id(id_), "output": _NO_RESULT})
        return items

    def _say(self, items: list[dict[str, Any]], text: str) -> None:
        part = {"type": "output_text", "text": text}
        if items and items[-1]["type"] == "message":
            items[-1]["content"].append(part)
        else:
            items.append({"type": "message", "role": "assistant", "content": [part]})

    def _reasoning(self, part: Thinking) -> list[dict[str, Any]]:
        """Encrypted state goes back to its origin; readable reasoning to an origin that asks for it."""
        own = part.origin == self._target.origin
        if own and part.encrypted:
            summary = [{"type": "summary_text", "text": part.text}] if part.text else []
            item = {"type": "reasoning", "id": part.id} if part.id else {"type": "reasoning"}
            return [{**item, "summary": summary, "encrypted_content": part.encrypted}]
        if part.text and self._profile.reasoning_back != "never" and (own or part.origin is None):
            text = {"type": "reasoning_text", "text": part.text}
            return [{"type": "reasoning", "summary": [], "content": [text]}]
        self._warnings.add("messages", "Reasoning that this model cannot take back was left out of the history.")
        return []

    def _call(self, part: ToolCall) -> dict[str, Any]:
        named = {"call_id": self._id(part.id), "name": tool_name(part.name, part.namespace)}
        if part.kind == "custom" and self._profile.custom_tools:
            return {"type": "custom_tool_call", **named, "input": part.arguments}
        arguments = part.arguments or "{}"
        if part.kind == "custom":
            arguments = custom_arguments(part.arguments)
        return {"type": "function_call", **named, "arguments": arguments}

    def _id(self, value: str) -> str:
        fit_id = call_id(value, self._profile.tool_id)
        return fit_id if len(fit_id) <= _MAX_CALL_ID else call_id(fit_id, "openai")
