"""A request as a line of the table. Lines are made on the thread that reads them, so that drawing only looks them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ccrouter.desktop import words
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.listing import Kept

OUTCOME = 4  # the place of that field


class Line(NamedTuple):
    kept: Kept
    cells: tuple[str, ...]
    failed: bool


class Field(NamedTuple):
    title: str
    text: Callable[[Kept], str]
    width: int  # characters
    right: bool = False


def fields() -> tuple[Field, ...]:
    return (
        Field(tr("Time"), lambda one: words.clock_time(one.time / 1e6), 18),
        Field(tr("Client"), lambda one: words.client(one.client) or "–", 15),
        Field(tr("Asked for"), lambda one: one.asked or "–", 32),
        Field(tr("Answered by"), answered, 0),
        Field(tr("Outcome"), outcome, 20),
        Field(tr("Tokens"), tokens, 17, right=True),
        Field(tr("Cost"), lambda one: words.money(one.cost), 12, right=True),
        Field(tr("First word"), lambda one: words.duration(one.ttft), 11, right=True),
        Field(tr("Total"), lambda one: words.duration(one.duration), 10, right=True),
    )


def lines(found: Mapping[int, Kept]) -> dict[int, Line]:
    """By the same keys."""
    texts = [field.text for field in fields()]
    return {time: Line(kept, tuple([text(kept) for text in texts]), failed(kept)) for time, kept in found.items()}


def failed(kept: Kept) -> bool:
    return kept.status >= 400 or bool(kept.fault)


def answered(kept: Kept) -> str:
    return f"{kept.provider}/{kept.model}" if kept.provider else "–"


def outcome(kept: Kept) -> str:
    """``200``, or the status with the kind of its fault: ``529 overloaded``."""
    return f"{kept.status or '–'} {kept.fault}".rstrip()


def prompt(kept: Kept) -> int | None:
    """All tokens that went in, cached or not; None = not known."""
    parts = (kept.input, kept.cache_read, kept.cache_write)
    return None if all(part is None for part in parts) else sum(part or 0 for part in parts)


def tokens(kept: Kept) -> str:
    read = prompt(kept)
    if read is None and kept.output is None:
        return "–"
    return f"{'~' if kept.estimated else ''}{words.count(read)} → {words.count(kept.output)}"
