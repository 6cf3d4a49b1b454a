"""A chat client's request, read.

Source: platform.openai.com, "Create chat completion"; the parameters other servers add are named where they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from ccrouter.ir.call import Call, Output, Reasoning, Tool, ToolChoice
from ccrouter.wire.head import bad_request
from ccrouter.wire.openai_chat.messages_in import read_messages

N = TypeVar("N", int, float)

# what decode_call reads, and what changes nothing for an answer; the rest is kept in ``extra`` and warned of
_READ = {
    "model", "messages", "stream", "stream_options", "usage", "tools", "functions", "tool_choice", "function_call",
    "parallel_tool_calls", "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "seed",
    "frequency_penalty", "presence_penalty", "reasoning_effort", "reasoning", "thinking", "enable_thinking",
    "thinking_budget", "chat_template_kwargs", "response_format", "verbosity", "user", "safety_identifier",
    "prompt_cache_key", "prompt_cache_retention", "service_tier", "store", "metadata", "web_search_options",
}  # fmt: skip
_MODES: dict[str, Literal["off", "adaptive"]] = {
    "enabled": "adaptive", "adaptive": "adaptive", "auto": "adaptive", "disabled": "off",
}  # fmt: skip
_NEUTRAL: dict[str, object] = {"n": 1, "modalities": ["text"], "logprobs": False}


def decode_call(body: dict[str, Any], *, model: str, stream: bool) -> Call:
    """Raises Fault(BAD_REQUEST) with the field's path for what cannot be read."""
    system, messages = read_messages(body.get("messages"))
    tools = _tools(body)
    return Call(
        model=model,
        messages=messages,
        system=system,
        tools=tools,
        tool_choice=_tool_choice(body),
        parallel=_typed(body, "parallel_tool_calls", bool),
        stream=stream,
        max_tokens=_number(body, "max_completion_tokens", int) or _number(body, "max_tokens", int),
        temperature=_number(body, "temperature", float),
        top_p=_number(body, "top_p", float),
        top_k=_number(body, "top_k", int),
        stop=_stop(body.get("stop")),
        seed=_number(body, "seed", int),
        frequency_penalty=_number(body, "frequency_penalty", float),
        presence_penalty=_number(body, "presence_penalty", float),
        reasoning=_reasoning(body),
        output=_output(body),
        user=_typed(body, "safety_identifier", str) or _typed(body, "user", str),
        cache_key=_typed(body, "prompt_cache_key", str),
        service_tier=_typed(body, "service_tier", str),
        include_usage=not stream or _asks_usage(body),
        extra={k: v for k, v in body.items() if k not in _READ and v is not None and _NEUTRAL.get(k) != v},
    )


def usage_wish(fields: Mapping[str, msgspec.Raw]) -> dict[str, object]:
    """What to set in a client's own body so that its stream ends with the usage; {} if it asks for that itself."""
    said = {name: msgspec.json.decode(fields[name]) for name in ("stream_options", "usage") if name in fields}
    if _asks_usage(said):
        return {}
    options = said.get("stream_options")
    return {"stream_options": {**(options if isinstance(options, dict) else {}), "include_usage": True}}


def _asks_usage(body: Mapping[str, Any]) -> bool:
    options, openrouter = body.get("stream_options"), body.get("usage")
    return (isinstance(options, dict) and options.get("include_usage") is True) or (
        isinstance(openrouter, dict) and openrouter.get("include") is True
    )


def _number(body: dict[str, Any], name: str, kind: type[N]) -> N | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or (kind is int and value != int(value)):
        raise bad_request(f"{name}: expected {'an integer' if kind is int else 'a number'}")
    return kind(value)


T = TypeVar("T", bool, str)


def _typed(body: dict[str, Any], name: str, kind: type[T]) -> T | None:
    value = body.get(name)
    if value is None or isinstance(value, kind):
        return value
    raise bad_request(f"{name}: expected a {'boolean' if kind is bool else 'string'}")


