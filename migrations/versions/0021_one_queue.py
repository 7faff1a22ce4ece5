"""One queue for the moderation: notices about suggested changes stand beside those about contributions, open objections are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN = sa.text("replied_at IS NULL")


def upgrade() -> None:
    """Make room for them. What is there stays as it is, and what an older version writes meanwhile is taken."""
    with op.batch_alter_table("report") as batch:
        batch.alter_column("contribution_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("amendment_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_report_amendment_id_amendment"), "amendment", ["amendment_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_report_amendment_id_reporter_id"), ["amendment_id", "reporter_id"])
        batch.create_check_constraint(op.f("ck_report_about_one_text"), "(contribution_id IS NULL) <> (amendment_id IS NULL)")
    op.create_index("ix_summary_objection_open", "summary_objection", ["made_at"], unique=False, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Only notices about contributions are left."""
    op.drop_index("ix_summary_objection_open", table_name="summary_objection")
    op.execute("DELETE FROM report WHERE contribution_id IS NULL")
    with op.batch_alter_table("report") as batch:
        batch.drop_constraint(op.f("uq_report_amendment_id_reporter_id"), type_="unique")
        batch.drop_constraint(op.f("fk_report_amendment_id_amendment"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_report_about_one_text"), type_="check")
        batch.drop_column("amendment_id")
        batch.alter_column("contribution_id", existing_type=sa.Integer(), nullable=False)
