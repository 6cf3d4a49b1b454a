"""Content parts of a chat message, read and written: words, images, files and sounds.

Source: platform.openai.com, "Create chat completion", content parts ``text``, ``image_url``, ``input_audio``, ``file``.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ccrouter.ir.parts import Media, Opaque, Text
from ccrouter.ir.profile import Profile
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.head import bad_request

_AUDIO = {"wav": "audio/wav", "mp3": "audio/mpeg"}
_AUDIO_WORD = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/wave": "wav", "audio/mpeg": "mp3", "audio/mp3": "mp3"}


def read(content: object, path: str) -> list[Text | Media | Opaque]:
    """A message's ``content``: nothing, a string, or a list of parts. Raises Fault(BAD_REQUEST) with the path."""
    if content is None:
        return []
    if isinstance(content, str):
        return [Text(text=content)] if content else []
    if not isinstance(content, list):
        raise bad_request(f"{path}: expected a string or an array of content parts")
    return [_part(part, f"{path}[{i}]") for i, part in enumerate(content)]


def _part(part: object, path: str) -> Text | Media | Opaque:
    if isinstance(part, str):
        return Text(text=part)
    if not isinstance(part, dict) or not isinstance(kind := part.get("type"), str):
        raise bad_request(f"{path}: expected an object with a type")
    cache = part.get("cache_control")
    cache = cache if isinstance(cache, dict) else None
    match kind:
        case "text" | "input_text" | "output_text" | "refusal":
            value = part.get("refusal" if kind == "refusal" else "text")
            if not isinstance(value, str):
                raise bad_request(f"{path}.text: expected a string")
            return Text(text=value, cache=cache)
        case "image_url" | "video_url":
            inner = part.get(kind)
            inner = {"url": inner} if isinstance(inner, str) else inner
            if not isinstance(inner, dict) or not isinstance(url := inner.get("url"), str) or not url:
                raise bad_request(f"{path}.{kind}.url: expected a string")
            detail = inner.get("detail")
            media = _from_url(Media(kind="image" if kind == "image_url" else "video", cache=cache), url)
            media.detail = detail if isinstance(detail, str) else None
            return media
        case "input_audio":
            inner = part.get("input_audio")
            if not isinstance(inner, dict) or not isinstance(data := inner.get("data"), str):
                raise bad_request(f"{path}.input_audio.data: expected a base64 string")
            return Media(kind="audio", mime=_AUDIO.get(str(inner.get("format")), "audio/wav"), data=data, cache=cache)
        case "file":
            inner = part.get("file")
            if not isinstance(inner, dict):
                raise bad_request(f"{path}.file: expected an object")
            return _file(inner, cache, path)
        case _:
            return Opaque(format="openai_chat", kind=kind, raw=part)


def _file(inner: dict[str, Any], cache: dict[str, Any] | None, path: str) -> Media:
    name, data, file_id = inner.get("filename"), inner.get("file_data"), inner.get("file_id")
    media = Media(kind="document", name=name if isinstance(name, str) else None, cache=cache)
    if isinstance(data, str) and data:
        media = _from_url(media, data) if ":" in data[:8] else _with(media, "application/pdf", data)
    elif isinstance(file_id, str) and file_id:
        media.file_id = file_id
    else:
        raise bad_request(f"{path}.file: expected file_data or file_id")
    return media


def _from_url(media: Media, url: str) -> Media:
    """A base64 data: URL becomes data, any other stays a URL."""
    head, comma, data = url.partition(",")
    if comma and head.startswith("data:") and head.endswith(";base64"):
        return _with(media, head[5:-7].split(";")[0].strip().lower(), data)
    media.url = url
    return media


def _with(media: Media, mime: str, data: str) -> Media:
    media.mime, media.data = mime, data
    return media


def write(part: Text | Media | Opaque, profile: Profile, warnings: Warnings, field: str) -> dict[str, Any] | None:
    """One part for a chat target; what it cannot see is named in words. None = nothing to say."""
    match part:
        case Text(text=text):
            return text_part(text, part.cache if profile.cache_marks else None) if text else None
        case Opaque(format="openai_chat", raw=raw):
            return dict(raw)
        case Opaque(kind=kind):
            warnings.add(field, f"A {kind} block was left out: only the format it comes from knows it.")
            return None
    written = _media(part, profile)
    if written is None:
        warnings.add(field, f"The {part.kind} was left out: this model or its format cannot take it in this form.")
        written = text_part(f"[{part.kind} left out{': ' + part.name if part.name else ''}]")
    if profile.cache_marks and part.cache is not None:
        written["cache_control"] = part.cache
    return written


def text_part(text: str, cache: dict[str, Any] | None = None) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "text", "text": text}
    if cache is not None:
        part["cache_control"] = cache
    return part


def _media(part: Media, profile: Profile) -> dict[str, Any] | None:
    if part.text is not None or (part.mime.startswith("text/") and part.data is not None):
        words = part.text if part.text is not None else _decoded(part.data or "")
        return None if words is None else text_part(f"{part.name}:\n{words}" if part.name else words)
    url = part.url if part.data is None else f"data:{part.mime};base64,{part.data}"
    if url is None:
        return None  # a file id: only the provider that keeps the file knows it
    if part.kind == "image" and profile.images:
        image = {"url": url, "detail": part.detail} if part.detail else {"url": url}
        return {"type": "image_url", "image_url": image}
    if part.kind == "document" and profile.documents and part.data is not None:
        return {"type": "file", "file": {"filename": part.name or "document.pdf", "file_data": url}}
    if part.kind == "audio" and profile.audio and part.data is not None and part.mime in _AUDIO_WORD:
        return {"type": "input_audio", "input_audio": {"data": part.data, "format": _AUDIO_WORD[part.mime]}}
    return None


def _decoded(data: str) -> str | None:
    try:
        return base64.b64decode(data).decode()
    except (binascii.Error, ValueError):
        return None
