"""Offices are asked about more than proposals: recommendations of a council, questions of a meeting, questions in discussions; notes name colleagues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0061"
down_revision = "0059"
branch_labels = None
depends_on = None

OF_ONE_THING = "(proposal_id IS NULL) <> (matter_id IS NULL)"
LIVING = sa.text("state IN ('open', 'work', 'given')")
NO_LONGER = (Watched("assignment", "'proposal:' || {row}.proposal_id"),)
AFTER = (Watched("assignment", "'proposal:' || {row}.proposal_id", "WHERE {row}.proposal_id IS NOT NULL"),)
"""Its name has the number 2, as 0014 gave it."""
CLOCK = (
    Watched("assignment", "'answers'"),
    Watched("official_answer", "'answers'"),
    Watched("matter", "'answers'"),
    Watched("proposal", "'answers'", columns=("stage", "status"), entering=False),
)
"""What waits for whom, and how long it took, has a scope of its own."""
WATCHED = (*AFTER, *CLOCK)


def upgrade() -> None:
    """Make the tables, and let tasks and notes belong to either."""
    _make_matters()
    _drop(NO_LONGER, 2)
    for table in ("assignment", "work_note"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("proposal_id", existing_type=sa.Integer(), nullable=True)
            batch.add_column(sa.Column("matter_id", sa.Integer(), nullable=True))
            if table == "work_note":
                batch.add_column(sa.Column("edited_at", UtcDateTime(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_matter_id_matter"), "matter", ["matter_id"], ["id"])
            batch.create_check_constraint(op.f(f"ck_{table}_of_one_thing"), OF_ONE_THING)
        op.create_index(f"ix_{table}_matter_id", table, ["matter_id"], unique=False)
    op.create_index("ix_work_note_written_at", "work_note", ["written_at"], unique=False)
    op.create_index(
        "uq_assignment_living_matter", "assignment", ["matter_id", "office_id"], unique=True, sqlite_where=LIVING, postgresql_where=LIVING
    )
    op.create_table(
        "note_mention",
        sa.Column("note_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["work_note.id"], name=op.f("fk_note_mention_note_id_work_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_mention_person_id_person")),
        sa.PrimaryKeyConstraint("note_id", "person_id", name=op.f("pk_note_mention")),
    )
    op.create_index("ix_note_mention_person_id", "note_mention", ["person_id", "note_id"], unique=False)
    _make(AFTER, 2)
    _make(CLOCK, 61)


def _make_matters() -> None:
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_html", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=160), nullable=False),
        sa.CheckConstraint("kind IN ('recommendation', 'question', 'contribution')", name=op.f("ck_matter_kind_known")),
        sa.CheckConstraint("answered_at IS NOT NULL OR answer = ''", name=op.f("ck_matter_answer_has_moment")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_matter_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_matter_opened_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("kind", "subject_id", "since", name=op.f("uq_matter_kind_subject_id_since")),
    )
    op.create_index("ix_matter_consultation_id", "matter", ["consultation_id", "answered_at"], unique=False)
    op.create_index("ix_matter_kind_within_id", "matter", ["kind", "within_id"], unique=False)


def downgrade() -> None:
    """Only tasks and notes about proposals are left; an answer that was given to something else would be lost, so this stops there."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM matter WHERE answered_at IS NOT NULL")):
        raise RuntimeError("Questions or recommendations have answers here that the way back would lose.")
    _drop(CLOCK, 61)
    _drop(AFTER, 2)
    op.drop_table("note_mention")
    op.drop_index("uq_assignment_living_matter", table_name="assignment")
    op.drop_index("ix_work_note_written_at", table_name="work_note")
    for table in ("assignment", "work_note"):
        op.execute(f"DELETE FROM {table} WHERE proposal_id IS NULL")  # noqa: S608  # no value from outside
        op.drop_index(f"ix_{table}_matter_id", table_name=table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_of_one_thing"), type_="check")
            batch.drop_constraint(op.f(f"fk_{table}_matter_id_matter"), type_="foreignkey")
            batch.drop_column("matter_id")
            if table == "work_note":
                batch.drop_column("edited_at")
            batch.alter_column("proposal_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("matter")
    _make(NO_LONGER, 2)


def _make(watched: tuple[Watched, ...], first: int) -> None:
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, watched, first):
        connection.exec_driver_sql(statement)


def _drop(watched: tuple[Watched, ...], first: int) -> None:
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, watched, first):
        connection.exec_driver_sql(statement)
