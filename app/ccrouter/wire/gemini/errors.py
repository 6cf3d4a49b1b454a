"""Google's error object, written and read.

Source: google.rpc.Status (cloud.google.com/apis/design/errors): ``{"error": {"code", "message", "status", "details"}}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire import errors

_STATUS: dict[Kind, str] = {
    Kind.CONNECT: "UNAVAILABLE",
    Kind.TIMEOUT: "DEADLINE_EXCEEDED",
    Kind.RATE_LIMITED: "RESOURCE_EXHAUSTED",
    Kind.OVERLOADED: "UNAVAILABLE",
    Kind.SERVER: "INTERNAL",
    Kind.CUT_SHORT: "UNAVAILABLE",
    Kind.AUTH: "UNAUTHENTICATED",
    Kind.FORBIDDEN: "PERMISSION_DENIED",
    Kind.QUOTA: "RESOURCE_EXHAUSTED",
    Kind.MODEL_MISSING: "NOT_FOUND",
    Kind.TOO_LONG: "INVALID_ARGUMENT",
    Kind.TOO_LARGE: "INVALID_ARGUMENT",
    Kind.REFUSED: "INVALID_ARGUMENT",
    Kind.BAD_REQUEST: "INVALID_ARGUMENT",
    Kind.PROTOCOL: "INTERNAL",
}
_DELAY = re.compile(r"(\d+(?:\.\d+)?)s")


def error_object(fault: Fault) -> dict[str, Any]:
    """The whole error answer, also a chunk of a stream. The message is the fault's own, word for word."""
    error: dict[str, Any] = {"code": fault.status, "message": fault.message, "status": _STATUS[fault.kind]}
    if fault.retry_after is not None:
        delay = f"{fault.retry_after:g}s"
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}]
    return {"error": error}


def encode_error(fault: Fault) -> bytes:
    return msgspec.json.encode(error_object(fault))


def decode_error(status: int | None, headers: Mapping[str, str], body: bytes) -> Fault:
    """A refusal as a Fault, whatever the body is. Header names are lower-case."""
    value = errors.read_json(body)
    error = value.get("error") if value else None
    if not isinstance(error, dict):
        said = error if isinstance(error, str) and error else errors.plain_message(status, body)
        return errors.fault(status, headers, code=None, message=said)
    return read_error(error, status, headers)


def read_error(error: dict[str, Any], status: int | None, headers: Mapping[str, str]) -> Fault:
    """The Fault of one ``error`` object; ``status`` None = it came inside a stream, its own ``code`` then counts."""
    code = error.get("status")
    number = error.get("code")
    if status is None and isinstance(number, int):
        status = number
    message = error.get("message")
    if not isinstance(message, str) or not message:
        message = f"The provider reported {code or 'an error'} and gave no reason."
    details = _objects(error.get("details"))
    fault = errors.fault(
        status, headers, code=code if isinstance(code, str) else None, message=message, retry_after=_delay(details)
    )
    fault.kind = _kind(fault, message, details)
    return fault


def _objects(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _delay(details: list[dict[str, Any]]) -> float | None:
    for detail in details:
        if match := _DELAY.fullmatch(str(detail.get("retryDelay", ""))):
            return float(match.group(1))
    return None


def _kind(fault: Fault, message: str, details: list[dict[str, Any]]) -> Kind:
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        return Kind.AUTH  # said with status 400
    if fault.kind in (Kind.RATE_LIMITED, Kind.QUOTA) and fault.upstream_status == 429:
        quotas = [str(v.get("quotaId", "")) for d in details for v in _objects(d.get("violations"))]
        if any("PerDay" in quota for quota in quotas) or "limit: 0" in message:
            return Kind.QUOTA
        if quotas or fault.retry_after is not None:
            return Kind.RATE_LIMITED  # a limit per minute is told in the words of a used-up quota
    if "location is not supported" in message:
        return Kind.FORBIDDEN  # FAILED_PRECONDITION: another provider may answer from here
    return fault.kind
