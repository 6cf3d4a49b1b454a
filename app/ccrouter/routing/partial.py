"""The parts of request bodies that routing looks at, as typed partial structs: what is not named is stepped over, not built."""

from __future__ import annotations

import msgspec
from msgspec import Raw, Struct

NOTHING = Raw(b"")


class Source(Struct, gc=False):
    data: Raw = NOTHING
    url: Raw = NOTHING


class Block(Struct, gc=False):
    """A content block of Anthropic's, Chat's or Responses'."""

    type: str | None = None
    text: Raw = NOTHING
    content: Raw = NOTHING
    source: Source | None = None
    signature: Raw = NOTHING
    data: Raw = NOTHING
    image_url: Raw = NOTHING
    file_data: Raw = NOTHING
    file: Source | None = None


class Message(Struct, gc=False):
    """A message of Anthropic's or Chat's, or an item of Responses' input."""

    role: str | None = None
    type: str | None = None
    content: str | list[Block] | None = None
    output: str | list[Block] | None = None
    encrypted_content: Raw = NOTHING
    tools: Raw = NOTHING


class Tool(Struct, gc=False):
    type: str | None = None
    name: str | None = None
    function: Tool | None = None
    custom: Tool | None = None
    tools: list[Tool] | None = None


class Reasoning(Struct):
    type: str | None = None
    effort: str | None = None
    budget_tokens: int | None = None
    max_tokens: int | None = None


class Metadata(Struct):
    user_id: str | None = None


class Blob(Struct, gc=False):
    data: Raw = NOTHING
    mimeType: str | None = None
    mime_type: str | None = None


class Part(Struct, gc=False):
    """A part of Gemini's, in either spelling (protobuf.dev, "ProtoJSON Format")."""

    text: Raw = NOTHING
    inlineData: Blob | None = None
    inline_data: Blob | None = None
    functionResponse: Raw = NOTHING
    function_response: Raw = NOTHING
    thoughtSignature: Raw = NOTHING
    thought_signature: Raw = NOTHING


class Content(Struct, gc=False):
    role: str | None = None
    parts: list[Part] | None = None


class Thinking(Struct):
    thinkingLevel: str | None = None
    thinkingBudget: int | None = None
    thinking_level: str | None = None
    thinking_budget: int | None = None


class Generation(Struct):
    maxOutputTokens: int | None = None
    max_output_tokens: int | None = None
    thinkingConfig: Thinking | None = None
    thinking_config: Thinking | None = None


ANY = msgspec.json.Decoder()
COUNT = msgspec.json.Decoder(int)
BLOCKS = msgspec.json.Decoder(list[Block])
MESSAGES = msgspec.json.Decoder(list[Message])
TOOLS = msgspec.json.Decoder(list[Tool])
ASKED = msgspec.json.Decoder(Reasoning)
META = msgspec.json.Decoder(Metadata)
CONTENTS = msgspec.json.Decoder(list[Content])
GENERATION = msgspec.json.Decoder(Generation)
OBJECTS = msgspec.json.Decoder(list[dict[str, Raw]])
