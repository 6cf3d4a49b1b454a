"""A client's ``contents``: its turns, with seals opened and calls paired with their results."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal

import msgspec

from ccrouter.ir.call import Message
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.gemini.fields import NO_SIGNATURE, as_list, as_object, as_text, bad, get, open_seal, standard_base64
from ccrouter.wire.seal import Sealed

_ROLES: dict[str, Literal["user", "assistant"]] = {
    "": "user", "user": "user", "function": "user", "tool": "user", "model": "assistant",
}  # fmt: skip
_ANSWER_KEYS = ("output", "result", "content", "error")  # where clients put what a tool said


def read_contents(value: Any) -> list[Message]:
    if value is None:
        raise bad("contents", "is missing.")
    return _Reader().read(as_list(value, "contents"))


class _Reader:
    """Walks the history once: calls without an id get one from their place in it, which is the same in every later turn."""

    def __init__(self) -> None:
        self._calls = 0
        self._results = 0
        self._unanswered: list[ToolCall] = []

    def read(self, contents: list[Any]) -> list[Message]:
        messages: list[Message] = []
        for index, entry in enumerate(contents):
            path = f"contents[{index}]"
            content = as_object(entry, path)
            role = _ROLES.get(str(content.get("role") or ""))
            if role is None:
                raise bad(f"{path}.role", "must be 'user' or 'model'.")
            # streaming SDKs keep each chunk of an answer as a turn of its own
            same = role == "assistant" and messages and messages[-1].role == role
            parts = messages[-1].parts if same else []
            if role == "assistant" and not same:
                self._unanswered = []  # answers follow their calls at once; what was left open stays open
            for number, part in enumerate(as_list(content.get("parts"), f"{path}.parts")):
                self._part(as_object(part, f"{path}.parts[{number}]"), f"{path}.parts[{number}]", role, parts)
            if parts and not same:
                messages.append(Message(role=role, parts=parts))
        return messages

    def _part(self, part: dict[str, Any], path: str, role: str, out: list[Part]) -> None:
        signature, sealed = _signature(part)
        if sealed is not None and sealed.t is not None:
            _restore(sealed, out)
            signature = sealed = None
        origin = sealed.origin if sealed else None
        if (text := part.get("text")) is not None:
            _add_text(as_text(text, f"{path}.text"), part.get("thought") is True, signature, sealed, role, out)
        elif call := get(part, "functionCall"):
            tool_call = self._call(as_object(call, f"{path}.functionCall"), path)
            tool_call.signature, tool_call.origin = signature, origin
            out.append(tool_call)
        elif answer := get(part, "functionResponse"):
            out.append(self._result(as_object(answer, f"{path}.functionResponse"), path))
        elif (media := read_media(part, path)) is not None:
            out.append(media)
        elif raw := {k: v for k, v in part.items() if k not in ("thoughtSignature", "thought_signature")}:
            out.append(Opaque(format="gemini", kind=next(iter(raw)), raw=part))

    def _call(self, call: dict[str, Any], path: str) -> ToolCall:
        name = call.get("name")
        if not isinstance(name, str) or not name:
            raise bad(f"{path}.functionCall.name", "must be a function name.")
        self._calls += 1
        id_ = call.get("id")
        args = as_object(call.get("args"), f"{path}.functionCall.args")
        tool_call = ToolCall(
            id=id_ if isinstance(id_, str) and id_ else f"call_{self._calls}_{name}",
            name=name,
            arguments=msgspec.json.encode(args).decode(),
        )
        self._unanswered.append(tool_call)
        return tool_call

    def _result(self, answer: dict[str, Any], path: str) -> ToolResult:
        name = answer.get("name")
        id_ = answer.get("id")
        text, is_error = _answer_text(answer.get("response"))
        content: list[Text | Media | Opaque] = [Text(text=text)]
        for number, part in enumerate(as_list(answer.get("parts"), f"{path}.functionResponse.parts")):
            media = read_media(as_object(part, f"{path}.functionResponse.parts[{number}]"), path)
            if media is not None:
                content.append(media)
        self._results += 1
        if (call := self._answered(id_, name)) is not None:
            return ToolResult(call_id=call.id, content=content, name=call.name, is_error=is_error)
        call_id = id_ if isinstance(id_, str) and id_ else f"result_{self._results}"
        known = name if isinstance(name, str) else None
        return ToolResult(call_id=call_id, content=content, name=known, is_error=is_error)

    def _answered(self, id_: Any, name: Any) -> ToolCall | None:
        """The open call that is answered: by id, else the oldest of that name (Google matches by order)."""
        waiting = self._unanswered
        found = next((c for c in waiting if c.id == id_), None) or next((c for c in waiting if c.name == name), None)
        if found is not None:
            waiting.remove(found)
        return found


def _signature(part: dict[str, Any]) -> tuple[str | None, Sealed | None]:
    """The part's own signature and, if it came out of a seal of ours, that seal."""
    value = get(part, "thoughtSignature")
    if not isinstance(value, str) or not value or value == NO_SIGNATURE:
        return None, None
    sealed = open_seal(value)
    return (sealed.s if sealed else value), sealed


