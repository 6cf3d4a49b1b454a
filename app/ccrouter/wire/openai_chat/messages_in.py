"""A chat client's messages, read."""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Message
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.head import bad_request
from ccrouter.wire.openai_chat import content, seals
from ccrouter.wire.seal import unseal


def read_messages(messages: object) -> tuple[list[Text], list[Message]]:
    """The system prompt (every system message before the first other one) and the turns.

    Raises:
        Fault: BAD_REQUEST with the field's path.
    """
    if not isinstance(messages, list) or not messages:
        raise bad_request("messages: expected an array with at least one message")
    reader = _Reader()
    for i, message in enumerate(messages):
        reader.read(message, i)
    return reader.system, reader.turns


class _Reader:
    def __init__(self) -> None:
        self.system: list[Text] = []
        self.turns: list[Message] = []
        self._calls: dict[str, ToolCall] = {}
        self._legacy: list[ToolCall] = []  # function_call has no id: answered by the next message of role function
        self._gathering = False  # results that follow each other are one turn

    def read(self, message: object, i: int) -> None:
        path = f"messages[{i}]"
        if not isinstance(message, dict):
            raise bad_request(f"{path}: expected an object")
        role = message.get("role")
        gathering, self._gathering = self._gathering, role in ("tool", "function")
        body = content.read(message.get("content"), f"{path}.content")
        _mark_last(body, message.get("cache_control"))
        match role:
            case "system" | "developer":
                words = [part for part in body if isinstance(part, Text)]
                if self.turns:
                    self.turns.append(Message(role="system", parts=[*words]))
                else:
                    self.system += words
            case "user":
                self.turns.append(Message(role="user", parts=[*body]))
            case "assistant":
                self.turns.append(Message(role="assistant", parts=self._assistant(message, body, path, i)))
            case "tool" | "function":
                result = self._result(message, body, path, i)
                if gathering:
                    self.turns[-1].parts.append(result)
                else:
                    self.turns.append(Message(role="user", parts=[result]))
            case _:
                raise bad_request(f"{path}.role: expected system, developer, user, assistant, tool or function")

    def _assistant(self, message: dict[str, Any], body: list[Text | Media | Opaque], path: str, i: int) -> list[Part]:
        parts: list[Part] = [*_thinking(message, body)]
        parts += [part for part in body if not (isinstance(part, Opaque) and part.kind == "thinking")]
        if isinstance(refusal := message.get("refusal"), str) and refusal:
            parts.append(Text(text=refusal))
        calls = message.get("tool_calls") or []
        if not isinstance(calls, list):
            raise bad_request(f"{path}.tool_calls: expected an array")
        for j, call in enumerate(calls):
            found = _tool_call(call, f"{path}.tool_calls[{j}]")
            self._calls[found.id] = found
            parts.append(found)
        if isinstance(legacy := message.get("function_call"), dict):
            found = _named(legacy, ToolCall(id=f"call_m{i}", name=""), f"{path}.function_call", "arguments")
            self._legacy.append(found)
            parts.append(found)
        return parts

    def _result(self, message: dict[str, Any], body: list[Text | Media | Opaque], path: str, i: int) -> ToolResult:
        call_id, name = message.get("tool_call_id"), message.get("name")
        if message["role"] == "function":
            call = next((c for c in self._legacy if c.name == name), None)
            if call is not None:
                self._legacy.remove(call)
            call_id = call.id if call is not None else f"call_m{i}"
        if not isinstance(call_id, str):
            raise bad_request(f"{path}.tool_call_id: expected a string")
        call = self._calls.get(call_id)
        cache = message.get("cache_control")
        return ToolResult(
            call_id=call_id,
            content=body,
            name=name if isinstance(name, str) else call.name if call is not None else None,
            kind=call.kind if call is not None else "function",
            cache=cache if isinstance(cache, dict) else None,
        )


def _thinking(message: dict[str, Any], body: list[Text | Media | Opaque]) -> list[Thinking]:
    """Reasoning the client sends back: what our seals hold, else its text wherever a server's dialect puts it."""
    details = message.get("reasoning_details")
    if sealed := seals.open_entries(details):
        return sealed
    text = message.get("reasoning_content") or message.get("reasoning")
    if not isinstance(text, str) or not text:
        entries = details if isinstance(details, list) else []
        text = "".join(seals.entry_text(entry) for entry in entries if isinstance(entry, dict))
        text += "".join(
            thinking_text(p.raw.get("thinking")) for p in body if isinstance(p, Opaque) and p.kind == "thinking"
        )
    return [Thinking(text=text)] if text else []


def thinking_text(inner: object) -> str:
    """The words in Mistral's content part ``{"type": "thinking", "thinking": [{"type": "text", "text": …}]}``."""
    if isinstance(inner, str):
        return inner
    chunks = inner if isinstance(inner, list) else []
    return "".join(c["text"] for c in chunks if isinstance(c, dict) and isinstance(c.get("text"), str))


def _tool_call(call: object, path: str) -> ToolCall:
    if not isinstance(call, dict) or not isinstance(call.get("id"), str):
        raise bad_request(f"{path}.id: expected a string")
    custom = call.get("type") == "custom"
    found = ToolCall(id=call["id"], name="", kind="custom" if custom else "function")
    if (inner := unseal(seals.call_signature(call))) is not None:
        found.signature, found.origin = inner.s, inner.origin
    key = "custom" if custom else "function"
    return _named(call.get(key), found, f"{path}.{key}", "input" if custom else "arguments")


def _named(inner: object, call: ToolCall, path: str, field: str) -> ToolCall:
    if not isinstance(inner, dict) or not isinstance(name := inner.get("name"), str):
        raise bad_request(f"{path}.name: expected a string")
    call.name, call.arguments = name, arguments(inner.get(field))
    return call


def arguments(value: object) -> str:
    """Arguments as text: some senders write the object itself instead of its JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _mark_last(body: list[Text | Media | Opaque], cache: object) -> None:
    """A cache mark on the message (not on a part) means its end."""
    if isinstance(cache, dict) and body and isinstance(last := body[-1], Text | Media) and last.cache is None:
        last.cache = cache
