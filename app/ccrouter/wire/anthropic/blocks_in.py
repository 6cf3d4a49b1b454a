"""Content blocks as a client sends them (docs.anthropic.com, "Messages": ContentBlockParam), in neutral words."""

from __future__ import annotations

from typing import Any

import msgspec

from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.anthropic.checked import Json, a_list, a_string, an_object, maybe_object, maybe_string, wrong
from ccrouter.wire.head import bad_request
from ccrouter.wire.seal import unseal


def content(value: Any, path: str) -> list[Json]:
    """A content field as blocks: a plain string is short for one text block."""
    if isinstance(value, str):
        return [{"type": "text", "text": value}]
    if not isinstance(value, list):
        raise wrong(path, "list" if value is not None else "string")
    return [an_object(block, f"{path}.{i}") for i, block in enumerate(value)]


def parts(value: Any, path: str) -> list[Part]:
    """The parts of one message."""
    out: list[Part] = []
    for i, block in enumerate(content(value, path)):
        out += _part(block, f"{path}.{i}.")
    return out


def texts(value: Any, path: str) -> list[Text]:
    """The system prompt: text blocks only."""
    return [_text(block, f"{path}.{i}.") for i, block in enumerate(content(value, path))]


def _part(block: Json, path: str) -> list[Part]:
    match a_string(block.get("type"), path + "type"):
        case "text":
            return [_text(block, path)]
        case "image" | "document":
            return list(_media(block, path))
        case "thinking":
            return [_thinking(block, path)]
        case "redacted_thinking":
            return [_redacted(block, path)]
        case "tool_use":
            arguments = an_object(block.get("input") or {}, path + "input")
            return [
                ToolCall(
                    id=a_string(block.get("id"), path + "id"),
                    name=a_string(block.get("name"), path + "name"),
                    arguments=msgspec.json.encode(arguments).decode(),
                    cache=_cache(block, path),
                )
            ]
        case "tool_result":
            return [_result(block, path)]
        case "search_result":
            return [_search_result(block, path)]
        case kind:
            return [Opaque(format="anthropic", kind=kind, raw=block)]


def _cache(block: Json, path: str) -> Json | None:
    return maybe_object(block, "cache_control", path)


def _text(block: Json, path: str) -> Text:
    if block.get("type", "text") != "text":
        raise bad_request(f"{path}type: Input should be 'text'")
    citations = block.get("citations")
    return Text(
        text=a_string(block.get("text"), path + "text"),
        cache=_cache(block, path),
        citations=[an_object(c, path + "citations") for c in a_list(citations, path + "citations")]
        if citations
        else None,
    )


def _thinking(block: Json, path: str) -> Thinking:
    text = maybe_string(block, "thinking", path) or ""
    signature = maybe_string(block, "signature", path) or None
    if (sealed := unseal(signature)) is None:
        return Thinking(text=text, signature=signature)
    return Thinking(
        text=text or sealed.t or "", signature=sealed.s, encrypted=sealed.e, id=sealed.i, origin=sealed.origin
    )


def _redacted(block: Json, path: str) -> Thinking:
    data = maybe_string(block, "data", path)
    if (sealed := unseal(data)) is None:
        return Thinking(encrypted=data)
    return Thinking(text=sealed.t or "", signature=sealed.s, encrypted=sealed.e, id=sealed.i, origin=sealed.origin)


def _result(block: Json, path: str) -> ToolResult:
    inside: list[Text | Media | Opaque] = []
    if block.get("content") is not None:
        for i, inner in enumerate(content(block["content"], path + "content")):
            inside += _result_part(inner, f"{path}content.{i}.")
    return ToolResult(
        call_id=a_string(block.get("tool_use_id"), path + "tool_use_id"),
        content=inside,
        is_error=block.get("is_error") is True,
        cache=_cache(block, path),
    )


def _result_part(block: Json, path: str) -> list[Text | Media | Opaque]:
    match a_string(block.get("type"), path + "type"):
        case "text":
            return [_text(block, path)]
        case "image" | "document":
            return _media(block, path)
        case "tool_reference":
            name = a_string(block.get("tool_name"), path + "tool_name")
            return [Text(text=f"Tool {name} is now available.")]
        case "search_result":
            return [_search_result(block, path)]
        case kind:
            return [Opaque(format="anthropic", kind=kind, raw=block)]


def _search_result(block: Json, path: str) -> Text:
    words = [t.text for t in texts(block.get("content") or [], path + "content")]
    head = [v for k in ("title", "source") if (v := maybe_string(block, k, path))]
    return Text(text="\n".join([*head, "", *words]).strip(), cache=_cache(block, path))


def _media(block: Json, path: str) -> list[Text | Media | Opaque]:
    source = an_object(block.get("source"), path + "source")
    at = path + "source."
    image = block["type"] == "image"
    media = Media(
        kind="image" if image else "document",
        mime=maybe_string(source, "media_type", at) or ("" if image else "application/pdf"),
        name=maybe_string(block, "title", path),
        cache=_cache(block, path),
    )
    match a_string(source.get("type"), at + "type"):
        case "base64":
            media.data = a_string(source.get("data"), at + "data")
        case "url":
            media.url = a_string(source.get("url"), at + "url")
        case "file":
            media.file_id, media.mime = a_string(source.get("file_id"), at + "file_id"), ""
        case "text":
            media.text, media.mime = a_string(source.get("data"), at + "data"), "text/plain"
        case "content":
            return _document_of_blocks(media, source.get("content"), at + "content")
        case other:
            raise bad_request(f"{at}type: Input tag '{other}' does not match any of the expected tags")
    return [media]


def _document_of_blocks(media: Media, value: Any, path: str) -> list[Text | Media | Opaque]:
    """A document made of text and image blocks: the words as one text document, the images after it."""
    words: list[str] = []
    images: list[Text | Media | Opaque] = []
    for i, block in enumerate(content(value, path)):
        if block.get("type") == "image":
            images += _media(block, f"{path}.{i}.")
        else:
            words.append(_text(block, f"{path}.{i}.").text)
    media.text, media.mime = "\n\n".join(words), "text/plain"
    return [media, *images] if words else images
