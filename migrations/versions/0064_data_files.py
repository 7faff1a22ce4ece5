"""Files of data: public ones of each consultation and of all, private ones of those who run a consultation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_PUBLIC = sa.text("requested_by_id IS NULL")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "data_file",
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_data_file_requested_by_id_person"))),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("seen_entry", sa.BigInteger(), nullable=False),
        sa.Column("stored_name", sa.String(40)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime()),
        sa.Column("changed_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_data_file_state_known")),
        sa.CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND made_at IS NOT NULL)", name=op.f("ck_data_file_ready_has_file")),
        sa.CheckConstraint("requested_by_id IS NULL OR scope > 0", name=op.f("ck_data_file_private_ones_are_of_one_consultation")),
        sa.UniqueConstraint("scope", "requested_by_id", name=op.f("uq_data_file_scope_requested_by_id")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_data_file_stored_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_file")),
    )
    op.create_index("uq_data_file_public", "data_file", ["scope"], unique=True, sqlite_where=_PUBLIC, postgresql_where=_PUBLIC)
    op.create_index("ix_data_file_state_touched_at", "data_file", ["state", "touched_at"])
    op.create_index("ix_data_file_requested_by_id", "data_file", ["requested_by_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("data_file")
