"""Exchanges to record, and the file they are recorded in."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from ccrouter.ir.usage import Usage
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import AttemptRow, Entry, ExchangeRow, PriceUsed
from ccrouter.ledger.writer import Keep, Writer

DAY = date(2026, 3, 5)
NOON = 1_772_712_000  # 2026-03-05 12:00 UTC, a Thursday
PRICE = PriceUsed(
    source="genai-prices", version="1", input=3000.0, cache_read=300.0, cache_write=3750.0, output=15000.0
)


def exchange(number: int = 0, *, at: float = NOON, **fields: Any) -> ExchangeRow:
    """A usual one: 5 + 1000 cached + 100 written tokens in, 20 out; 0.000,990 USD."""
    raw = {"input_tokens": 5, "cache_read_input_tokens": 1000, "cache_creation_input_tokens": 100, "output_tokens": 20}
    usual: dict[str, Any] = {
        "id": f"{number:024x}",
        "time": int(at * 1e6),
        "client": "Claude Code",
        "project": "/home/me/project",
        "session": "s1",
        "format": "anthropic",
        "asked": "claude-sonnet-4-5",
        "plan": "anthropic/claude-sonnet-4-5",
        "why": "default",
        "provider": "anthropic",
        "model": "claude-sonnet-4-5",
        "key": "keyring:anthropic",
        "stream": True,
        "status": 200,
        "stop": "end",
        "stop_raw": "end_turn",
        "ttft": 0.5,
        "duration": 2.5,
        "usage": Usage(input=5, cache_read=1000, cache_write=100, output=20, raw=raw),
        "cost": 990_000,
        "price": PRICE,
    }
    return ExchangeRow(**usual | fields)


def attempt(outcome: str = "ok", **fields: Any) -> AttemptRow:
    usual: dict[str, Any] = {
        "provider": "anthropic",
        "model": "claude-sonnet-4-5",
        "key": "keyring:anthropic",
        "outcome": outcome,
        "status": 200 if outcome == "ok" else 529,
        "latency": 0.5,
    }
    return AttemptRow(**usual | fields)


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.sqlite'}"


def written(folder: Path, *entries: Entry, calendar: Calendar | None = None, keep: Keep | None = None) -> str:
    """Write entries with a writer of their own, to its end; the database's URL."""
    writer = Writer(url(folder), calendar or Calendar(), keep or Keep())
    writer.start()
    for entry in entries:
        writer.put(entry)
    writer.stop(30)
    assert writer.state().written == len(entries), writer.state()
    return url(folder)


def sql(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Asked of the file itself, past all of our code."""
    connection = sqlite3.connect(folder / "ledger.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


ROWS = (  # a known handful; the fixture ``connection`` has them in a ledger
    exchange(0, at=NOON - 86_400, model="old", cost=7),
    exchange(1, at=NOON, model="a", ttft=0.1, cost=100),
    exchange(2, at=NOON + 61, model="a", ttft=10.0, cost=200, session="s2"),
    exchange(3, at=NOON + 3600, provider="openai", model="b", client="Codex", cost=50, session="s2"),
    exchange(4, at=NOON + 3601, provider="openai", model="b", cost=None, status=500, fault="server", usage=None),
)
