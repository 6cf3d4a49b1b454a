"""The database itself: opened for writing (made and brought up to date if need be) or for reading beside a writer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from ccrouter.ledger.tables import metadata

HEAD = "0004"  # the newest step in ``migrations/versions``
_BUSY = 5.0  # seconds to wait for another process that writes
_LOCK = 7_166_501_343  # any number that no other program takes for the same purpose
_MIGRATING = Lock()  # alembic keeps the migration under way in a global of its own
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))  # alembic's own


def default_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.sqlite'}"


def sqlite_file(url: str) -> Path | None:
    """The file behind a URL, None for another database."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def writable(url: str) -> Engine:
    """Open for the one writer; the file (mode 0600), its folder and the tables are made. Raises OSError, SQLAlchemyError."""
    if file := sqlite_file(url):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = _engine(url)
    if file:
        event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def readable(url: str) -> Engine:
    """Open for reading while another process writes: a connection sees one moment. Do not hold one for long.

    Raises FileNotFoundError if there is no ledger yet.
    """
    file = sqlite_file(url)
    if file is None:
        return _engine(url, execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"})
    if not file.exists():
        raise FileNotFoundError(file)
    # not mode=ro: a reader of a WAL file whose writer has ended may have to make the -shm file anew
    engine = _engine(url)
    event.listen(engine, "connect", _only_read)
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN")
    )  # one picture for all its questions
    return engine


def version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date. Alembic is loaded only for a ledger that is older: it takes 10 MB and 150 ms."""
    with _MIGRATING, engine.begin() as connection:
        match version(connection):
            case None if not inspect(connection).has_table("exchanges"):
                metadata.create_all(connection)
                _version.create(connection)
                connection.execute(insert(_version).values(version_num=HEAD))
            case old if old != HEAD:
                upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Take every step of ``migrations`` that has not been taken."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _engine(url: str, **options: Any) -> Engine:
    """Every connection is opened when it is wanted and closed after it. Raises OSError where the database's driver is missing."""
    parsed = make_url(url)
    arguments: dict[str, Any] = {}
    if sqlite_file(url):
        arguments = {"timeout": _BUSY, "check_same_thread": False}
    elif parsed.drivername in ("postgres", "postgresql"):  # as people and other programs write it
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        return create_engine(parsed, connect_args=arguments, poolclass=NullPool, **options)
    except ModuleNotFoundError as missing:
        mend = 'pip install "cc-router[postgres]"' if "psycopg" in str(missing) else f"pip install {missing.name}"
        raise OSError(f"{parsed.get_backend_name()} needs a driver that is not installed ({mend})") from None


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _only_read(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA cache_size=-32768")  # 32 MB, for sums over a year


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    # one writer at a time: reading before writing in one transaction must not fail because another process wrote in
    # between, and two that add to the same sums in another order must not wait for each other for ever
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else f"SELECT pg_advisory_xact_lock({_LOCK})")
