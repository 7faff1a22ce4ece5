"""Meetings, their agenda, and who is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0051"
down_revision = "0049"
branch_labels = None
depends_on = None

_OF_MEETING = "'meeting:' || {row}.id"
WATCHED = (
    Watched(
        "meeting", "'site'", columns=("stage", "title", "description_html", "place", "access", "stream_url", "starts_at", "ends_at"), entering=False
    ),
    Watched("meeting", _OF_MEETING),
    Watched("meeting_point", "'meeting:' || {row}.meeting_id"),
)


def upgrade() -> None:
    """Make the tables and the triggers that say what changed."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("consultation_id", sa.Integer(), sa.ForeignKey("consultation.id"), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("stream_url", sa.String(length=500), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("takes_registrations", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("register_until", UtcDateTime(), nullable=True),
        sa.Column("room_code", sa.String(length=8), nullable=False),
        sa.Column("lets_guests_in", sa.Boolean(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("screen", sa.String(length=10), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("stage IN ('draft', 'announced', 'running', 'ended', 'cancelled')", name=op.f("ck_meeting_stage_known")),
        sa.CheckConstraint(
            "screen IN ('welcome', 'agenda', 'speakers', 'questions', 'poll', 'groups', 'break')", name=op.f("ck_meeting_screen_known")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_meeting_some_places")),
        sa.CheckConstraint("quorum >= 0", name=op.f("ck_meeting_quorum_not_negative")),
        sa.CheckConstraint("stage <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_meeting_cancelled_has_reason")),
        sa.UniqueConstraint("room_code", name=op.f("uq_meeting_room_code")),
    )
    op.create_index("ix_meeting_consultation_id", "meeting", ["consultation_id", "starts_at"])
    op.create_index("ix_meeting_stage_starts_at", "meeting", ["stage", "starts_at"])
    op.create_table(
        "meeting_point",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_meeting_point_some_minutes")),
        sa.CheckConstraint("ended_at IS NULL OR begun_at IS NOT NULL", name=op.f("ck_meeting_point_ended_was_begun")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meeting_point_meeting_id_position")),
    )
    op.create_table(
        "attendee",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("checked_in_at", UtcDateTime(), nullable=True),
        sa.Column("checked_in_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_attendee_meeting_id_person_id")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_attendee_meeting_id_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_attendee_token_hash")),
    )
    op.create_index("ix_attendee_person_id", "attendee", ["person_id"])
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("attendee", "meeting_point", "meeting"):
        op.drop_table(table)
