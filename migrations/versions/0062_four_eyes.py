"""Answers that a second person releases, for an office or a consultation; planned answers of matters, and several that belong together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

STATES = "state IN ('waiting', 'published', 'cancelled', 'stopped')"
MORE_STATES = "state IN ('release', 'returned', 'waiting', 'published', 'cancelled', 'stopped')"
CHECKS = {
    "of_one_thing": "(proposal_id IS NULL) <> (matter_id IS NULL)",
    "two_people": "released_by_id <> author_id",
    "released_before": "state NOT IN ('waiting', 'published') OR NOT needs_release OR released_by_id IS NOT NULL",
    "returned_has_reason": "state <> 'returned' OR stopped_because <> ''",
}
REFERS = {"matter_id": "matter", "bulk_id": "bulk_answer", "released_by_id": "person"}
WAITING, HELD = sa.text("state = 'waiting'"), sa.text("state IN ('waiting', 'release')")


def upgrade() -> None:
    """Room for the second person; what is planned needs none."""
    op.add_column("office", sa.Column("four_eyes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "answer_rule",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_answer_rule_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_answer_rule")),
    )
    op.drop_index("uq_answer_plan_waiting", table_name="answer_plan")
    with op.batch_alter_table("answer_plan") as batch:
        batch.alter_column("proposal_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("matter_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("bulk_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("needs_release", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("released_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("released_at", UtcDateTime(), nullable=True))
        for column, table in REFERS.items():
            batch.create_foreign_key(op.f(f"fk_answer_plan_{column}_{table}"), table, [column], ["id"])
        batch.drop_constraint(op.f("ck_answer_plan_state_known"), type_="check")
        batch.create_check_constraint(op.f("ck_answer_plan_state_known"), MORE_STATES)
        for name, words in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_answer_plan_{name}"), words)
    op.create_index("uq_answer_plan_held", "answer_plan", ["proposal_id"], unique=True, sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("uq_answer_plan_held_matter", "answer_plan", ["matter_id"], unique=True, sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("ix_answer_plan_proposal_id", "answer_plan", ["proposal_id"], unique=False)
    op.create_index("ix_answer_plan_bulk_id", "answer_plan", ["bulk_id"], unique=False)


def downgrade() -> None:
    """Whatever waits for its second person was never published and goes."""
    for name in ("uq_answer_plan_held", "uq_answer_plan_held_matter", "ix_answer_plan_proposal_id", "ix_answer_plan_bulk_id"):
        op.drop_index(name, table_name="answer_plan")
    op.execute("DELETE FROM answer_plan WHERE proposal_id IS NULL OR state IN ('release', 'returned')")
    with op.batch_alter_table("answer_plan") as batch:
        for name in (*CHECKS, "state_known"):
            batch.drop_constraint(op.f(f"ck_answer_plan_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_answer_plan_state_known"), STATES)
        for column, table in REFERS.items():
            batch.drop_constraint(op.f(f"fk_answer_plan_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("needs_release")
        batch.drop_column("released_at")
        batch.alter_column("proposal_id", existing_type=sa.Integer(), nullable=False)
    op.create_index("uq_answer_plan_waiting", "answer_plan", ["proposal_id"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_table("answer_rule")
    op.drop_column("office", "four_eyes")
