"""The copy of one's data, as a piece of work that a worker does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None

STATE_KNOWN = "state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')"
UNFINISHED = sa.text("state IN ('requested', 'running')")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "own_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(STATE_KNOWN, name=op.f("ck_own_copy_state_known")),
        sa.CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_own_copy_ready_has_file")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_own_copy_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_copy")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_own_copy_stored_name")),
    )
    op.create_index("uq_own_copy_unfinished", "own_copy", ["person_id"], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.create_index("ix_own_copy_person_id", "own_copy", ["person_id", "id"])
    op.create_index("ix_own_copy_state_expires_at", "own_copy", ["state", "expires_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("own_copy")
