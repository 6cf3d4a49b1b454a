"""A whole answer, read from a provider and written for a client, and what streams share with it.

Source: docs.anthropic.com, "Messages" (Message, ContentBlock, Usage).
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer, Finish, Stop
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.anthropic.faults import error_of
from ccrouter.wire.count import text_tokens
from ccrouter.wire.errors import fault, plain_message, read_json
from ccrouter.wire.format import Reply
from ccrouter.wire.names import CUSTOM_ARGUMENT, ToolNames, custom_text, tool_name
from ccrouter.wire.seal import seal

Json = dict[str, Any]

_STOPS: dict[str, Stop] = {
    "end_turn": "end",
    "stop_sequence": "stop",
    "tool_use": "tool",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
    "pause_turn": "pause",
}
_STOP_WORDS: dict[Stop, str] = {
    "end": "end_turn",
    "stop": "stop_sequence",
    "tool": "tool_use",
    "length": "max_tokens",
    "refusal": "refusal",
    "pause": "pause_turn",
}
_CITATIONS = (
    "char_location",
    "page_location",
    "content_block_location",
    "web_search_result_location",
    "search_result_location",
)


# ── from a provider ──


def decode_answer(body: bytes, origin: Origin, call: Call | None) -> Answer:
    data = read_json(body)
    if data is None:
        raise Fault(Kind.PROTOCOL, plain_message(200, body))
    if data.get("type") == "error" or (data.get("error") and "content" not in data):
        code, message = error_of(data)
        raise fault(None, {}, code=code, message=message or plain_message(200, body))
    blocks = data.get("content")
    if not isinstance(blocks, list):
        raise Fault(Kind.PROTOCOL, "The provider's answer has no content: it is no Messages API answer.")
    reader = Reader(origin, call)
    reader.id = text_of(data.get("id"))
    parts = [reader.part(b, n) for n, b in enumerate(blocks) if isinstance(b, dict)]
    usage = data.get("usage")
    return Answer(
        id=reader.id,
        model=text_of(data.get("model")),
        parts=parts,
        finish=finish_of(data, tools=any(isinstance(p, ToolCall) for p in parts)),
        usage=usage_of(usage) if isinstance(usage, dict) else None,
        origin=origin,
    )


class Reader:
    """Reads the content blocks of one answer: undoes tool names and makes call ids unique."""

    def __init__(self, origin: Origin, call: Call | None) -> None:
        self.id = ""
        self._origin = origin
        self._names = ToolNames(call)
        self._ids: set[str] = set()

    def part(self, block: Json, index: int) -> Part:
        match block.get("type"):
            case "text":
                citations = [c for c in block.get("citations") or () if isinstance(c, dict)]
                return Text(text=text_of(block.get("text")), citations=citations or None, origin=self._origin)
            case "thinking":
                return Thinking(
                    text=text_of(block.get("thinking")),
                    signature=text_of(block.get("signature")) or None,
                    origin=self._origin,
                )
            case "redacted_thinking":
                return Thinking(encrypted=text_of(block.get("data")) or None, origin=self._origin)
            case "tool_use":
                part = self.call(block, index)
                arguments = json_text(block.get("input"))
                part.arguments = custom_text(arguments) if part.kind == "custom" else arguments
                return part
            case kind:
                return Opaque(format="anthropic", kind=text_of(kind), raw=block, origin=self._origin)

    def call(self, block: Json, index: int) -> ToolCall:
        """The call without its arguments."""
        known = self._names.back(text_of(block.get("name")))
        return ToolCall(
            id=self._unique(text_of(block.get("id")), index),
            name=known.name,
            kind=known.kind,
            namespace=known.namespace,
            origin=self._origin,
        )

    def _unique(self, value: str, index: int) -> str:
        if not value:  # the answer's own id keeps it apart from other turns'
            value = f"toolu_{hashlib.sha256(f'{self.id}:{index}'.encode()).hexdigest()[:24]}"
        if value in self._ids:
            value = f"{value}_{index}"
        self._ids.add(value)
        return value


def text_of(value: object) -> str:
    """A string field of a provider that may send null or something else."""
    return value if isinstance(value, str) else ""


def json_text(value: object) -> str:
    """Tool input as JSON text; '' for none."""
    return msgspec.json.encode(value).decode() if value else ""


def finish_of(said: Json, *, tools: bool) -> Finish:
    raw = text_of(said.get("stop_reason")) or None
    stop = _STOPS.get(raw or "", "tool" if tools else "end")
    return Finish(stop=stop, raw=raw, sequence=text_of(said.get("stop_sequence")) or None)


def usage_of(raw: Json) -> Usage:
    written = _mapping(raw.get("cache_creation"))
    hour, minutes = _count(written.get("ephemeral_1h_input_tokens")), _count(written.get("ephemeral_5m_input_tokens"))
    return Usage(
        input=_count(raw.get("input_tokens")),
        cache_read=_count(raw.get("cache_read_input_tokens")),
        cache_write=_count(raw.get("cache_creation_input_tokens")) or hour + minutes,
        cache_write_1h=hour,
        output=_count(raw.get("output_tokens")),
        reasoning=_count(_mapping(raw.get("output_tokens_details")).get("thinking_tokens")),
        raw=raw,
    )


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0


# ── for a client ──


def encode_answer(answer: Answer, reply: Reply) -> bytes:
    content = [block for part in answer.parts for block in blocks(part, reply.warnings)]
    tools = any(block["type"] == "tool_use" for block in content)
    said = sum(text_tokens(p.text if isinstance(p, Text | Thinking) else "") for p in answer.parts)
    body = message(reply) | {
        "content": content,
        "stop_reason": stop_word(answer.finish, tools=tools),
        "stop_sequence": answer.finish.sequence,
        "usage": usage_out(answer.usage, reply, said),
    }
    return msgspec.json.encode(body)


def message(reply: Reply) -> Json:
    """The envelope, still empty."""
    return {
        "id": f"msg_{reply.id}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def blocks(part: Part, warnings: Warnings) -> list[Json]:
    """The blocks one part becomes: none if it is empty, two if a signature has to ride before it."""
    match part:
        case Text():
            if part.signature:
                text_signature_lost(warnings)
            if not part.text:
                return []
            block: Json = {"type": "text", "text": part.text}
            if cited := citations(part.citations):
                block["citations"] = cited
            return [block]
        case Thinking():
            if part.text or part.signature:
                return [{"type": "thinking", "thinking": part.text, "signature": thinking_seal(part)}]
            return [{"type": "redacted_thinking", "data": thinking_seal(part)}] if part.encrypted else []
        case ToolCall():
            return [*call_seal(part), call_start(part) | {"input": _input(part)}]
        case Opaque(format="anthropic", raw=raw):
            return [raw]
        case Media():
            return [{"type": "text", "text": unsayable(part, warnings)}]
        case _:
            unsayable(part, warnings)
            return []


def unsayable(part: Part, warnings: Warnings) -> str:
    """Warns of a part that an answer in this format cannot hold; returns the note that stands in its place."""
    if isinstance(part, Media):
        warnings.add("content", f"The Messages API cannot carry the {part.kind} the model made.")
        return f"[The model made an {part.kind} ({part.mime}); this client's format cannot carry it.]"
    kind = part.kind if isinstance(part, Opaque) else type(part).__name__
    warnings.add("content", f"A {kind} item has no place in the Messages API and was left out.")
    return ""


def text_signature_lost(warnings: Warnings) -> None:
    warnings.add("content", "The signature Gemini puts on a text has no place here; Gemini does not insist on it.")


def citations(found: list[Json] | None) -> list[Json]:
    """Only this format's own: clients check the type."""
    return [c for c in found or () if c.get("type") in _CITATIONS]


