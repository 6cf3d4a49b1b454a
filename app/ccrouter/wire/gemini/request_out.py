"""A Call as a ``generateContent`` body for a provider that speaks Gemini."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Tool
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire import effort
from ccrouter.wire.gemini.contents_out import write_contents
from ccrouter.wire.gemini.fields import third_generation
from ccrouter.wire.history import shown_tools, without_billing
from ccrouter.wire.names import custom_as_function, tool_name
from ccrouter.wire.schema import fit

MAX_STOPS = 5  # ai.google.dev/api/generate-content, stopSequences
LEAST_BUDGET = 128  # Gemini 2.5 Pro cannot be kept from thinking (ai.google.dev/gemini-api/docs/thinking)
_SERVER = {"web_search": "googleSearch", "web_fetch": "urlContext", "code_execution": "codeExecution"}


def encode_call(call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if system := _system(call, target.profile):
        body["systemInstruction"] = {"parts": system}
    body["contents"] = write_contents(call, target, warnings)
    tools, functions = _tools(call, target, warnings)
    if tools:
        body["tools"] = tools
        if config := _tool_config(call, target, functions, len(tools) > 1, warnings):
            body["toolConfig"] = config
    if config := _generation_config(call, target, functions, warnings):
        body["generationConfig"] = config
    return body


def _system(call: Call, profile: Profile) -> list[dict[str, Any]]:
    texts = [profile.system_prompt] if profile.system_prompt else []
    texts += [t.text for t in without_billing(call.system) if t.text]
    return [{"text": text} for text in texts]


def _tools(call: Call, target: Target, warnings: Warnings) -> tuple[list[dict[str, Any]], list[str]]:
    """The tool groups and the names of the functions in them."""
    profile = target.profile
    declared: list[dict[str, Any]] = []
    served: list[dict[str, Any]] = []
    for tool in shown_tools(call):
        if tool.kind == "server":
            name = _SERVER.get(tool.server)
            if name and tool.server in profile.server_tools:
                if {name: {}} not in served:
                    served.append({name: {}})
            else:
                warnings.add("tools", f"The tool {tool.name} was left out: {target.model} has nothing like it.")
        else:
            declared.append(_declaration(custom_as_function(tool) if tool.kind == "custom" else tool, profile))
    if declared and not profile.tools:
        warnings.add("tools", f"All tools were left out: {target.model} cannot call any.")
        declared = []
    if declared and served and not third_generation(target.model):
        warnings.add("tools", f"{target.model} cannot search or run code beside functions: those tools were left out.")
        served = []
    tools = [*served, *([{"functionDeclarations": declared}] if declared else [])]
    return tools, [d["name"] for d in declared]


def _declaration(tool: Tool, profile: Profile) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": tool_name(tool.name, tool.namespace), "description": tool.description}
    if profile.schema == "full":
        declared["parametersJsonSchema"] = fit(tool.schema, "full")
    elif (schema := _no_empty_objects(fit(tool.schema, profile.schema))).get("properties"):
        declared["parameters"] = schema
    return declared


def _no_empty_objects(node: Any) -> Any:
    """``Schema`` refuses an object with an empty list of properties; without the list it may hold anything."""
    if isinstance(node, list):
        return [_no_empty_objects(v) for v in node]
    if not isinstance(node, dict):
        return node
    return {k: _no_empty_objects(v) for k, v in node.items() if not (k == "properties" and v == {})}


def _tool_config(call: Call, target: Target, functions: list[str], mixed: bool, warnings: Warnings) -> dict[str, Any]:
    config: dict[str, Any] = {}
    if functions and (calling := _calling(call, target, functions, warnings)):
        config["functionCallingConfig"] = calling
    if mixed and functions:
        config["includeServerSideToolInvocations"] = True
    if functions and call.parallel is False:
        warnings.add("parallel_tool_calls", "Gemini cannot be told to make one call at a time.")
    return config


def _calling(call: Call, target: Target, functions: list[str], warnings: Warnings) -> dict[str, Any] | None:
    choice = call.tool_choice
    if choice is None:
        return None
    if choice.mode not in target.profile.tool_choice:
        warnings.add("tool_choice", f"“{choice.mode}” was left out: {target.model} does not know it.")
        return None
    allowed = [name for name in (tool_name(a) for a in choice.allowed or ()) if name in functions]
    match choice.mode:
        case "none":
            return {"mode": "NONE"}
        case "named":
            name = tool_name(choice.name or "", choice.namespace)
            if name not in functions:
                warnings.add("tool_choice", f"The tool {choice.name} is not offered: the model may call any.")
                return {"mode": "ANY"}
            return {"mode": "ANY", "allowedFunctionNames": [name]}
        case "required":
            return {"mode": "ANY"} | ({"allowedFunctionNames": allowed} if allowed else {})
        case "auto":
            return {"mode": "VALIDATED", "allowedFunctionNames": allowed} if allowed else {"mode": "AUTO"}


def _generation_config(call: Call, target: Target, functions: list[str], warnings: Warnings) -> dict[str, Any]:
    profile = target.profile
    config: dict[str, Any] = {}
    wanted: list[tuple[str, str, Any]] = [
        ("max_tokens", "maxOutputTokens", _max_tokens(call, profile, warnings)),
        ("temperature", "temperature", call.temperature),
        ("top_p", "topP", call.top_p),
        ("top_k", "topK", call.top_k),
        ("stop", "stopSequences", _stops(call, warnings)),
        ("seed", "seed", call.seed),
        ("frequency_penalty", "frequencyPenalty", call.frequency_penalty),
        ("presence_penalty", "presencePenalty", call.presence_penalty),
    ]
    for name, field, value in wanted:
        if value is None:
            continue
        if name in profile.refuses:
            warnings.add(name, f"Left out: {target.model} refuses it.")
        else:
            config[field] = value
    config |= _output(call, target, functions, warnings)
    if thinking := _thinking(call, target, warnings):
        config["thinkingConfig"] = thinking
    if call.service_tier not in (None, "auto", "default", "standard_only"):
        warnings.add("service_tier", "Left out: Gemini has no such choice.")
    return config


def _max_tokens(call: Call, profile: Profile, warnings: Warnings) -> int | None:
    asked, most = call.max_tokens, profile.max_output
    if asked is None:
        return most if profile.max_tokens_required else None
    if most is not None and asked > most:
        warnings.add("max_tokens", f"Lowered from {asked} to {most}, the most this model writes.")
        return most
    return asked


def _stops(call: Call, warnings: Warnings) -> list[str] | None:
    if len(call.stop) > MAX_STOPS:
        warnings.add("stop", f"Only the first {MAX_STOPS} stop sequences were sent.")
    return call.stop[:MAX_STOPS] or None


def _output(call: Call, target: Target, functions: list[str], warnings: Warnings) -> dict[str, Any]:
    output, profile = call.output, target.profile
    if output is None or output.kind == "text":
        return {}
    if profile.output == "none" or (functions and not third_generation(target.model)):
        why = "beside functions" if functions else "here"
        warnings.add("output", f"The answer's shape was not passed on: {target.model} takes none {why}.")
        return {}
    config: dict[str, Any] = {"responseMimeType": "application/json"}
    if output.kind == "schema" and output.schema:
        if profile.output == "json":
            warnings.add("output", f"{target.model} was told to answer in JSON but not in which shape.")
        elif profile.schema == "full":
            config["responseJsonSchema"] = output.schema
        else:
            config["responseSchema"] = _no_empty_objects(fit(output.schema, profile.schema))
    return config


def _thinking(call: Call, target: Target, warnings: Warnings) -> dict[str, Any] | None:
    profile, reasoning = target.profile, call.reasoning
    want = effort.wanted(reasoning)
    if reasoning is None or want is None:
        return None
    config: dict[str, Any] = {"includeThoughts": True} if want and reasoning.show != "omitted" else {}
    match profile.thinking:
        case "budget":
            if want:
                dynamic = reasoning.budget is None and reasoning.effort is None
                config["thinkingBudget"] = -1 if dynamic else effort.as_budget(reasoning, profile, call.max_tokens)
            else:
                config["thinkingBudget"] = 0 if "none" in profile.efforts else LEAST_BUDGET
        case "level":
            word = effort.as_effort(reasoning, profile)
            if word is None and not want and profile.efforts:
                word = profile.efforts[0]  # it cannot be switched off: the weakest it knows
            if word == "none":
                config["thinkingBudget"] = 0
            elif word:
                config["thinkingLevel"] = word.upper()
        case _:
            if want:
                warnings.add("thinking", f"Left out: {target.model} takes no word about thinking.")
            return None
    return config or None
