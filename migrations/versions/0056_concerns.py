"""Concerns of residents: categories with their offices, what happened with each concern, keys of other apps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

STATUSES = "'asked', 'received', 'work', 'done', 'declined'"


def upgrade() -> None:
    """Make the tables."""
    _make_setup()
    _make_concerns()


def _make_setup() -> None:
    op.create_table(
        "concern_category",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("days BETWEEN 1 AND 365", name=op.f("ck_concern_category_days_sensible")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_concern_category_office_id_office")),
        sa.UniqueConstraint("code", name=op.f("uq_concern_category_code")),
        sa.UniqueConstraint("name", name=op.f("uq_concern_category_name")),
    )
    op.create_table(
        "concern_key",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_concern_key_made_by_id_person")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_concern_key_token_hash")),
    )


def _make_concerns() -> None:
    named = {"category_id": "concern_category", "office_id": "office", "place_id": "place", "district_id": "district", "person_id": "person"}
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("picture_name", sa.String(length=80), nullable=True),
        sa.Column("picture_width", sa.Integer(), nullable=True),
        sa.Column("picture_height", sa.Integer(), nullable=True),
        sa.Column("picture_words", sa.String(length=300), nullable=False),
        sa.Column("picture_hidden_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_concern_status_known")),
        sa.CheckConstraint("(status = 'asked') = (received_at IS NULL)", name=op.f("ck_concern_received_once_confirmed")),
        sa.CheckConstraint("(received_at IS NULL) = (due_on IS NULL)", name=op.f("ck_concern_received_has_day")),
        sa.CheckConstraint("status NOT IN ('done', 'declined') OR answered_at IS NOT NULL", name=op.f("ck_concern_closed_with_an_answer")),
        sa.CheckConstraint("(answered_at IS NULL) = (answer_days IS NULL)", name=op.f("ck_concern_answer_took_days")),
        sa.CheckConstraint("(picture_name IS NULL) = (picture_width IS NULL)", name=op.f("ck_concern_picture_has_size")),
        *(sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_concern_{column}_{table}")) for column, table in named.items()),
        sa.ForeignKeyConstraint(["key_id"], ["concern_key.id"], name=op.f("fk_concern_key_id_concern_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_concern_public_id")),
        sa.UniqueConstraint("picture_name", name=op.f("uq_concern_picture_name")),
    )
    op.create_index("ix_concern_received_at", "concern", ["received_at", "id"])
    op.create_index("ix_concern_office_id", "concern", ["office_id", "status", "due_on"])
    op.create_index("ix_concern_category_id", "concern", ["category_id", "answered_at"])
    op.create_index("ix_concern_person_id", "concern", ["person_id"])
    op.create_index("ix_concern_asked_at", "concern", ["status", "asked_at"])
    op.create_table(
        "concern_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("what IN ('received', 'taken-up', 'answer', 'assigned')", name=op.f("ck_concern_event_what_known")),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_concern_event_status_known")),
        sa.CheckConstraint("what <> 'answer' OR text <> ''", name=op.f("ck_concern_event_answer_has_text")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_event_concern_id_concern")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_concern_event_office_id_office")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_concern_event_written_by_id_person")),
    )
    op.create_index("ix_concern_event_concern_id", "concern_event", ["concern_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("concern_event", "concern", "concern_key", "concern_category"):
        op.drop_table(table)
