"""The official ``anthropic`` SDK."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import anthropic

from flow.sdk.words import Called, Heard, Question

STOPS = {
    "end_turn": "end",
    "tool_use": "tool",
    "max_tokens": "length",
    "refusal": "refusal",
    "stop_sequence": "stop",
}


class AnthropicClient:
    format = "anthropic"

    def __init__(self, url: str, token: str) -> None:
        self.sdk = anthropic.Anthropic(base_url=url, api_key=token, max_retries=0, timeout=60)

    def ask(self, model: str, question: Question, *, stream: bool) -> Heard:
        return self._send(self._request(model, question), stream)

    def go_on(self, model: str, question: Question, heard: Heard, results: dict[str, str], *, stream: bool) -> Heard:
        request = self._request(model, question)
        blocks = [
            {"type": "tool_result", "tool_use_id": call.id, "content": results[call.name]} for call in heard.calls
        ]
        history = [block.model_dump(exclude_none=True) for block in heard.raw.content]
        request["messages"] += [{"role": "assistant", "content": history}, {"role": "user", "content": blocks}]
        return self._send(request, stream)

    def parts(self, model: str, question: Question) -> Iterator[str]:
        with self.sdk.messages.stream(**self._request(model, question)) as stream:
            yield from stream.text_stream

    def failure(self, error: Exception) -> tuple[int | None, str]:
        if isinstance(error, anthropic.APIStatusError):
            in_stream = error.response.status_code == 200
            return (None if in_stream else error.status_code), str(error)
        raise error

    def close(self) -> None:
        self.sdk.close()

    def _request(self, model: str, question: Question) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "text", "text": question.text}]
        if question.image:
            data = base64.b64encode(question.image).decode()
            source = {"type": "base64", "media_type": "image/png", "data": data}
            content.insert(0, {"type": "image", "source": source})
        request: dict[str, Any] = {
            "model": model,
            "max_tokens": question.max_tokens,
            "messages": [{"role": "user", "content": content}],
        }
        if question.system:
            request["system"] = question.system
        if question.tools:
            request["tools"] = [{"name": name, "input_schema": schema} for name, schema in question.tools.items()]
        if question.must:
            kinds = {"any": {"type": "any"}, "none": {"type": "none"}}
            request["tool_choice"] = kinds.get(question.must, {"type": "tool", "name": question.must})
        if question.think:
            request["thinking"] = {"type": "enabled", "budget_tokens": 2048}
        if question.temperature is not None:
            request["extra_body"] = {"temperature": question.temperature}
        if question.stop:
            request["stop_sequences"] = list(question.stop)
        if question.schema:
            request["extra_body"] = {"output_config": {"format": {"type": "json_schema", "schema": question.schema}}}
        return request

    def _send(self, request: dict[str, Any], stream: bool) -> Heard:
        if stream:
            with self.sdk.messages.stream(**request) as events:
                message = events.get_final_message()
        else:
            message = self.sdk.messages.create(**request)
        blocks = message.content
        return Heard(
            text="".join(block.text for block in blocks if block.type == "text"),
            thinking="".join(block.thinking for block in blocks if block.type == "thinking"),
            calls=tuple(Called(block.name, block.input, block.id) for block in blocks if block.type == "tool_use"),
            stop=STOPS[message.stop_reason],
            input=message.usage.input_tokens + (message.usage.cache_creation_input_tokens or 0),
            cache_read=message.usage.cache_read_input_tokens or 0,
            output=message.usage.output_tokens,
            model=message.model,
            raw=message,
        )
