"""What Alembic runs the steps in: the connection that ``ledger.store`` opened."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
