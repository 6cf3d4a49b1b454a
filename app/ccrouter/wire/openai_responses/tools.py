"""Tools and tool_choice, both ways: function, custom (freeform), namespace and the tools OpenAI runs itself.

Source: platform.openai.com, "Function calling", "Custom tools", "Tools"; namespaces as Codex sends them.
"""

from __future__ import annotations

from typing import Any

from ccrouter.ir.call import Call, Tool, ToolChoice
from ccrouter.ir.profile import Profile
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.names import custom_as_function, tool_name
from ccrouter.wire.openai_responses.content import FORMAT
from ccrouter.wire.openai_responses.reading import array, bad, flag, obj, string, word
from ccrouter.wire.schema import fit

_NEUTRAL = {
    "code_interpreter": "code_execution",
    "file_search": "file_search",
    "image_generation": "image_generation",
    "mcp": "mcp",
}


def read_tools(value: Any, path: str, namespace: str | None = None) -> list[Tool]:
    tools: list[Tool] = []
    for i, entry in enumerate(array(value, path)):
        at = f"{path}[{i}]"
        tool = obj(entry, at)
        kind = string(tool.get("type"), f"{at}.type")
        if kind == "namespace":
            tools += read_tools(tool.get("tools"), f"{at}.tools", string(tool.get("name"), f"{at}.name"))
        elif kind in ("function", "custom"):
            tools.append(_read_own(tool, kind == "custom", namespace, at))
        else:
            tools.append(Tool(name=kind, kind="server", server=_neutral(kind), format=FORMAT, raw=tool))
    return tools


def _read_own(tool: dict[str, Any], custom: bool, namespace: str | None, at: str) -> Tool:
    inner = tool.get("custom" if custom else "function")
    if isinstance(inner, dict):  # the Chat form, which some clients keep
        tool, at = inner, f"{at}.function"
    name = word(tool.get("name"), f"{at}.name")
    if name is None:
        raise bad(f"{at}.name", "a tool needs a name.")
    read = Tool(name=name, namespace=namespace, description=word(tool.get("description"), f"{at}.description") or "")
    read.deferred = bool(tool.get("defer_loading"))
    if custom:
        read.kind = "custom"
        given = tool.get("format")
        read.grammar = given if isinstance(given, dict) and given.get("type") == "grammar" else None
    else:
        parameters = tool.get("parameters")
        read.schema = None if parameters is None else obj(parameters, f"{at}.parameters")
        read.strict = flag(tool.get("strict"), f"{at}.strict")
    return read


def _neutral(kind: str) -> str:
    return "web_search" if kind.startswith("web_search") else _NEUTRAL.get(kind, "")


def read_choice(value: Any, path: str = "tool_choice") -> ToolChoice | None:
    if value is None:
        return None
    if isinstance(value, str):
        match value:
            case "auto" | "none" | "required":
                return ToolChoice(mode=value)
        raise bad(path, 'must be "auto", "none", "required" or an object.')
    given = obj(value, path)
    kind = string(given.get("type"), f"{path}.type")
    if kind in ("function", "custom"):
        inner = given.get(kind)
        named = inner if isinstance(inner, dict) else given
        namespace = word(given.get("namespace"), f"{path}.namespace")
        return ToolChoice(mode="named", name=string(named.get("name"), f"{path}.name"), namespace=namespace)
    if kind == "allowed_tools":
        tools = [obj(t, f"{path}.tools") for t in array(given.get("tools"), f"{path}.tools")]
        names = [str(t.get("name") or t.get("type")) for t in tools]
        return ToolChoice(mode="required" if given.get("mode") == "required" else "auto", allowed=names)
    return ToolChoice(mode="named", name=kind)  # a tool OpenAI runs itself: its type is its name


def write_tools(tools: list[Tool], profile: Profile, warnings: Warnings) -> list[dict[str, Any]]:
    if not profile.tools:
        if tools:
            warnings.add("tools", "The model takes no tools; they were left out.")
        return []
    written = [_write_tool(tool, profile, warnings) for tool in tools]
    return [tool for tool in written if tool is not None]


def _write_tool(tool: Tool, profile: Profile, warnings: Warnings) -> dict[str, Any] | None:
    if tool.kind == "server":
        return _write_server(tool, profile, warnings)
    if tool.kind == "custom":
        if profile.custom_tools:
            custom = {"type": "custom", "name": tool_name(tool.name, tool.namespace), "description": tool.description}
            return custom | {"format": tool.grammar} if tool.grammar else custom
        tool = custom_as_function(tool)
    return {
        "type": "function",
        "name": tool_name(tool.name, tool.namespace),
        "description": tool.description,
        "parameters": fit(tool.schema, profile.schema),
        "strict": bool(tool.strict),  # left out it means true here, and a schema not written for it is refused
    }


def _write_server(tool: Tool, profile: Profile, warnings: Warnings) -> dict[str, Any] | None:
    raw = tool.raw or {}
    if tool.server in profile.server_tools:
        match tool.server:
            case "web_search":
                search: dict[str, Any] = {"type": "web_search"}
                if domains := raw.get("allowed_domains"):
                    search["filters"] = {"allowed_domains": domains}
                if place := raw.get("user_location"):
                    search["user_location"] = place
                return search
            case "code_execution":
                return {"type": "code_interpreter", "container": {"type": "auto"}}
            case "image_generation":
                return {"type": "image_generation"}
    warnings.add(f"tools[{tool.name}]", f"The provider has no {tool.server or tool.name} tool; it was left out.")
    return None


def write_choice(call: Call, sent: list[dict[str, Any]], profile: Profile, warnings: Warnings) -> Any:
    """tool_choice for the tools that are really sent; None = say nothing."""
    choice = call.tool_choice
    if choice is None or not sent:
        return None
    mode: str = choice.mode
    if mode == "named":
        tool = next((t for t in call.tools if (t.name, t.namespace) == (choice.name, choice.namespace)), None)
        flat = tool_name(choice.name or "", choice.namespace)
        found = next(
            (s for s in sent if s.get("name") == flat or (tool and _neutral(s["type"]) == tool.server != "")), None
        )
        if found is not None and "named" in profile.tool_choice:
            return {"type": found["type"], "name": flat} if "name" in found else {"type": found["type"]}
        warnings.add("tool_choice", f"The model cannot be told to call {choice.name}; it was told to call some tool.")
        mode = "required"
    if mode not in profile.tool_choice:
        warnings.add("tool_choice", f"The model does not know tool_choice {mode}; it decides by itself.")
        mode = "auto"
    names = {tool_name(t.name, t.namespace) for t in call.tools if t.name in (choice.allowed or ())}
    allowed = [{"type": s["type"], "name": s["name"]} for s in sent if s.get("name") in names]
    if allowed and mode in ("auto", "required"):
        return {"type": "allowed_tools", "mode": mode, "tools": allowed}
    return mode
