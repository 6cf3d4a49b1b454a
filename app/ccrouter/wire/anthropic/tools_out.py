"""Tools and tool choice as an Anthropic-format provider takes them (docs.anthropic.com, "Tool use")."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Tool, ToolChoice
from ccrouter.ir.parts import ToolCall
from ccrouter.ir.profile import Profile
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.names import custom_as_function, tool_name
from ccrouter.wire.schema import fit

Json = dict[str, Any]

_SERVER = {"web_search": {"type": "web_search_20250305", "name": "web_search"}}
_CHOICE = {"auto": "auto", "none": "none", "required": "any", "named": "tool"}


def tools(call: Call, profile: Profile, warnings: Warnings) -> list[Json]:
    if not profile.tools:
        if call.tools:
            warnings.add("tools", "This model takes no tools; they were left out and earlier calls written as text.")
        return []
    if not call.tools:
        return _remembered(call)
    return [entry for i, tool in enumerate(call.tools) if (entry := _tool(tool, i, profile, warnings)) is not None]


def _remembered(call: Call) -> list[Json]:
    """A history with tool calls is refused when no tools are declared (Codex compacts that way): declare the ones it names."""
    names = dict.fromkeys(
        tool_name(p.name, p.namespace) for m in call.messages for p in m.parts if isinstance(p, ToolCall)
    )
    return [{"name": name, "input_schema": {"type": "object", "properties": {}}} for name in names]


def _tool(tool: Tool, index: int, profile: Profile, warnings: Warnings) -> Json | None:
    if tool.kind == "server":
        if tool.format == "anthropic" and tool.raw is not None:
            return dict(tool.raw)
        if tool.server in _SERVER and tool.server in profile.server_tools:
            return dict(_SERVER[tool.server])
        warnings.add(f"tools[{index}]", f"The server tool {tool.name} is not known to this provider and was left out.")
        return None
    if tool.kind == "custom":
        tool = custom_as_function(tool)
    if tool.strict:
        warnings.add("tools.strict", "Strict tool arguments are not asked for in the Messages API.")
    entry: Json = {"name": tool_name(tool.name, tool.namespace)}
    if tool.description:
        entry["description"] = tool.description
    entry["input_schema"] = _object_schema(tool.schema, profile)
    if tool.deferred:
        entry["defer_loading"] = True
    if tool.cache and profile.cache_marks:
        entry["cache_control"] = tool.cache
    return entry


def _object_schema(schema: Json | None, profile: Profile) -> Json:
    """The top level must be a plain object: choices there are refused."""
    fitted = fit(schema, profile.schema)
    if any(key in fitted for key in ("anyOf", "oneOf", "allOf")):
        fitted = fit(schema, "plain")
    return fitted if fitted.get("type") == "object" else {**fitted, "type": "object"}


def tool_choice(call: Call, profile: Profile, offered: list[Json], warnings: Warnings) -> Json | None:
    if not offered:
        return None
    if not call.tools:
        return {"type": "none"}
    choice = call.tool_choice
    if choice is not None and choice.mode not in profile.tool_choice:
        warnings.add("tool_choice", f"This provider does not take the tool choice {choice.mode}; it decides itself.")
        choice = None
    if choice is not None and choice.allowed:
        warnings.add("tool_choice", "The Messages API cannot limit a request to some of its tools; all stay callable.")
    said = _said(choice)
    if call.parallel is False and profile.parallel_tools and "parallel_tool_calls" not in profile.refuses:
        said = said or {"type": "auto"}
        if said["type"] != "none":
            said["disable_parallel_tool_use"] = True
    return said


def _said(choice: ToolChoice | None) -> Json | None:
    if choice is None:
        return None
    said: Json = {"type": _CHOICE[choice.mode]}
    if choice.mode == "named":
        said["name"] = tool_name(choice.name or "", choice.namespace)
    return said
