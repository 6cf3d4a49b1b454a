"""OpenAI's error object, written and read: Chat Completions and Responses share it.

Source: platform.openai.com, "Error codes": ``{"error": {"message", "type", "param", "code"}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire import errors

# kind → (type, code) as OpenAI writes them
_WORDS: dict[Kind, tuple[str, str | None]] = {
    Kind.CONNECT: ("server_error", "server_error"),
    Kind.TIMEOUT: ("server_error", "timeout"),
    Kind.RATE_LIMITED: ("rate_limit_error", "rate_limit_exceeded"),
    Kind.OVERLOADED: ("server_error", "server_is_overloaded"),
    Kind.SERVER: ("server_error", "server_error"),
    Kind.CUT_SHORT: ("server_error", "server_error"),
    Kind.AUTH: ("invalid_request_error", "invalid_api_key"),
    Kind.FORBIDDEN: ("permission_error", "permission_denied"),
    Kind.QUOTA: ("insufficient_quota", "insufficient_quota"),
    Kind.MODEL_MISSING: ("invalid_request_error", "model_not_found"),
    Kind.TOO_LONG: ("invalid_request_error", "context_length_exceeded"),
    Kind.TOO_LARGE: ("invalid_request_error", "request_too_large"),
    Kind.REFUSED: ("invalid_request_error", "content_policy_violation"),
    Kind.BAD_REQUEST: ("invalid_request_error", None),
    Kind.PROTOCOL: ("server_error", "server_error"),
}


def error_object(fault: Fault) -> dict[str, Any]:
    """What stands under ``error``. The message is the fault's own, word for word (clients parse it)."""
    type_, code = _WORDS[fault.kind]
    return {"message": fault.message, "type": type_, "param": None, "code": code}


def encode_error(fault: Fault) -> bytes:
    """The JSON body of an error response."""
    return msgspec.json.encode({"error": error_object(fault)})


def decode_error(status: int | None, headers: Mapping[str, str], body: bytes) -> Fault:
    """A refusal as a Fault, whatever the body is. Header names are lower-case; ``status`` None = inside a stream."""
    value = errors.read_json(body)
    if value is None:
        return errors.fault(status, headers, code=None, message=errors.plain_message(status, body))
    return read_error(value.get("error", value), status, headers, body)


def read_error(error: Any, status: int | None, headers: Mapping[str, str], body: bytes = b"") -> Fault:
    """The Fault of one ``error`` value: the documented object, or the plain string or ``detail`` some servers put there."""
    if isinstance(error, str) and error:
        return errors.fault(status, headers, code=None, message=error)
    found = error if isinstance(error, dict) else {}
    message = next((found[k] for k in ("message", "detail", "msg", "error") if _said(found.get(k))), None)
    if message is None:
        return errors.fault(status, headers, code=_code(found), message=errors.plain_message(status, body))
    return errors.fault(status, headers, code=_code(found), message=message)


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _code(error: dict[str, Any]) -> str | None:
    """``code`` says more than ``type``; some servers put the HTTP status there as a number, which says nothing new."""
    for key in ("code", "type"):
        value = error.get(key)
        if isinstance(value, str) and value and value != "error" and not value.isdigit():
            return value
    return None