def thinking_seal(part: Thinking) -> str:
    """The string a client keeps for us beside a reasoning text. Made even without a signature: some providers want nothing
    but the text back, and it must not go to another."""
    if part.origin is None:
        return part.signature or part.encrypted or ""
    return seal(part.origin, signature=part.signature, encrypted=part.encrypted, id=part.id)


def call_seal(part: ToolCall) -> list[Json]:
    """Gemini signs function calls and refuses them unsigned; tool_use has no field for that, so the signature rides before it
    in an empty thinking block that names the call."""
    if part.origin is None or not part.signature:
        return []
    rider = seal(part.origin, signature=part.signature, id=part.id)
    return [{"type": "thinking", "thinking": "", "signature": rider}]


def call_start(part: ToolCall) -> Json:
    return {"type": "tool_use", "id": part.id, "name": tool_name(part.name, part.namespace), "input": {}}


def _input(part: ToolCall) -> Json:
    if part.kind == "custom":
        return {CUSTOM_ARGUMENT: part.arguments}
    value: object = read_json(part.arguments.encode()) if part.arguments.strip() else {}
    return value if isinstance(value, dict) else {CUSTOM_ARGUMENT: part.arguments}


def stop_word(finish: Finish, *, tools: bool) -> str:
    """The stop reason. Some providers say "stop" although tools are called, or the reverse; clients act on the word."""
    if finish.stop in ("end", "tool"):
        return "tool_use" if tools else "end_turn"
    return _STOP_WORDS[finish.stop]


def usage_out(usage: Usage | None, reply: Reply, said: float) -> Json:
    """Usage in this format's words. ``said`` is the estimate of what was written, for providers that count nothing."""
    if usage is None:
        usage = Usage(input=reply.estimate, output=max(1, round(said)), estimated=True)
    out: Json = {
        "input_tokens": usage.input,
        "cache_creation_input_tokens": usage.cache_write,
        "cache_read_input_tokens": usage.cache_read,
        "output_tokens": usage.output,
    }
    if usage.cache_write_1h:
        out["cache_creation"] = {
            "ephemeral_1h_input_tokens": usage.cache_write_1h,
            "ephemeral_5m_input_tokens": usage.cache_write - usage.cache_write_1h,
        }
    if usage.reasoning:
        out["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
    return out
