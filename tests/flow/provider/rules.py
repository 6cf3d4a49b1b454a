"""What the real providers refuse with a 400: a translated request must pass these, or the test that sent it fails.

Only rules that are documented or well known from the providers' error messages; each answers with such a message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flow.provider.script import Ask

ANTHROPIC_ID = re.compile(r"[a-zA-Z0-9_-]{1,256}")
ANTHROPIC_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
OPENAI_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
GEMINI_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")
GEMINI_SCHEMA = {
    "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required",
    "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "example", "anyOf", "propertyOrdering",
    "default", "items", "minimum", "maximum",
}  # fmt: skip


def complaint(ask: Ask) -> str | None:
    """The first thing the provider would refuse, in its kind of words; None if it would answer."""
    if any(0xD800 <= ord(c) <= 0xDFFF for c in json.dumps(ask.body, ensure_ascii=False)):
        return "The request body is not valid JSON: no low surrogate in string"
    check = {
        "anthropic": _anthropic,
        "openai_chat": _chat,
        "openai_responses": _responses,
        "gemini": _gemini,
    }[ask.format]
    return next(check(ask.body), None)


def _anthropic(body: dict[str, Any]) -> Iterator[str]:
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        yield "max_tokens: Field required"
    if not body.get("messages"):
        yield "messages: at least one message is required"
    waiting: set[str] = set()
    for at, message in enumerate(body["messages"]):
        if message["role"] not in ("user", "assistant", "system"):
            yield f"messages.{at}.role: Input should be 'user' or 'assistant'"
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        if not blocks or any(block["type"] == "text" and not block["text"] for block in blocks):
            yield f"messages.{at}: text content blocks must be non-empty"
        answered = {block["tool_use_id"] for block in blocks if block["type"] == "tool_result"}
        if unknown := answered - waiting:
            yield f"messages.{at}: unexpected `tool_use_id` found in `tool_result` blocks: {unknown}"
        if message["role"] == "user" and (missing := waiting - answered):
            yield f"messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}"
        if message["role"] != "system":
            waiting = {block["id"] for block in blocks if block["type"] == "tool_use"}
        if bad := [each for each in waiting if not ANTHROPIC_ID.fullmatch(each)]:
            yield f"messages.{at}.content.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$': {bad}"
    if waiting:
        yield f"`tool_use` ids were found without `tool_result` blocks immediately after: {waiting}"
    for at, tool in enumerate(body.get("tools") or []):
        if not ANTHROPIC_NAME.fullmatch(tool["name"]):
            yield f"tools.{at}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
        if "input_schema" in tool and tool["input_schema"].get("type") != "object":
            yield f"tools.{at}.custom.input_schema.type: Input should be 'object'"
    thinking = body.get("thinking") or {}
    if thinking.get("type") == "enabled":
        if not 1024 <= thinking["budget_tokens"] < body["max_tokens"]:
            yield "`max_tokens` must be greater than `thinking.budget_tokens`"
        if body.get("temperature", 1) != 1:
            yield "`temperature` may only be set to 1 when thinking is enabled."


def _chat(body: dict[str, Any]) -> Iterator[str]:
    if not body.get("messages"):
        yield "[] is too short - 'messages'"
    waiting: set[str] = set()
    for at, message in enumerate(body["messages"]):
        if message["role"] not in ("system", "developer", "user", "assistant", "tool"):
            yield f"Invalid value: '{message['role']}' for messages[{at}].role"
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                yield "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            waiting.discard(message["tool_call_id"])
            continue
        if waiting:
            yield f"tool_call_ids did not have response messages: {', '.join(waiting)}"
        calls = message.get("tool_calls") or []
        waiting = {call["id"] for call in calls}
        if len(waiting) < len(calls):
            yield f"messages[{at}].tool_calls: duplicate ids"
        if any(len(each) > 40 for each in waiting):
            yield f"Invalid 'messages[{at}].tool_calls[0].id': string too long."
        if message["role"] == "assistant" and not calls and message.get("content") is None:
            yield f"Invalid value for 'content': expected a string, got null (messages[{at}])"
        for call in calls:
            if call["type"] == "function" and not isinstance(call["function"]["arguments"], str):
                yield f"messages[{at}].tool_calls: arguments must be a string"
    if waiting:
        yield f"tool_call_ids did not have response messages: {', '.join(waiting)}"
    yield from _openai_tools(body, lambda tool: tool[tool["type"]])
    if body.get("tools") is not None and not body["tools"]:
        yield "[] is too short - 'tools'"
    if body.get("tool_choice") is not None and not body.get("tools"):
        yield "'tool_choice' is only allowed when 'tools' are specified."


def _openai_tools(body: dict[str, Any], inner: Any) -> Iterator[str]:
    for at, tool in enumerate(body.get("tools") or []):
        if tool["type"] in ("function", "custom") and not OPENAI_NAME.fullmatch(inner(tool)["name"]):
            yield f"Invalid 'tools[{at}].name': string does not match pattern '^[a-zA-Z0-9_-]+$'."


def _responses(body: dict[str, Any]) -> Iterator[str]:
    given = body.get("input")
    if not given and not body.get("instructions"):
        yield "Missing required parameter: 'input'."
    items = [] if isinstance(given, str) else given or []
    called = {item["call_id"] for item in items if item.get("type") in ("function_call", "custom_tool_call")}
    answered = {item["call_id"] for item in items if str(item.get("type")).endswith("_call_output")}
    if missing := called - answered:
        yield f"No tool output found for function call {', '.join(missing)}."
    if missing := answered - called:
        yield f"No tool call found for function call output with call_id {', '.join(missing)}."
    if any(len(each) > 64 for each in called):
        yield "Invalid 'input[0].call_id': string too long."
    for item in items:
        if item.get("type") == "function_call" and not isinstance(item["arguments"], str):
            yield "Invalid type for 'input[0].arguments': expected a string"
    yield from _openai_tools(body, lambda tool: tool)
    if body.get("tool_choice") == "required" and not body.get("tools"):
        yield "Tool choice 'required' must be specified with 'tools' parameter."


def _gemini(body: dict[str, Any]) -> Iterator[str]:
    if not body.get("contents"):
        yield "* GenerateContentRequest.contents: contents is not specified"
    previous: list[dict[str, Any]] = []
    for at, content in enumerate(body["contents"]):
        if content.get("role", "user") not in ("user", "model", "function"):
            yield "Please use a valid role: user, model."
        parts = content.get("parts") or []
        if not parts:
            yield f"* GenerateContentRequest.contents[{at}].parts: contents.parts must not be empty."
        if any(not part for part in parts):
            yield f"* contents[{at}].parts[0].data: required oneof field 'data' must have one initialized field"
        answers = [part for part in parts if "functionResponse" in part]
        calls = [part for part in previous if "functionCall" in part]
        if answers and len(answers) != len(calls):
            yield (
                "Please ensure that the number of function response parts is equal to the number of function call "
                "parts of the function call turn."
            )
        for part in answers:
            if not isinstance(part["functionResponse"].get("response"), dict):
                yield "Invalid value at 'contents[0].parts[0].function_response.response' (type.googleapis.com/Struct)"
        previous = parts
    for group in body.get("tools") or []:
        for tool in group.get("functionDeclarations") or []:
            if not GEMINI_NAME.fullmatch(tool["name"]):
                yield "Invalid function name. Must start with a letter or an underscore."
            yield from _gemini_schema(tool.get("parameters") or {}, tool["name"])


def _gemini_schema(schema: dict[str, Any], where: str) -> Iterator[str]:
    """``parameters`` is an OpenAPI subset: an unknown word is refused (``parametersJsonSchema`` takes any)."""
    for word in schema:
        if word not in GEMINI_SCHEMA:
            yield f"Invalid JSON payload received. Unknown name \"{word}\" at '{where}': Cannot find field."
    if isinstance(schema.get("type"), list):
        yield f"Invalid value at '{where}.type': Proto field is not repeating, cannot start list."
    for name, inner in (schema.get("properties") or {}).items():
        yield from _gemini_schema(inner, f"{where}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from _gemini_schema(schema["items"], f"{where}.items")
    for inner in schema.get("anyOf") or []:
        yield from _gemini_schema(inner, f"{where}.anyOf")
