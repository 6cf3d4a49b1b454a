"""The parts a message is made of.

Every part that only its maker can read again (a thinking signature, a Gemini thought signature, a server-tool block)
keeps its ``origin``: the encoder of a target sends it back to that origin and to nobody else.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct


class Origin(Struct, frozen=True):
    """Who produced a part: a provider's name in the settings and the model it was asked for ('' = not known)."""

    provider: str
    model: str


class Text(Struct, kw_only=True):
    """Words. ``cache`` is the client's own cache mark (Anthropic ``cache_control``), never added or moved by us."""

    text: str
    cache: dict[str, Any] | None = None
    citations: list[dict[str, Any]] | None = None
    signature: str | None = None  # Gemini signs text parts too
    origin: Origin | None = None


class Thinking(Struct, kw_only=True):
    """Reasoning. ``text`` may be empty when the provider shows only a signature or encrypted state.

    ``signature`` is what the origin wants back to trust the text (Anthropic ``signature``, Gemini
    ``thoughtSignature``); ``encrypted`` is state without readable text (Anthropic ``redacted_thinking.data``,
    Responses ``encrypted_content``); ``id`` is a Responses item id.
    """

    text: str = ""
    signature: str | None = None
    encrypted: str | None = None
    id: str | None = None
    origin: Origin | None = None


class ToolCall(Struct, kw_only=True):
    """A call the model makes. ``arguments`` is JSON text as the model wrote it ('' = none); for ``custom`` it is free text."""

    id: str
    name: str
    arguments: str = ""
    kind: Literal["function", "custom"] = "function"
    namespace: str | None = None
    signature: str | None = None  # Gemini thoughtSignature
    item_id: str | None = None  # Responses item id
    origin: Origin | None = None
    cache: dict[str, Any] | None = None


class Media(Struct, kw_only=True):
    """An image, document or sound: base64 ``data``, or a ``url``, or a ``file_id`` that only its provider knows."""

    kind: Literal["image", "document", "audio", "video"]
    mime: str = ""
    data: str | None = None
    url: str | None = None
    file_id: str | None = None
    name: str | None = None
    text: str | None = None  # a document given as plain text
    detail: str | None = None  # OpenAI image detail
    cache: dict[str, Any] | None = None


class Opaque(Struct, kw_only=True):
    """A block only one format knows (a server-tool call, an MCP item): ``raw`` goes back to ``format``, else dropped with a warning."""

    format: str
    kind: str
    raw: dict[str, Any]
    origin: Origin | None = None


class ToolResult(Struct, kw_only=True):
    """What a tool answered. ``name`` is filled where the client's format gives it or it can be looked up by ``call_id``."""

    call_id: str
    content: list[Text | Media | Opaque]
    name: str | None = None
    is_error: bool = False
    kind: Literal["function", "custom"] = "function"
    cache: dict[str, Any] | None = None


Part = Text | Thinking | ToolCall | ToolResult | Media | Opaque
