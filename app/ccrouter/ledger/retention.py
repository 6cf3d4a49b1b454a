"""What is deleted: rows and bodies that are too old, and everything, if the user says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, delete, func, select

from ccrouter.ledger.interning import GENERATION, insert
from ccrouter.ledger.tables import attempts, bodies, exchanges, metadata, notes, plans

if TYPE_CHECKING:
    from ccrouter.ledger.writer import Keep

_DAY = 86_400 * 1_000_000
PLANS, PLANS_EVERY = 10_000, 1_000  # newest plans that are kept; entries after which the others are deleted
_AT_ONCE = 5_000  # rows a transaction, so that nobody waits for long


def tidy(connection: Connection, keep: Keep) -> None:
    """Delete what is older than it shall be kept. Rollups stay."""
    now = int(time.time() * 1e6)
    if keep.bodies:
        with connection.begin():
            connection.execute(delete(bodies).where(bodies.c.exchange < now - keep.bodies * _DAY))
    while keep.rows:
        with connection.begin():
            old = select(exchanges.c.id).where(exchanges.c.id < now - keep.rows * _DAY).order_by(exchanges.c.id)
            last = connection.execute(select(func.max(old.limit(_AT_ONCE).subquery().c.id))).scalar()
            if last is None:
                return
            connection.execute(delete(bodies).where(bodies.c.exchange <= last))
            connection.execute(delete(plans).where(plans.c.exchange <= last))
            connection.execute(delete(attempts).where(attempts.c.exchange <= last))
            connection.execute(delete(exchanges).where(exchanges.c.id <= last))


def drop_plans(connection: Connection) -> None:
    """Delete all plans but the newest."""
    newest = select(plans.c.exchange).order_by(plans.c.exchange.desc()).limit(1).offset(PLANS)
    last = connection.execute(newest).scalar()
    if last is not None:
        connection.execute(delete(plans).where(plans.c.exchange <= last))


def delete_bodies(engine: Engine) -> int:
    """Delete every captured body so that it cannot be found on the disk; how many there were."""
    with engine.connect() as connection:
        with connection.begin():
            count = connection.execute(delete(bodies)).rowcount
        _forget_pages(engine)
    return count


def delete_all(engine: Engine) -> int:
    """Delete every row, rollups included, so that nothing can be found on the disk; how many exchanges there were."""
    with engine.begin() as connection:
        count = connection.execute(select(func.count()).select_from(exchanges)).scalar_one()
        generation = connection.execute(select(notes.c.value).where(notes.c.name == GENERATION)).scalar() or 0
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        # a writer in another process remembers numbers that mean nothing any more
        connection.execute(insert(connection, notes), {"name": GENERATION, "value": generation + 1})
    _forget_pages(engine)
    return count


def _forget_pages(engine: Engine) -> None:
    """Deleted rows still stand in free pages and in the write-ahead log: rewrite the file, empty the log."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
