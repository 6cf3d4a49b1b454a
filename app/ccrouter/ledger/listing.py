"""Single exchanges, read back with their texts: lists for windows, one with its attempts, everything for an export."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, Select, func, select

from ccrouter.ir.usage import Usage
from ccrouter.ledger import shapes
from ccrouter.ledger.queries import all_series
from ccrouter.ledger.tables import (
    DOCUMENTS,
    ESTIMATED,
    IMAGES,
    PRICE_KEYS,
    SERIES_KEYS,
    STREAMED,
    SUBAGENT,
    THINKING,
    TOKENS,
    TOOLS,
    attempts,
    bodies,
    exchanges,
    names,
    plans,
    prices,
)  # fmt: skip

_TEXTS = ("session", "format", "asked", "task", "plan", "why", "fault", "stop", "stop_raw", "tier")
_PAGE = 1000


class Kept(Struct, frozen=True, kw_only=True):
    """An exchange as it was recorded. ``time`` is Unix microseconds, ``ttft`` and ``duration`` seconds, ``cost`` nano-dollars."""

    id: str
    time: int  # made unique: its place in the table too
    offset: int  # minutes east of UTC where the user was
    provider: str
    model: str
    key: str
    client: str
    project: str
    session: str
    format: str
    asked: str
    task: str
    plan: str
    why: str
    stream: bool
    subagent: bool
    images: bool  # what it needed of a model, so that another choice can be tried on it
    documents: bool
    tools: bool
    thinking: bool
    status: int
    fault: str
    fault_text: str
    stop: str
    stop_raw: str
    ttft: float | None
    duration: float
    input: int | None
    cache_read: int | None
    cache_write: int | None
    cache_write_1h: int | None
    output: int | None
    reasoning: int | None
    estimated: bool
    tier: str
    usage: dict[str, Any] | None  # the provider's own object
    cost: int | None
    price: dict[str, Any] | None  # unit prices used, their source and version
    warnings: tuple[str, ...]

    @property
    def tokens(self) -> Usage | None:
        """What was used, as it was told or estimated; None if there was no answer."""
        if self.input is None:
            return None
        counts = {name: getattr(self, name) or 0 for name in TOKENS}
        return Usage(**counts, estimated=self.estimated, tier=self.tier, raw=self.usage)

    @property
    def tokens_per_second(self) -> float | None:
        writing = self.duration - self.ttft if self.stream and self.ttft is not None else 0.0
        return self.output / writing if self.output and writing > 0 else None


def newest(connection: Connection, limit: int = 100) -> list[Kept]:
    """The newest exchanges first; ``paging`` has the others, and filters."""
    return _read(connection, select(exchanges).order_by(exchanges.c.id.desc()).limit(limit))


def between(connection: Connection, begin: int, end: int) -> Iterator[Kept]:
    """All from ``begin`` until before ``end`` (Unix microseconds), the oldest first, a page at a time."""
    while True:
        page = (
            select(exchanges).where(exchanges.c.id >= begin, exchanges.c.id < end).order_by(exchanges.c.id).limit(_PAGE)
        )
        found = _read(connection, page)
        yield from found
        if len(found) < _PAGE:
            return
        begin = found[-1].time + 1


def one(connection: Connection, id: str) -> tuple[Kept, list[dict[str, Any]]] | None:
    """An exchange by the id its client was told (``x-ccr-exchange``), with its attempts in order.

    Ids of this program begin with the time in microseconds and are found at once.
    """
    key = bytes.fromhex(id)
    time = int.from_bytes(key[:7], "big")
    near = select(exchanges).where(exchanges.c.key == key, exchanges.c.id.between(time - 1_000_000, time + 1_000_000))
    found = _read(connection, near) or _read(connection, select(exchanges).where(exchanges.c.key == key).limit(1))
    if not found:
        return None
    keys = all_series(connection)
    rows = connection.execute(
        select(attempts, names.c.text)
        .join(names, names.c.id == attempts.c.outcome)
        .where(attempts.c.exchange == found[0].time)
        .order_by(attempts.c.place)
    )
    return found[0], [
        dict(zip(SERIES_KEYS[:3], keys[row.series], strict=False))
        | {"outcome": row.text, "status": row.status, "latency": row.latency / 1000, "cost": row.cost}
        for row in rows
    ]


def body(connection: Connection, time: int) -> tuple[bytes, bytes] | None:
    """What was asked and answered, if it was captured and is still kept."""
    row = connection.execute(select(bodies.c.request, bodies.c.response).where(bodies.c.exchange == time)).first()
    return (zlib.decompress(row.request), zlib.decompress(row.response)) if row else None


def headers(connection: Connection, time: int) -> list[tuple[str, str]] | None:
    """The headers of a captured request, keys blacked out; None where they are not kept."""
    row = connection.execute(select(bodies.c.headers).where(bodies.c.exchange == time)).scalar()
    return None if row is None else msgspec.json.decode(zlib.decompress(row), type=list[tuple[str, str]])


def plan(connection: Connection, time: int) -> bytes | None:
    """How an exchange was routed, as JSON (a ``PlanRecord``: ``routing.explain.read`` makes it of this); None if it never had
    a plan, or is not among the newest ten thousand. ``Kept.plan`` has the candidates' names for all."""
    row = connection.execute(select(plans.c.plan).where(plans.c.exchange == time)).scalar()
    return None if row is None else zlib.decompress(row)


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(exchanges)).scalar_one())


def _read(connection: Connection, query: Select[Any]) -> list[Kept]:
    return kept_all(connection, connection.execute(query).all())


def kept_all(connection: Connection, rows: Sequence[Row[Any]]) -> list[Kept]:
    """Whole rows of ``exchanges`` with their texts."""
    if not rows:
        return []
    wanted = {getattr(row, column) for row in rows for column in (*_TEXTS, "usage_shape", "warnings")} - {None}
    named = connection.execute(select(names.c.id, names.c.text).where(names.c.id.in_(wanted)))
    texts = {number: text for number, text in named}  # noqa: C416
    keys = all_series(connection)
    priced = {row.price for row in rows} - {None}
    used = {
        row["id"]: {name: row[name] for name in PRICE_KEYS}
        for row in connection.execute(select(prices).where(prices.c.id.in_(priced))).mappings()
    }
    return [_kept(row, texts, keys[row.series], used.get(row.price)) for row in rows]


def _kept(row: Row[Any], texts: Mapping[int, str], series: tuple[str, ...], price: dict[str, Any] | None) -> Kept:
    raw = None
    if row.usage_numbers is not None:
        raw = shapes.join(texts.get(row.usage_shape, ""), row.usage_numbers)
    fields: dict[str, Any] = dict(zip(SERIES_KEYS, series, strict=True))
    fields |= {name: texts.get(getattr(row, name), "") for name in _TEXTS}
    fields |= {name: getattr(row, name) for name in TOKENS}
    return Kept(
        **fields,
        id=row.key.hex(),
        time=row.id,
        offset=row.offset,
        stream=bool(row.flags & STREAMED),
        subagent=bool(row.flags & SUBAGENT),
        images=bool(row.flags & IMAGES),
        documents=bool(row.flags & DOCUMENTS),
        tools=bool(row.flags & TOOLS),
        thinking=bool(row.flags & THINKING),
        estimated=bool(row.flags & ESTIMATED),
        status=row.status,
        fault_text=row.fault_text or "",
        ttft=None if row.ttft is None else row.ttft / 1000,
        duration=row.duration / 1000,
        usage=raw,
        cost=row.cost,
        price=price,
        warnings=tuple(msgspec.json.decode(texts[row.warnings])) if row.warnings else (),
    )
