"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SERIES = ("provider", "model", "key", "client", "project")
_PRICE = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning", "search", "request")
_TOKENS = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning")
_COUNTS = (
    "requests",
    "failures",
    "tries",
    "failed_tries",
    *_TOKENS,
    "cost",
    "unpriced",
    "estimated",
    "duration",
    "writing",
)
_SESSION = ("first", "last", "requests", "failures", *_TOKENS, "cost", "unpriced")


def _name(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer, sa.ForeignKey("names.id"))


def _part(column: str, type_: sa.types.TypeEngine[int] | type[sa.Integer], refers: str | None = None) -> sa.Column[int]:
    """A column of a primary key that is given, never counted up."""
    keys = (sa.ForeignKey(refers),) if refers else ()
    return sa.Column(column, type_, *keys, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table("notes", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", _BIG, nullable=False))
    op.create_table(
        "names",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Integer, sa.ForeignKey("names.id"), nullable=False) for name in _SERIES),
        sa.UniqueConstraint(*_SERIES),
    )
    op.create_table(
        "prices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in _PRICE),
        sa.UniqueConstraint("source", "version", *_PRICE),
    )
    op.create_table(
        "exchanges",
        _part("id", _BIG),
        sa.Column("key", sa.LargeBinary(12), nullable=False),
        sa.Column("offset", sa.SmallInteger, nullable=False),
        sa.Column("series", sa.Integer, sa.ForeignKey("series.id"), nullable=False),
        *(_name(column) for column in ("session", "format", "asked", "task", "plan", "why")),
        sa.Column("flags", sa.SmallInteger, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        _name("fault"),
        sa.Column("fault_text", sa.Text),
        _name("stop"),
        _name("stop_raw"),
        sa.Column("ttft", sa.Integer),
        sa.Column("duration", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer) for name in _TOKENS),
        _name("tier"),
        _name("usage_shape"),
        sa.Column("usage_numbers", sa.LargeBinary),
        sa.Column("cost", _BIG),
        sa.Column("price", sa.Integer, sa.ForeignKey("prices.id")),
        _name("warnings"),
    )
    op.create_table(
        "attempts",
        _part("exchange", _BIG, "exchanges.id"),
        _part("place", sa.SmallInteger),
        sa.Column("series", sa.Integer, sa.ForeignKey("series.id"), nullable=False),
        sa.Column("outcome", sa.Integer, sa.ForeignKey("names.id"), nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("latency", sa.Integer, nullable=False),
        sa.Column("cost", _BIG),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollups",
        _part("level", sa.SmallInteger),
        _part("start", sa.Integer),
        _part("series", sa.Integer, "series.id"),
        *(sa.Column(name, _BIG, nullable=False) for name in _COUNTS),
        sa.Column("ttfts", sa.LargeBinary),
        sa.Column("durations", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        _part("day", sa.Integer),
        _part("session", sa.Integer, "names.id"),
        _part("series", sa.Integer, "series.id"),
        *(sa.Column(name, _BIG, nullable=False) for name in _SESSION),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bodies",
        _part("exchange", _BIG, "exchanges.id"),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("response", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    for table in ("bodies", "sessions", "rollups", "attempts", "exchanges", "prices", "series", "names", "notes"):
        op.drop_table(table)
