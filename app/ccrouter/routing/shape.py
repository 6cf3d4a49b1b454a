"""What each format's body shows at a glance: read with typed partial structs, so that texts are stepped over, not built.

Whatever a body holds in a form nobody expects is left out of the shape; saying so to the client is the format's own reader's task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct, field

from ccrouter.ir.profile import FormatName
from ccrouter.wire.head import Head
from ccrouter.wire.seal import MARK, unseal

T = TypeVar("T")
Text = str | Raw  # Raw: a JSON string nobody has read yet
_NOTHING = Raw(b"")
_MUCH = frozenset({"high", "xhigh", "max"})
_MUCH_BUDGET = 16_384  # tokens: what "high" is worth (wire/effort.py)
_EMPTY_STRINGS = frozenset({b"", b'""', b"null"})


class Shape(Struct):
    """Counts and raw JSON texts of one request. ``media`` is the bytes of base64 in ``conversation``, which are no tokens."""

    conversation: bytes = b""
    system: bytes = b""  # raw JSON, the field outside of the conversation
    said: list[Text] = field(default_factory=list)  # what system messages within it say
    tools: bytes = b""
    depth: int = 0
    images: int = 0
    documents: int = 0
    media: int = 0
    tool_names: list[str] = field(default_factory=list)
    own_tools: int = 0  # tools the provider runs itself
    search: bool = False
    thinking: bool = False
    max_tokens: int | None = None
    pending: bool = False
    answered: bool = False  # the model has spoken before
    bound: bool = False
    state: Raw = _NOTHING  # the last provider-bound string
    user: str = ""  # metadata.user_id
    cache_key: str = ""
    first: list[Text] = field(default_factory=list)  # the texts of the first user turn
    last: list[Text] = field(default_factory=list)  # those of the last turn that is not the model's

    def media_part(self, data: Raw, *, document: bool = False) -> None:
        self.media += len(data)
        if document:
            self.documents += 1
        else:
            self.images += 1

    def binds(self, state: Raw) -> None:
        if bytes(state) not in _EMPTY_STRINGS:
            self.bound, self.state = True, state

    @property
    def origin(self) -> str:
        """``provider/model`` that the last sealed state belongs to; "" = there is none, or it is not ours."""
        if MARK.encode() not in bytes(self.state)[:16]:
            return ""
        sealed = unseal(string(self.state))
        return f"{sealed.p}/{sealed.m}" if sealed else ""


def shape(head: Head) -> Shape:
    """The shape of a request. Never raises: ``head`` has been read already, and what is odd is left out."""
    found = Shape()
    _READERS[head.format](head.fields, found)
    return found


def string(text: Text) -> str:
    """A text, read; "" for anything that is none."""
    return text if isinstance(text, str) else _read(text, _STRING) or ""


class _Source(Struct, gc=False):
    data: Raw = _NOTHING
    url: Raw = _NOTHING


class _Block(Struct, gc=False):
    """A content block of Anthropic's, Chat's or Responses'."""

    type: str | None = None
    text: Raw = _NOTHING
    content: Raw = _NOTHING
    source: _Source | None = None
    signature: Raw = _NOTHING
    data: Raw = _NOTHING
    image_url: Raw = _NOTHING
    file_data: Raw = _NOTHING
    file: _Source | None = None


class _Message(Struct, gc=False):
    """A message of Anthropic's or Chat's, or an item of Responses' input."""

    role: str | None = None
    type: str | None = None
    content: str | list[_Block] | None = None
    output: str | list[_Block] | None = None
    encrypted_content: Raw = _NOTHING
    tools: Raw = _NOTHING


class _Tool(Struct, gc=False):
    type: str | None = None
    name: str | None = None
    function: _Tool | None = None
    custom: _Tool | None = None
    tools: list[_Tool] | None = None


class _Reasoning(Struct):
    type: str | None = None
    effort: str | None = None
    budget_tokens: int | None = None
    max_tokens: int | None = None


class _Metadata(Struct):
    user_id: str | None = None


class _Blob(Struct, gc=False):
    data: Raw = _NOTHING
    mimeType: str | None = None
    mime_type: str | None = None


