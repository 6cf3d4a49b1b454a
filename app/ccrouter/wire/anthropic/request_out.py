"""A request for an Anthropic-format provider, from neutral words (docs.anthropic.com, "Messages")."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from ccrouter.ir.call import Call, Output
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.anthropic.messages_out import MAX_CACHE_MARKS, Turns
from ccrouter.wire.anthropic.tools_out import tool_choice, tools
from ccrouter.wire.effort import MIN_BUDGET, as_budget, as_effort, wanted

Json = dict[str, Any]

DEFAULT_MAX_TOKENS = 32_000  # what agents need for a long file, where the model allows it
UNKNOWN_MAX_TOKENS = 4_096  # every model of this format takes it
_TIERS = {"auto": "auto", "default": "standard_only", "standard_only": "standard_only"}
_SPOKEN_SHOW = ("omitted", "summarized", "updates")


def encode_call(call: Call, target: Target, warnings: Warnings) -> Json:
    profile = target.profile
    turns = Turns(call, target, warnings)
    offered = tools(call, profile, warnings)
    choice = tool_choice(call, profile, offered, warnings)
    max_tokens = _max_tokens(call, profile, warnings)
    think = _thinking(call, profile, max_tokens, choice, turns.messages, warnings)
    system, config = turns.system, think.config
    if call.output is not None and call.output.kind != "text":
        spoken = _output(call.output, profile, config, warnings)
        system = [*system, {"type": "text", "text": spoken}] if spoken else system
    _limit_marks(turns.marked(offered), warnings)

    body: Json = {"model": target.model, "max_tokens": max_tokens}
    if system:
        body["system"] = system
    if offered:
        body["tools"] = offered
    if choice:
        body["tool_choice"] = choice
    body["messages"] = turns.messages
    if think.param:
        body["thinking"] = think.param
    if config:
        body["output_config"] = config
    body |= _sampling(call, profile, think.on, warnings)
    body |= _rest(call, profile, warnings)
    if call.stream:
        body["stream"] = True
    return body


def _max_tokens(call: Call, profile: Profile, warnings: Warnings) -> int:
    if call.max_tokens is None:
        budget = (call.reasoning.budget if call.reasoning else None) or 0
        return min(profile.max_output, DEFAULT_MAX_TOKENS + budget) if profile.max_output else UNKNOWN_MAX_TOKENS
    if profile.max_output and call.max_tokens > profile.max_output:
        warnings.add("max_tokens", f"Lowered from {call.max_tokens} to the model's {profile.max_output}.")
        return profile.max_output
    return call.max_tokens


class _Think(NamedTuple):
    on: bool
    param: Json | None
    config: Json  # of output_config


def _thinking(
    call: Call, profile: Profile, max_tokens: int, choice: Json | None, messages: list[Json], warnings: Warnings
) -> _Think:
    want = wanted(call.reasoning)
    if want is None or call.reasoning is None:
        return _Think(False, None, {})
    if profile.thinking == "none":
        if want:
            warnings.add("thinking", "This model is not told how to think; the wish was left out.")
        return _Think(False, None, {})
    effort = as_effort(call.reasoning, profile) if profile.thinking in ("adaptive", "effort") and want else None
    config: Json = {"effort": effort} if effort else {}
    if profile.thinking == "effort":
        return _Think(False, None, config)
    if not want:
        return _Think(False, {"type": "disabled"}, config)
    if choice and choice["type"] in ("any", "tool"):
        warnings.add("thinking", "Thinking was turned off: it does not go together with a forced tool call.")
        return _Think(False, None, config)
    if profile.thinking == "adaptive":
        return _Think(True, {"type": "adaptive"} | _display(call.reasoning.show), config)
    budget = as_budget(call.reasoning, profile, max_tokens) or MIN_BUDGET
    if budget >= max_tokens:
        warnings.add("thinking", f"Thinking was turned off: it needs more than the {max_tokens} output tokens allowed.")
        return _Think(False, None, config)
    if profile.thinking == "budget" and tool_turn_without_thinking(messages):
        warnings.add("thinking", "Thinking was turned off: the last tool call was made without it (by another model).")
        return _Think(False, None, config)
    return _Think(True, {"type": "enabled", "budget_tokens": budget}, config)


def _display(show: str | None) -> Json:
    """Newer models hide their thinking unless asked; a client that asks for a summary in any form gets one."""
    if show is None:
        return {}
    return {"display": show if show in _SPOKEN_SHOW else "summarized"}


def tool_turn_without_thinking(messages: list[Json]) -> bool:
    """Models that think by budget refuse to go on in a tool turn, or an unfinished answer, that did not begin with thinking."""
    if messages[-1].get("role") == "assistant":
        return True
    last = next((m for m in reversed(messages) if m.get("role") == "assistant"), None)
    content = last.get("content") if last else None
    if not isinstance(content, list):
        return False
    kinds = [block.get("type") for block in content if isinstance(block, dict)]
    return "tool_use" in kinds and kinds[0] not in ("thinking", "redacted_thinking")


def _output(output: Output, profile: Profile, config: Json, warnings: Warnings) -> str | None:
    """Puts the wanted shape into ``config``; where the model cannot be told, returns the words that ask for it."""
    if output.kind == "schema" and output.schema is not None:
        if profile.output == "schema":
            config["format"] = {"type": "json_schema", "schema": closed(output.schema)}
            return None
        wish = "that fits this schema: " + msgspec.json.encode(output.schema).decode()
    else:
        wish = "and nothing around it."
    warnings.add("output", "The shape of the answer could only be asked for in words.")
    return f"Answer with one JSON object {wish}"


_UNSUPPORTED = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems",
    "uniqueItems", "minProperties", "maxProperties", "$schema",
)  # fmt: skip


def closed(schema: Any) -> Any:
    """The schema as structured outputs take it: objects closed, no limits on numbers, lengths or sizes
    (platform.claude.com, "Structured outputs", JSON Schema limitations)."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out: Json = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "definitions") and isinstance(value, dict):
            out[key] = {name: closed(inner) for name, inner in value.items()}
        elif key in ("enum", "const", "default", "required", "examples"):
            out[key] = value
        elif key not in _UNSUPPORTED and not (key == "minItems" and value not in (0, 1)):
            out[key] = closed(value)
    if out.get("type") == "object" or "properties" in out:
        out["additionalProperties"] = False
    return out


