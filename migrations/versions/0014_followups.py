"""The tables of followups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OF_REPORT = (
    "FROM official_answer JOIN answer_detail ON answer_detail.answer_id = official_answer.id WHERE answer_detail.report_id = {row}.id LIMIT 1"
)

WATCHED = (
    Watched("office", "'site'", columns=("name", "short_name"), entering=False),
    Watched("assignment", "'proposal:' || {row}.proposal_id"),
    Watched("answer_detail", "'proposal:' || proposal_id", "FROM official_answer WHERE id = {row}.answer_id"),
    Watched("answer_report", "'proposal:' || official_answer.proposal_id", _OF_REPORT, entering=False),
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "answer_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_block")),
        sa.UniqueConstraint("title", name=op.f("uq_answer_block_title")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("name", name=op.f("uq_office_name")),
        sa.UniqueConstraint("short_name", name=op.f("uq_office_short_name")),
    )
    op.create_table(
        "answer_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_answer_report_added_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_report")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_answer_report_stored_name")),
    )
    op.create_table(
        "bulk_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_key", sa.String(length=64), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_bulk_answer_author_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_bulk_answer_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_answer")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_bulk_answer_entry_key")),
    )
    op.create_table(
        "office_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_member_office_id_office")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_office_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_member")),
        sa.UniqueConstraint("office_id", "person_id", name=op.f("uq_office_member_office_id_person_id")),
    )
    op.create_index("ix_office_member_person_id", "office_member", ["person_id"], unique=False)
    op.create_table(
        "answer_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stopped_because", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seen_answer_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("publish_at", UtcDateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("cost_once", sa.BigInteger(), nullable=True),
        sa.Column("cost_yearly", sa.BigInteger(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=True),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'published', 'cancelled', 'stopped')", name=op.f("ck_answer_plan_state_known")),
        sa.CheckConstraint(
            "status IN ('new', 'review', 'answered', 'council', 'accepted', 'partly', 'rejected', 'done')", name=op.f("ck_answer_plan_status_known")
        ),
        sa.CheckConstraint("cost_once >= 0 AND cost_yearly >= 0", name=op.f("ck_answer_plan_cost_not_negative")),
        sa.CheckConstraint("to_month >= from_month", name=op.f("ck_answer_plan_months_in_order")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_answer_plan_author_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_answer_plan_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["report_id"], ["answer_report.id"], name=op.f("fk_answer_plan_report_id_answer_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_plan")),
    )
    op.create_index("ix_answer_plan_report_id", "answer_plan", ["report_id"], unique=False)
    op.create_index("ix_answer_plan_state_publish_at", "answer_plan", ["state", "publish_at"], unique=False)
    op.create_index(
        "uq_answer_plan_waiting",
        "answer_plan",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("question", sa.String(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_before_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_after_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state <> 'given' OR (statement <> '' AND given_at IS NOT NULL)", name=op.f("ck_assignment_given_has_statement")),
        sa.CheckConstraint("state IN ('open', 'work', 'given', 'answered', 'returned', 'ended')", name=op.f("ck_assignment_state_known")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_assignment_assigned_by_id_person")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_assignment_office_id_office")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assignment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["statement_by_id"], ["person.id"], name=op.f("fk_assignment_statement_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_office_id", "assignment", ["office_id", "state"], unique=False)
    op.create_index("ix_assignment_proposal_id", "assignment", ["proposal_id"], unique=False)
    op.create_index("ix_assignment_state_due_on", "assignment", ["state", "due_on"], unique=False)
    op.create_index(
        "uq_assignment_living",
        "assignment",
        ["proposal_id", "office_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'work', 'given')"),
        postgresql_where=sa.text("state IN ('open', 'work', 'given')"),
    )
    op.create_table(
        "work_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_work_note_author_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_work_note_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_note")),
    )
    op.create_index("ix_work_note_proposal_id", "work_note", ["proposal_id"], unique=False)
    op.create_table(
        "answer_detail",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reasons_html", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("cost_once", sa.BigInteger(), nullable=True),
        sa.Column("cost_yearly", sa.BigInteger(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=True),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.CheckConstraint("cost_once >= 0 AND cost_yearly >= 0", name=op.f("ck_answer_detail_cost_not_negative")),
        sa.CheckConstraint("to_month >= from_month", name=op.f("ck_answer_detail_months_in_order")),
        sa.ForeignKeyConstraint(["answer_id"], ["official_answer.id"], name=op.f("fk_answer_detail_answer_id_official_answer")),
        sa.ForeignKeyConstraint(["report_id"], ["answer_report.id"], name=op.f("fk_answer_detail_report_id_answer_report")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_detail")),
    )
    op.create_index("ix_answer_detail_report_id", "answer_detail", ["report_id"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("answer_detail")
    op.drop_table("work_note")
    op.drop_table("assignment")
    op.drop_table("answer_plan")
    op.drop_table("office_member")
    op.drop_table("bulk_answer")
    op.drop_table("answer_report")
    op.drop_table("office")
    op.drop_table("answer_block")
