"""The conversation as an Anthropic-format provider wants it: alternating turns, each call answered at once, nothing empty.

Rules from docs.anthropic.com, "Tool use" and "Errors": results stand first in the user turn that follows their calls, call
ids are unique, text is not blank, the first turn is the user's.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.call import Call, Message
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.history import Place, pair
from ccrouter.wire.names import CUSTOM_ARGUMENT, call_id, tool_name

Json = dict[str, Any]
Placed = tuple[Place, Part]

MAX_CACHE_MARKS = 4
NO_RESULT = "(This call was never answered.)"
OPENING = "(The conversation begins with the assistant.)"
_IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")


class Turns:
    """Writes system prompt and messages of one call. ``system`` and ``messages`` are ready after construction."""

    def __init__(self, call: Call, target: Target, warnings: Warnings) -> None:
        self._target = target
        self._profile = target.profile
        self._warnings = warnings
        self._ids: set[str] = set()
        self._waiting: list[tuple[str, ToolResult | None]] = []  # calls of the last turn, by the id they were sent with
        self._marked_system: list[Json] = []
        self._marked: list[Json] = []
        self.messages: list[Json] = []
        opening = 0
        while opening < len(call.messages) and call.messages[opening].role == "system":
            opening += 1
        self.system = self._system(call, call.messages[:opening])
        conversation = call.messages[opening:]
        self._pairs = pair(conversation)
        for role, parts in _turns(conversation):
            if role == "assistant":
                self._assistant(parts)
            else:
                self._user(parts)
        self._answer_calls()
        if not self.messages or self.messages[0]["role"] == "assistant":
            self.messages.insert(0, {"role": "user", "content": [{"type": "text", "text": OPENING}]})
        self._trim_prefill()

    # ── system ──

    def _system(self, call: Call, opening: list[Message]) -> list[Json]:
        blocks: list[Json] = []
        if self._profile.system_prompt:
            blocks.append({"type": "text", "text": self._profile.system_prompt})
        texts = [*call.system, *(p for m in opening for p in m.parts if isinstance(p, Text))]
        return blocks + [
            self._mark({"type": "text", "text": t.text}, t.cache, self._marked_system) for t in texts if t.text.strip()
        ]

    # ── turns ──

    def _assistant(self, parts: list[Placed]) -> None:
        self._answer_calls()
        blocks: list[Json] = []
        for place, part in parts:
            match part:
                case Thinking():
                    blocks += self._thinking(part)
                case ToolCall():
                    blocks.append(self._call(part, self._pairs.answers.get(place)))
                case Text() | Media() | Opaque():
                    blocks += self._plain(part)
                case ToolResult():
                    blocks += self._plain(self._orphan(part))
        self._push("assistant", blocks)

    def _user(self, parts: list[Placed]) -> None:
        """The results of the calls before it first, then everything else."""
        self._answer_calls()
        rest: list[Json] = []
        for place, part in parts:
            if isinstance(part, ToolResult):
                if place not in self._pairs.used or not self._profile.tools:
                    rest += self._plain(self._orphan(part))
            elif isinstance(part, Text | Media | Opaque):
                rest += self._plain(part)
        self._push("user", rest)

    def _answer_calls(self) -> None:
        """A user turn with the result of every call of the last turn: the next turn may not come without."""
        waiting, self._waiting = self._waiting, []
        self._push("user", [self._result(sent, result) for sent, result in waiting])

    def _orphan(self, part: ToolResult) -> Text:
        if self._profile.tools:
            self._warnings.add("messages", "A tool result without its call was sent as text.")
        words = "\n".join(p.text for p in part.content if isinstance(p, Text))
        return Text(text=f"[The tool {part.name or part.call_id} answered: {words}]")

    def _push(self, role: str, blocks: list[Json]) -> None:
        if not blocks:
            return
        if self.messages and self.messages[-1]["role"] == role:
            self.messages[-1]["content"] += blocks
        else:
            self.messages.append({"role": role, "content": blocks})

    def _trim_prefill(self) -> None:
        """An answer to be continued must not end in white space."""
        last = self.messages[-1]
        if last["role"] == "assistant" and last["content"][-1]["type"] == "text":
            last["content"][-1]["text"] = last["content"][-1]["text"].rstrip()

    # ── blocks ──

    def _mark(self, block: Json, cache: Json | None, marked: list[Json]) -> Json:
        if cache:
            if self._profile.cache_marks:
                block["cache_control"] = cache
                marked.append(block)
            else:
                self._warnings.add("cache_control", "This provider takes no cache marks; they were left out.")
        return block

    def marked(self, tools: list[Json]) -> list[Json]:
        """Every block with a cache mark, the most dispensable first: old messages, then system, then tools."""
        return [*self._marked, *self._marked_system, *(t for t in tools if "cache_control" in t)]

    def _thinking(self, part: Thinking) -> list[Json]:
        if not (part.text or part.signature or part.encrypted):
            return []
        if part.origin == self._target.origin:
            if part.signature:
                return [{"type": "thinking", "thinking": part.text, "signature": part.signature}]
            if part.encrypted:
                return [{"type": "redacted_thinking", "data": part.encrypted}]
            if part.text and self._profile.reasoning_back != "never":
                return [{"type": "thinking", "thinking": part.text, "signature": ""}]
        self._warnings.add("messages", "Reasoning of another model was left out: only its maker can read it again.")
        return []

    def _call(self, part: ToolCall, result: ToolResult | None) -> Json:
        if not self._profile.tools:
            return {"type": "text", "text": f"[Called the tool {part.name} with {part.arguments or '{}'}]"}
        rule = self._profile.tool_id if self._profile.tool_id != "any" else "anthropic"
        sent = base = call_id(part.id, rule)
        while sent in self._ids:  # some clients count from call_0 again in each turn
            sent = f"{base[:56]}_{len(self._ids)}"
        self._ids.add(sent)
        self._waiting.append((sent, result))
        name = tool_name(part.name, part.namespace)
        block = {"type": "tool_use", "id": sent, "name": name, "input": self._input(part)}
        return self._mark(block, part.cache, self._marked)

    def _input(self, part: ToolCall) -> Json:
        if part.kind == "custom":
            return {CUSTOM_ARGUMENT: part.arguments}
        if not part.arguments.strip():
            return {}
        try:
            value = msgspec.json.decode(part.arguments)
        except (msgspec.DecodeError, RecursionError):
            value = part.arguments
        if isinstance(value, dict):
            return value
        self._warnings.add("messages", f"Arguments of {part.name} that are no JSON object were wrapped in one.")
        return {CUSTOM_ARGUMENT: value}

    def _result(self, sent: str, result: ToolResult | None) -> Json:
        block: Json = {"type": "tool_result", "tool_use_id": sent}
        if result is None:
            self._warnings.add("messages", "A tool call without a result got a note that it was never answered.")
            return block | {"content": NO_RESULT, "is_error": True}
        blocks = [block for inner in result.content for block in self._plain(inner)]
        if len(blocks) == 1 and blocks[0].keys() == {"type", "text"}:
            block["content"] = blocks[0]["text"]
        elif blocks:
            block["content"] = blocks
        if result.is_error:
            block["is_error"] = True
        return self._mark(block, result.cache, self._marked)

    def _plain(self, part: Text | Media | Opaque) -> list[Json]:
        match part:
            case Text():
                if not part.text.strip():
                    return []
                return [self._mark({"type": "text", "text": part.text}, part.cache, self._marked)]
            case Media():
                return [self._mark(self._media(part), part.cache, self._marked)]
            case Opaque(format="anthropic", raw=raw):
                return [raw]
            case Opaque(kind=kind):
                self._warnings.add("messages", f"A {kind} item has no place in the Messages API and was left out.")
                return []

    def _media(self, part: Media) -> Json:
        if part.kind == "document" and part.text is not None:
            return self._text_document(part)
        mime = "image/jpeg" if part.mime == "image/jpg" else part.mime
        allowed = {"image": self._profile.images, "document": self._profile.documents}.get(part.kind, False)
        source: Json | None = None
        if part.data is not None and (mime in _IMAGES if part.kind == "image" else mime == "application/pdf"):
            source = {"type": "base64", "media_type": mime, "data": part.data}
        elif part.url:
            source = {"type": "url", "url": part.url}
        elif part.file_id and part.file_id.startswith("file_"):  # "file-…" is OpenAI's
            source = {"type": "file", "file_id": part.file_id}
        if source is None or not allowed:
            what = f"{part.kind} ({part.name or part.mime or 'unknown type'})"
            self._warnings.add("messages", f"This model cannot be sent the {what}; a note stands in its place.")
            return {"type": "text", "text": f"[A {what} was left out: this model does not take it.]"}
        block: Json = {"type": part.kind, "source": source}
        if part.kind == "document" and part.name:
            block["title"] = part.name
        return block

    def _text_document(self, part: Media) -> Json:
        if not self._profile.documents:
            title = f"{part.name}\n\n" if part.name else ""
            return {"type": "text", "text": f"{title}{part.text}"}
        block: Json = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": part.text}}
        return block | ({"title": part.name} if part.name else {})


def _turns(messages: list[Message]) -> list[tuple[str, list[Placed]]]:
    """Messages of the same side joined. A system message in mid-conversation becomes a reminder in the user's turn: the
    few models that take the role there refuse it in most places (platform.claude.com, "Mid-conversation system messages")."""
    turns: list[tuple[str, list[Placed]]] = []
    for i, message in enumerate(messages):
        role, parts = message.role, message.parts
        if role == "system":
            role, parts = "user", [reminder(p) for p in parts if isinstance(p, Text) and p.text.strip()]
        placed = [((i, j), part) for j, part in enumerate(parts)]
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(placed)
        elif placed:
            turns.append((role, placed))
    return turns


def reminder(text: Text) -> Text:
    """A system text inside a user turn, in the tags Claude models know for it."""
    return Text(text=f"<system-reminder>\n{text.text}\n</system-reminder>", cache=text.cache)
