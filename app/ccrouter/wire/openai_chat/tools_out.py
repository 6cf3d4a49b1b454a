"""Tools and the choice among them for a chat provider."""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Tool, ToolChoice
from ccrouter.ir.profile import Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.history import shown_tools
from ccrouter.wire.names import custom_as_function, tool_name
from ccrouter.wire.schema import fit


def write_tools(call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
    """``tools``, ``tool_choice``, ``parallel_tool_calls`` (and ``web_search_options``): those that must be said."""
    profile, out = target.profile, dict[str, Any]()
    shown = shown_tools(call)
    if shown and not profile.tools:
        warnings.add("tools", "The tools were left out: this model cannot call any.")
        return out
    written: dict[str, dict[str, Any]] = {}  # by the name the target sees
    for tool in shown:
        if tool.kind != "server":
            written.setdefault(tool_name(tool.name, tool.namespace), _tool(tool, target))
        elif tool.server == "web_search" and tool.server in profile.server_tools:
            out["web_search_options"] = {}
        else:
            warnings.add("tools", f"The tool {tool.name} was left out: this provider does not run it.")
    if not written:
        return out  # tools: [] and a tool_choice without tools are both refused
    choice, refused = _choice(call.tool_choice, written, target, warnings)
    if refused:
        return out
    out["tools"] = list(written.values())
    if choice is not None:
        out["tool_choice"] = choice
    if call.parallel is not None and profile.parallel_tools and "parallel_tool_calls" not in profile.refuses:
        out["parallel_tool_calls"] = call.parallel
    elif call.parallel is False:
        warnings.add("parallel_tool_calls", "Left out: this provider cannot be told to make one call at a time.")
    return out


def _tool(tool: Tool, target: Target) -> dict[str, Any]:
    profile = target.profile
    name = tool_name(tool.name, tool.namespace)
    if tool.kind == "custom" and profile.custom_tools:
        custom: dict[str, Any] = {"name": name, "description": tool.description}
        if (grammar := tool.grammar) is not None:
            inner = {k: v for k, v in grammar.items() if k != "type"}
            custom["format"] = {"type": "grammar", "grammar": inner} if grammar.get("type") == "grammar" else grammar
        out: dict[str, Any] = {"type": "custom", "custom": custom}
    else:
        plain = custom_as_function(tool) if tool.kind == "custom" else tool
        function: dict[str, Any] = {"name": name}
        if plain.description:
            function["description"] = plain.description
        function["parameters"] = fit(plain.schema, profile.schema)
        if plain.strict is not None and profile.schema == "full":
            function["strict"] = plain.strict
        out = {"type": "function", "function": function}
    if tool.cache is not None and profile.cache_marks:
        out["cache_control"] = tool.cache
    return out


def _choice(
    choice: ToolChoice | None, written: dict[str, dict[str, Any]], target: Target, warnings: Warnings
) -> tuple[object, bool]:
    """The value to send (None = leave it out), and whether the tools must be left out altogether."""
    if choice is None:
        return None, False
    known = target.profile.tool_choice
    if choice.allowed is not None:
        return _allowed(choice, written, target, warnings), False
    mode: str = choice.mode
    if mode == "none" and "none" not in known:
        warnings.add("tool_choice", "The tools were left out: this provider cannot be told not to call any.")
        return None, True
    if mode == "named":
        name = tool_name(choice.name or "", choice.namespace)
        if "named" in known and name in written:
            kind = str(written[name]["type"])
            return {"type": kind, kind: {"name": name}}, False
        mode = "required" if name in written else "auto"
        warnings.add("tool_choice", f"This provider cannot be told to call {choice.name}; it was told {mode}.")
    if mode == "required" and "required" not in known:
        warnings.add("tool_choice", "This provider cannot be told that it must call a tool; it was told auto.")
        mode = "auto"
    return (mode if mode in known else None), False


def _allowed(choice: ToolChoice, written: dict[str, dict[str, Any]], target: Target, warnings: Warnings) -> object:
    names = [name for allowed in choice.allowed or () if (name := tool_name(allowed)) in written]
    mode = "required" if choice.mode == "required" else "auto"
    if "allowed" in target.profile.tool_choice and names:
        tools = [{"type": (kind := str(written[n]["type"])), kind: {"name": n}} for n in names]
        return {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": tools}}
    warnings.add("tool_choice", "This provider cannot be limited to some of the tools; it may call any.")
    return mode if mode in target.profile.tool_choice else None
