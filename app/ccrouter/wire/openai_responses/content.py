"""Content parts of messages and tool outputs, both ways: ``input_text``, ``input_image``, ``input_file``, ``input_audio``.

Source: platform.openai.com, "Responses: input item list", "Images and vision", "File inputs".
"""

from __future__ import annotations

import base64
from typing import Any

from ccrouter.ir.parts import Media, Opaque, Text
from ccrouter.ir.profile import Profile
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.history import referred
from ccrouter.wire.openai_responses.reading import array, bad, obj, string, word

FORMAT = "openai_responses"
_TEXT = ("input_text", "output_text", "text", "summary_text", "reasoning_text")


def read_content(value: Any, path: str) -> list[Text | Media | Opaque]:
    """A string or an array of parts. Raises Fault(BAD_REQUEST) for anything else."""
    if value is None:
        return []
    if isinstance(value, str):
        return [Text(text=value)] if value else []
    return [_read_part(obj(part, f"{path}[{i}]"), f"{path}[{i}]") for i, part in enumerate(array(value, path))]


def _read_part(part: dict[str, Any], path: str) -> Text | Media | Opaque:
    kind = string(part.get("type"), f"{path}.type")
    if kind in _TEXT:
        return Text(text=string(part.get("text"), f"{path}.text"))
    match kind:
        case "refusal":
            return Text(text=string(part.get("refusal"), f"{path}.refusal"))
        case "input_image":
            return _read_image(part, path)
        case "input_file":
            return _read_file(part, path)
        case "input_audio":
            sound = obj(part.get("input_audio"), f"{path}.input_audio")
            data = string(sound.get("data"), f"{path}.input_audio.data")
            return Media(kind="audio", mime=f"audio/{sound.get('format') or 'wav'}", data=data)
        case _:
            return Opaque(format=FORMAT, kind=kind, raw=part)


def _read_image(part: dict[str, Any], path: str) -> Media:
    url = part.get("image_url")
    if isinstance(url, dict):  # the Chat form, which some clients keep
        url = url.get("url")
    media = Media(kind="image", detail=word(part.get("detail"), f"{path}.detail"))
    media.file_id = word(part.get("file_id"), f"{path}.file_id")
    _locate(media, word(url, f"{path}.image_url"))
    if not (media.url or media.data or media.file_id):
        raise bad(path, "needs image_url or file_id.")
    return media


def _read_file(part: dict[str, Any], path: str) -> Media:
    media = Media(kind="document", name=word(part.get("filename"), f"{path}.filename"))
    media.file_id = word(part.get("file_id"), f"{path}.file_id")
    data = word(part.get("file_data"), f"{path}.file_data")
    _locate(media, data if data and data.startswith("data:") else word(part.get("file_url"), f"{path}.file_url"))
    if data and not media.data:
        media.mime, media.data = "application/pdf", data
    if media.data and media.mime.startswith("text/"):
        _as_text(media, media.data)
    if not (media.url or media.data or media.file_id or media.text is not None):
        raise bad(path, "needs file_data, file_url or file_id.")
    return media


def _as_text(media: Media, data: str) -> None:
    """A text file as its words: most formats take base64 for PDFs only. What is no UTF-8 stays as it is."""
    try:
        media.text, media.data = base64.b64decode(data).decode(), None
    except ValueError:
        pass


def _locate(media: Media, url: str | None) -> None:
    """Put a data URL's type and bytes, or a plain URL, into ``media``."""
    if url is None or not url.startswith("data:"):
        media.url = url
        return
    head, _, data = url[5:].partition(",")
    media.mime, media.data = head.partition(";")[0] or "application/octet-stream", data


def write_content(
    parts: list[Text | Media | Opaque], profile: Profile, warnings: Warnings, where: str
) -> list[dict[str, Any]]:
    """The parts a user message or a tool output may have; what the target cannot take is said in words or dropped, with a warning."""
    out: list[dict[str, Any]] = []
    for part in parts:
        match part:
            case Text(text=text):
                written = {"type": "input_text", "text": text} if text else None
            case Media():
                written = _write_media(part, profile, warnings, where)
            case Opaque() if (name := referred(part)) is not None:
                written = {"type": "input_text", "text": f"The tool {name} can be used now."}
            case Opaque(kind=kind):
                warnings.add(where, f"A {kind} block has no place in the Responses format and was left out.")
                written = None
        if written:
            out.append(written)
    return out


def _write_media(media: Media, profile: Profile, warnings: Warnings, where: str) -> dict[str, Any] | None:
    data_url = f"data:{media.mime};base64,{media.data}" if media.data else None
    if media.kind == "document" and media.text is not None:
        return {"type": "input_text", "text": f"{media.name}:\n{media.text}" if media.name else media.text}
    can = {"image": profile.images, "document": profile.documents, "audio": profile.audio}.get(media.kind, False)
    if not can:
        warnings.add(where, f"The model takes no {media.kind} input; a note stands in its place.")
        return {"type": "input_text", "text": f"[{media.kind} left out: this model cannot read it]"}
    match media.kind:
        case "image" if data_url or media.url:
            image = {"type": "input_image", "image_url": data_url or media.url}
            return image | {"detail": media.detail} if media.detail else image
        case "document" if data_url:
            return {"type": "input_file", "filename": media.name or "document.pdf", "file_data": data_url}
        case "document" if media.url:
            return {"type": "input_file", "file_url": media.url}
        case "audio" if media.data:
            sound = {"data": media.data, "format": media.mime.partition("/")[2] or "wav"}
            return {"type": "input_audio", "input_audio": sound}
    warnings.add(where, f"An uploaded {media.kind} is known to its own provider only and was left out.")
    return {"type": "input_text", "text": f"[{media.kind} left out: it is stored at another provider]"}
