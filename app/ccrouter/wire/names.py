"""Tool names and call ids, made fit for a target and undone again.

Both directions are pure functions of what the client sent: the same tool gets the same name in every turn, so prompt
caches hold, and nothing has to be remembered between requests.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal, NamedTuple

import msgspec

from ccrouter.ir.call import Call, Tool

MAX_NAME = 64  # Anthropic, OpenAI and Gemini all stop at 64 (or later)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")  # the intersection of what the three accept
_BAD = re.compile(r"[^A-Za-z0-9_-]")

IdRule = Literal["any", "openai", "anthropic", "mistral"]
_IDS: dict[IdRule, re.Pattern[str]] = {
    "any": re.compile(r".+", re.S),
    "openai": re.compile(r".{1,40}"),  # Chat refuses ids past 40 characters
    "anthropic": re.compile(r"[a-zA-Z0-9_-]{1,64}"),
    "mistral": re.compile(r"[a-zA-Z0-9]{9}"),
}


def call_id(value: str, rule: IdRule) -> str:
    """The id as the target takes it: itself where it may, else a name made from its hash (so call and result still pair up)."""
    if _IDS[rule].fullmatch(value):
        return value
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:9] if rule == "mistral" else f"call_{digest[:24]}"


def tool_name(name: str, namespace: str | None = None) -> str:
    """A name every target accepts. Namespaces are written in front; what had to change gets a hash so that no two names meet."""
    full = f"{namespace}__{name}" if namespace else name
    if _NAME.fullmatch(full):
        return full
    digest = hashlib.sha256(full.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    clean = _BAD.sub("_", full)
    if not clean or not (clean[0].isalpha() or clean[0] == "_"):
        clean = f"t_{clean}"
    return f"{clean[: MAX_NAME - 9]}_{digest}"


class Known(NamedTuple):
    """What the client calls a tool that the model named."""

    name: str
    namespace: str | None
    kind: Literal["function", "custom"]


class ToolNames:
    """Undoes ``tool_name`` for the answer to one call. A name the client never offered comes back as the model wrote it."""

    def __init__(self, call: Call | None) -> None:
        self._known: dict[str, Known] = {}
        for tool in call.tools if call else ():
            if tool.kind != "server":
                known = Known(tool.name, tool.namespace, "custom" if tool.kind == "custom" else "function")
                self._known.setdefault(tool_name(tool.name, tool.namespace), known)

    def back(self, name: str) -> Known:
        return self._known.get(name) or Known(name, None, "function")


# A freeform tool on a target that only knows JSON tools: one string argument carries the text.
CUSTOM_ARGUMENT = "input"


def custom_as_function(tool: Tool) -> Tool:
    """A freeform tool (Codex ``apply_patch``) as a JSON tool; the grammar moves into the description so the model can follow it."""
    grammar = tool.grammar or {}
    definition = grammar.get("definition") if grammar.get("type") == "grammar" else None
    description = tool.description
    if definition:
        syntax = grammar.get("syntax", "grammar")
        description += f"\n\nThe `{CUSTOM_ARGUMENT}` text must follow this {syntax} grammar:\n{definition}"
    schema = {
        "type": "object",
        "properties": {CUSTOM_ARGUMENT: {"type": "string", "description": "The whole text, nothing left out."}},
        "required": [CUSTOM_ARGUMENT],
    }
    return Tool(name=tool.name, namespace=tool.namespace, description=description, schema=schema, cache=tool.cache)


def custom_arguments(text: str) -> str:
    """The JSON arguments of a freeform call, for a target that got ``custom_as_function``."""
    return msgspec.json.encode({CUSTOM_ARGUMENT: text}).decode()


def custom_text(arguments: str) -> str:
    """The free text inside such arguments. What is no such object is taken for the text itself."""
    try:
        value = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, RecursionError):
        return arguments
    if isinstance(value, dict) and isinstance(text := value.get(CUSTOM_ARGUMENT), str):
        return text
    return value if isinstance(value, str) else arguments
