"""Entries become rows: exchanges, their attempts, bodies and rollups, all in the caller's one transaction."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from ccrouter.ledger import shapes, statements
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.interning import Interned, Series, clean
from ccrouter.ledger.rows import AttemptRow, Entry, ExchangeRow
from ccrouter.ledger.tables import (
    DOCUMENTS,
    ESTIMATED,
    IMAGES,
    STREAMED,
    SUBAGENT,
    THINKING,
    TOKENS,
    TOOLS,
    exchanges,
)
from ccrouter.ledger.tally import Place, Tally

log = logging.getLogger(__name__)
_FAULT_TEXT = 500  # characters
_FAR = 60_000_000  # microseconds between the first and the last of a batch
_WARNING, _WARNINGS = 150, 8  # characters of each, how many


def write(connection: Connection, entries: Sequence[Entry], interned: Interned, calendar: Calendar) -> None:
    """Write a batch. Raises SQLAlchemyError, and then nothing of it is there."""
    interned.begin(connection)
    tally = Tally()
    ids = _free_ids(connection, [entry.exchange.time for entry in entries])
    rows: list[dict[str, Any]] = []
    tries: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    planned: list[dict[str, Any]] = []
    for number, entry in zip(ids, entries, strict=True):
        exchange = entry.exchange
        offset = calendar.offset(exchange.time / 1e6)
        row = _row(exchange, interned) | {"id": number, "offset": offset}
        rows.append(row)
        tally.exchange(exchange, _place(interned, exchange, exchange), row["session"], offset)
        for place, attempt in enumerate(entry.attempts):
            where = _place(interned, exchange, attempt)
            own = place == len(entry.attempts) - 1
            tries.append(
                {
                    "exchange": number,
                    "place": place,
                    "series": where.series,
                    "outcome": interned.some_name(attempt.outcome),
                    "status": attempt.status,
                    "latency": round(attempt.latency * 1000),
                    "cost": attempt.cost,
                }
            )
            tally.attempt(attempt, where, exchange.time, offset, own=own)
        if entry.capture:
            request, response = map(zlib.compress, entry.capture.bodies())
            headers = zlib.compress(entry.capture.headers())
            kept.append({"exchange": number, "request": request, "response": response, "headers": headers})
        if (plan := _plan(entry)) is not None:
            planned.append({"exchange": number, "plan": plan})
    statements.many(connection, statements.EXCHANGES, rows)
    statements.many(connection, statements.ATTEMPTS, tries)
    statements.many(connection, statements.BODIES, kept)
    statements.many(connection, statements.PLANS, planned)
    tally.write(connection)


def _plan(entry: Entry) -> bytes | None:
    """A plan that cannot be told must not cost the row."""
    try:
        return zlib.compress(entry.plan(), 1) if entry.plan else None
    except Exception:
        log.exception("how an exchange was routed could not be kept")
        return None


def _place(interned: Interned, exchange: ExchangeRow, answered: ExchangeRow | AttemptRow) -> Place:
    series = Series((answered.provider, answered.model, answered.key, exchange.client, exchange.project))
    return Place(interned.series(series), interned.series(series.coarse()))


def _row(exchange: ExchangeRow, interned: Interned) -> dict[str, Any]:
    usage, name = exchange.usage, interned.name
    shape, numbers = shapes.split(usage.raw) if usage and usage.raw else ("", None)
    series = Series((exchange.provider, exchange.model, exchange.key, exchange.client, exchange.project))
    return {
        "key": bytes.fromhex(exchange.id),
        "series": interned.series(series),
        **{field: name(getattr(exchange, field)) for field in ("session", "format", "asked", "task", "plan", "why")},
        "flags": _flags(exchange),
        "status": exchange.status,
        "fault": name(exchange.fault),
        "fault_text": clean(exchange.fault_text[:_FAULT_TEXT]) or None,
        "stop": name(exchange.stop),
        "stop_raw": name(exchange.stop_raw),
        "ttft": None if exchange.ttft is None else round(exchange.ttft * 1000),
        "duration": round(exchange.duration * 1000),
        **{token: getattr(usage, token) if usage else None for token in TOKENS},
        "tier": name(usage.tier) if usage else None,
        "usage_shape": name(shape),
        "usage_numbers": numbers,
        "cost": exchange.cost,
        "price": interned.price(exchange.price),
        "warnings": name(_warnings(exchange.warnings)),
    }


def _flags(exchange: ExchangeRow) -> int:
    flags = STREAMED * exchange.stream | SUBAGENT * exchange.subagent
    flags |= IMAGES * exchange.images | DOCUMENTS * exchange.documents | TOOLS * exchange.tools
    flags |= THINKING * exchange.thinking
    return flags | ESTIMATED * (exchange.usage is not None and exchange.usage.estimated)


def _warnings(warnings: tuple[str, ...]) -> str:
    """As a JSON list, short enough to be kept whole."""
    return (
        msgspec.json.encode([clean(warning[:_WARNING]) for warning in warnings[:_WARNINGS]]).decode()
        if warnings
        else ""
    )


def _free_ids(connection: Connection, times: Sequence[int]) -> list[int]:
    """The moments as ids, each moved on by microseconds until nobody has it."""
    taken: set[int] = set()
    ids: list[int] = []
    for time in times:
        while time in taken:
            time += 1
        taken.add(time)
        ids.append(time)
    while there := _standing(connection, ids):
        taken |= there
        for place, number in enumerate(ids):
            if number in there:
                while number in taken:
                    number += 1
                taken.add(number)
                ids[place] = number
    return ids


def _standing(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of the ids that are taken."""
    near = exchanges.c.id.between(min(ids), max(ids))
    if max(ids) - min(ids) > _FAR:  # the clock has jumped, and much may lie between
        near = exchanges.c.id.in_(ids)
    return set(connection.execute(select(exchanges.c.id).where(near)).scalars()).intersection(ids)
