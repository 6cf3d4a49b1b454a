"""What an HTTP error of a provider means, read from status, code and words, the same for every format.

The sentences are those the providers' documentation and their servers use; see tests/wire/test_errors.py for samples.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire.head import mend

_TOO_LONG = re.compile(
    r"prompt is too long|maximum (context|prompt) length|context[ _-]length|context window|available context size"
    r"|input length and `?max_tokens`? exceed|input is too long|too many (input )?tokens|token count .* exceeds"
    r"|exceeds the (maximum|max) (number of )?(input )?tokens|exceeds max length|exceeded model token limit"
    r"|range of input length should be|`?inputs`? tokens \+ `?max_new_tokens`? must be",
    re.I,
)
# more tokens than a minute allows: waiting does not help
_TOO_MUCH_AT_ONCE = re.compile(r"request too large for .{0,120}tokens per min", re.I | re.S)
_QUOTA = re.compile(
    r"insufficient[ _](quota|balance|credit|funds)|credit balance|exceeded your current quota|billing (hard )?limit"
    r"|requires billing|billing (is )?not (active|enabled)|payment required|out of credits|arrears"
    r"|account.*(overdue|suspended)",
    re.I,
)
_OVERLOADED = re.compile(r"overloaded|over capacity|temporarily unavailable|server is busy|high demand", re.I)
# narrow on purpose: a 400 that only names a feature the model lacks must reach the client as it is
_MODEL = re.compile(r"\bmodels?\b[^.]{0,60}\b(not found|does not exist|not exist|is not available)"
                    r"|model['\"`]? is not supported|\b(no such|unknown|unsupported) model\b|\binvalid model( name| id|:|$)"
                    r"|not a valid model", re.I)  # fmt: skip
_KEY = re.compile(
    r"(api|access)[ _-]?key.{0,40}(not valid|invalid|incorrect|expired)|(invalid|incorrect).{0,20}api[ _-]?key", re.I
)
_TRY_AGAIN = re.compile(r"try again in (?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s))?", re.I)
_BY_STATUS = {
    400: Kind.BAD_REQUEST, 401: Kind.AUTH, 402: Kind.QUOTA, 403: Kind.FORBIDDEN, 404: Kind.MODEL_MISSING,
    408: Kind.TIMEOUT, 413: Kind.TOO_LARGE, 422: Kind.BAD_REQUEST, 424: Kind.BAD_REQUEST, 429: Kind.RATE_LIMITED,
    500: Kind.SERVER, 502: Kind.SERVER, 503: Kind.OVERLOADED, 504: Kind.TIMEOUT, 529: Kind.OVERLOADED,
}  # fmt: skip
_BY_CODE = {
    "overloaded_error": Kind.OVERLOADED, "server_is_overloaded": Kind.OVERLOADED, "unavailable": Kind.OVERLOADED,
    "rate_limit_error": Kind.RATE_LIMITED, "rate_limit_exceeded": Kind.RATE_LIMITED, "resource_exhausted": Kind.RATE_LIMITED,
    "insufficient_quota": Kind.QUOTA, "billing_error": Kind.QUOTA, "authentication_error": Kind.AUTH, "invalid_api_key": Kind.AUTH,
    "unauthenticated": Kind.AUTH, "permission_error": Kind.FORBIDDEN, "permission_denied": Kind.FORBIDDEN,
    "not_found_error": Kind.MODEL_MISSING, "model_not_found": Kind.MODEL_MISSING, "not_found": Kind.MODEL_MISSING,
    "context_length_exceeded": Kind.TOO_LONG, "request_too_large": Kind.TOO_LARGE, "timeout_error": Kind.TIMEOUT,
    "deadline_exceeded": Kind.TIMEOUT, "api_error": Kind.SERVER, "server_error": Kind.SERVER, "internal": Kind.SERVER,
    "internal_server_error": Kind.SERVER, "invalid_request_error": Kind.BAD_REQUEST, "invalid_argument": Kind.BAD_REQUEST,
    "failed_precondition": Kind.BAD_REQUEST, "invalid_prompt": Kind.REFUSED, "content_filter": Kind.REFUSED,
    "content_policy_violation": Kind.REFUSED, "data_inspection_failed": Kind.REFUSED, "timeout": Kind.TIMEOUT,
    "engine_overloaded_error": Kind.OVERLOADED, "exceeded_current_quota_error": Kind.QUOTA,
    "exceed_context_size_error": Kind.TOO_LONG,
}  # fmt: skip


def classify(status: int | None, code: str | None, message: str) -> Kind:
    """The kind of fault. Words outrank the status where providers disagree (a full context is 400 here and 413 there), and
    the status a word that says next to nothing ("api_error" with 402)."""
    kind = _BY_CODE.get((code or "").lower())
    if status is not None and (kind in (None, Kind.BAD_REQUEST) or (kind is Kind.SERVER and status < 500)):
        by_status = _BY_STATUS.get(status, Kind.SERVER if status >= 500 else Kind.BAD_REQUEST)
        kind = by_status if kind is None or by_status is not Kind.BAD_REQUEST else kind
    kind = kind or Kind.SERVER
    if kind in (Kind.BAD_REQUEST, Kind.TOO_LARGE) and _TOO_LONG.search(message):
        return Kind.TOO_LONG
    if kind in (Kind.RATE_LIMITED, Kind.TOO_LARGE) and _TOO_MUCH_AT_ONCE.search(message):
        return Kind.TOO_LONG
    if kind in (Kind.BAD_REQUEST, Kind.RATE_LIMITED, Kind.FORBIDDEN) and _QUOTA.search(message):
        return Kind.QUOTA
    if kind is Kind.BAD_REQUEST and _KEY.search(message):
        return Kind.AUTH  # Gemini answers 400 to a wrong key
    if kind is Kind.BAD_REQUEST and _MODEL.search(message):
        return Kind.MODEL_MISSING
    if kind is Kind.SERVER and _OVERLOADED.search(message):
        return Kind.OVERLOADED
    return kind


def fault(
    status: int | None, headers: Mapping[str, str], *, code: str | None, message: str, retry_after: float | None = None
) -> Fault:
    """A provider's refusal. Header names are lower-case."""
    kind = classify(status, code, message)
    after = retry_after if retry_after is not None else retry_delay(headers)
    if kind is Kind.RATE_LIMITED and after is None:
        after = _spoken_delay(message)
    return Fault(kind, message, status=status, code=code, retry_after=after)


