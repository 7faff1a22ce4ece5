"""Registrations for meetings with a waiting list, what is told to those who registered, documents, and who was let in by which registration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a meeting says of its place, and the tables of those who come."""
    op.add_column("meeting", sa.Column("address", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("meeting", sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=True), inline_references=True)
    op.add_column("meeting", sa.Column("access_features", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("meeting", sa.Column("most_companions", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("meeting", sa.Column("last_turn", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "meeting_registration",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("needs", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_day_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_hours_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'placed', 'waiting')", name=op.f("ck_meeting_registration_state_known")),
        sa.CheckConstraint("(state = 'asked') = (turn IS NULL)", name=op.f("ck_meeting_registration_in_line_with_a_turn")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_meeting_registration_some_seats")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_registration_meeting_id_person_id")),
        sa.UniqueConstraint("meeting_id", "email", name=op.f("uq_meeting_registration_meeting_id_email")),
        sa.UniqueConstraint("meeting_id", "turn", name=op.f("uq_meeting_registration_meeting_id_turn")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_registration_public_id")),
    )
    op.create_index("ix_meeting_registration_person_id", "meeting_registration", ["person_id"])
    op.create_table(
        "meeting_news",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('changed', 'cancelled')", name=op.f("ck_meeting_news_kind_known")),
    )
    op.create_index("ix_meeting_news_done_at", "meeting_news", ["done_at"])
    op.create_table(
        "meeting_document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("stored_name", name=op.f("uq_meeting_document_stored_name")),
    )
    op.create_index("ix_meeting_document_meeting_id", "meeting_document", ["meeting_id"])
    reference = sa.Column("registration_id", sa.Integer(), sa.ForeignKey("meeting_registration.id"), nullable=True)
    op.add_column("attendee", reference, inline_references=True)
    op.add_column("attendee", sa.Column("seat", sa.Integer(), nullable=True))
    op.add_column("attendee", sa.Column("hand_key", sa.String(length=40), nullable=True))
    op.create_index("uq_attendee_registration_id_seat", "attendee", ["registration_id", "seat"], unique=True)
    op.create_index("uq_attendee_meeting_id_hand_key", "attendee", ["meeting_id", "hand_key"], unique=True)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("uq_attendee_meeting_id_hand_key", "attendee")
    op.drop_index("uq_attendee_registration_id_seat", "attendee")
    for name in ("hand_key", "seat", "registration_id"):
        op.drop_column("attendee", name)
    for table in ("meeting_document", "meeting_news", "meeting_registration"):
        op.drop_table(table)
    for name in ("last_turn", "most_companions", "access_features", "place_id", "address"):
        op.drop_column("meeting", name)
