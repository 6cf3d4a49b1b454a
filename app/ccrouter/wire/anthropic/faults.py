"""Errors in Anthropic's words (docs.anthropic.com, "Errors"): ``{"type": "error", "error": {"type", "message"}}``."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire.errors import fault, plain_message, read_json

Json = dict[str, Any]

_TYPES = {
    Kind.AUTH: "authentication_error",
    Kind.QUOTA: "billing_error",
    Kind.FORBIDDEN: "permission_error",
    Kind.MODEL_MISSING: "not_found_error",
    Kind.TOO_LARGE: "request_too_large",
    Kind.RATE_LIMITED: "rate_limit_error",
    Kind.TIMEOUT: "timeout_error",
    Kind.OVERLOADED: "overloaded_error",
    Kind.TOO_LONG: "invalid_request_error",  # a full context is a 400 of this type in Anthropic's own API
    Kind.BAD_REQUEST: "invalid_request_error",
    Kind.REFUSED: "invalid_request_error",
}
# the sentences by which Claude Code knows that the context is full and must be compacted
_KNOWN_TOO_LONG = re.compile(r"prompt is too long|maximum context length|input length and `max_tokens` exceed", re.I)


def error_object(fault: Fault) -> Json:
    return {"type": "error", "error": {"type": _TYPES.get(fault.kind, "api_error"), "message": _message(fault)}}


def encode_error(fault: Fault) -> bytes:
    return msgspec.json.encode(error_object(fault))


def _message(fault: Fault) -> str:
    if fault.kind is Kind.TOO_LONG and not _KNOWN_TOO_LONG.search(fault.message):
        return f"prompt is too long: {fault.message}"
    return fault.message


def decode_error(status: int, headers: dict[str, str], body: bytes) -> Fault:
    data = read_json(body)
    code, message = error_of(data) if data is not None else (None, "")
    return fault(status, headers, code=code, message=message or plain_message(status, body))


def error_of(data: Json) -> tuple[str | None, str]:
    """Type and sentence of an error object, in Anthropic's shape or one of those its imitators use."""
    inner = data.get("error")
    if isinstance(inner, str):
        return None, inner
    inner = inner if isinstance(inner, dict) else data
    code = next((str(v) for k in ("type", "code") if (v := inner.get(k)) and v != "error"), None)
    message = next((v for k in ("message", "msg", "detail") if isinstance(v := inner.get(k), str) and v), "")
    return code, message
