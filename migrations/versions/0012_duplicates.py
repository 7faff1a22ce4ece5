"""The tables of duplicates, and what a proposal was merged into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("proposal_pair", "'proposal:' || {row}.first_id"),
    Watched("proposal_pair", "'proposal:' || {row}.second_id"),
)


def upgrade() -> None:
    """Make them."""
    reference = sa.ForeignKey("proposal.id", name=op.f("fk_proposal_merged_into_id_proposal"))
    op.add_column("proposal", sa.Column("merged_into_id", sa.Integer(), reference, nullable=True), inline_references=True)
    op.create_index("ix_proposal_merged_into_id", "proposal", ["merged_into_id"], unique=False)
    op.create_table(
        "proposal_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("verdict <> 'together' OR reason <> ''", name=op.f("ck_proposal_pair_together_has_reason")),
        sa.CheckConstraint("verdict IN ('together', 'different')", name=op.f("ck_proposal_pair_verdict_known")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_proposal_pair_one_way_round")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_proposal_pair_decided_by_id_person")),
        sa.ForeignKeyConstraint(["first_id"], ["proposal.id"], name=op.f("fk_proposal_pair_first_id_proposal")),
        sa.ForeignKeyConstraint(["second_id"], ["proposal.id"], name=op.f("fk_proposal_pair_second_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_proposal_pair_first_id_second_id")),
    )
    op.create_index("ix_proposal_pair_second_id", "proposal_pair", ["second_id"], unique=False)
    op.create_table(
        "proposal_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (closed_at IS NULL)", name=op.f("ck_proposal_merge_closed_has_date")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_proposal_merge_reason_given")),
        sa.CheckConstraint("state IN ('asked', 'done', 'cancelled')", name=op.f("ck_proposal_merge_state_known")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_proposal_merge_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_proposal_merge_proposed_by_id_person")),
        sa.ForeignKeyConstraint(["target_id"], ["proposal.id"], name=op.f("fk_proposal_merge_target_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_merge")),
    )
    op.create_index("ix_proposal_merge_consultation_id", "proposal_merge", ["consultation_id", "id"], unique=False)
    op.create_table(
        "merge_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=12), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("merged_at", UtcDateTime(), nullable=True),
        sa.Column("split_at", UtcDateTime(), nullable=True),
        sa.Column("split_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("consent IN ('asked', 'given', 'refused', 'not_needed')", name=op.f("ck_merge_part_consent_known")),
        sa.CheckConstraint("merged_at IS NULL OR consent IN ('given', 'not_needed')", name=op.f("ck_merge_part_nothing_without_consent")),
        sa.CheckConstraint("split_at IS NULL OR (merged_at IS NOT NULL AND split_reason <> '')", name=op.f("ck_merge_part_split_has_reason")),
        sa.ForeignKeyConstraint(["merge_id"], ["proposal_merge.id"], name=op.f("fk_merge_part_merge_id_proposal_merge")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_merge_part_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_part")),
        sa.UniqueConstraint("merge_id", "proposal_id", name=op.f("uq_merge_part_merge_id_proposal_id")),
    )
    op.create_index("ix_merge_part_proposal_id", "merge_part", ["proposal_id"], unique=False)
    op.create_table(
        "moved_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("counted_before", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["merge_part.id"], name=op.f("fk_moved_support_part_id_merge_part")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_moved_support_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_support")),
        sa.UniqueConstraint("part_id", "person_id", name=op.f("uq_moved_support_part_id_person_id")),
    )
    op.create_index("ix_moved_support_person_id", "moved_support", ["person_id"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("moved_support", "merge_part", "proposal_merge", "proposal_pair"):
        op.drop_table(table)
    op.drop_index("ix_proposal_merged_into_id", "proposal")
    op.drop_column("proposal", "merged_into_id")
