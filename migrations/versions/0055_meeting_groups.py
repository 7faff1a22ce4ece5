"""Small groups of meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('requested', 'running')")
STATES = "state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "meeting_groups",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("shown_round", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_meeting_groups_state_known")),
        sa.CheckConstraint("size BETWEEN 2 AND 50 AND rounds BETWEEN 1 AND 20", name=op.f("ck_meeting_groups_sensible")),
        sa.CheckConstraint("shown_round BETWEEN 0 AND rounds", name=op.f("ck_meeting_groups_round_is_one_of_them")),
    )
    op.create_index(
        "uq_meeting_groups_unfinished", "meeting_groups", ["meeting_id"], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )
    op.create_index("ix_meeting_groups_meeting_id", "meeting_groups", ["meeting_id", "id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("meeting_groups")