def _sampling(call: Call, profile: Profile, thinking: bool, warnings: Warnings) -> Json:
    out: Json = {}
    for name, value in (("temperature", call.temperature), ("top_p", call.top_p), ("top_k", call.top_k)):
        if value is None:
            continue
        if name in profile.refuses:
            warnings.add(name, f"This model does not take {name}; it was left out.")
        elif thinking and not (name == "temperature" and value == 1) and not (name == "top_p" and value >= 0.95):
            warnings.add(name, f"{name} does not go together with thinking and was left out.")
        elif name == "top_p" and "temperature" in out:
            warnings.add(name, "Newer Claude models take temperature or top_p, not both; top_p was left out.")
        elif name == "temperature" and value > 1:
            warnings.add(name, f"Lowered from {value} to 1, the highest this format knows.")
            out[name] = 1
        else:
            out[name] = value
    for name in ("seed", "frequency_penalty", "presence_penalty"):
        if getattr(call, name):
            warnings.add(name, f"The Messages API has no {name}; it was left out.")
    return out


def _rest(call: Call, profile: Profile, warnings: Warnings) -> Json:
    out: Json = {}
    if call.stop and "stop" in profile.refuses:
        warnings.add("stop", "This model does not take stop sequences; they were left out.")
    elif call.stop:
        kept = [s for s in call.stop if s.strip()]
        if len(kept) < len(call.stop):
            warnings.add("stop", "A stop sequence of white space alone is refused; it was left out.")
        if kept:
            out["stop_sequences"] = kept
    if call.user and len(call.user) <= 256 and "@" not in call.user and "user" not in profile.refuses:
        out["metadata"] = {"user_id": call.user}
    elif call.user:
        warnings.add(
            "user", "The user id is longer than this provider takes, or looks like an address; it was left out."
        )
    if call.service_tier is not None and "service_tier" not in profile.refuses:
        if tier := _TIERS.get(call.service_tier):
            out["service_tier"] = tier
        else:
            warnings.add("service_tier", f"This provider has no service tier {call.service_tier}.")
    if call.output is not None and call.output.verbosity:
        warnings.add("verbosity", "The Messages API has no verbosity; it was left out.")
    return out


def _limit_marks(marked: list[Json], warnings: Warnings) -> None:
    if len(marked) > MAX_CACHE_MARKS:
        warnings.add("cache_control", f"Only {MAX_CACHE_MARKS} cache marks are taken; the oldest were left out.")
        for block in marked[:-MAX_CACHE_MARKS]:
            del block["cache_control"]
