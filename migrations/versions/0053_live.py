"""What happens while a meeting runs: speaking list, questions, polls, notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

DESK = "'meeting-desk:' || {row}.meeting_id"
WATCHED = (
    Watched("attendee", DESK),
    Watched("speaking_request", DESK),
    Watched("wall_question", DESK),
    Watched("live_poll", DESK),
    Watched("meeting_note", DESK),
    Watched("live_answer", "'meeting-desk:' || live_poll.meeting_id", "FROM live_poll WHERE live_poll.id = {row}.poll_id"),
)
TABLES = "meeting_note live_answer live_poll wall_like wall_question speaking_request".split()


def upgrade() -> None:
    """Make the tables and the triggers."""
    _make_wall()
    _make_polls()
    op.create_table(
        "meeting_note",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("point_id", sa.Integer(), sa.ForeignKey("meeting_point.id"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_meeting_note_meeting_id", "meeting_note", ["meeting_id", "written_at"])
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def _make_wall() -> None:
    op.create_table(
        "speaking_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("attendee_id", sa.Integer(), sa.ForeignKey("attendee.id"), nullable=False),
        sa.Column("point_id", sa.Integer(), sa.ForeignKey("meeting_point.id"), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'speaking', 'done', 'withdrawn')", name=op.f("ck_speaking_request_state_known")),
        sa.CheckConstraint("(begun_at IS NULL) = (state IN ('waiting', 'withdrawn'))", name=op.f("ck_speaking_request_who_speaks_has_begun")),
        sa.CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'speaking'))", name=op.f("ck_speaking_request_who_is_done_has_ended")),
    )
    for name, column, where in (
        ("uq_speaking_request_on_list", "attendee_id", "state IN ('waiting', 'speaking')"),
        ("uq_speaking_request_speaking", "meeting_id", "state = 'speaking'"),
    ):
        op.create_index(name, "speaking_request", [column], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("ix_speaking_request_meeting_id", "speaking_request", ["meeting_id", "state"])
    op.create_table(
        "wall_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("attendee_id", sa.Integer(), sa.ForeignKey("attendee.id"), nullable=False),
        sa.Column("entry_key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("likes", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'answered', 'refused')", name=op.f("ck_wall_question_state_known")),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_wall_question_refused_has_reason")),
        sa.UniqueConstraint("attendee_id", "entry_key", name=op.f("uq_wall_question_attendee_id_entry_key")),
    )
    op.create_index("ix_wall_question_meeting_id", "wall_question", ["meeting_id", "state"])
    op.create_table(
        "wall_like",
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("wall_question.id"), primary_key=True),
        sa.Column("attendee_id", sa.Integer(), sa.ForeignKey("attendee.id"), primary_key=True),
    )


def _make_polls() -> None:
    op.create_table(
        "live_poll",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("point_id", sa.Integer(), sa.ForeignKey("meeting_point.id"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("low_word", sa.String(length=40), nullable=False),
        sa.Column("high_word", sa.String(length=40), nullable=False),
        sa.Column("majority", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("is_revealed", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_live_poll_state_known")),
        sa.CheckConstraint(
            "kind IN ('single', 'multiple', 'scale', 'temperature', 'number', 'ranking', 'words', 'motion')", name=op.f("ck_live_poll_kind_known")
        ),
        sa.CheckConstraint("majority IN ('simple', 'two-thirds', 'absolute')", name=op.f("ck_live_poll_majority_known")),
        sa.CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name=op.f("ck_live_poll_opened_has_date")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_live_poll_closed_has_date")),
        sa.CheckConstraint("NOT is_revealed OR state <> 'draft'", name=op.f("ck_live_poll_a_draft_has_no_result")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_live_poll_meeting_id_number")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index("uq_live_poll_open", "live_poll", ["meeting_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_table(
        "live_answer",
        sa.Column("poll_id", sa.Integer(), sa.ForeignKey("live_poll.id"), primary_key=True),
        sa.Column("attendee_id", sa.Integer(), sa.ForeignKey("attendee.id"), primary_key=True),
        sa.Column("marks", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in TABLES:
        op.drop_table(table)