class _Part(Struct, gc=False):
    """A part of Gemini's, in either spelling (protobuf.dev, "ProtoJSON Format")."""

    text: Raw = _NOTHING
    inlineData: _Blob | None = None
    inline_data: _Blob | None = None
    functionResponse: Raw = _NOTHING
    function_response: Raw = _NOTHING
    thoughtSignature: Raw = _NOTHING
    thought_signature: Raw = _NOTHING


class _Content(Struct, gc=False):
    role: str | None = None
    parts: list[_Part] | None = None


class _Thinking(Struct):
    thinkingLevel: str | None = None
    thinkingBudget: int | None = None
    thinking_level: str | None = None
    thinking_budget: int | None = None


class _Generation(Struct):
    maxOutputTokens: int | None = None
    max_output_tokens: int | None = None
    thinkingConfig: _Thinking | None = None
    thinking_config: _Thinking | None = None


_STRING = msgspec.json.Decoder(str)
_COUNT = msgspec.json.Decoder(int)
_BLOCKS = msgspec.json.Decoder(list[_Block])
_MESSAGES = msgspec.json.Decoder(list[_Message])
_TOOLS = msgspec.json.Decoder(list[_Tool])
_ASKED = msgspec.json.Decoder(_Reasoning)
_META = msgspec.json.Decoder(_Metadata)
_CONTENTS = msgspec.json.Decoder(list[_Content])
_GENERATION = msgspec.json.Decoder(_Generation)
_OBJECTS = msgspec.json.Decoder(list[dict[str, Raw]])

Fields = Mapping[str, Raw]


def _read(raw: Raw | bytes | None, decoder: msgspec.json.Decoder[T]) -> T | None:
    try:
        return decoder.decode(raw) if raw else None
    except (msgspec.DecodeError, RecursionError):
        return None


def _raw(fields: Fields, *names: str) -> bytes:
    return next((bytes(fields[name]) for name in names if name in fields), b"")


def _asks_much(fields: Fields) -> bool:
    """An explicit budget, or an effort of high and above. Adaptive thinking alone asks for nothing: Claude Code sends it always."""
    for name in ("thinking", "output_config", "reasoning"):
        asked = _read(fields.get(name), _ASKED)
        if asked and (asked.type == "enabled" or asked.effort in _MUCH or (asked.max_tokens or 0) >= _MUCH_BUDGET):
            return True
    return string(fields.get("reasoning_effort", _NOTHING)) in _MUCH


def _tools(raw: bytes | Raw, found: Shape) -> None:
    for tool in _read(raw, _TOOLS) or ():
        _tool(tool, found)


def _tool(tool: _Tool, found: Shape) -> None:
    if tool.tools is not None:  # a namespace
        for inner in tool.tools:
            _tool(inner, found)
        return
    kind = tool.type or "function"
    inner_name = (tool.function or tool.custom or tool).name
    if kind in ("function", "custom"):
        found.tool_names.append(inner_name or "")
        return
    found.tool_names.append(tool.name or kind)
    if kind.startswith("web_search"):
        found.search = True
        found.own_tools += 1
    elif tool.name is None or kind.rpartition("_")[2].isdigit():  # dated types: code_execution_20250825
        found.own_tools += 1


def _is_list(raw: Raw) -> bool:
    return len(raw) > 1 and memoryview(raw)[0] == 0x5B  # [


def _texts(content: str | list[_Block] | None, found: Shape) -> list[Text]:
    """The texts of a content field; images and documents in it are counted, what a provider signed is noted."""
    if not isinstance(content, list):
        return [content] if content else []
    texts: list[Text] = []
    for block in content:
        kind = block.type
        if kind in ("text", "input_text", "output_text"):
            texts.append(block.text)
        elif kind == "tool_result":
            found.pending = True
            inner = block.content
            texts += _texts(_read(inner, _BLOCKS), found) if _is_list(inner) else [inner]
        elif kind == "thinking":
            found.binds(block.signature)
        elif kind == "redacted_thinking":
            found.binds(block.data)
        elif kind in ("image", "image_url", "input_image"):
            found.media_part(block.source.data if block.source else block.image_url)
        elif kind in ("document", "file", "input_file"):
            data = block.source.data if block.source else block.file_data
            found.media_part(data, document=True)
    return texts


