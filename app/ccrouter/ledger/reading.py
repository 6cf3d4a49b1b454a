"""The ledger opened for looking at: beside a router that writes it, in any thread, for windows and commands alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Empty(Trouble):
    """There is no ledger yet."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing in the ledger yet",
            "No request has gone through CC Router on this account so far.",
            "Start it with `ccr serve` or `ccr code`, and ask again after the first request.",
        )


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection that cannot change anything and sees one moment, at ``Ledger.url`` (or ``ledger.url()``).

    Blocks, some milliseconds to open: from a loop, do the whole ``with`` in one ``asyncio.to_thread``. Do not hold it for
    long: the writer's log grows meanwhile. Raises Empty if there is no ledger yet, Trouble if it cannot be read.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from ccrouter.ledger import store

    try:
        engine = store.readable(url)
        try:
            with engine.connect() as connection:
                if store.version(connection) is None:
                    raise Empty
                yield connection
        finally:
            engine.dispose()
    except FileNotFoundError:
        raise Empty from None
    except (SQLAlchemyError, OSError) as error:
        raise unreadable(error) from None


def unreadable(error: Exception) -> Trouble:
    """What a database says, for a person; without the statement, which may hold what was asked."""
    reason = str(getattr(error, "orig", None) or error).split("\n", 1)[0]
    return Trouble(
        "The ledger cannot be used",
        f"The database says: {reason}.",
        "Check that its folder is writable and the disk is not full; [ledger] url in the settings names another database.",
    )
