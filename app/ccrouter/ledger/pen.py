"""The writer's hold on the database: opened when first needed, let go after a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, SQLAlchemyError

from ccrouter.ledger import batch, retention, store
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.interning import Interned
from ccrouter.ledger.rows import Entry

if TYPE_CHECKING:
    from ccrouter.ledger.writer import Keep


class Pen:
    """Belongs to the writer's thread. Every method raises what the database does; the next call opens it anew."""

    def __init__(self, url: str, calendar: Calendar) -> None:
        self._url = url
        self._calendar = calendar
        self._interned = Interned()
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._planned = retention.PLANS_EVERY  # entries written since plans were thinned out

    def write(self, entries: Sequence[Entry]) -> None:
        with self._held() as connection, connection.begin():
            batch.write(connection, entries, self._interned, self._calendar)
            self._planned += len(entries)
            if self._planned >= retention.PLANS_EVERY:
                retention.drop_plans(connection)
                self._planned = 0

    def call(self, job: Callable[[Connection], None]) -> None:
        with self._held() as connection, connection.begin():
            job(connection)

    def tidy(self, keep: Keep) -> None:
        with self._held() as connection:
            retention.tidy(connection, keep)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._engine is not None:
            self._engine.dispose()
        self._connection = self._engine = None

    @contextmanager
    def _held(self) -> Iterator[Connection]:
        try:
            if self._connection is None:
                self._engine = store.writable(self._url)
                self._connection = self._engine.connect()
            yield self._connection
        except BaseException:
            self._interned.forget()
            self.close()
            raise


def out_of_order(error: Exception) -> bool:
    """The database's fault (full, read-only, gone, busy), to be tried again; else the entry's own."""
    own = isinstance(error, DataError | IntegrityError | InterfaceError)
    return isinstance(error, OSError | SQLAlchemyError) and not own
