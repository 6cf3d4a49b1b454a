"""The tables, once, in portable SQLAlchemy Core. A change here needs a migration beside it (a test compares the two).

Times are Unix microseconds UTC, durations milliseconds, money nano-dollars. Every text stands once in ``names``; rows
hold its number, so that five million exchanges stay about a gigabyte.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
Big = BigInteger().with_variant(Integer, "sqlite")  # there only INTEGER PRIMARY KEY is the row's own number

MINUTE, HOUR, DAY = 0, 1, 2  # rollup levels
# The same once more by provider and model only (key, client and project are ''), and only these with histograms: a year of
# many projects has tens of thousands of the others.
COARSE = 10

notes = Table(  # single values: the generation (see ``names``), allowances of budgets
    "notes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Big, nullable=False),
)

names = Table(
    "names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False, unique=True),
)

# Who and where: what rollups are kept for. All but the id are numbers in ``names``.
SERIES_KEYS = ("provider", "model", "key", "client", "project")
series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer, ForeignKey("names.id"), nullable=False) for name in SERIES_KEYS),
    UniqueConstraint(*SERIES_KEYS),
)

PRICE_KEYS = (
    "source", "version", "input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning", "search", "request",
)  # fmt: skip
prices = Table(  # unit prices rows were worked out with
    "prices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("version", Text, nullable=False),
    *(Column(name, Double, nullable=False) for name in PRICE_KEYS[2:]),
    UniqueConstraint(*PRICE_KEYS),
)


def _name(column: str) -> Column[int]:
    return Column(column, Integer, ForeignKey("names.id"))


# What a row counts, in exchanges as in rollups.
TOKENS = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning")

exchanges = Table(
    "exchanges",
    metadata,
    # The time it began, made unique: rows lie in the order of time, and no index on time is needed.
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(12), nullable=False),  # what clients were told in x-ccr-exchange
    Column("offset", SmallInteger, nullable=False),  # minutes east of UTC where the user was then
    Column("series", Integer, ForeignKey("series.id"), nullable=False),
    _name("session"),
    _name("format"),
    _name("asked"),
    _name("task"),
    _name("plan"),
    _name("why"),
    Column("flags", SmallInteger, nullable=False),  # the bits below
    Column("status", SmallInteger, nullable=False),
    _name("fault"),
    Column("fault_text", Text),
    _name("stop"),
    _name("stop_raw"),
    Column("ttft", Integer),
    Column("duration", Integer, nullable=False),
    *(Column(name, Integer) for name in TOKENS),
    _name("tier"),
    _name("usage_shape"),  # see ``shapes``
    Column("usage_numbers", LargeBinary),
    Column("cost", Big),  # NULL = unknown
    Column("price", Integer, ForeignKey("prices.id")),
    _name("warnings"),  # a JSON list
)
STREAMED, ESTIMATED, SUBAGENT, IMAGES, DOCUMENTS, TOOLS, THINKING = 1, 2, 4, 8, 16, 32, 64

attempts = Table(
    "attempts",
    metadata,
    Column("exchange", Big, ForeignKey("exchanges.id"), primary_key=True, autoincrement=False),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("series", Integer, ForeignKey("series.id"), nullable=False),
    Column("outcome", Integer, ForeignKey("names.id"), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("latency", Integer, nullable=False),
    Column("cost", Big),
    sqlite_with_rowid=False,
)

COUNTS = (
    "requests",
    "failures",
    "tries",
    "failed_tries",
    *TOKENS,
    "cost",
    "unpriced",
    "estimated",
    "duration",
    "writing",
)
rollups = Table(
    "rollups",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    # minutes or hours since 1970 UTC; days since 1970 as the user's own calendar had them
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("series", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False),
    # writing: ms from first word to end, what output tokens are divided by for tokens/s; unpriced: requests of unknown cost
    *(Column(name, Big, nullable=False) for name in COUNTS),
    Column("ttfts", LargeBinary),  # see ``histogram``
    Column("durations", LargeBinary),
    sqlite_with_rowid=False,
)

SESSION_COUNTS = ("requests", "failures", *TOKENS, "cost", "unpriced")
sessions = Table(  # a session's share of a day, so that they can be listed without reading exchanges
    "sessions",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("session", Integer, ForeignKey("names.id"), primary_key=True, autoincrement=False),
    Column("series", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    *(Column(name, Big, nullable=False) for name in SESSION_COUNTS),
    Index("ix_sessions_session", "session"),  # a status line asks of its own session all the time
    sqlite_with_rowid=False,
)

plans = Table(  # of the newest exchanges only: whole plans of five million would take more room than all else
    "plans",
    metadata,
    Column("exchange", Big, ForeignKey("exchanges.id"), primary_key=True, autoincrement=False),
    Column("plan", LargeBinary, nullable=False),  # zlib
)

bodies = Table(  # only with [ledger] capture
    "bodies",
    metadata,
    Column("exchange", Big, ForeignKey("exchanges.id"), primary_key=True, autoincrement=False),
    Column("request", LargeBinary, nullable=False),  # zlib
    Column("response", LargeBinary, nullable=False),
    Column("headers", LargeBinary),  # of the request, without keys
)
