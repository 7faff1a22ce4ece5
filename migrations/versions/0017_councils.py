"""The tables of councils."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("council", "'council:' || {row}.consultation_id"),
    Watched("council", "'site'", columns=("stage",)),
    Watched("council_feature", "'council:' || consultation_id", "FROM council WHERE id = {row}.council_id"),
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("task_html", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("allowance_cents", sa.Integer(), nullable=False),
        sa.Column("answer_until", UtcDateTime(), nullable=True),
        sa.Column("delete_on", sa.Date(), nullable=True),
        sa.Column("swept_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("seats >= 2 AND seats <= 500", name=op.f("ck_council_seats_sensible")),
        sa.CheckConstraint("stage IN ('preparing', 'inviting', 'drawing', 'working', 'handed_over')", name=op.f("ck_council_stage_known")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_council_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_council_consultation_id")),
    )
    op.create_table(
        "council_feature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("share_source", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("source IN ('register', 'asked')", name=op.f("ck_council_feature_source_known")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_feature_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_feature")),
        sa.UniqueConstraint("council_id", "code", name=op.f("uq_council_feature_council_id_code")),
    )
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("council_feature")
    op.drop_table("council")
