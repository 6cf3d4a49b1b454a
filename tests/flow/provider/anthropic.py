"""Anthropic's Messages API as documented (docs.anthropic.com, "Streaming messages" and "Errors")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from flow.provider.script import Ask, Call, ErrorFrame, Say, Script, Status, Think, Tool, pieces, stop_of, usage_of
from flow.provider.sse import frame

STOPS = {"end": "end_turn", "tool": "tool_use", "length": "max_tokens", "refusal": "refusal", "stop": "stop_sequence"}
TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}
IN_STREAM = {"overloaded": "overloaded_error", "rate_limited": "rate_limit_error"}


def read(body: dict[str, Any], model: str | None = None, stream: bool | None = None) -> Ask:
    results: list[str] = []
    last = ""
    for message in body.get("messages", []):
        for block in _blocks(message.get("content")):
            if block.get("type") == "tool_result":
                results.append(_text(block.get("content")))
            elif block.get("type") == "text" and message.get("role") == "user":
                last = block["text"]
    tools = [
        Tool(tool["name"], tool.get("input_schema", {}).get("properties", {}))
        for tool in body.get("tools") or []
        if not tool.get("defer_loading")
    ]
    wanted = (body.get("output_config") or {}).get("format") or {}
    return Ask(
        format="anthropic",
        body=body,
        model=body.get("model", ""),
        stream=bool(body.get("stream")),
        tools=tuple(tools),
        results=tuple(results),
        text=last,
        schema=wanted.get("schema"),
    )


def _blocks(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content or [])


def _text(content: Any) -> str:
    return "\n".join(block.get("text", "") for block in _blocks(content))


def error(status: Status) -> dict[str, Any]:
    kind = status.kind or TYPES.get(status.code, "api_error")
    return {"type": "error", "error": {"type": kind, "message": status.message}, "request_id": "req_scripted"}


def models(names: Sequence[str]) -> dict[str, Any]:
    data = [{"type": "model", "id": name, "display_name": name, "created_at": "2025-09-29T00:00:00Z"} for name in names]
    return {"data": data, "has_more": False, "first_id": names[0], "last_id": names[-1]}


class Speaker:
    """Events: message_start, then blocks one after the other, message_delta, message_stop."""

    def __init__(self, ask: Ask, script: Script, serial: int) -> None:
        self.ask, self.serial = ask, serial
        self.usage, self.stop = usage_of(script), stop_of(script)
        self.index = count()
        self.ids = count(1)

    def _usage(self) -> dict[str, Any]:
        return {
            "input_tokens": self.usage.input,
            "cache_creation_input_tokens": self.usage.cache_write,
            "cache_read_input_tokens": self.usage.cache_read,
            "output_tokens": self.usage.output,
        }

    def _message(self, **more: Any) -> dict[str, Any]:
        return {
            "id": f"msg_{self.serial:04}",
            "type": "message",
            "role": "assistant",
            "model": self.ask.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": self._usage(),
        } | more

    def _id(self, call: Call) -> str:
        return call.id or f"toolu_{self.serial:04}x{next(self.ids)}"

    @staticmethod
    def _event(kind: str, **rest: Any) -> bytes:
        return frame({"type": kind, **rest}, kind)

    def open(self) -> Iterator[bytes]:
        yield self._event("message_start", message=self._message(usage=self._usage() | {"output_tokens": 1}))
        yield self._event("ping")

    def _block(self, head: dict[str, Any], deltas: Sequence[dict[str, Any]]) -> Iterator[bytes]:
        index = next(self.index)
        yield self._event("content_block_start", index=index, content_block=head)
        for delta in deltas:
            yield self._event("content_block_delta", index=index, delta=delta)
        yield self._event("content_block_stop", index=index)

    def say(self, step: Say) -> Iterator[bytes]:
        deltas = [{"type": "text_delta", "text": piece} for piece in pieces(step.text, step.pieces)]
        yield from self._block({"type": "text", "text": ""}, deltas)

    def think(self, step: Think) -> Iterator[bytes]:
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(step.text, step.pieces)]
        deltas.append({"type": "signature_delta", "signature": step.signature})
        yield from self._block({"type": "thinking", "thinking": "", "signature": ""}, deltas)

    def _call(self, call: Call) -> Iterator[bytes]:
        parts = ["", *pieces(call.text, call.pieces)]
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
        yield from self._block({"type": "tool_use", "id": self._id(call), "name": call.name, "input": {}}, deltas)

    def call(self, calls: Sequence[Call], *, interleaved: bool) -> Iterator[bytes]:
        blocks = [list(self._call(call)) for call in calls]
        if interleaved:
            turns = range(max(map(len, blocks)))
            yield from (block[turn] for turn in turns for block in blocks if turn < len(block))
        else:
            yield from (each for block in blocks for each in block)

    def error(self, step: ErrorFrame) -> Iterator[bytes]:
        kind = IN_STREAM.get(step.kind, "api_error")
        yield self._event("error", error={"type": kind, "message": step.message})

    def close(self) -> Iterator[bytes]:
        delta = {"stop_reason": STOPS[self.stop.reason], "stop_sequence": self.stop.sequence}
        yield self._event("message_delta", delta=delta, usage=self._usage())
        yield self._event("message_stop")

    def whole(self, steps: Sequence[Say | Think | Call]) -> dict[str, Any]:
        content: list[dict[str, Any]] = []
        for step in steps:
            match step:
                case Say(text=text):
                    content.append({"type": "text", "text": text})
                case Think(text=text, signature=signature):
                    content.append({"type": "thinking", "thinking": text, "signature": signature})
                case Call(name=name, args=args):
                    content.append({"type": "tool_use", "id": self._id(step), "name": name, "input": args})
        return self._message(content=content, stop_reason=STOPS[self.stop.reason], stop_sequence=self.stop.sequence)
