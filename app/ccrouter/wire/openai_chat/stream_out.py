"""An answer for a chat client: streamed, or whole.

Source: platform.openai.com, "Chat completion chunk object". Reasoning stands in ``reasoning_content`` (DeepSeek's name, which
most clients read); state that must come back rides in the fields ``seals`` names.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Media, Opaque, Text, Thinking, ToolCall
from ccrouter.ir.usage import Usage
from ccrouter.wire import sse
from ccrouter.wire.format import Reply
from ccrouter.wire.openai_chat import seals
from ccrouter.wire.openai_chat.words import WRITTEN, write_usage
from ccrouter.wire.openai_errors import error_object


class ChatEncoder:
    """Writes one stream. Calls keep their place in ``tool_calls``, however their fragments are interleaved."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._begun = False
        self._usage: Usage | None = None
        self._thinking: dict[int, tuple[Thinking, list[str]]] = {}  # open parts with their state, and their words
        self._calls: dict[int, tuple[int, ToolCall]] = {}  # by part: place in tool_calls, the call as it started
        self._argued: set[int] = set()  # the parts whose arguments have begun
        self._sealed = 0
        _warn_of_options(reply)

    def feed(self, events: list[Event]) -> bytes:
        return b"".join(map(self._event, events))

    def end(self) -> bytes:
        last = b""
        if self._reply.call.include_usage and self._usage is not None:
            last = sse.write(self._chunk([]) | {"usage": write_usage(self._usage)})
        return last + b"data: [DONE]\n\n"

    def fail(self, fault: Fault) -> bytes:
        """An error and no ``[DONE]``, no finish reason: every client then knows that the answer is not whole."""
        return sse.write({"error": error_object(fault)})

    def _event(self, event: Event) -> bytes:
        match event:
            case PartStart(index=index, part=part):
                return self._begin() + self._start(index, part)
            case Delta():
                return self._grow(event)
            case PartEnd(index=index):
                return self._close(index)
            case Usage():
                self._usage = event
                return b""
            case Finish(stop=stop):
                return self._begin() + self._write({}, WRITTEN[stop])
            case _:
                return self._begin()

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._write({"role": "assistant", "content": ""})

    def _start(self, index: int, part: object) -> bytes:
        match part:
            case Text(text=text) if text:
                return self._write({"content": text})
            case Thinking():
                self._thinking[index] = (replace(part), [part.text])
                return self._write({"reasoning_content": part.text}) if part.text else b""
            case ToolCall():
                place = len(self._calls)
                self._calls[index] = (place, replace(part))
                return self._write({"tool_calls": [{"index": place, **_call(part)}]})
            case Media() | Opaque():
                _warn_of(part, self._reply)
        return b""

    def _grow(self, delta: Delta) -> bytes:
        if (found := self._calls.get(delta.index)) is not None:
            place, call = found
            entry: dict[str, Any] = {"index": place}
            if delta.text:
                self._argued.add(delta.index)
                custom = call.kind == "custom"
                entry["custom" if custom else "function"] = {"input" if custom else "arguments": delta.text}
            if delta.signature:
                call.signature = delta.signature
                entry |= {"extra_content": sealed} if (sealed := seals.sealed_signature(call)) else {}
            return self._write({"tool_calls": [entry]}) if len(entry) > 1 else b""
        if (thought := self._thinking.get(delta.index)) is not None:
            thinking, words = thought
            words.append(delta.text)
            thinking.signature = (thinking.signature or "") + (delta.signature or "") or None
            thinking.encrypted = (thinking.encrypted or "") + (delta.encrypted or "") or None
            return self._write({"reasoning_content": delta.text}) if delta.text else b""
        if delta.citation is not None:
            _warn_of(delta, self._reply)
        return self._write({"content": delta.text}) if delta.text else b""

    def _close(self, index: int) -> bytes:
        if (found := self._calls.get(index)) is not None:
            place, call = found
            if call.kind == "function" and not call.arguments and index not in self._argued:
                return self._write({"tool_calls": [{"index": place, "function": {"arguments": "{}"}}]})
        if (thought := self._thinking.pop(index, None)) is None:
            return b""
        thinking, words = thought
        thinking.text = "".join(words)
        if (entry := seals.sealed_entry(thinking, self._sealed)) is None:
            return b""
        self._sealed += 1
        return self._write({"reasoning_details": [entry]})

    def _write(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        chunk = self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}])
        if self._reply.call.include_usage:
            chunk["usage"] = None
        return sse.write(chunk)

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return _head(self._reply, "chat.completion.chunk") | {"choices": choices}


def encode_answer(answer: Answer, reply: Reply) -> bytes:
    """A whole completion."""
    _warn_of_options(reply)
    said: list[str] = []
    thought: list[str] = []
    details: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    for part in answer.parts:
        match part:
            case Text(text=text):
                said.append(text)
                if part.citations:
                    _warn_of(part, reply)
            case Thinking():
                thought.append(part.text)
                if (entry := seals.sealed_entry(part, len(details))) is not None:
                    details.append(entry)
            case ToolCall():
                calls.append(_call(part))
            case Media() | Opaque():
                _warn_of(part, reply)
    message: dict[str, Any] = {"role": "assistant", "content": "".join(said) if said else None, "refusal": None}
    if text := "".join(thought):
        message["reasoning_content"] = text
    if details:
        message["reasoning_details"] = details
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": WRITTEN[answer.finish.stop]}
    body = _head(reply, "chat.completion") | {"choices": [choice]}
    if answer.usage is not None:
        body["usage"] = write_usage(answer.usage)
    return msgspec.json.encode(body)


def _head(reply: Reply, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{reply.id}", "object": kind, "created": reply.created, "model": reply.model}


def _call(part: ToolCall) -> dict[str, Any]:
    """A call as it starts (no arguments yet) or whole."""
    out: dict[str, Any] = {"id": part.id, "type": part.kind}
    if part.kind == "custom":
        out["custom"] = {"name": part.name, "input": part.arguments}
    else:
        out["function"] = {"name": part.name, "arguments": part.arguments}
    if (sealed := seals.sealed_signature(part)) is not None:
        out["extra_content"] = sealed
    return out


def _warn_of(part: Media | Opaque | Text | Delta, reply: Reply) -> None:
    match part:
        case Media(kind=kind):
            reply.warnings.add("answer", f"The {kind} in the answer was left out: this format has no place for it.")
        case Opaque(kind=kind):
            reply.warnings.add("answer", f"A {kind} block was left out: only the provider's own format knows it.")
        case _:
            reply.warnings.add("answer", "Citations were left out: this format has no place for them.")


def _warn_of_options(reply: Reply) -> None:
    for name in reply.call.extra:
        reply.warnings.add(name, "Not carried over: the model that answers speaks another format.")
