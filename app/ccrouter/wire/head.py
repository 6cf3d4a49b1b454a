"""The head of a request: the few fields the way to a provider depends on, read without building the conversation.

The rest of the body stays the client's own bytes (``msgspec.Raw``), so a request to a provider of the same format can go
out with single values replaced and every other byte as it came.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.profile import FormatName

# Half of a UTF-16 pair, escaped: Claude Code sends one when it cuts an emoji in two. Strict readers refuse the whole body.
_HALF = re.compile(
    rb"(?<!\\)(?P<even>(?:\\\\)*)(?:(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_MESSAGES: dict[FormatName, str] = {
    "anthropic": "messages",
    "openai_chat": "messages",
    "openai_responses": "input",
    "gemini": "contents",
}
_SURROGATE = re.compile(rb"\\u[dD]")  # four times as fast as looking for short words
_EMPTY = re.compile(rb"\[\s*\]")
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


T = TypeVar("T")


class Head(msgspec.Struct, kw_only=True):
    """``body`` is the whole request body, ``fields`` its top level, unread."""

    format: FormatName
    body: bytes
    fields: dict[str, msgspec.Raw]
    model: str
    stream: bool

    def parsed(self) -> dict[str, Any]:
        """The whole body as plain objects."""
        value: dict[str, Any] = _decode(self.body, _ANY)
        return value

    def splice(self, changes: dict[str, object]) -> bytes:
        """The body with top-level values replaced (None removes a key); the client's own bytes if nothing differs."""
        fields = dict(self.fields)
        for key, value in changes.items():
            if value is None:
                fields.pop(key, None)
            else:
                fields[key] = msgspec.Raw(msgspec.json.encode(value))
        return self.body if fields == self.fields else msgspec.json.encode(fields)


_ANY = msgspec.json.Decoder()


def mend(body: bytes) -> bytes:
    """The body with lone surrogates (escaped, or as raw bytes) and broken UTF-8 replaced by U+FFFD."""
    if _SURROGATE.search(body):
        body = _HALF.sub(lambda m: m["even"] + (m["pair"] or b"\\ufffd"), body)
    if body.isascii():
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace").encode()
    return body


def read(format: FormatName, body: bytes, *, model: str | None = None, stream: bool | None = None) -> Head:
    """Read a request body. ``model`` and ``stream`` are given where the path says them (Gemini).

    Raises:
        Fault: BAD_REQUEST, saying which field is wrong.
    """
    body = mend(body)
    fields = _decode(body, _RAW_OBJECT)
    conversation = _MESSAGES[format]
    value = bytes(fields.get(conversation, b"")).strip()
    if not value or value == b"null":
        raise bad_request(f"{conversation}: Field required")
    if value[:1] != b"[" and not (format == "openai_responses" and value[:1] == b'"'):
        raise bad_request(f"{conversation}: Input should be a valid list")
    if _EMPTY.fullmatch(value):
        raise bad_request(f"{conversation}: at least one message is required")
    if model is None:
        model = _field(fields, "model", str)
        if not model:
            raise bad_request("model: Field required")
    if stream is None:
        stream = _field(fields, "stream", bool) or False
    return Head(format=format, body=body, fields=fields, model=model, stream=stream)


def bad_request(message: str, status: int = 400) -> Fault:
    return Fault(Kind.BAD_REQUEST, message, status=status, code="invalid_request_error")


def _field(fields: dict[str, msgspec.Raw], name: str, kind: type[T]) -> T | None:
    raw = fields.get(name)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=kind | None)
    except msgspec.ValidationError:
        expected = "string" if kind is str else "boolean"
        raise bad_request(f"{name}: Input should be a valid {expected}") from None


def _decode(body: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise bad_request("The request body must be a JSON object.") from None
    except msgspec.DecodeError as error:
        raise bad_request(f"The request body is not valid JSON: {error}") from None
    except RecursionError:
        raise bad_request("The request body is nested too deeply.") from None
