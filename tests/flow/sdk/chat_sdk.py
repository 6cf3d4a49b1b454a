"""The official ``openai`` SDK on Chat Completions."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import openai

from flow.sdk.words import Called, Heard, Question

STOPS = {"stop": "end", "tool_calls": "tool", "length": "length", "content_filter": "refusal"}


def failure(error: Exception) -> tuple[int | None, str]:
    """Shared with Responses: the SDK raises a plain APIError for an error inside a stream."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code, str(error)
    if type(error) is openai.APIError:
        return None, str(error)
    raise error


class ChatClient:
    format = "openai_chat"

    def __init__(self, url: str, token: str) -> None:
        self.sdk = openai.OpenAI(base_url=f"{url}/v1", api_key=token, max_retries=0, timeout=60)

    def ask(self, model: str, question: Question, *, stream: bool) -> Heard:
        return self._send(self._request(model, question), stream)

    def go_on(self, model: str, question: Question, heard: Heard, results: dict[str, str], *, stream: bool) -> Heard:
        request = self._request(model, question)
        message = heard.raw.choices[0].message
        history: dict[str, Any] = {"role": "assistant", "content": message.content}
        if heard.thinking:
            history["reasoning_content"] = heard.thinking
        history["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": json.dumps(call.args)}}
            for call in heard.calls
        ]
        answers = [{"role": "tool", "tool_call_id": call.id, "content": results[call.name]} for call in heard.calls]
        request["messages"] += [history, *answers]
        return self._send(request, stream)

    def parts(self, model: str, question: Question) -> Iterator[str]:
        with self.sdk.chat.completions.create(**self._request(model, question), stream=True) as chunks:
            for chunk in chunks:
                if chunk.choices and chunk.choices[0].delta.content:
                    yield chunk.choices[0].delta.content

    def failure(self, error: Exception) -> tuple[int | None, str]:
        return failure(error)

    def close(self) -> None:
        self.sdk.close()

    def _request(self, model: str, question: Question) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "text", "text": question.text}]
        if question.image:
            data = base64.b64encode(question.image).decode()
            content.insert(0, {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}})
        messages: list[dict[str, Any]] = [{"role": "user", "content": content if question.image else question.text}]
        if question.system:
            messages.insert(0, {"role": "system", "content": question.system})
        request: dict[str, Any] = {"model": model, "messages": messages, "max_tokens": question.max_tokens}
        if question.tools:
            request["tools"] = [
                {"type": "function", "function": {"name": name, "parameters": schema}}
                for name, schema in question.tools.items()
            ]
        if question.must:
            words = {"any": "required", "none": "none"}
            named = {"type": "function", "function": {"name": question.must}}
            request["tool_choice"] = words.get(question.must, named)
        if question.think:
            request["reasoning_effort"] = "high"
        if question.temperature is not None:
            request["temperature"] = question.temperature
        if question.stop:
            request["stop"] = list(question.stop)
        if question.schema:
            named = {"name": "answer", "schema": question.schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": named}
        return request

    def _send(self, request: dict[str, Any], stream: bool) -> Heard:
        if stream:
            with self.sdk.chat.completions.stream(**request, stream_options={"include_usage": True}) as events:
                try:
                    answer = events.get_final_completion()
                except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as unfinished:
                    answer = unfinished.completion  # the helper's way to say how it stopped
        else:
            answer = self.sdk.chat.completions.create(**request)
        message = answer.choices[0].message
        calls = [
            Called(call.function.name, json.loads(call.function.arguments or "{}"), call.id)
            for call in message.tool_calls or []
        ]
        usage = answer.usage
        cached = (usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens) or 0
        return Heard(
            text=message.content or "",
            thinking=getattr(message, "reasoning_content", None) or "",
            calls=tuple(calls),
            stop=STOPS[answer.choices[0].finish_reason],
            input=usage.prompt_tokens - cached,
            cache_read=cached,
            output=usage.completion_tokens,
            model=answer.model,
            raw=answer,
        )
