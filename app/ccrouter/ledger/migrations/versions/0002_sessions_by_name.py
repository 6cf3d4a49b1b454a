"""An index to find one session by its name."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_sessions_session", "sessions", ["session"])


def downgrade() -> None:
    op.drop_index("ix_sessions_session", "sessions")
