"""What a translation could not carry over, as values: recorded with the exchange, counted in ``x-ccr-warnings``."""

from __future__ import annotations

from msgspec import Struct


class Warning(Struct, frozen=True):
    """``field`` is where (``tools[3]``, ``top_k``); ``detail`` says in a sentence what was done instead."""

    field: str
    detail: str


class Warnings:
    """Collects warnings of one exchange, each once."""

    def __init__(self) -> None:
        self.items: list[Warning] = []

    def add(self, field: str, detail: str) -> None:
        warning = Warning(field, detail)
        if warning not in self.items:
            self.items.append(warning)

    def __len__(self) -> int:
        return len(self.items)
