"""The tables of assemblies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.assemblies.handover_models import DROP_POSTGRESQL, KEEPS_POSTGRESQL, KEEPS_SQLITE
from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OF_COUNCIL = "FROM council WHERE id = {row}.council_id"
_OF_RECOMMENDATION = "FROM council WHERE id = (SELECT council_id FROM recommendation WHERE recommendation.id = {row}.recommendation_id)"
WATCHED = (
    Watched("citizens_report", "'council:' || consultation_id", _OF_COUNCIL),
    Watched("council_handover", "'council:' || consultation_id", _OF_COUNCIL),
    Watched("recommendation_step", "'council:' || consultation_id", _OF_RECOMMENDATION),
    Watched("sitting", "'council:' || consultation_id", _OF_COUNCIL),
)
"""What a council's page shows: the report, its handover, what became of it, and when it sits. Drafts, notes and attendance are never public."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "citizens_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("correction", sa.String(length=500), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number = 1 OR correction <> ''", name=op.f("ck_citizens_report_correction_says_what")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_citizens_report_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens_report")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_citizens_report_council_id_number")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_citizens_report_stored_name")),
    )
    op.create_table(
        "council_handover",
        sa.Column("council_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("handed_over_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_handover_council_id_council")),
        sa.PrimaryKeyConstraint("council_id", name=op.f("pk_council_handover")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_recommendation_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_index("ix_recommendation_council_id", "recommendation", ["council_id", "position"], unique=False)
    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("attendance_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sitting_ends_after_start")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_sitting_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    op.create_index("ix_sitting_council_id", "sitting", ["council_id", "starts_at"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_agenda_item_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_agenda_item_sitting_id_position")),
    )
    op.create_table(
        "council_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_council_vote_confirmed_whole")),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name=op.f("ck_council_vote_two_people")),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND abstained >= 0 AND yes + no + abstained <= present", name=op.f("ck_council_vote_no_more_than_present")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_council_vote_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_council_vote_entered_by_id_person")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_council_vote_recommendation_id_recommendation")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_council_vote_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_vote")),
    )
    op.create_index("ix_council_vote_recommendation_id", "council_vote", ["recommendation_id"], unique=False)
    op.create_index(
        "uq_council_vote_open",
        "council_vote",
        ["recommendation_id"],
        unique=True,
        sqlite_where=sa.text("confirmed_at IS NULL"),
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.create_table(
        "recommendation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("reasons_html", sa.Text(), nullable=False),
        sa.Column("paper_number", sa.String(length=60), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("paper_url", sa.String(length=500), nullable=False),
        sa.Column("paper_file", sa.String(length=40), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('new', 'review', 'answered', 'council', 'accepted', 'partly', 'rejected', 'done')",
            name=op.f("ck_recommendation_step_status_known"),
        ),
        sa.CheckConstraint("status NOT IN ('partly', 'rejected') OR reasons <> ''", name=op.f("ck_recommendation_step_refusal_has_reasons")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_recommendation_step_recommendation_id_recommendation")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_recommendation_step_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_step")),
    )
    op.create_index("ix_recommendation_step_recommendation_id", "recommendation_step", ["recommendation_id"], unique=False)
    op.create_table(
        "sitting_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_document_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_document")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_sitting_document_stored_name")),
    )
    op.create_index("ix_sitting_document_sitting_id", "sitting_document", ["sitting_id"], unique=False)
    op.create_table(
        "sitting_expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("interests", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_expert_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_expert")),
    )
    op.create_index("ix_sitting_expert_sitting_id", "sitting_expert", ["sitting_id"], unique=False)
    op.create_table(
        "sitting_groups",
        sa.Column("sitting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_groups_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting_groups")),
    )
    op.create_table(
        "attendance",
        sa.Column("sitting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["council_seat.id"], name=op.f("fk_attendance_seat_id_council_seat")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_attendance_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("sitting_id", "seat_id", name=op.f("pk_attendance")),
    )
    op.create_index("ix_attendance_seat_id", "attendance", ["seat_id"], unique=False)
    op.create_table(
        "dissent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_dissent_recommendation_id_recommendation")),
        sa.ForeignKeyConstraint(["seat_id"], ["council_seat.id"], name=op.f("fk_dissent_seat_id_council_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissent")),
        sa.UniqueConstraint("recommendation_id", "seat_id", name=op.f("uq_dissent_recommendation_id_seat_id")),
    )
    op.create_table(
        "member_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_member_note_author_id_person")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_member_note_recommendation_id_recommendation")),
        sa.ForeignKeyConstraint(["seat_id"], ["council_seat.id"], name=op.f("fk_member_note_seat_id_council_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_note")),
    )
    op.create_index("ix_member_note_recommendation_id", "member_note", ["recommendation_id"], unique=False)
    op.create_table(
        "recommendation_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_recommendation_version_recommendation_id_recommendation")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["council_seat.id"], name=op.f("fk_recommendation_version_seat_id_council_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_version")),
        sa.UniqueConstraint("recommendation_id", "number", name=op.f("uq_recommendation_version_recommendation_id_number")),
    )
    op.create_table(
        "dissent_backer",
        sa.Column("dissent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["dissent_id"], ["dissent.id"], name=op.f("fk_dissent_backer_dissent_id_dissent")),
        sa.ForeignKeyConstraint(["seat_id"], ["council_seat.id"], name=op.f("fk_dissent_backer_seat_id_council_seat")),
        sa.PrimaryKeyConstraint("dissent_id", "seat_id", name=op.f("pk_dissent_backer")),
    )
    connection = op.get_bind()
    keeps = KEEPS_POSTGRESQL if connection.dialect.name == "postgresql" else KEEPS_SQLITE
    for statement in (*keeps, *trigger_statements(connection.dialect.name, WATCHED)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)

    op.drop_table("dissent_backer")
    op.drop_table("recommendation_version")
    op.drop_table("member_note")
    op.drop_table("dissent")
    op.drop_table("attendance")
    op.drop_table("sitting_groups")
    op.drop_table("sitting_expert")
    op.drop_table("sitting_document")
    op.drop_table("recommendation_step")
    op.drop_table("council_vote")
    op.drop_table("agenda_item")
    op.drop_table("sitting")
    op.drop_table("recommendation")
    op.drop_table("council_handover")
    op.drop_table("citizens_report")
    if connection.dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            connection.exec_driver_sql(statement)
