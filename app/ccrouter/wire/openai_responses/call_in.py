"""A Responses request as a Call: the SDKs' forms and the three dialects of Codex.

Source: platform.openai.com, "Create a model response"; the items Codex adds (namespaces, ``additional_tools``,
``configuration_update``) as it sends them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool
from ccrouter.ir.parts import Opaque, Origin, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.openai_responses.content import FORMAT, read_content
from ccrouter.wire.openai_responses.reading import array, bad, count, flag, number, obj, string, word
from ccrouter.wire.openai_responses.tools import read_choice, read_tools
from ccrouter.wire.seal import unseal

# what the answer repeats of the request
_ECHO = (
    "instructions", "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls", "prompt_cache_key", "reasoning",
    "safety_identifier", "service_tier", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation",
    "user",
)  # fmt: skip
# what points at things kept on OpenAI's servers
_ELSEWHERE = ("previous_response_id", "conversation", "prompt")


def decode_call(body: dict[str, Any], *, model: str, stream: bool) -> Call:
    if body.get("background"):
        raise bad("background", "answers cannot be fetched later here. Leave it out and read the answer as it comes.")
    items = _Items()
    items.read(body.get("input"))
    items.elsewhere({name: body[name] for name in _ELSEWHERE if body.get(name)})
    tools = read_tools(body.get("tools"), "tools") + items.tools
    call = Call(model=model, stream=stream, system=items.system, messages=items.messages, tools=tools)
    if instructions := word(body.get("instructions"), "instructions"):
        call.system.insert(0, Text(text=instructions))
    if tools:
        call.tool_choice = read_choice(body.get("tool_choice"))
        call.parallel = flag(body.get("parallel_tool_calls"), "parallel_tool_calls")
    call.max_tokens = count(body.get("max_output_tokens"), "max_output_tokens")
    call.temperature = number(body.get("temperature"), "temperature")
    call.top_p = number(body.get("top_p"), "top_p")
    call.reasoning = _reasoning(items.configuration.get("reasoning") or body.get("reasoning"), body.get("reasoning"))
    call.output = _output(body.get("text"), items.configuration.get("text"))
    call.user = word(body.get("safety_identifier"), "safety_identifier") or word(body.get("user"), "user")
    call.cache_key = word(body.get("prompt_cache_key"), "prompt_cache_key")
    call.service_tier = word(body.get("service_tier"), "service_tier")
    call.extra = {name: body[name] for name in _ECHO if body.get(name) is not None}
    return call


def _reasoning(value: Any, whole: Any) -> Reasoning | None:
    """``value`` holds the effort now in force; ``whole`` the request's own object, which also says what to show."""
    if value is None:
        return None
    effort = word(obj(value, "reasoning").get("effort"), "reasoning.effort")
    given = obj(whole, "reasoning") if whole is not None else {}
    show = word(given.get("summary"), "reasoning.summary")
    if effort is None and show is None:
        return None
    return Reasoning(effort=effort, mode="off" if effort == "none" else None, show=show)


def _output(value: Any, update: Any) -> Output | None:
    if value is None and update is None:
        return None
    text = {**obj(value or {}, "text"), **obj(update or {}, "text")}
    output = Output(verbosity=word(text.get("verbosity"), "text.verbosity"))
    form = obj(text.get("format") or {"type": "text"}, "text.format")
    match form.get("type"):
        case "text":
            pass
        case "json_object":
            output.kind = "json"
        case "json_schema":
            output.kind = "schema"
            output.schema = obj(form.get("schema"), "text.format.schema")
            output.name = word(form.get("name"), "text.format.name") or "answer"
            output.strict = flag(form.get("strict"), "text.format.strict")
        case _:
            raise bad("text.format.type", "must be text, json_object or json_schema.")
    return output if output.kind != "text" or output.verbosity else None


