"""Kept results of surveys, weights, comparisons that everyone may see, files of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them; surveys that are published already get a result to be counted."""
    op.create_table(
        "survey_result",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("computed_at", UtcDateTime(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(version = 0) = (computed_at IS NULL)", name=op.f("ck_survey_result_computed_has_date")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_result_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_result")),
    )
    op.create_index("ix_survey_result_is_stale", "survey_result", ["is_stale"], unique=False)
    op.create_table(
        "survey_weighting",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_weighting_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_weighting")),
    )
    op.create_table(
        "survey_comparison",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("divided_by", sa.String(length=64), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_comparison_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_comparison")),
    )
    op.create_table(
        "survey_file",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('xlsx', 'xml', 'sav')", name=op.f("ck_survey_file_kind_known")),
        sa.CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_survey_file_ready_has_file")),
        sa.CheckConstraint(
            "state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')",
            name=op.f("ck_survey_file_state_known"),
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_file_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_file")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_survey_file_stored_name")),
        sa.UniqueConstraint("survey_id", "kind", name=op.f("uq_survey_file_survey_id_kind")),
    )
    op.create_index("ix_survey_file_state_touched_at", "survey_file", ["state", "touched_at"], unique=False)
    surveys = sa.table("survey", sa.column("id", sa.Integer()), sa.column("state", sa.String()))
    results = sa.table(
        "survey_result",
        sa.column("survey_id", sa.Integer()),
        sa.column("version", sa.Integer()),
        sa.column("is_stale", sa.Boolean()),
        sa.column("is_running", sa.Boolean()),
        sa.column("data", sa.JSON()),
    )
    published = sa.select(surveys.c.id, sa.literal(0), sa.true(), sa.false(), sa.literal({}, sa.JSON())).where(surveys.c.state != "draft")
    op.execute(results.insert().from_select(["survey_id", "version", "is_stale", "is_running", "data"], published))


def downgrade() -> None:
    """Take them away; files on the disk stay until somebody deletes them."""
    for table in ("survey_file", "survey_comparison", "survey_weighting", "survey_result"):
        op.drop_table(table)
