"""What each format's body shows at a glance: read with typed partial structs, so that texts are stepped over, not built.

Whatever a body holds in a form nobody expects is left out of the shape; saying so to the client is the format's own reader's task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from ccrouter.ir.profile import FormatName
from ccrouter.routing import partial
from ccrouter.wire.head import Head
from ccrouter.wire.seal import MARK, unseal

T = TypeVar("T")
Text = str | Raw  # Raw: a JSON string nobody has read yet
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
    state: Raw = partial.NOTHING  # the last provider-bound string
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
    """A text, read. Of anything else (a function's response in Gemini's format) the strings within."""
    return text if isinstance(text, str) else "\n".join(_strings(_read(text, partial.ANY)))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | dict():
            for inner in value.values() if isinstance(value, dict) else value:
                yield from _strings(inner)


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
        asked = _read(fields.get(name), partial.ASKED)
        if asked and (asked.type == "enabled" or asked.effort in _MUCH or (asked.max_tokens or 0) >= _MUCH_BUDGET):
            return True
    return string(fields.get("reasoning_effort", partial.NOTHING)) in _MUCH


def _tools(raw: bytes | Raw, found: Shape) -> None:
    for tool in _read(raw, partial.TOOLS) or ():
        _tool(tool, found)


def _tool(tool: partial.Tool, found: Shape) -> None:
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


def _texts(content: str | list[partial.Block] | None, found: Shape) -> list[Text]:
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
            texts += _texts(_read(inner, partial.BLOCKS), found) if _is_list(inner) else [inner]
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


def _conversation(messages: list[partial.Message], found: Shape) -> None:
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
    _conversation(_read(fields.get("messages"), partial.MESSAGES) or [], found)
    _tools(found.tools, found)
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_tokens"), partial.COUNT)
    metadata = _read(fields.get("metadata"), partial.META)
    found.user = (metadata.user_id if metadata else None) or ""


def _chat(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "messages"), _raw(fields, "tools")
    _conversation(_read(fields.get("messages"), partial.MESSAGES) or [], found)
    _tools(found.tools, found)
    found.search = found.search or "web_search_options" in fields
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_completion_tokens"), partial.COUNT) or _read(
        fields.get("max_tokens"), partial.COUNT
    )
    found.cache_key = string(fields.get("prompt_cache_key", partial.NOTHING))


def _responses(fields: Fields, found: Shape) -> None:
    found.conversation, found.tools = _raw(fields, "input"), _raw(fields, "tools")
    found.system = _raw(fields, "instructions")
    _tools(found.tools, found)
    if found.conversation[:1] == b'"':
        found.depth, found.first = 1, [fields["input"]]
        found.last = found.first
    for item in _read(fields.get("input"), partial.MESSAGES) or []:
        _item(item, found)
    found.thinking = _asks_much(fields)
    found.max_tokens = _read(fields.get("max_output_tokens"), partial.COUNT)
    found.cache_key = string(fields.get("prompt_cache_key", partial.NOTHING))


def _item(item: partial.Message, found: Shape) -> None:
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
    for content in _read(fields.get("contents"), partial.CONTENTS) or ():
        _gemini_content(content, found)
    for tool in _read(found.tools, partial.OBJECTS) or ():
        for name, value in tool.items():
            if name in ("functionDeclarations", "function_declarations"):
                _tools(value, found)
            else:
                found.search = found.search or name in ("googleSearch", "google_search")
                found.own_tools += 1
                found.tool_names.append(name)
    asked = _read(_raw(fields, "generationConfig", "generation_config"), partial.GENERATION)
    if asked:
        found.max_tokens = asked.maxOutputTokens or asked.max_output_tokens
        much = asked.thinkingConfig or asked.thinking_config or partial.Thinking()
        level = (much.thinkingLevel or much.thinking_level or "").lower()
        found.thinking = level in _MUCH or (much.thinkingBudget or much.thinking_budget or 0) >= _MUCH_BUDGET


def _gemini_content(content: partial.Content, found: Shape) -> None:
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
