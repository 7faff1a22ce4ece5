"""Webhooks: who is told, what happened, each delivery, and up to where it was noted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("url", sa.String(300), nullable=False, unique=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.String(600), nullable=False),
        sa.Column("made_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
    )
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(80), nullable=False, unique=True),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("consultation", sa.String(80), nullable=False),
    )
    op.create_index("ix_webhook_event_at", "webhook_event", ["at"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("webhook_id", sa.Integer(), sa.ForeignKey("webhook.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("webhook_event.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(20), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state_known"),
    )
    op.create_index("ix_webhook_delivery_next_at", "webhook_delivery", ["state", "next_at"])
    op.create_index("ix_webhook_delivery_event_id", "webhook_delivery", ["event_id"])
    op.create_table(
        "webhook_mark",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def downgrade() -> None:
    """Take them away."""
    for name in ("webhook_mark", "webhook_delivery", "webhook_event", "webhook"):
        op.drop_table(name)