def _conversation(messages: list[_Message], found: Shape) -> None:
    """Messages of Anthropic's and Chat's. System messages may stand anywhere and end no turn."""
    for message in messages:
        role = message.role
        if role in ("system", "developer"):
            found.said += _texts(message.content, found)
            continue
        found.depth += 1
        if role == "assistant":
            found.answered, found.pending = True, False
            _texts(message.content, found)
            found.last = []
            continue
        if role != "tool":
            found.pending = False
        texts = _texts(message.content, found)
        found.pending = found.pending or role == "tool"
        if not found.first and role == "user":
            found.first = texts
        found.last = texts if role == "user" else found.last + texts


def _anthropic(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "messages"), _raw(fields, "tools")
    found.system = _raw(fields, "system")
    _conversation(_read(fields.get("messages"), _MESSAGES) or [], found)
    _tools(found.tools, found)
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_tokens"), _COUNT)
    metadata = _read(fields.get("metadata"), _META)
    found.user = (metadata.user_id if metadata else None) or ""


def _chat(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "messages"), _raw(fields, "tools")
    _conversation(_read(fields.get("messages"), _MESSAGES) or [], found)
    _tools(found.tools, found)
    found.search = found.search or "web_search_options" in fields
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_completion_tokens"), _COUNT) or _read(fields.get("max_tokens"), _COUNT)
    found.cache_key = string(fields.get("prompt_cache_key", _NOTHING))


def _responses(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "input"), _raw(fields, "tools")
    found.system = _raw(fields, "instructions")
    _tools(found.tools, found)
    if found.conversation[:1] == b'"':
        found.depth, found.first = 1, [fields["input"]]
        found.last = found.first
    for item in _read(fields.get("input"), _MESSAGES) or []:
        _item(item, found)
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_output_tokens"), _COUNT)
    found.cache_key = string(fields.get("prompt_cache_key", _NOTHING))


def _item(item: _Message, found: Shape) -> None:
    kind = item.type or "message"
    if kind == "message":
        _conversation([item], found)
    elif kind.endswith("_output"):  # function_call_output, custom_tool_call_output …
        found.depth += 1
        found.pending = True
        found.last = [*found.last, *_texts(item.output, found)]
    elif kind == "additional_tools":
        found.tools += bytes(item.tools)
        _tools(item.tools, found)
    else:  # reasoning, calls: what the model said
        found.answered = True
        found.binds(item.encrypted_content)
        if kind.endswith("_call"):
            found.depth += 1
            found.pending, found.last = False, []


def _gemini(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "contents"), _raw(fields, "tools")
    found.system = _raw(fields, "systemInstruction", "system_instruction")
    for content in _read(fields.get("contents"), _CONTENTS) or ():
        _gemini_content(content, found)
    for tool in _read(found.tools, _OBJECTS) or ():
        for name, value in tool.items():
            if name in ("functionDeclarations", "function_declarations"):
                _tools(value, found)
            else:
                found.search = found.search or name in ("googleSearch", "google_search")
                found.own_tools += 1
                found.tool_names.append(name)
    asked = _read(_raw(fields, "generationConfig", "generation_config"), _GENERATION)
    if asked:
        found.max_tokens = asked.maxOutputTokens or asked.max_output_tokens
        much = asked.thinkingConfig or asked.thinking_config or _Thinking()
        level = (much.thinkingLevel or much.thinking_level or "").lower()
        found.thinking = level in _MUCH or (much.thinkingBudget or much.thinking_budget or 0) >= _MUCH_BUDGET


def _gemini_content(content: _Content, found: Shape) -> None:
    found.depth += 1
    texts: list[Text] = []
    pending = False
    for part in content.parts or ():
        blob = part.inlineData or part.inline_data
        if blob:
            mime = blob.mimeType or blob.mime_type or ""
            found.media_part(blob.data, document=not mime.startswith("image/"))
        if part.thoughtSignature or part.thought_signature:
            found.binds(part.thoughtSignature or part.thought_signature)
        if part.functionResponse or part.function_response:
            pending = True
            texts.append(part.functionResponse or part.function_response)
        if part.text:
            texts.append(part.text)
    if content.role == "model":
        found.answered, found.pending, found.last = True, False, []
        return
    found.pending = pending
    found.first = found.first or texts
    found.last = texts


_READERS: dict[FormatName, Callable[[Fields, Shape], None]] = {
    "anthropic": _anthropic,
    "openai_chat": _chat,
    "openai_responses": _responses,
    "gemini": _gemini,
}
