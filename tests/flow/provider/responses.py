"""OpenAI's Responses API as documented (platform.openai.com, "Streaming events")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from flow.provider import chat
from flow.provider.script import Ask, Call, ErrorFrame, Say, Script, Think, Tool, pieces, stop_of, usage_of
from flow.provider.sse import frame

RESULTS = ("function_call_output", "custom_tool_call_output")


def read(body: dict[str, Any], model: str | None = None, stream: bool | None = None) -> Ask:
    given = body.get("input", [])
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    said = [chat.text_of(item["content"]) for item in items if item.get("role") == "user"]
    added = [tool for item in items if item.get("type") == "additional_tools" for tool in item["tools"]]
    wanted = (body.get("text") or {}).get("format") or {}
    return Ask(
        format="openai_responses",
        body=body,
        model=body.get("model", ""),
        stream=bool(body.get("stream")),
        tools=tuple(_tools([*(body.get("tools") or []), *added])),
        results=tuple(chat.text_of(item["output"]) for item in items if item.get("type") in RESULTS),
        text=said[-1] if said else "",
        schema=wanted.get("schema"),
    )


def _tools(tools: Sequence[dict[str, Any]], namespace: str | None = None) -> Iterator[Tool]:
    for tool in tools:
        match tool.get("type"):
            case "namespace":
                yield from _tools(tool["tools"], tool["name"])
            case "function":
                yield Tool(tool["name"], (tool.get("parameters") or {}).get("properties", {}), False, namespace)
            case "custom":
                yield Tool(tool["name"], {}, True, namespace)
            case _:
                pass  # a tool the provider runs itself


error = chat.error
models = chat.models


Fields = tuple[str, dict[str, Any]]  # an event's type and the rest of it


class Made(NamedTuple):
    """One output item: as it is announced, as it is when done, and the events between."""

    start: dict[str, Any]
    done: dict[str, Any]
    middle: list[Fields]


class Speaker:
    """Events: created, in_progress, then items with their parts, then completed, incomplete or failed."""

    def __init__(self, ask: Ask, script: Script, serial: int) -> None:
        self.ask, self.serial = ask, serial
        self.usage, self.stop = usage_of(script), stop_of(script)
        self.sequence = count()
        self.index = count()
        self.output: list[dict[str, Any]] = []

    def _response(self, status: str, **more: Any) -> dict[str, Any]:
        body = self.ask.body
        return {
            "id": f"resp_{self.serial:04}",
            "object": "response",
            "created_at": 1_760_000_000,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": body.get("instructions"),
            "max_output_tokens": body.get("max_output_tokens"),
            "model": self.ask.model,
            "output": self.output,
            "parallel_tool_calls": body.get("parallel_tool_calls", True),
            "previous_response_id": None,
            "reasoning": body.get("reasoning") or {"effort": None, "summary": None},
            "store": body.get("store", True),
            "temperature": 1.0,
            "text": body.get("text") or {"format": {"type": "text"}},
            "tool_choice": body.get("tool_choice", "auto"),
            "tools": body.get("tools") or [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": None,
            "metadata": {},
        } | more

    def _usage(self) -> dict[str, Any]:
        given = self.usage.input + self.usage.cache_read + self.usage.cache_write
        return {
            "input_tokens": given,
            "input_tokens_details": {"cached_tokens": self.usage.cache_read},
            "output_tokens": self.usage.output,
            "output_tokens_details": {"reasoning_tokens": self.usage.reasoning},
            "total_tokens": given + self.usage.output,
        }

    def _event(self, kind: str, **rest: Any) -> bytes:
        return frame({"type": kind, "sequence_number": next(self.sequence), **rest}, kind)

    def open(self) -> Iterator[bytes]:
        yield self._event("response.created", response=self._response("in_progress"))
        yield self._event("response.in_progress", response=self._response("in_progress"))

    def _item(self, made: Made) -> Iterator[Fields]:
        """The events of one item, not yet numbered: those of interleaved items are numbered as they are sent."""
        index = next(self.index)
        self.output.append(made.done)
        yield "response.output_item.added", {"output_index": index, "item": made.start}
        for kind, rest in made.middle:
            yield kind, {"item_id": made.done["id"], "output_index": index, **rest}
        yield "response.output_item.done", {"output_index": index, "item": made.done}

    def _send(self, fields: Iterable[Fields]) -> Iterator[bytes]:
        return (self._event(kind, **rest) for kind, rest in fields)

    def _say(self, step: Say) -> Made:
        item = {"id": f"msg_{self.serial:04}x{len(self.output)}", "type": "message", "role": "assistant"}
        part = {"type": "output_text", "annotations": [], "logprobs": [], "text": step.text}
        first = {"content_index": 0}
        deltas = [first | {"delta": piece, "logprobs": []} for piece in pieces(step.text, step.pieces)]
        middle = [
            ("response.content_part.added", first | {"part": part | {"text": ""}}),
            *(("response.output_text.delta", delta) for delta in deltas),
            ("response.output_text.done", first | {"text": step.text, "logprobs": []}),
            ("response.content_part.done", first | {"part": part}),
        ]
        done = item | {"status": "completed", "content": [part]}
        return Made(item | {"status": "in_progress", "content": []}, done, middle)

    def _think(self, step: Think) -> Made:
        item = {"id": f"rs_{self.serial:04}x{len(self.output)}", "type": "reasoning"}
        part = {"type": "summary_text", "text": step.text}
        first = {"summary_index": 0}
        deltas = [first | {"delta": piece} for piece in pieces(step.text, step.pieces)]
        middle = [
            ("response.reasoning_summary_part.added", first | {"part": part | {"text": ""}}),
            *(("response.reasoning_summary_text.delta", delta) for delta in deltas),
            ("response.reasoning_summary_text.done", first | {"text": step.text}),
            ("response.reasoning_summary_part.done", first | {"part": part}),
        ]
        sealed = {"encrypted_content": step.signature} if self._wants_sealed() else {}
        return Made(item | {"summary": []}, item | {"summary": [part]} | sealed, middle)

    def _wants_sealed(self) -> bool:
        return "reasoning.encrypted_content" in (self.ask.body.get("include") or [])

    def _call(self, call: Call, place: int) -> Made:
        kind, text = ("custom_tool_call", "input") if call.custom else ("function_call", "arguments")
        event = "response.custom_tool_call_input" if call.custom else "response.function_call_arguments"
        prefix = "ctc" if call.custom else "fc"
        item = {"id": f"{prefix}_{self.serial:04}x{place}", "type": kind, "name": call.name}
        item["call_id"] = call.id or f"call_{self.serial:04}x{place}"
        if call.namespace:
            item["namespace"] = call.namespace
        middle = [(f"{event}.delta", {"delta": piece}) for piece in pieces(call.text, call.pieces)]
        middle.append((f"{event}.done", {text: call.text} | ({} if call.custom else {"name": call.name})))
        return Made(item | {"status": "in_progress", text: ""}, item | {"status": "completed", text: call.text}, middle)

    def say(self, step: Say) -> Iterator[bytes]:
        yield from self._send(self._item(self._say(step)))

    def think(self, step: Think) -> Iterator[bytes]:
        yield from self._send(self._item(self._think(step)))

    def call(self, calls: Sequence[Call], *, interleaved: bool) -> Iterator[bytes]:
        rows = [list(self._item(self._call(call, len(self.output)))) for call in calls]
        if interleaved:
            turns = range(max(map(len, rows)))
            yield from self._send(row[turn] for turn in turns for row in rows if turn < len(row))
        else:
            yield from self._send(each for row in rows for each in row)

    def error(self, step: ErrorFrame) -> Iterator[bytes]:
        code = chat.IN_STREAM.get(step.kind, "server_error")
        failure = {"code": code, "message": step.message}
        yield self._event("response.failed", response=self._response("failed", error=failure))

    def _end(self) -> dict[str, Any]:
        reason = {"length": "max_output_tokens", "refusal": "content_filter"}.get(self.stop.reason)
        if reason:
            return self._response("incomplete", incomplete_details={"reason": reason}, usage=self._usage())
        return self._response("completed", usage=self._usage(), completed_at=1_760_000_001)

    def close(self) -> Iterator[bytes]:
        end = self._end()
        yield self._event(f"response.{end['status']}", response=end)

    def whole(self, steps: Sequence[Say | Think | Call]) -> dict[str, Any]:
        for step in steps:
            match step:
                case Say():
                    made = self._say(step)
                case Think():
                    made = self._think(step)
                case Call():
                    made = self._call(step, len(self.output))
            self.output.append(made.done)
        return self._end()