def _add_text(
    text: str, thought: bool, signature: str | None, sealed: Sealed | None, role: str, out: list[Part]
) -> None:
    """Streaming SDKs keep every chunk as a part of its own: what belongs together becomes one part again."""
    last = out[-1] if out else None
    origin = sealed.origin if sealed else None
    if thought:
        if isinstance(last, Thinking) and last.signature is None and last.origin is None and signature is None:
            last.text += text
        else:
            out.append(Thinking(text=text, signature=signature, origin=origin))
    elif role == "assistant" and isinstance(last, Text) and last.signature is None:
        last.text += text
        last.signature, last.origin = signature, origin
    elif text or signature:
        out.append(Text(text=text, signature=signature, origin=origin))


def _restore(sealed: Sealed, out: list[Part]) -> None:
    """Thinking of another format that travelled in a seal. A client that also echoed its words sent them just before."""
    words = sealed.t or ""
    before = after = ""
    if out and isinstance(last := out[-1], Thinking) and last.origin is None and last.signature is None:
        out.pop()
        before, _, after = last.text.partition(words) if words else ("", "", last.text)
    if before:
        out.append(Thinking(text=before))
    out.append(Thinking(text=words, signature=sealed.s, encrypted=sealed.e, id=sealed.i, origin=sealed.origin))
    if after:
        out.append(Thinking(text=after))


def _answer_text(response: Any) -> tuple[str, bool]:
    """What a tool said, as text, and whether that is an error."""
    if isinstance(response, dict):
        keys = set(response) - {"name"}  # some clients repeat the function's name
        key = next(iter(keys)) if len(keys) == 1 else ""
        if key in _ANSWER_KEYS:
            return _as_text(response[key]), key == "error"
    return _as_text(response), False


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def read_media(part: dict[str, Any], path: str) -> Media | None:
    """``inlineData`` or ``fileData``; None = the part is neither."""
    if inline := get(part, "inlineData"):
        blob = as_object(inline, f"{path}.inlineData")
        mime = str(get(blob, "mimeType") or "")
        data = standard_base64(as_text(blob.get("data") or "", f"{path}.inlineData.data"))
        name = get(blob, "displayName")
        if mime.startswith("text/") and (text := _plain(data)) is not None:
            return Media(kind="document", mime=mime, text=text, name=name)
        return Media(kind=_kind(mime), mime=mime, data=data, name=name)
    if file := get(part, "fileData"):
        blob = as_object(file, f"{path}.fileData")
        mime = str(get(blob, "mimeType") or "")
        uri = as_text(get(blob, "fileUri"), f"{path}.fileData.fileUri")
        own = not uri.startswith(("http://", "https://")) or "generativelanguage.googleapis.com" in uri
        kind = "video" if not mime and "youtu" in uri else _kind(mime)
        name = get(blob, "displayName")
        return Media(kind=kind, mime=mime, name=name, file_id=uri if own else None, url=None if own else uri)
    return None


def _kind(mime: str) -> Literal["image", "document", "audio", "video"]:
    match mime.partition("/")[0]:
        case "image" | "audio" | "video" as kind:
            return kind
        case _:
            return "document"


def _plain(data: str) -> str | None:
    try:
        return base64.b64decode(data).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
