"""What a request says, read from the provider's side in each format: for tests of what the router sent."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from flow.provider.chat import text_of
from flow.provider.exchange import Exchange
from flow.provider.gemini import either


@dataclass
class Seen:
    """``must`` is auto, any, none or a tool's name; ``calls`` and ``results`` are (name, …) in order, joined by call id."""

    system: str = ""
    texts: list[str] = field(default_factory=list)  # of the user
    images: list[bytes] = field(default_factory=list)
    tools: dict[str, dict[str, Any]] = field(default_factory=dict)
    must: str = "auto"
    max_tokens: int | None = None
    temperature: float | None = None
    stop: list[str] = field(default_factory=list)
    thinks: bool = False
    schema: dict[str, Any] | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)


def seen(exchange: Exchange) -> Seen:
    read = {"anthropic": _anthropic, "openai_chat": _chat, "openai_responses": _responses, "gemini": _gemini}
    return read[exchange.format](exchange.json)


def _data_url(url: str) -> bytes:
    return base64.b64decode(url.partition("base64,")[2])


def _anthropic(body: dict[str, Any]) -> Seen:
    choice = body.get("tool_choice") or {"type": "auto"}
    found = Seen(
        system=text_of(body.get("system")),
        tools={tool["name"]: tool["input_schema"] for tool in body.get("tools") or []},
        must=choice.get("name") or choice["type"],
        max_tokens=body["max_tokens"],
        temperature=body.get("temperature"),
        stop=body.get("stop_sequences") or [],
        thinks=(body.get("thinking") or {}).get("type") in ("enabled", "adaptive"),
        schema=((body.get("output_config") or {}).get("format") or {}).get("schema"),
    )
    names: dict[str, str] = {}
    for message in body["messages"]:
        content = message["content"]
        for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            match block["type"]:
                case "text" if message["role"] == "user":
                    found.texts.append(block["text"])
                case "image":
                    found.images.append(base64.b64decode(block["source"]["data"]))
                case "tool_use":
                    names[block["id"]] = block["name"]
                    found.calls.append((block["name"], block["input"]))
                case "tool_result":
                    found.results.append((names[block["tool_use_id"]], text_of(block.get("content"))))
    return found


def _chat(body: dict[str, Any]) -> Seen:
    choice = body.get("tool_choice") or "auto"
    must = choice["function"]["name"] if isinstance(choice, dict) else choice
    stop = body.get("stop") or []
    found = Seen(
        tools={tool["function"]["name"]: tool["function"]["parameters"] for tool in body.get("tools") or []},
        must="any" if must == "required" else must,
        max_tokens=body.get("max_tokens") or body.get("max_completion_tokens"),
        temperature=body.get("temperature"),
        stop=[stop] if isinstance(stop, str) else stop,
        thinks=body.get("reasoning_effort", "none") != "none",
        schema=((body.get("response_format") or {}).get("json_schema") or {}).get("schema"),
    )
    names: dict[str, str] = {}
    for message in body["messages"]:
        content = message.get("content")
        match message["role"]:
            case "system" | "developer":
                found.system += text_of(content)
            case "tool":
                found.results.append((names[message["tool_call_id"]], text_of(content)))
            case "user":
                for part in [{"type": "text", "text": content}] if isinstance(content, str) else content:
                    if part["type"] == "image_url":
                        found.images.append(_data_url(part["image_url"]["url"]))
                    else:
                        found.texts.append(part["text"])
        for call in message.get("tool_calls") or []:
            names[call["id"]] = call["function"]["name"]
            found.calls.append((call["function"]["name"], json.loads(call["function"]["arguments"])))
    return found


def _responses(body: dict[str, Any]) -> Seen:
    choice = body.get("tool_choice") or "auto"
    must = choice["name"] if isinstance(choice, dict) else choice
    found = Seen(
        system=body.get("instructions") or "",
        tools={tool["name"]: tool["parameters"] for tool in body.get("tools") or []},
        must="any" if must == "required" else must,
        max_tokens=body.get("max_output_tokens"),
        temperature=body.get("temperature"),
        thinks=((body.get("reasoning") or {}).get("effort") or "none") != "none",
        schema=((body.get("text") or {}).get("format") or {}).get("schema"),
    )
    names: dict[str, str] = {}
    given = body["input"]
    for item in [{"role": "user", "content": given}] if isinstance(given, str) else given:
        match item.get("type", "message"), item.get("role"):
            case "message", "system" | "developer":
                found.system += text_of(item["content"])
            case "message", "user":
                content = item["content"]
                for part in [{"type": "input_text", "text": content}] if isinstance(content, str) else content:
                    if part["type"] == "input_image":
                        found.images.append(_data_url(part["image_url"]))
                    else:
                        found.texts.append(part["text"])
            case "function_call", _:
                names[item["call_id"]] = item["name"]
                found.calls.append((item["name"], json.loads(item["arguments"])))
            case "function_call_output", _:
                found.results.append((names[item["call_id"]], text_of(item["output"])))
            case _:
                pass
    return found


def _gemini(body: dict[str, Any]) -> Seen:
    config = body.get("generationConfig") or {}
    calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
    only = calling.get("allowedFunctionNames") or []
    thinking = config.get("thinkingConfig") or {}
    found = Seen(
        system=text_of((body.get("systemInstruction") or {}).get("parts")),
        tools={
            tool["name"]: either(tool, "parametersJsonSchema", "parameters_json_schema") or tool.get("parameters")
            for group in body.get("tools") or []
            for tool in group.get("functionDeclarations") or []
        },
        must=only[0] if only else calling.get("mode", "AUTO").lower(),
        max_tokens=config.get("maxOutputTokens"),
        temperature=config.get("temperature"),
        stop=config.get("stopSequences") or [],
        thinks=bool(
            either(thinking, "thinkingBudget", "thinking_budget") or either(thinking, "thinkingLevel", "thinking_level")
        ),
        schema=either(config, "responseJsonSchema", "response_json_schema") or config.get("responseSchema"),
    )
    for content in body["contents"]:
        for part in content["parts"]:
            match part:
                case {"functionCall": call}:
                    found.calls.append((call["name"], call.get("args") or {}))
                case {"functionResponse": answer}:
                    found.results.append((answer["name"], _plain(answer["response"])))
                case {"inlineData": data}:
                    found.images.append(base64.b64decode(data["data"].replace("-", "+").replace("_", "/")))
                case {"text": text} if content.get("role") != "model":
                    found.texts.append(text)
                case _:
                    pass
    return found


def _plain(response: dict[str, Any]) -> str:
    """A function response's text: the documented keys are ``output`` and ``error``."""
    value = response.get("output", response.get("result", response))
    return value if isinstance(value, str) else json.dumps(value)
