"""How commands read the ledger: the file itself, beside a router that writes it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ccrouter.cli import output
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ccrouter.ledger.calendar import Calendar


@contextmanager
def reading() -> Iterator[Connection]:
    """The ledger, not to be changed. Raises Trouble if there is none yet or it cannot be read."""
    from sqlalchemy.exc import SQLAlchemyError

    from ccrouter.ledger import store

    try:
        engine = store.readable(_url())
        with engine.connect() as connection:
            if store.version(connection) is None:
                raise FileNotFoundError
            yield connection
    except FileNotFoundError:
        raise Trouble(
            "There is nothing in the ledger yet",
            "No request has gone through CC Router on this account so far.",
            "Start it with `ccr serve` or `ccr code`, and ask again after the first request.",
        ) from None
    except SQLAlchemyError as error:
        raise _unreadable(error) from None


@contextmanager
def writing() -> Iterator[Engine]:
    """The ledger, to be changed beside a router that writes it too."""
    from sqlalchemy.exc import SQLAlchemyError

    from ccrouter.ledger import store

    try:
        engine = store.writable(_url())
        try:
            yield engine
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        raise _unreadable(error) from None


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


def _unreadable(error: Exception) -> Trouble:
    reason = str(getattr(error, "orig", None) or error).split("\n", 1)[0]
    return Trouble(
        "The ledger cannot be used",
        f"The database says: {reason}.",
        "Check that its folder is writable and the disk is not full; [ledger] url in the settings names another database.",
    )
