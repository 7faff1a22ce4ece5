"""Minutes of meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

DRAFT = sa.text("published_at IS NULL")
WATCHED = (Watched("minutes_edition", "'meeting:' || {row}.meeting_id"),)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "minutes_edition",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("correction", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_html", sa.Text(), nullable=False),
        sa.CheckConstraint("number = 1 OR correction <> ''", name=op.f("ck_minutes_edition_corrections_have_reasons")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_minutes_edition_meeting_id_number")),
    )
    op.create_index("uq_minutes_edition_draft", "minutes_edition", ["meeting_id"], unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT)
    op.create_table(
        "minutes_approval",
        sa.Column("edition_id", sa.Integer(), sa.ForeignKey("minutes_edition.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
    )
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("minutes_approval")
    op.drop_table("minutes_edition")
