"""How commands read the ledger: the file itself, beside a router that writes it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from ccrouter.cli import output

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ccrouter.ledger.calendar import Calendar
    from ccrouter.prices.book import Book
    from ccrouter.settings.deployments import Settings


def reading() -> AbstractContextManager[Connection]:
    """This user's ledger, not to be changed. Raises Trouble if there is none yet or it cannot be read."""
    from ccrouter.ledger import reading

    return reading.reading(_url())


@contextmanager
def writing() -> Iterator[Engine]:
    """The ledger, to be changed beside a router that writes it too."""
    from sqlalchemy.exc import SQLAlchemyError

    from ccrouter.ledger import reading, store

    try:
        engine = store.writable(_url())
        try:
            yield engine
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        raise reading.unreadable(error) from None


def prices(settings: Settings) -> Book:
    """The price book a router with these settings uses, ready to be asked."""
    from ccrouter.prices.book import Book
    from ccrouter.prices.feed import Feed
    from ccrouter.settings.paths import paths

    book = Book(settings.prices, settings.providers, Feed(paths().data, settings.prices.feed).stored())
    book.warm()
    return book


def tell_router() -> None:
    """Have a running router read its settings again, and with them what another process has written."""
    import asyncio

    from ccrouter.cli import reach

    if (control := reach.running_router()) is not None:
        asyncio.run(control.reload())


def calendar() -> Calendar:
    from ccrouter.cli import reach
    from ccrouter.ledger.calendar import Calendar

    return Calendar.of(reach.settings().ledger.timezone)


def show(rows: Sequence[dict[str, Any]], format: str, *, table: Sequence[dict[str, str]]) -> None:
    """Print rows as ``json`` or ``csv``, or else ``table``: the same in words."""
    if format == "json":
        output.as_json(rows)
    elif format == "csv":
        sys.stdout.write(as_csv(rows))
    elif table:
        titles = list(table[0])
        output.table(titles, [list(row.values()) for row in table], numbers=titles[1:])
    else:
        output.say("Nothing.")


def as_csv(rows: Sequence[dict[str, Any]], *, header: bool = True) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def dollars(nanos: int, *, unpriced: int = 0) -> str:
    """``$1.23``; ``≥ $1.23`` where some requests have no known price, ``unknown`` where none has."""
    if unpriced and not nanos:
        return "unknown"
    digits = 2 if abs(nanos) >= 10_000_000 or not nanos else 5
    return f"{'≥ ' if unpriced else ''}${nanos / 1e9:,.{digits}f}"


def _url() -> str:
    from ccrouter.cli import reach
    from ccrouter.ledger.ledger import url
    from ccrouter.settings.paths import paths

    return url(reach.settings().ledger, paths().data)
