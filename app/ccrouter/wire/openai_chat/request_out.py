"""A request for a chat provider.

Source: platform.openai.com, "Create chat completion"; how other servers are told to think is in their documentation of
``thinking`` (GLM, DeepSeek, Kimi), ``enable_thinking`` (DashScope) and ``reasoning`` (OpenRouter).
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from ccrouter.ir.call import Call, Output
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.effort import as_budget, as_effort, nearest, wanted
from ccrouter.wire.names import tool_name
from ccrouter.wire.openai_chat.messages_out import write_messages
from ccrouter.wire.openai_chat.tools_out import write_tools

MAX_STOPS = 4
MAX_USER = 64  # characters
_COMMON = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "seed")
_RARE = ("top_k", "service_tier")  # unknown to OpenAI or to most others: only sent where the profile accepts them


def encode_call(call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
    """The request body; a pure function of its arguments."""
    profile = target.profile
    instruction = _instruction(call.output, profile, warnings)
    body: dict[str, Any] = {
        "model": target.model,
        "messages": write_messages(call, target, warnings, instruction),
    }
    body |= write_tools(call, target, warnings)
    body |= _limits(call, profile, warnings)
    body |= _sampling(call, profile, warnings)
    body |= _reasoning(call, profile, warnings)
    body |= _output(call.output, profile, warnings)
    body |= _identity(call, profile, warnings)
    if call.stream:
        body["stream"] = True
        if profile.stream_usage:
            body["stream_options"] = {"include_usage": True}
    return body


def _limits(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    tokens = _tokens(call, profile)
    if tokens is None:
        return {profile.max_tokens_name: profile.max_output or 4096} if profile.max_tokens_required else {}
    if profile.max_tokens_name in profile.refuses:
        warnings.add("max_tokens", "Left out: this provider refuses it.")
        return {}
    if tokens != call.max_tokens:
        warnings.add("max_tokens", f"Lowered from {call.max_tokens} to the model's limit of {tokens}.")
    return {profile.max_tokens_name: tokens}


def _tokens(call: Call, profile: Profile) -> int | None:
    limits = [limit for limit in (call.max_tokens, profile.max_output) if limit is not None]
    return None if call.max_tokens is None else min(limits)


def _sampling(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in (*_COMMON, *_RARE):
        value = getattr(call, name)
        if value is None:
            continue
        if name in profile.refuses or (name in _RARE and name not in profile.accepts):
            warnings.add(name, "Left out: this provider does not take it.")
        else:
            out[name] = value
    if call.stop and "stop" in profile.refuses:
        warnings.add("stop", "Left out: this provider does not take it.")
    elif call.stop:
        if len(call.stop) > MAX_STOPS:
            warnings.add("stop", f"Only the first {MAX_STOPS} of {len(call.stop)} stop sequences were sent.")
        out["stop"] = call.stop[:MAX_STOPS]
    return out


def _reasoning(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    reasoning, want = call.reasoning, wanted(call.reasoning)
    if reasoning is None or want is None:
        return {}
    budget = as_budget(reasoning, profile, _tokens(call, profile))
    spoken = reasoning.budget is not None or reasoning.effort is not None  # else: as much as the model likes
    match profile.thinking:
        case "switch":
            out: dict[str, Any] = {"thinking": {"type": "enabled" if want else "disabled"}}
            effort = as_effort(reasoning, profile) if want and spoken else None
            return out | {"reasoning_effort": effort} if effort and "reasoning_effort" in profile.accepts else out
        case "enable_thinking":
            out = {"enable_thinking": want}
            return out | {"thinking_budget": budget} if want and spoken else out
        case "openrouter":
            if not want:
                return {"reasoning": {"enabled": False}}
            if reasoning.budget is not None:
                return {"reasoning": {"max_tokens": budget}}
            word = nearest(reasoning.effort, profile.efforts) if reasoning.effort else None
            return {"reasoning": {"effort": word} if word else {"enabled": True}}
        case "budget":  # Anthropic's own chat endpoint
            return {"thinking": {"type": "enabled", "budget_tokens": budget} if want else {"type": "disabled"}}
        case "effort" | "level" | "adaptive":
            if word := as_effort(reasoning, profile):
                return {"reasoning_effort": word}
    said = "how much to think" if want else "not to think"
    warnings.add("reasoning", f"Left out: this model cannot be told {said}.")
    return {}


def _instruction(output: Output | None, profile: Profile, warnings: Warnings) -> str | None:
    """The answer's shape in words, where the target cannot be told otherwise."""
    if output is None or output.kind == "text" or (output.kind, profile.output) == ("json", "json"):
        return None
    if profile.output == "schema":
        return None
    words = "Answer with one JSON object and nothing else: no words before or after it, no code fence."
    if output.kind == "schema":
        words += f" It must follow this JSON Schema:\n{msgspec.json.encode(output.schema).decode()}"
    warnings.add("response_format", "Said in words at the end of the system prompt: this provider has no stricter way.")
    return words


def _output(output: Output | None, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if output is None:
        return out
    if output.kind == "schema" and profile.output == "schema":
        schema: dict[str, Any] = {"name": tool_name(output.name), "schema": output.schema}
        if output.strict is not None:
            schema["strict"] = output.strict
        out["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif output.kind != "text" and profile.output != "none":
        out["response_format"] = {"type": "json_object"}
    if output.verbosity is not None:
        if "verbosity" in profile.accepts:
            out["verbosity"] = output.verbosity
        else:
            warnings.add("verbosity", "Left out: this provider does not take it.")
    return out


def _identity(call: Call, profile: Profile, warnings: Warnings) -> dict[str, Any]:
    """Who asks. A long id is sent as its hash: chat servers refuse it, and Claude Code's holds account ids in clear."""
    out: dict[str, Any] = {}
    if call.user is not None and "user" not in profile.refuses:
        long = len(call.user) > MAX_USER
        out["user"] = hashlib.sha256(call.user.encode("utf-8", "replace")).hexdigest() if long else call.user
    elif call.user is not None:
        warnings.add("user", "Left out: this provider does not take it.")
    if call.cache_key is not None and "prompt_cache_key" in profile.accepts:
        out["prompt_cache_key"] = call.cache_key
    elif call.cache_key is not None:
        warnings.add("prompt_cache_key", "Left out: this provider does not take it.")
    return out