def retry_delay(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from ``retry-after-ms`` (OpenAI) or ``retry-after`` (RFC 9110; the date form is left to the caller's clock)."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * scale
        except (KeyError, ValueError):
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None


def _spoken_delay(message: str) -> float | None:
    """Seconds from "Please try again in 1m2.5s" (OpenAI, Groq); None if it does not say."""
    match = _TRY_AGAIN.search(message)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, rest, unit = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest or 0) * (0.001 if unit == "ms" else 1)


def read_json(body: bytes) -> dict[str, Any] | None:
    """The body as an object; None for anything else (an HTML page of a captive proxy, an empty body)."""
    try:
        value = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        try:  # an emoji cut in two (some servers split tokens there) must not cost the whole answer
            value = msgspec.json.decode(mend(body))
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value[0]  # Gemini wraps a stream's error in an array
    return value if isinstance(value, dict) else None


def plain_message(status: int | None, body: bytes) -> str:
    """A sentence for a body that is not the provider's documented error: a page, a gateway's text, nothing."""
    text = body[:4000].decode("utf-8", "replace").strip()
    if not text:
        return (
            f"The provider answered with status {status} and no text."
            if status
            else "The provider sent an empty answer."
        )
    if text.startswith("<"):
        title = re.search(r"<title>\s*(.*?)\s*</title>", text, re.I | re.S)
        said = f" titled “{html.unescape(title[1])[:120]}”" if title else ""
        code = f" (status {status})" if status else ""
        return f"A web page{said} came back instead of an answer{code}: a proxy or a wrong base URL is in the way."
    return text[:500]
