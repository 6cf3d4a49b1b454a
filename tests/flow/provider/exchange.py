"""One request as the scripted provider got it, what it asks for and whether it may."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

KEY = "upstream-key"
KEYS = (KEY, "upstream-key-2", "upstream-key-3")  # all are good
ROUTES = (
    (re.compile(r"/v1/messages/count_tokens$"), "anthropic", "count"),
    (re.compile(r"/v1/messages$"), "anthropic", "answer"),
    (re.compile(r"/chat/completions$"), "openai_chat", "answer"),
    (re.compile(r"/responses$"), "openai_responses", "answer"),
    (re.compile(r"/models/(?P<model>[^/:]+):countTokens$"), "gemini", "count"),
    (re.compile(r"/models/(?P<model>[^/:]+):(?P<verb>generateContent|streamGenerateContent)$"), "gemini", "answer"),
    (re.compile(r"/models(/[^/:]+)?$"), "", "models"),
)


@dataclass
class Exchange:
    """One request as it arrived, and what became of it."""

    method: str
    path: str  # with the query
    headers: dict[str, str]  # names in lower case
    body: bytes
    connection: int
    kind: str = ""  # answer | count | models | '' (unknown path)
    format: str = ""
    status: int = 0
    sent: int = 0  # body bytes handed to the socket
    finished: bool = False
    hung_up: bool = False  # the client closed before the answer was finished

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def over(self) -> bool:
        return self.finished or self.hung_up


def caller(exchange: Exchange) -> str:
    """Whose model list is asked for: each provider has its own path or header."""
    if "anthropic-version" in exchange.headers:
        return "anthropic"
    return "gemini" if "x-goog-api-key" in exchange.headers or "/v1beta/" in exchange.path else "openai_chat"


def wants_array(exchange: Exchange) -> bool:
    """Gemini streams a JSON array unless asked for events."""
    return exchange.format == "gemini" and "alt=sse" not in exchange.path


def key_of(exchange: Exchange) -> str:
    """The key it was asked with, wherever this format carries it."""
    headers = exchange.headers
    if exchange.format == "gemini":
        return headers.get("x-goog-api-key") or exchange.path.partition("key=")[2]
    return headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")


def authorised(exchange: Exchange) -> bool:
    if exchange.format == "anthropic" and "anthropic-version" not in exchange.headers:
        return False
    return key_of(exchange) in KEYS
