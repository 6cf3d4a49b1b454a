"""Why requests went where they went, of the newest exchanges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("exchange", _BIG, sa.ForeignKey("exchanges.id"), primary_key=True, autoincrement=False),
        sa.Column("plan", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("plans")
