"""What an answer used, in tokens."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Usage(Struct, kw_only=True):
    """Token buckets that do not overlap: input + cache_read + cache_write = all that went in. ``output`` includes ``reasoning``.

    ``cache_write_1h`` is the part of ``cache_write`` kept for an hour. ``cost`` is the provider's own bill in USD where it
    sends one (OpenRouter). ``tier`` is the service tier it says it served by (flex, priority, batch), where prices differ.
    ``raw`` is the provider's usage object as it came.
    """

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    output: int = 0
    reasoning: int = 0
    cost: float | None = None
    tier: str = ""
    estimated: bool = False
    raw: dict[str, Any] | None = None

    @property
    def prompt(self) -> int:
        """Everything that went in, cached or not (what OpenAI calls ``prompt_tokens``)."""
        return self.input + self.cache_read + self.cache_write
