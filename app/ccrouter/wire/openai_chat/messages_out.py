"""The history for a chat provider.

Chat wants every tool result as a ``tool`` message straight after the assistant message that called, in the order of its
calls; what a ``tool`` message cannot hold (images) follows in a user message.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.history import Place, pair, referred, without_billing
from ccrouter.wire.names import call_id, custom_arguments, tool_name
from ccrouter.wire.openai_chat import content, seals

_NO_RESULT = "[There is no result: the call was not carried out.]"
# Kimi and DeepSeek answer 400 to a tool turn whose reasoning is missing *or empty*
_NO_REASONING = " "


def write_messages(call: Call, target: Target, warnings: Warnings, instruction: str | None) -> list[dict[str, Any]]:
    """All messages, the system prompt first. ``instruction`` is said at the end of the system prompt."""
    return _Writer(call, target, warnings).write(instruction)


class _Writer:
    def __init__(self, call: Call, target: Target, warnings: Warnings) -> None:
        self._call, self._target, self._profile, self._warnings = call, target, target.profile, warnings
        self._pairs = pair(call.messages)
        self._out: list[dict[str, Any]] = []
        self._hoisted: list[dict[str, Any]] = []  # of tool results, waiting for the next user message

    def write(self, instruction: str | None) -> list[dict[str, Any]]:
        system = without_billing(self._call.system)
        if self._profile.system_prompt:
            system = [Text(text=self._profile.system_prompt), *system]
        if instruction:
            system = [*system, Text(text=instruction)]
        if parts := self._content([*system], "system"):
            self._out.append({"role": self._profile.system_role, "content": self._joined(parts)})
        for i, message in enumerate(self._call.messages):
            match message.role:
                case "system":
                    self._system(message, i)
                case "user":
                    self._user(message, i)
                case "assistant":
                    self._flush()
                    self._assistant(message, i)
        self._flush()
        return self._out

    def _system(self, message: Message, i: int) -> None:
        parts = self._content(message.parts, f"messages[{i}]")
        if not parts:
            return
        if self._profile.system_anywhere:
            self._flush()
            self._out.append({"role": self._profile.system_role, "content": self._joined(parts)})
            return
        texts = "\n\n".join(part["text"] for part in parts if part.get("type") == "text")
        reminder = content.text_part(f"<system-reminder>\n{texts}\n</system-reminder>", parts[-1].get("cache_control"))
        self._flush([reminder])

    def _user(self, message: Message, i: int) -> None:
        parts: list[Part] = []
        for j, part in enumerate(message.parts):
            if not isinstance(part, ToolResult):
                parts.append(part)
            elif (i, j) not in self._pairs.used:
                self._warnings.add(f"messages[{i}]", "A tool result without its call was turned into text.")
                parts += [Text(text=f"[Result of the tool call {part.call_id}]"), *part.content]
            elif not self._profile.tools:
                parts += [Text(text=f"[Result of {part.name or 'the tool'}]"), *part.content]
        said = self._content(parts, f"messages[{i}]")
        self._flush(said if message.parts else [content.text_part("")])

    def _flush(self, parts: list[dict[str, Any]] | None = None) -> None:
        """A user message of what was hoisted and ``parts``, if there is anything to say."""
        if said := [*self._hoisted, *(parts or [])]:
            self._out.append({"role": "user", "content": self._joined(said)})
        self._hoisted = []

    def _assistant(self, message: Message, i: int) -> None:
        calls = [((i, j), part) for j, part in enumerate(message.parts) if isinstance(part, ToolCall)]
        spoken: list[Part] = [p for p in message.parts if not isinstance(p, ToolCall | Thinking | Media)]
        if any(isinstance(p, Media) for p in message.parts):
            self._warnings.add(
                f"messages[{i}]", "Media in an assistant message was left out: chat has no place for it."
            )
        if calls and not self._profile.tools:
            spoken += [Text(text=f"[Called {part.name} with {part.arguments or '{}'}]") for _, part in calls]
            calls = []
        parts = self._content(spoken, f"messages[{i}]")
        out: dict[str, Any] = {"role": "assistant", "content": self._joined(parts, "") if parts else None}
        out |= self._reasoning([p for p in message.parts if isinstance(p, Thinking)], called=bool(calls))
        if calls:
            out["tool_calls"] = [self._tool_call(part, i) for _, part in calls]
        elif not parts:
            out["content"] = ""
        self._out.append(out)
        for place, part in calls:
            self._result(place, part)

    def _reasoning(self, thinking: list[Thinking], *, called: bool) -> dict[str, Any]:
        profile, out = self._profile, dict[str, Any]()
        text = "".join(part.text for part in thinking)
        own = [part for part in thinking if part.origin == self._target.origin]
        if entries := [entry for part in own if (entry := seals.native_entry(part)) is not None]:
            out["reasoning_details"] = entries
        if profile.reasoning_back == "always" or (profile.reasoning_back == "tools" and called):
            if profile.reasoning_field == "reasoning_details":
                out.setdefault("reasoning_details", [{"type": "reasoning.text", "text": text or _NO_REASONING}])
            else:
                out[profile.reasoning_field] = text or _NO_REASONING
        return out

    def _tool_call(self, part: ToolCall, i: int) -> dict[str, Any]:
        native = part.kind == "custom" and self._profile.custom_tools
        name = tool_name(part.name, part.namespace)
        out: dict[str, Any] = {"id": call_id(part.id, self._profile.tool_id)}
        if native:
            out |= {"type": "custom", "custom": {"name": name, "input": part.arguments}}
        else:
            out |= {"type": "function", "function": {"name": name, "arguments": self._arguments(part, i)}}
        if part.signature and part.origin == self._target.origin:
            out["extra_content"] = seals.signed(part.signature)
        return out

    def _arguments(self, part: ToolCall, i: int) -> str:
        if part.kind == "custom":
            return custom_arguments(part.arguments)
        if not part.arguments.strip():
            return "{}"
        try:
            if isinstance(msgspec.json.decode(part.arguments), dict):
                return part.arguments
        except (msgspec.DecodeError, RecursionError):
            pass
        # many servers parse the arguments of the history and refuse what is no object
        self._warnings.add(
            f"messages[{i}]", f"The arguments of {part.name} were no JSON object and were wrapped in one."
        )
        return custom_arguments(part.arguments)

    def _result(self, place: Place, call: ToolCall) -> None:
        out: dict[str, Any] = {"role": "tool", "tool_call_id": call_id(call.id, self._profile.tool_id)}
        result = self._pairs.answers.get(place)
        field = f"messages[{place[0]}]"
        if result is None:
            self._warnings.add(field, f"The call of {call.name} has no result; a note that it was not run was sent.")
            self._out.append(out | {"content": _NO_RESULT})
            return
        inline: list[dict[str, Any]] = []
        hoisted: list[dict[str, Any]] = []
        for part in result.content:
            if (name := referred(part)) is not None:
                inline.append(content.text_part(f"The tool {name} is available now."))
            elif (written := content.write(part, self._profile, self._warnings, field)) is not None:
                fits = written["type"] == "text" or self._profile.tool_result_images
                (inline if fits else hoisted).append(written)
        if result.is_error and not (inline and str(inline[0].get("text")).lower().startswith("error")):
            inline.insert(0, content.text_part("Error:"))
        if hoisted:
            inline.append(content.text_part("[The attachment is in the next user message.]"))
            self._hoisted += [content.text_part(f"[From the result of {call.name}]"), *hoisted]
        if inline and result.cache is not None and self._profile.cache_marks:
            inline[-1].setdefault("cache_control", result.cache)
        self._out.append(out | {"content": self._joined(inline, "\n") if inline else ""})

    def _content(self, parts: list[Part], field: str) -> list[dict[str, Any]]:
        written = [
            content.write(part, self._profile, self._warnings, field)
            for part in parts
            if isinstance(part, Text | Media | Opaque)
        ]
        return [part for part in written if part is not None]

    def _joined(self, parts: list[dict[str, Any]], between: str = "\n\n") -> str | list[dict[str, Any]]:
        """Plain text is what every server reads. With cache marks always parts: a mark that moves on with the
        conversation must not change how the words before it are put together."""
        if self._profile.cache_marks or any(part.get("type") != "text" for part in parts):
            return parts
        return between.join(part["text"] for part in parts)
