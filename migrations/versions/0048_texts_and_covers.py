"""Free texts of surveys that can be reported and hidden; proposals that go back into their draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and give each text that was released its number."""
    op.create_table(
        "survey_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("response_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("question", sa.String(length=130), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("response_key", "question", name=op.f("uq_survey_text_response_key_question")),
        sa.CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name=op.f("ck_survey_text_hidden_with_reason")),
    )
    op.execute(
        sa.text(
            "INSERT INTO survey_text (response_key, question, hidden_reason)"
            " SELECT response_key, question, '' FROM survey_answer WHERE released AND option = '' ORDER BY response_key, question"
        )
    )
    _measures("'keep', 'hide', 'cut', 'warn', 'back', 'removed'")
    op.add_column("proposal", sa.Column("mend_until", UtcDateTime(), nullable=True))
    op.create_table(
        "proposal_return",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("proposal_id", sa.Integer(), sa.ForeignKey("proposal.id"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("returned_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_proposal_return_has_reason")),
    )
    op.create_index("ix_proposal_return_proposal_id", "proposal_return", ["proposal_id", "id"])


def _measures(known: str) -> None:
    """On SQLite the table is made anew, and a table to which rows point cannot be dropped: the notices step aside meanwhile."""
    aside = op.get_bind().dialect.name == "sqlite"
    if aside:
        op.execute(sa.text("CREATE TEMPORARY TABLE notices_aside AS SELECT * FROM moderation_notice"))
        op.execute(sa.text("DELETE FROM moderation_notice"))
    with op.batch_alter_table("moderation_case") as table:
        table.drop_constraint(op.f("ck_moderation_case_measure_known"), type_="check")
        table.create_check_constraint(op.f("ck_moderation_case_measure_known"), f"measure IN ({known})")
    if aside:
        op.execute(sa.text("INSERT INTO moderation_notice SELECT * FROM notices_aside"))
        op.execute(sa.text("DROP TABLE notices_aside"))


def downgrade() -> None:
    """Take them away; what went back stays hidden, as a proposal that was hidden."""
    op.drop_table("proposal_return")
    op.drop_column("proposal", "mend_until")
    op.execute(sa.text("UPDATE moderation_case SET measure = 'hide' WHERE measure = 'back'"))
    _measures("'keep', 'hide', 'cut', 'warn', 'removed'")
    op.drop_table("survey_text")
