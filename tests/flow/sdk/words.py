"""One question and one answer in words that belong to no SDK, so that one test serves all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "The city"}, "days": {"type": "integer"}},
    "required": ["city"],
}
CLOCK = {"type": "object", "properties": {"zone": {"type": "string", "enum": ["UTC", "CET"]}}, "required": ["zone"]}
TOOLS = {"get_weather": WEATHER, "get_time": CLOCK}


@dataclass(frozen=True)
class Question:
    """What a test asks through an SDK."""

    text: str = "Hello?"
    system: str | None = None
    tools: dict[str, dict[str, Any]] = field(default_factory=dict)
    must: str | None = None  # tool_choice: "any", "none" or a tool's name
    think: bool = False
    max_tokens: int = 4096
    temperature: float | None = None
    stop: tuple[str, ...] = ()
    image: bytes | None = None  # a PNG
    schema: dict[str, Any] | None = None  # of the answer


@dataclass(frozen=True)
class Called:
    name: str
    args: dict[str, Any]
    id: str


@dataclass(frozen=True)
class Heard:
    """What the SDK made of the answer. ``stop`` is end, tool, length, refusal or stop; tokens as in ``script.Usage``."""

    text: str
    thinking: str
    calls: tuple[Called, ...]
    stop: str
    input: int
    cache_read: int
    output: int
    model: str
    raw: Any  # the SDK's own object(s)

    @property
    def asked_for(self) -> list[tuple[str, dict[str, Any]]]:
        return [(call.name, call.args) for call in self.calls]


class Client(Protocol):
    """One official SDK. ``failure`` is the base class of its API errors."""

    format: str

    def ask(self, model: str, question: Question, *, stream: bool) -> Heard: ...

    def go_on(self, model: str, question: Question, heard: Heard, results: dict[str, str], *, stream: bool) -> Heard:
        """The next turn: the same question, the answer as the SDK holds it, and each call's result by tool name."""
        ...

    def parts(self, model: str, question: Question) -> Any:
        """The answer's stream as an iterator of text deltas, for tests that stop in the middle."""
        ...

    def failure(self, error: Exception) -> tuple[int | None, str]:
        """An error's HTTP status (None = inside a stream) and its words. Raises it again if it is not the SDK's own."""
        ...

    def close(self) -> None: ...
