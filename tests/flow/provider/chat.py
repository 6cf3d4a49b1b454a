"""OpenAI's Chat Completions API as documented, with the ``reasoning_content`` that DeepSeek, Kimi and others add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from flow.provider.script import Ask, Call, ErrorFrame, Say, Script, Status, Think, Tool, pieces, stop_of, usage_of
from flow.provider.sse import frame

STOPS = {"end": "stop", "tool": "tool_calls", "length": "length", "refusal": "content_filter", "stop": "stop"}
TYPES = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("invalid_request_error", "unsupported_country_region_territory"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}
IN_STREAM = {"overloaded": "server_is_overloaded", "rate_limited": "rate_limit_exceeded"}


def text_of(content: Any) -> str:
    """A message's text, whether a string or a list of parts."""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content or [])


def read(body: dict[str, Any], model: str | None = None, stream: bool | None = None) -> Ask:
    messages = body.get("messages", [])
    tools = []
    for tool in body.get("tools") or []:
        inner = tool[tool["type"]]
        tools.append(
            Tool(inner["name"], (inner.get("parameters") or {}).get("properties", {}), tool["type"] == "custom")
        )
    wanted = body.get("response_format") or {}
    said = [text_of(message["content"]) for message in messages if message.get("role") == "user"]
    return Ask(
        format="openai_chat",
        body=body,
        model=body.get("model", ""),
        stream=bool(body.get("stream")),
        tools=tuple(tools),
        results=tuple(text_of(message.get("content")) for message in messages if message.get("role") == "tool"),
        text=said[-1] if said else "",
        schema=(wanted.get("json_schema") or {}).get("schema"),
        usage_in_stream=bool((body.get("stream_options") or {}).get("include_usage")),
    )


def error(status: Status) -> dict[str, Any]:
    kind, code = TYPES.get(status.code, ("server_error", None))
    return {"error": {"message": status.message, "type": kind, "param": None, "code": status.kind or code}}


def models(names: Sequence[str]) -> dict[str, Any]:
    data = [{"id": name, "object": "model", "created": 1_750_000_000, "owned_by": "scripted"} for name in names]
    return {"object": "list", "data": data}


class Speaker:
    """Chunks: role, deltas, one with ``finish_reason``, one with usage and no choices if asked, then ``[DONE]``."""

    def __init__(self, ask: Ask, script: Script, serial: int) -> None:
        self.ask, self.serial = ask, serial
        self.usage, self.stop = usage_of(script), stop_of(script)
        self.index = count()

    def _usage(self) -> dict[str, Any]:
        prompt = self.usage.input + self.usage.cache_read + self.usage.cache_write
        return {
            "prompt_tokens": prompt,
            "completion_tokens": self.usage.output,
            "total_tokens": prompt + self.usage.output,
            "prompt_tokens_details": {"cached_tokens": self.usage.cache_read, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": self.usage.reasoning, "audio_tokens": 0},
        }

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{self.serial:04}", "object": kind, "created": 1_760_000_000, "model": self.ask.model}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = self._head("chat.completion.chunk") | {"choices": [choice]}
        return frame(chunk | {"usage": None} if self.ask.usage_in_stream else chunk)

    def open(self) -> Iterator[bytes]:
        yield self._chunk({"role": "assistant", "content": "", "refusal": None})

    def say(self, step: Say) -> Iterator[bytes]:
        for piece in pieces(step.text, step.pieces):
            yield self._chunk({"content": piece})

    def think(self, step: Think) -> Iterator[bytes]:
        for piece in pieces(step.text, step.pieces):
            yield self._chunk({"reasoning_content": piece})

    def _tool(self, call: Call, index: int) -> dict[str, Any]:
        identity = call.id or f"call_{self.serial:04}x{index}"
        if call.custom:
            return {"id": identity, "type": "custom", "custom": {"name": call.name, "input": call.text}}
        return {"id": identity, "type": "function", "function": {"name": call.name, "arguments": call.text}}

    def _fragments(self, call: Call) -> Iterator[bytes]:
        index = next(self.index)
        whole = self._tool(call, index)
        field, text = ("custom", "input") if call.custom else ("function", "arguments")
        head = {**whole, "index": index, field: {"name": call.name, text: ""}}
        yield self._chunk({"tool_calls": [head]})
        for piece in pieces(call.text, call.pieces):
            yield self._chunk({"tool_calls": [{"index": index, field: {text: piece}}]})

    def call(self, calls: Sequence[Call], *, interleaved: bool) -> Iterator[bytes]:
        rows = [list(self._fragments(call)) for call in calls]
        if interleaved:
            turns = range(max(map(len, rows)))
            yield from (row[turn] for turn in turns for row in rows if turn < len(row))
        else:
            yield from (each for row in rows for each in row)

    def error(self, step: ErrorFrame) -> Iterator[bytes]:
        code = IN_STREAM.get(step.kind, "server_error")
        yield frame({"error": {"message": step.message, "type": "server_error", "param": None, "code": code}})

    def close(self) -> Iterator[bytes]:
        yield self._chunk({}, STOPS[self.stop.reason])
        if self.ask.usage_in_stream:
            yield frame(self._head("chat.completion.chunk") | {"choices": [], "usage": self._usage()})
        yield b"data: [DONE]\n\n"

    def whole(self, steps: Sequence[Say | Think | Call]) -> dict[str, Any]:
        said = [step.text for step in steps if isinstance(step, Say)]
        message: dict[str, Any] = {"role": "assistant", "content": "".join(said) if said else None, "refusal": None}
        if thought := "".join(step.text for step in steps if isinstance(step, Think)):
            message["reasoning_content"] = thought
        if calls := [self._tool(step, next(self.index)) for step in steps if isinstance(step, Call)]:
            message["tool_calls"] = calls
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": STOPS[self.stop.reason]}
        return self._head("chat.completion") | {"choices": [choice], "usage": self._usage()}
