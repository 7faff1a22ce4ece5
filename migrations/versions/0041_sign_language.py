"""A consultation's film in sign language: an address on the city's own site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; SQLite and PostgreSQL both do so without rewriting the table."""
    op.add_column("consultation", sa.Column("sign_language_url", sa.String(length=500), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("consultation", "sign_language_url")
