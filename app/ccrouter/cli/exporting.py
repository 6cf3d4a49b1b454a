"""``ccr analytics export``: single exchanges as CSV, JSON lines or Parquet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ccrouter.cli import books
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.ledger.listing import Kept

_PAGE = 1000
_FORMATS = ("csv", "json", "parquet")


def write(format: str, out: Path | None, first: date | None, last: date | None) -> None:
    """Raises Trouble for a format there is not, or a file that cannot be written."""
    if format not in _FORMATS:
        raise Trouble(f"There is no export as {format}", "", f"Choose one of {', '.join(_FORMATS)}.", exit_code=2)
    try:
        if format == "parquet":
            _parquet(out, _pages(first, last))
        elif out is None:
            _text(format, sys.stdout.write, _pages(first, last))
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                _text(format, file.write, _pages(first, last))
    except OSError as error:
        where = f"{out}: {error.strerror}."
        raise Trouble("The export cannot be written", where, "Give another file with --out.") from None


def _pages(first: date | None, last: date | None) -> Iterator[list[dict[str, Any]]]:
    from ccrouter.ledger import listing

    calendar = books.calendar()
    begin = int(calendar.midnight(calendar.number(first)) * 1e6) if first else 0
    end = int(calendar.midnight(calendar.number(last + timedelta(days=1))) * 1e6) if last else 2**62
    with books.reading() as connection:
        found = listing.between(connection, begin, end)
        while page := [_flat(kept) for kept in islice(found, _PAGE)]:
            yield page


def _flat(kept: Kept) -> dict[str, Any]:
    """One value a column; the moment as text, the provider's usage as JSON, the unit prices with their names before them."""
    row = {name: getattr(kept, name) for name in kept.__struct_fields__ if name not in ("price", "usage", "warnings")}
    price = kept.price or {}
    return row | {
        "time": datetime.fromtimestamp(kept.time / 1e6, UTC).isoformat(),
        "tokens_per_second": kept.tokens_per_second,
        "cost_nanos": row.pop("cost"),
        "price_source": price.get("source", ""),
        "price_version": price.get("version", ""),
        **{
            f"price_{name}": price.get(name)
            for name in ("input", "cache_read", "cache_write", "cache_write_1h", "output")
        },
        "usage": msgspec.json.encode(kept.usage).decode() if kept.usage is not None else None,
        "warnings": "; ".join(kept.warnings),
    }


def _text(format: str, put: Any, pages: Iterator[list[dict[str, Any]]]) -> None:
    for number, page in enumerate(pages):
        if format == "csv":
            put(books.as_csv(page, header=not number))
        else:
            put("".join(msgspec.json.encode(row).decode() + "\n" for row in page))


def _parquet(out: Path | None, pages: Iterator[list[dict[str, Any]]]) -> None:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise Trouble(
            "Parquet needs pyarrow",
            "It is not installed beside CC Router.",
            'Install it with `pip install "cc-router[parquet]"`, or export as csv or json.',
        ) from None
    if out is None:
        raise Trouble("Parquet is no text", "It cannot go to a terminal.", "Give a file with --out.", exit_code=2)
    writer = None
    try:
        for page in pages:
            if writer is None:
                # the first page need not hold a value in every column: nothing but NULL has no type of its own
                columns = {key: _arrow_type(arrow, key) for key in page[0]}
                writer = parquet.ParquetWriter(out, arrow.schema(list(columns.items())))
            writer.write_table(arrow.Table.from_pylist(page, schema=writer.schema))
    finally:
        if writer is not None:
            writer.close()


def _arrow_type(arrow: Any, column: str) -> Any:
    if column in ("stream", "subagent", "images", "documents", "tools", "thinking", "estimated"):
        return arrow.bool_()
    if column.startswith("price_") and column not in ("price_source", "price_version"):
        return arrow.float64()
    if column in ("ttft", "duration", "tokens_per_second"):
        return arrow.float64()
    numbers = (
        "offset",
        "status",
        "input",
        "cache_read",
        "cache_write",
        "cache_write_1h",
        "output",
        "reasoning",
        "cost_nanos",
    )
    return arrow.int64() if column in numbers else arrow.string()
