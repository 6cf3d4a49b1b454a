"""The official ``openai`` SDK on Responses."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import openai

from flow.sdk.chat_sdk import failure
from flow.sdk.words import Called, Heard, Question


class ResponsesClient:
    format = "openai_responses"

    def __init__(self, url: str, token: str) -> None:
        self.sdk = openai.OpenAI(base_url=f"{url}/v1", api_key=token, max_retries=0, timeout=60)

    def ask(self, model: str, question: Question, *, stream: bool) -> Heard:
        return self._send(self._request(model, question), stream)

    def go_on(self, model: str, question: Question, heard: Heard, results: dict[str, str], *, stream: bool) -> Heard:
        request = self._request(model, question)
        request["input"] += [
            item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in heard.raw.output
        ]
        for call in heard.calls:
            output = {"type": "function_call_output", "call_id": call.id, "output": results[call.name]}
            request["input"].append(output)
        return self._send(request, stream)

    def parts(self, model: str, question: Question) -> Iterator[str]:
        with self.sdk.responses.create(**self._request(model, question), stream=True) as events:
            for event in events:
                if event.type == "response.output_text.delta":
                    yield event.delta
                if event.type == "response.failed":
                    raise ResponseFailed(event.response.error)

    def failure(self, error: Exception) -> tuple[int | None, str]:
        return (None, str(error)) if isinstance(error, ResponseFailed) else failure(error)

    def close(self) -> None:
        self.sdk.close()

    def _request(self, model: str, question: Question) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "input_text", "text": question.text}]
        if question.image:
            data = base64.b64encode(question.image).decode()
            picture = {"type": "input_image", "image_url": f"data:image/png;base64,{data}", "detail": "auto"}
            content.insert(0, picture)
        request: dict[str, Any] = {
            "model": model,
            "input": [{"role": "user", "content": content}],
            "max_output_tokens": question.max_tokens,
            "store": False,
            "include": ["reasoning.encrypted_content"],
        }
        if question.system:
            request["instructions"] = question.system
        if question.tools:
            request["tools"] = [
                {"type": "function", "name": name, "parameters": schema, "strict": False}
                for name, schema in question.tools.items()
            ]
        if question.must:
            words = {"any": "required", "none": "none"}
            request["tool_choice"] = words.get(question.must, {"type": "function", "name": question.must})
        if question.think:
            request["reasoning"] = {"effort": "high", "summary": "auto"}
        if question.temperature is not None:
            request["temperature"] = question.temperature
        if question.schema:
            form = {"type": "json_schema", "name": "answer", "schema": question.schema, "strict": True}
            request["text"] = {"format": form}
        return request

    def _send(self, request: dict[str, Any], stream: bool) -> Heard:
        if stream:
            with self.sdk.responses.stream(**request) as events:
                for event in events:
                    if event.type == "response.failed":
                        raise ResponseFailed(event.response.error)
                    if event.type == "response.incomplete":  # the helper's final response knows only completed ones
                        return _heard(event.response)
                answer = events.get_final_response()
        else:
            answer = self.sdk.responses.create(**request)
        return _heard(answer)


class ResponseFailed(Exception):
    """``response.failed``: the SDK hands it on as an event and does not raise."""


def _stop(answer: Any, called: bool) -> str:
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason
        return {"max_output_tokens": "length", "content_filter": "refusal"}[reason]
    assert answer.status == "completed", answer.status
    return "tool" if called else "end"


def _heard(answer: Any) -> Heard:
    calls = [
        Called(item.name, json.loads(item.arguments or "{}"), item.call_id)
        for item in answer.output
        if item.type == "function_call"
    ]
    thoughts = [part.text for item in answer.output if item.type == "reasoning" for part in item.summary]
    cached = answer.usage.input_tokens_details.cached_tokens or 0
    return Heard(
        text=answer.output_text,
        thinking="".join(thoughts),
        calls=tuple(calls),
        stop=_stop(answer, bool(calls)),
        input=answer.usage.input_tokens - cached,
        cache_read=cached,
        output=answer.usage.output_tokens,
        model=answer.model,
        raw=answer,
    )
