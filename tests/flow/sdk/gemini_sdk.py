"""The official ``google-genai`` SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google import genai
from google.genai import errors, types

from flow.sdk.words import Called, Heard, Question

STOPS = {"STOP": "end", "MAX_TOKENS": "length", "SAFETY": "refusal"}


class GeminiClient:
    format = "gemini"

    def __init__(self, url: str, token: str) -> None:
        self.sdk = genai.Client(api_key=token, http_options=types.HttpOptions(base_url=url, timeout=60_000))

    def ask(self, model: str, question: Question, *, stream: bool) -> Heard:
        return self._send(model, [self._first(question)], question, stream)

    def go_on(self, model: str, question: Question, heard: Heard, results: dict[str, str], *, stream: bool) -> Heard:
        said = [part for answer in heard.raw for part in _parts(answer) if not part.thought]
        answers = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id or None, name=call.name, response={"output": results[call.name]}
                )
            )
            for call in heard.calls
        ]
        history = [types.Content(role="model", parts=said), types.Content(role="user", parts=answers)]
        return self._send(model, [self._first(question), *history], question, stream)

    def parts(self, model: str, question: Question) -> Iterator[str]:
        chunks = self.sdk.models.generate_content_stream(
            model=model, contents=[self._first(question)], config=self._config(question)
        )
        for chunk in chunks:
            yield from (part.text for part in _parts(chunk) if part.text and not part.thought)

    def failure(self, error: Exception) -> tuple[int | None, str]:
        if isinstance(error, errors.APIError):
            return error.code, str(error)
        raise error

    def close(self) -> None:
        self.sdk.close()

    def _first(self, question: Question) -> types.Content:
        parts = [types.Part(text=question.text)]
        if question.image:
            parts.insert(0, types.Part.from_bytes(data=question.image, mime_type="image/png"))
        return types.Content(role="user", parts=parts)

    def _config(self, question: Question) -> types.GenerateContentConfig:
        config = types.GenerateContentConfig(
            max_output_tokens=question.max_tokens,
            temperature=question.temperature,
            stop_sequences=list(question.stop) or None,
            system_instruction=question.system,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        if question.tools:
            declared = [
                types.FunctionDeclaration(name=name, parameters_json_schema=schema)
                for name, schema in question.tools.items()
            ]
            config.tools = [types.Tool(function_declarations=declared)]
        if question.must:
            mode = {"any": "ANY", "none": "NONE"}.get(question.must, "ANY")
            only = [question.must] if question.must in question.tools else None
            calling = types.FunctionCallingConfig(mode=mode, allowed_function_names=only)
            config.tool_config = types.ToolConfig(function_calling_config=calling)
        if question.think:
            config.thinking_config = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)
        if question.schema:
            config.response_mime_type = "application/json"
            config.response_json_schema = question.schema
        return config

    def _send(self, model: str, contents: list[types.Content], question: Question, stream: bool) -> Heard:
        models, config = self.sdk.models, self._config(question)
        if stream:
            answers = list(models.generate_content_stream(model=model, contents=contents, config=config))
        else:
            answers = [models.generate_content(model=model, contents=contents, config=config)]
        parts = [part for answer in answers for part in _parts(answer)]
        called = [part.function_call for part in parts if part.function_call]
        finish = [answer.candidates[0].finish_reason for answer in answers if answer.candidates]
        stop = STOPS[finish[-1].value]
        usage = answers[-1].usage_metadata
        cached = usage.cached_content_token_count or 0
        return Heard(
            text="".join(part.text for part in parts if part.text and not part.thought),
            thinking="".join(part.text for part in parts if part.text and part.thought),
            calls=tuple(Called(call.name, call.args or {}, call.id or "") for call in called),
            stop="tool" if called and stop == "end" else stop,
            input=usage.prompt_token_count - cached,
            cache_read=cached,
            output=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
            model=answers[-1].model_version,
            raw=answers,
        )


def _parts(answer: Any) -> list[types.Part]:
    if not answer.candidates or not answer.candidates[0].content:
        return []
    return answer.candidates[0].content.parts or []
