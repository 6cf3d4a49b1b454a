"""Google's Gemini API as documented (ai.google.dev, generateContent and streamGenerateContent)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flow.provider.script import Ask, Call, ErrorFrame, Say, Script, Status, Think, Tool, pieces, stop_of, usage_of
from flow.provider.sse import frame

STOPS = {"end": "STOP", "tool": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY", "stop": "STOP"}
STATES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
IN_STREAM = {"overloaded": 503, "rate_limited": 429}


def read(body: dict[str, Any], model: str | None = None, stream: bool | None = None) -> Ask:
    """``model`` and ``stream`` stand in the path."""
    contents = body.get("contents") or []
    parts = [part for content in contents for part in content.get("parts") or []]
    answers = [either(part, "functionResponse", "function_response") for part in parts]
    said = [part["text"] for content in contents if content.get("role") != "model"
            for part in content.get("parts") or [] if part.get("text")]  # fmt: skip
    config = either(body, "generationConfig", "generation_config") or {}
    return Ask(
        format="gemini",
        body=body,
        model=model or "",
        stream=bool(stream),
        tools=tuple(_tools(body)),
        results=tuple(str(answer.get("response")) for answer in answers if answer),
        text=said[-1] if said else "",
        schema=either(config, "responseJsonSchema", "response_json_schema")
        or either(config, "responseSchema", "response_schema"),
    )


def either(where: dict[str, Any], camel: str, snake: str) -> Any:
    """The API takes both spellings of a field."""
    return where.get(camel) if camel in where else where.get(snake)


def _tools(body: dict[str, Any]) -> Iterator[Tool]:
    for group in body.get("tools") or []:
        for tool in either(group, "functionDeclarations", "function_declarations") or []:
            schema = either(tool, "parametersJsonSchema", "parameters_json_schema") or tool.get("parameters") or {}
            yield Tool(tool["name"], schema.get("properties") or {})


def error(status: Status) -> dict[str, Any]:
    state = status.kind or STATES.get(status.code, "UNKNOWN")
    body: dict[str, Any] = {"code": status.code, "message": status.message, "status": state}
    if wait := status.headers.get("retry-after"):
        body["details"] = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{wait}s"}]
    return {"error": body}


def models(names: Sequence[str]) -> dict[str, Any]:
    return {
        "models": [
            {
                "name": f"models/{name}",
                "version": "001",
                "displayName": name,
                "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 65_536,
                "supportedGenerationMethods": ["generateContent", "countTokens"],
            }
            for name in names
        ]
    }


class Speaker:
    """Each chunk is a GenerateContentResponse; the last one has ``finishReason`` and the full usage."""

    def __init__(self, ask: Ask, script: Script, serial: int) -> None:
        self.ask, self.serial = ask, serial
        self.usage, self.stop = usage_of(script), stop_of(script)
        self.signature: str | None = None  # of a thought: Gemini puts it on the part that follows

    def _usage(self) -> dict[str, Any]:
        prompt = self.usage.input + self.usage.cache_read + self.usage.cache_write
        counts = {
            "promptTokenCount": prompt,
            "candidatesTokenCount": self.usage.output - self.usage.reasoning,
            "totalTokenCount": prompt + self.usage.output,
        }
        if self.usage.cache_read:
            counts["cachedContentTokenCount"] = self.usage.cache_read
        if self.usage.reasoning:
            counts["thoughtsTokenCount"] = self.usage.reasoning
        return counts

    def _response(self, parts: list[dict[str, Any]], finish: str | None = None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        return {
            "candidates": [candidate],
            "usageMetadata": self._usage(),
            "modelVersion": self.ask.model,
            "responseId": f"resp{self.serial:04}",
        }

    def _signed(self, part: dict[str, Any]) -> dict[str, Any]:
        if self.signature:
            part, self.signature = part | {"thoughtSignature": self.signature}, None
        return part

    def _say(self, text: str) -> dict[str, Any]:
        return {"text": text}

    def _think(self, text: str) -> dict[str, Any]:
        return {"text": text, "thought": True}

    def _call(self, call: Call) -> dict[str, Any]:
        function = {"name": call.name, "args": call.args} | ({"id": call.id} if call.id else {})
        return self._signed({"functionCall": function})

    def open(self) -> Iterator[bytes]:
        yield from ()  # the first chunk already has content

    def say(self, step: Say) -> Iterator[bytes]:
        for piece in pieces(step.text, step.pieces):
            yield frame(self._response([self._say(piece)]))

    def think(self, step: Think) -> Iterator[bytes]:
        for piece in pieces(step.text, step.pieces):
            yield frame(self._response([self._think(piece)]))
        self.signature = step.signature

    def call(self, calls: Sequence[Call], *, interleaved: bool) -> Iterator[bytes]:
        yield frame(self._response([self._call(call) for call in calls]))  # whole calls: there are no fragments

    def error(self, step: ErrorFrame) -> Iterator[bytes]:
        yield frame(error(Status(IN_STREAM.get(step.kind, 500), step.message)))

    def close(self) -> Iterator[bytes]:
        yield frame(self._response([self._signed({"text": ""})], STOPS[self.stop.reason]))

    def whole(self, steps: Sequence[Say | Think | Call]) -> dict[str, Any]:
        parts: list[dict[str, Any]] = []
        for step in steps:
            match step:
                case Say(text=text):
                    parts.append(self._signed(self._say(text)))
                case Think(text=text, signature=signature):
                    parts.append(self._think(text))
                    self.signature = signature
                case Call():
                    parts.append(self._call(step))
        return self._response(parts, STOPS[self.stop.reason])
