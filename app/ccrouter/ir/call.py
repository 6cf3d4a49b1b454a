"""The whole request in neutral words."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from ccrouter.ir.parts import Part, Text


class Tool(Struct, kw_only=True):
    """A tool the model may call.

    ``function`` takes JSON by ``schema``; ``custom`` takes free text by ``grammar`` (Codex ``apply_patch``); ``server`` is
    run by the provider itself: ``server`` names what it does in neutral words (``web_search``, ``code_execution`` …,
    '' = known to one format only) and ``raw`` is the definition as the client's ``format`` wrote it.
    """

    name: str
    description: str = ""
    schema: dict[str, Any] | None = None
    kind: Literal["function", "custom", "server"] = "function"
    namespace: str | None = None
    grammar: dict[str, Any] | None = None
    strict: bool | None = None
    deferred: bool = False  # known, but not shown to the model until it is referred to
    server: str = ""
    format: str = ""
    raw: dict[str, Any] | None = None
    cache: dict[str, Any] | None = None


class ToolChoice(Struct, kw_only=True):
    """``named`` uses ``name`` (and ``namespace``); ``allowed`` limits the model to some tools where a target can say so."""

    mode: Literal["auto", "none", "required", "named"]
    name: str | None = None
    namespace: str | None = None
    allowed: list[str] | None = None


class Reasoning(Struct, kw_only=True):
    """How much the model should think: ``off``, ``adaptive`` (it decides, led by ``effort``) or a ``budget`` in tokens."""

    mode: Literal["off", "adaptive", "budget"] | None = None
    budget: int | None = None
    effort: str | None = None  # minimal | low | medium | high | xhigh | max
    show: str | None = None  # what the client wants to see: omitted | summarized | updates | auto | detailed …


class Output(Struct, kw_only=True):
    """The shape the answer must have."""

    kind: Literal["text", "json", "schema"] = "text"
    schema: dict[str, Any] | None = None
    name: str = "answer"
    strict: bool | None = None
    verbosity: str | None = None


class Message(Struct, kw_only=True):
    """One turn. ``system`` may stand in mid-conversation (Claude Code does that); tool results are parts of a ``user`` turn."""

    role: Literal["user", "assistant", "system"]
    parts: list[Part]


class Call(Struct, kw_only=True):
    """One request. None = the client did not say; encoders then leave the field out (or fill what a target demands)."""

    model: str
    messages: list[Message]
    system: list[Text] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    tool_choice: ToolChoice | None = None
    parallel: bool | None = None
    stream: bool = False
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stop: list[str] = field(default_factory=list)
    seed: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    reasoning: Reasoning | None = None
    output: Output | None = None
    user: str | None = None
    cache_key: str | None = None  # OpenAI prompt_cache_key
    service_tier: str | None = None
    include_usage: bool = True  # a chat client that did not ask for usage must not be sent a usage chunk
    extra: dict[str, Any] = field(default_factory=dict)  # the client's format only: what its answers must repeat