def _stop(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if value is None or (isinstance(value, list) and all(isinstance(s, str) for s in value)):
        return value or []
    raise bad_request("stop: expected a string or an array of strings")


def _tools(body: dict[str, Any]) -> list[Tool]:
    tools = [
        *(_tool(tool, f"tools[{i}]") for i, tool in enumerate(_array(body, "tools"))),
        *(_function(tool, {}, f"functions[{i}]") for i, tool in enumerate(_array(body, "functions"))),
    ]
    if isinstance(search := body.get("web_search_options"), dict):
        raw = {"web_search_options": search}
        tools.append(Tool(name="web_search", kind="server", server="web_search", format="openai_chat", raw=raw))
    return tools


def _array(body: dict[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    if value is None or isinstance(value, list):
        return value or []
    raise bad_request(f"{name}: expected an array")


def _tool(tool: object, path: str) -> Tool:
    if not isinstance(tool, dict):
        raise bad_request(f"{path}: expected an object")
    match tool.get("type"):
        case "function":
            return _function(tool.get("function", tool), tool, f"{path}.function")
        case "custom":
            inner = tool.get("custom", tool)
            grammar = inner.get("format") if isinstance(inner, dict) else None
            if isinstance(grammar, dict) and isinstance(flat := grammar.get("grammar"), dict):
                grammar = {"type": "grammar", **flat}  # as Responses writes it
            return Tool(
                kind="custom",
                name=_name(inner, f"{path}.custom"),
                description=str(inner.get("description") or ""),
                grammar=grammar if isinstance(grammar, dict) else None,
                cache=_cache(tool, inner),
            )
        case str(kind) if kind:
            # Groq "browser_search", GLM "web_search", Kimi "builtin_function" …
            does = "web_search" if "search" in kind else ""
            return Tool(name=kind, kind="server", server=does, format="openai_chat", raw=tool)
    raise bad_request(f"{path}.type: expected function or custom")


def _function(inner: object, tool: dict[str, Any], path: str) -> Tool:
    name = _name(inner, path)
    assert isinstance(inner, dict)  # or it had no name
    schema, strict = inner.get("parameters"), inner.get("strict")
    if schema is not None and not isinstance(schema, dict):
        raise bad_request(f"{path}.parameters: expected an object")
    return Tool(
        name=name,
        description=str(inner.get("description") or ""),
        schema=schema,
        strict=strict if isinstance(strict, bool) else None,
        cache=_cache(tool, inner),
    )


def _name(inner: object, path: str) -> str:
    if isinstance(inner, dict) and isinstance(name := inner.get("name"), str) and name:
        return name
    raise bad_request(f"{path}.name: expected a string")


def _cache(*places: dict[str, Any]) -> dict[str, Any] | None:
    return next((p["cache_control"] for p in places if isinstance(p.get("cache_control"), dict)), None)


def _tool_choice(body: dict[str, Any]) -> ToolChoice | None:
    choice = body.get("tool_choice")
    if choice is None:
        choice = body.get("function_call")
    match choice:
        case None:
            return None
        case "auto":
            return ToolChoice(mode="auto")
        case "none":
            return ToolChoice(mode="none")
        case "required" | "any":  # Mistral says any
            return ToolChoice(mode="required")
        case {"type": "function", "function": {"name": str(name)}} | {"type": "custom", "custom": {"name": str(name)}}:
            return ToolChoice(mode="named", name=name)
        case {"type": "allowed_tools", "allowed_tools": {"tools": list(tools), **rest}}:
            return ToolChoice(
                mode="required" if rest.get("mode") == "required" else "auto",
                allowed=[said for tool in tools if (said := _choice_name(tool)) is not None],
            )
        case {"name": str(name)}:  # the old function_call
            return ToolChoice(mode="named", name=name)
    raise bad_request("tool_choice: expected auto, none, required, a named tool or allowed_tools")


def _choice_name(tool: object) -> str | None:
    match tool:
        case {"function": {"name": str(name)}} | {"custom": {"name": str(name)}} | {"name": str(name)}:
            return name
    return None


def _reasoning(body: dict[str, Any]) -> Reasoning | None:
    """``reasoning_effort`` (OpenAI), ``reasoning`` (OpenRouter), ``thinking`` (GLM, DeepSeek, Kimi, Anthropic's own chat
    endpoint), ``enable_thinking`` with ``thinking_budget`` (DashScope), ``chat_template_kwargs`` (vLLM)."""
    found = Reasoning()
    template = body.get("chat_template_kwargs")
    switches = [body.get("enable_thinking")]
    if isinstance(template, dict):
        switches += [template.get("enable_thinking"), template.get("thinking")]
    for switch in switches:
        if isinstance(switch, bool):
            found.mode = "adaptive" if switch else "off"
    if isinstance(thinking := body.get("thinking"), dict):
        found.mode = _MODES.get(str(thinking.get("type")), found.mode)
        _spend(found, thinking.get("budget_tokens"))
    _spend(found, body.get("thinking_budget"))
    if isinstance(asked := body.get("reasoning"), dict):
        if isinstance(asked.get("enabled"), bool):
            found.mode = "adaptive" if asked["enabled"] else "off"
        _strive(found, asked.get("effort"))
        _spend(found, asked.get("max_tokens"))
        show: object = "omitted" if asked.get("exclude") is True else asked.get("summary")
        found.show = show if isinstance(show, str) else None
    _strive(found, body.get("reasoning_effort"))
    return found if found.mode or found.show else None


def _strive(found: Reasoning, effort: object) -> None:
    if isinstance(effort, str) and effort:
        found.mode, found.effort = ("off", None) if effort == "none" else (found.mode or "adaptive", effort)


def _spend(found: Reasoning, budget: object) -> None:
    if isinstance(budget, int) and not isinstance(budget, bool) and found.mode != "off":
        found.mode, found.budget = ("budget", budget) if budget > 0 else ("off", None)


def _output(body: dict[str, Any]) -> Output | None:
    verbosity = _typed(body, "verbosity", str)
    match body.get("response_format"):
        case {"type": "json_schema", "json_schema": {"schema": dict(schema), **rest}}:
            strict = rest.get("strict")
            return Output(
                kind="schema",
                schema=schema,
                name=str(rest.get("name") or "answer"),
                strict=strict if isinstance(strict, bool) else None,
                verbosity=verbosity,
            )
        case {"type": "json_object" | "json_schema"}:
            return Output(kind="json", verbosity=verbosity)
        case None | {"type": "text"}:
            return Output(verbosity=verbosity) if verbosity else None
    raise bad_request("response_format: expected type text, json_object or json_schema")