class _Items:
    """Gathers input items into turns: what the assistant did in a row is one turn, and so are the results that follow."""

    def __init__(self) -> None:
        self.system: list[Text] = []
        self.messages: list[Message] = []
        self.tools: list[Tool] = []
        self.configuration: dict[str, Any] = {}
        self._names: dict[str, str] = {}  # call id → tool name
        self._held: list[Part] = []  # stood before the first turn
        self._signed: dict[str, tuple[str, Origin]] = {}  # call id or message id → signature
        self._texts: dict[str, Text] = {}  # message id → its last text

    def read(self, value: Any) -> None:
        if isinstance(value, str):
            value = [{"role": "user", "content": value}]
        for i, entry in enumerate(array(value, "input")):
            self._item(obj(entry, f"input[{i}]"), f"input[{i}]")
        if self.system and not self.messages:  # nothing but instructions: the last of them is what is asked
            self._open("user", [self.system.pop()])
        self._attach()

    def elsewhere(self, pointers: dict[str, Any]) -> None:
        """History kept on OpenAI's servers is out of reach: go on without it only where the input can stand alone."""
        asks = any(m.role == "user" and not isinstance(m.parts[0], ToolResult) for m in self.messages)
        if pointers:
            results = [p for m in self.messages for p in m.parts if isinstance(p, ToolResult)]
            if not asks or any(result.call_id not in self._names for result in results):
                raise bad(
                    next(iter(pointers)), "earlier turns are not stored here. Send the whole conversation in input."
                )
            self.messages[-1].parts += [Opaque(format=FORMAT, kind=k, raw={k: v}) for k, v in pointers.items()]
        if not self.messages:
            raise bad("input", "must hold at least one message.")

    def _item(self, item: dict[str, Any], path: str) -> None:
        kind = item.get("type") or ("message" if "role" in item else None)
        match kind:
            case "message":
                self._message(item, path)
            case "reasoning":
                self._reasoning(item, path)
            case "function_call" | "custom_tool_call":
                self._call(item, kind == "custom_tool_call", path)
            case "function_call_output" | "custom_tool_call_output":
                self._result(item, kind == "custom_tool_call_output", path)
            case "additional_tools":
                self.tools += read_tools(item.get("tools"), f"{path}.tools")
            case "configuration_update":
                self.configuration |= {k: item[k] for k in ("reasoning", "text") if item.get(k)}
            case None:
                raise bad(path, "needs a type or a role.")
            case _:
                opaque = Opaque(format=FORMAT, kind=string(kind, f"{path}.type"), raw=item)
                (self.messages[-1].parts if self.messages else self._held).append(opaque)

    def _message(self, item: dict[str, Any], path: str) -> None:
        role = item.get("role")
        parts: list[Part] = list(read_content(item.get("content"), f"{path}.content"))
        if role in ("system", "developer"):
            if not self.messages and all(isinstance(p, Text) for p in parts):
                self.system += [p for p in parts if isinstance(p, Text)]
            else:
                self._open("system", parts)
        elif role == "assistant":
            self._assistant(*parts)
            texts = [p for p in parts if isinstance(p, Text)]
            if texts and isinstance(item.get("id"), str):
                self._texts[item["id"]] = texts[-1]
        elif role == "user":
            self._open("user", parts)
        else:
            raise bad(f"{path}.role", "must be user, assistant, system or developer.")

    def _open(self, role: Any, parts: list[Part]) -> None:
        if self._held or parts:
            self.messages.append(Message(role=role, parts=[*self._held, *parts]))
            self._held = []

    def _assistant(self, *parts: Part) -> None:
        if self.messages and self.messages[-1].role == "assistant":
            self.messages[-1].parts += parts
        else:
            self._open("assistant", list(parts))

    def _reasoning(self, item: dict[str, Any], path: str) -> None:
        shown = item.get("summary") or item.get("content")
        text = "".join(p.text for p in read_content(shown, f"{path}.summary") if isinstance(p, Text))
        state = word(item.get("encrypted_content"), f"{path}.encrypted_content")
        sealed = unseal(state)
        if sealed is None:
            self._assistant(Thinking(text=text, encrypted=state, id=word(item.get("id"), f"{path}.id")))
        elif sealed.s and sealed.i and not (text or sealed.t):
            self._signed[sealed.i] = sealed.s, sealed.origin
        else:
            text = text or sealed.t or ""
            thinking = Thinking(text=text, signature=sealed.s, encrypted=sealed.e, id=sealed.i, origin=sealed.origin)
            self._assistant(thinking)

    def _call(self, item: dict[str, Any], custom: bool, path: str) -> None:
        call = ToolCall(
            id=string(item.get("call_id"), f"{path}.call_id"),
            name=string(item.get("name"), f"{path}.name"),
            arguments=word(item.get("input" if custom else "arguments"), f"{path}.arguments") or "",
            kind="custom" if custom else "function",
            namespace=word(item.get("namespace"), f"{path}.namespace"),
            item_id=word(item.get("id"), f"{path}.id"),
        )
        self._names[call.id] = call.name
        self._assistant(call)

    def _result(self, item: dict[str, Any], custom: bool, path: str) -> None:
        call_id = string(item.get("call_id"), f"{path}.call_id")
        output = item.get("output")
        if isinstance(output, dict):  # a bare JSON object, as hand-written clients send it
            output = msgspec.json.encode(output).decode()
        result = ToolResult(
            call_id=call_id,
            content=read_content(output, f"{path}.output"),
            name=self._names.get(call_id),
            kind="custom" if custom else "function",
        )
        last = self.messages[-1] if self.messages else None
        if last and last.role == "user" and any(isinstance(p, ToolResult) for p in last.parts):
            last.parts.append(result)
        else:
            self._open("user", [result])

    def _attach(self) -> None:
        """Give calls and texts back the signatures that travelled in reasoning items beside them."""
        if self.messages and self._held:
            self.messages[-1].parts += self._held
        for message in self.messages:
            for part in message.parts:
                if isinstance(part, ToolCall) and part.id in self._signed:
                    part.signature, part.origin = self._signed[part.id]
        for id_, text in self._texts.items():
            if id_ in self._signed:
                text.signature, text.origin = self._signed[id_]
