"""The headers of captured requests, beside their bodies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("bodies", sa.Column("headers", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bodies") as table:
        table.drop_column("headers")
