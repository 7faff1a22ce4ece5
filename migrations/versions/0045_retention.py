"""How long data is kept, settable for each consultation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the spans in force, and the table of their changes."""
    op.add_column("consultation", sa.Column("kept_days", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "span_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("consultation_id", sa.Integer(), sa.ForeignKey("consultation.id"), nullable=False),
        sa.Column("span", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_span_change_days_positive")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_span_change_has_reason")),
    )
    op.create_index("ix_span_change_span", "span_change", ["span", "consultation_id", "id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_table("span_change")
    op.drop_column("consultation", "kept_days")
