"""A client's ``generateContent`` body as a Call."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.parts import Text
from ccrouter.wire.gemini.contents_in import read_contents
from ccrouter.wire.gemini.fields import as_list, as_object, as_text, bad, get, integer, number, snake
from ccrouter.wire.gemini.schema_in import json_schema

# What the provider runs itself: Google's name → the neutral one ('' = no other format has it)
SERVER_TOOLS = {
    "googleSearch": "web_search",
    "googleSearchRetrieval": "web_search",
    "enterpriseWebSearch": "web_search",
    "urlContext": "web_fetch",
    "codeExecution": "code_execution",
    "computerUse": "",
    "fileSearch": "",
    "googleMaps": "",
    "mcpServers": "",
    "retrieval": "",
}
_LEVELS = {"MINIMAL": "minimal", "LOW": "low", "MEDIUM": "medium", "HIGH": "high", "XHIGH": "xhigh"}
_READ = {
    "temperature", "topP", "topK", "maxOutputTokens", "stopSequences", "seed", "frequencyPenalty", "presencePenalty",
    "responseMimeType", "responseSchema", "responseJsonSchema", "thinkingConfig", "candidateCount",
}  # fmt: skip
_READ |= {snake(name) for name in _READ}


def decode_call(body: dict[str, Any], *, model: str, stream: bool) -> Call:
    config = as_object(get(body, "generationConfig"), "generationConfig")
    at = "generationConfig"
    stops = as_list(get(config, "stopSequences"), f"{at}.stopSequences")
    return Call(
        model=model,
        stream=stream,
        system=_system(get(body, "systemInstruction")),
        messages=read_contents(body.get("contents")),
        tools=_tools(body.get("tools")),
        tool_choice=_tool_choice(get(body, "toolConfig")),
        max_tokens=integer(config, "maxOutputTokens", at),
        temperature=number(config, "temperature", at),
        top_p=number(config, "topP", at),
        top_k=integer(config, "topK", at),
        stop=[as_text(s, f"{at}.stopSequences[{i}]") for i, s in enumerate(stops)],
        seed=integer(config, "seed", at),
        frequency_penalty=number(config, "frequencyPenalty", at),
        presence_penalty=number(config, "presencePenalty", at),
        reasoning=_reasoning(get(config, "thinkingConfig")),
        output=_output(config),
        extra={"gemini_only": _gemini_only(body, config)},
    )


def _system(value: Any) -> list[Text]:
    """A Content, a string, a part or a list of parts: the SDKs write all four."""
    if value is None:
        return []
    if isinstance(value, str):
        return [Text(text=value)]
    parts = value["parts"] if isinstance(value, dict) and "parts" in value else value
    texts: list[Text] = []
    for index, part in enumerate(as_list(parts, "systemInstruction.parts")):
        text = part if isinstance(part, str) else as_object(part, f"systemInstruction.parts[{index}]").get("text")
        if text is None:
            raise bad(f"systemInstruction.parts[{index}]", "must be a text part.")
        texts.append(Text(text=as_text(text, f"systemInstruction.parts[{index}].text")))
    return texts


def _tools(value: Any) -> list[Tool]:
    tools: list[Tool] = []
    for index, entry in enumerate(as_list(value, "tools")):
        group = as_object(entry, f"tools[{index}]")
        path = f"tools[{index}].functionDeclarations"
        for number_, declared in enumerate(as_list(get(group, "functionDeclarations"), path)):
            tools.append(_function(as_object(declared, f"{path}[{number_}]"), f"{path}[{number_}]"))
        for name, neutral in SERVER_TOOLS.items():
            found = get(group, name)
            if found is not None:
                raw = {name: found}
                tools.append(Tool(name=snake(name), kind="server", server=neutral, format="gemini", raw=raw))
    return tools


def _function(declared: dict[str, Any], path: str) -> Tool:
    name = declared.get("name")
    if not isinstance(name, str) or not name:
        raise bad(f"{path}.name", "must be a function name.")
    schema = get(declared, "parametersJsonSchema") or declared.get("parameters")
    if schema is not None:
        schema = json_schema(as_object(schema, f"{path}.parameters"))
    description = declared.get("description")
    return Tool(name=name, description=description if isinstance(description, str) else "", schema=schema)


def _tool_choice(value: Any) -> ToolChoice | None:
    config = as_object(get(as_object(value, "toolConfig"), "functionCallingConfig"), "toolConfig.functionCallingConfig")
    names = as_list(get(config, "allowedFunctionNames"), "toolConfig.functionCallingConfig.allowedFunctionNames")
    allowed = [name for name in names if isinstance(name, str)] or None
    match str(config.get("mode") or "").upper():
        case "NONE":
            return ToolChoice(mode="none")
        case "ANY" if allowed and len(allowed) == 1:
            return ToolChoice(mode="named", name=allowed[0])
        case "ANY":
            return ToolChoice(mode="required", allowed=allowed)
        case "AUTO" | "VALIDATED":
            return ToolChoice(mode="auto", allowed=allowed)
        case _:
            return None


def _reasoning(value: Any) -> Reasoning | None:
    """``thinkingBudget``: -1 = the model decides, 0 = off (ai.google.dev/gemini-api/docs/thinking)."""
    if value is None:
        return None
    config = as_object(value, "generationConfig.thinkingConfig")
    shown = get(config, "includeThoughts")
    show = "summarized" if shown else "omitted"
    effort = _LEVELS.get(str(get(config, "thinkingLevel") or "").upper())
    if effort:
        return Reasoning(mode="adaptive", effort=effort, show=show)
    budget = integer(config, "thinkingBudget", "generationConfig.thinkingConfig")
    if budget == 0:
        return Reasoning(mode="off")
    if budget is not None and budget > 0:
        return Reasoning(mode="budget", budget=budget, show=show)
    return Reasoning(mode="adaptive", show=show) if shown or budget is not None else None


def _output(config: dict[str, Any]) -> Output | None:
    schema = get(config, "responseJsonSchema") or get(config, "responseSchema")
    if schema is not None:
        return Output(kind="schema", schema=json_schema(as_object(schema, "generationConfig.responseSchema")))
    return Output(kind="json") if get(config, "responseMimeType") == "application/json" else None


def _gemini_only(body: dict[str, Any], config: dict[str, Any]) -> list[str]:
    """Fields no other format has a place for: warned of when the answer is translated."""
    fields = [name for name in ("safetySettings", "cachedContent") if get(body, name)]
    if (integer(config, "candidateCount", "generationConfig") or 1) > 1:
        fields.append("generationConfig.candidateCount")
    modalities = get(config, "responseModalities")
    for name in config:
        if name in _READ or (name in ("responseModalities", "response_modalities") and modalities == ["TEXT"]):
            continue
        fields.append(f"generationConfig.{name}")
    return fields
