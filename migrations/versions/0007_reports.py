"""The tables of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state <> 'ready' OR (stored_name IS NOT NULL AND sha256 IS NOT NULL AND size > 0 AND expires_at IS NOT NULL)",
            name=op.f("ck_export_ready_has_file"),
        ),
        sa.CheckConstraint("state IN ('requested', 'running', 'ready', 'failed', 'expired')", name=op.f("ck_export_state_known")),
        sa.CheckConstraint("done >= 0 AND total >= 0 AND attempts >= 0", name=op.f("ck_export_counts_not_negative")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_export_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_export_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_export_stored_name")),
    )
    op.create_index("ix_export_requested_by_id_requested_at", "export", ["requested_by_id", "requested_at"], unique=False)
    op.create_index("ix_export_state_expires_at", "export", ["state", "expires_at"], unique=False)
    op.create_index(
        "uq_export_unfinished",
        "export",
        ["consultation_id", "requested_by_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'running')"),
        postgresql_where=sa.text("state IN ('requested', 'running')"),
    )


def downgrade() -> None:
    """Take them away."""

    op.drop_table("export")
