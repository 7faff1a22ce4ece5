"""Invitations into the city's team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OPEN = sa.text("used_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("real_name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('office', 'council', 'administrator')", name=op.f("ck_staff_invitation_role_of_staff")),
        sa.CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_staff_invitation_used_or_withdrawn")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invitation_token_hash")),
    )
    op.create_index("ix_staff_invitation_email_open", "staff_invitation", ["email"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_staff_invitation_expires_at", "staff_invitation", ["expires_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("staff_invitation")
