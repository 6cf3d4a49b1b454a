"""Errors of a Chat provider, whole or inside a stream: the documented object and what servers put in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccrouter.ir.faults import Fault
from ccrouter.wire import errors, openai_errors


def decode_error(status: int, headers: Mapping[str, str], body: bytes) -> Fault:
    """A refusal as a Fault, whatever the body is. Header names are lower-case."""
    found = errors.read_json(body)
    if found is not None and isinstance(error := found.get("error"), dict) and (said := _relayed(error)):
        return openai_errors.read_error({**error, "message": said}, status, headers, body)
    return openai_errors.decode_error(status, headers, body)


def in_stream(chunk: dict[str, Any]) -> Fault | None:
    """The Fault a chunk (or a body sent with status 200) stands for; None if it is none.

    Known forms: ``{"error": {…}}`` beside or instead of choices, vLLM's ``{"object": "error", "message", "code"}``,
    FastAPI's ``{"detail": …}``.
    """
    error = chunk.get("error")
    if not error:
        if chunk.get("object") != "error" and (chunk.get("choices") is not None or "detail" not in chunk):
            return None
        error = chunk
    if not isinstance(error, dict):
        return openai_errors.read_error(error, None, {})
    if said := _relayed(error):
        error = {**error, "message": said}
    return openai_errors.read_error(error, _status(error), {})


def _status(error: dict[str, Any]) -> int | None:
    """An HTTP status written into the error (OpenRouter, Groq, vLLM)."""
    for key in ("code", "status_code", "status"):
        value = error.get(key)
        if isinstance(value, str) and value.isdecimal() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and 400 <= value <= 599:
            return value
    return 400 if error.get("type") == "invalid_request_error" else None


def _relayed(error: dict[str, Any]) -> str | None:
    """OpenRouter says only "Provider returned error" and keeps the provider's own sentence in ``metadata.raw``."""
    metadata = error.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(raw, str) or not raw.strip():
        return None
    inner = errors.read_json(raw.encode("utf-8", "replace"))
    if inner is not None:
        raw = openai_errors.read_error(inner.get("error", inner), None, {}, raw.encode("utf-8", "replace")).message
    return f"{metadata.get('provider_name') or 'The provider'}: {raw[:500]}"
