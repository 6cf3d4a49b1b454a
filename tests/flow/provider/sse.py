"""Server-sent events as the providers write them."""

from __future__ import annotations

import json
from typing import Any


def frame(payload: dict[str, Any], event: str = "") -> bytes:
    """One event. OpenAI Chat and Gemini name none; Anthropic and Responses name each."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return (f"event: {event}\ndata: {body}\n\n" if event else f"data: {body}\n\n").encode()
