"""The tables of opinion maps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WATCHED = (Watched("opinion_map", "'site'"),)
"""Tabs and panels on readers' pages name the maps. The pages of a map itself are not kept."""


def upgrade() -> None:
    """Make them."""
    _make_maps()
    _make_statements()
    op.create_table(
        "opinion_answer",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("map_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint("mark IN (-1, 0, 1)", name=op.f("ck_opinion_answer_mark_known")),
        sa.ForeignKeyConstraint(["map_id"], ["opinion_map.id"], name=op.f("fk_opinion_answer_map_id_opinion_map")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opinion_answer_person_id_person")),
        sa.ForeignKeyConstraint(["statement_id"], ["opinion_statement.id"], name=op.f("fk_opinion_answer_statement_id_opinion_statement")),
        sa.PrimaryKeyConstraint("person_id", "statement_id", name=op.f("pk_opinion_answer")),
    )
    op.create_index("ix_opinion_answer_map_id_person_id", "opinion_answer", ["map_id", "person_id"], unique=False)
    op.create_index("ix_opinion_answer_statement_id", "opinion_answer", ["statement_id"], unique=False)
    op.create_table(
        "opinion_result",
        sa.Column("map_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("computed_at", UtcDateTime(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.CheckConstraint("(version = 0) = (computed_at IS NULL)", name=op.f("ck_opinion_result_computed_has_date")),
        sa.ForeignKeyConstraint(["map_id"], ["opinion_map.id"], name=op.f("fk_opinion_result_map_id_opinion_map")),
        sa.PrimaryKeyConstraint("map_id", name=op.f("pk_opinion_result")),
    )
    op.create_index("ix_opinion_result_is_stale", "opinion_result", ["is_stale"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def _make_maps() -> None:
    op.create_table(
        "opinion_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("verified_only", sa.Boolean(), nullable=False),
        sa.Column("writing_open", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("stage IN ('draft', 'open', 'closed')", name=op.f("ck_opinion_map_stage_known")),
        sa.CheckConstraint("(stage = 'draft') = (opened_at IS NULL)", name=op.f("ck_opinion_map_opened_has_date")),
        sa.CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_opinion_map_closed_has_date")),
        sa.CheckConstraint("forgotten_at IS NULL OR stage = 'closed'", name=op.f("ck_opinion_map_only_closed_ones_are_forgotten")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_opinion_map_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_opinion_map_drafted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_map")),
    )
    op.create_index("ix_opinion_map_closed_at", "opinion_map", ["closed_at"], unique=False)
    op.create_index("ix_opinion_map_consultation_id", "opinion_map", ["consultation_id"], unique=False)


def _make_statements() -> None:
    op.create_table(
        "opinion_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("map_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=140), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("entry_key", sa.String(length=64), nullable=True),
        sa.Column("is_seed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'accepted', 'rejected')", name=op.f("ck_opinion_statement_state_known")),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_opinion_statement_decided_has_date")),
        sa.CheckConstraint("state <> 'rejected' OR reason <> ''", name=op.f("ck_opinion_statement_rejected_has_reason")),
        sa.CheckConstraint("hidden_at IS NULL OR state = 'accepted'", name=op.f("ck_opinion_statement_only_accepted_ones_are_hidden")),
        sa.CheckConstraint("hidden_at IS NULL OR reason <> ''", name=op.f("ck_opinion_statement_hidden_has_reason")),
        sa.CheckConstraint("seen_count >= 0", name=op.f("ck_opinion_statement_count_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_opinion_statement_author_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_opinion_statement_decided_by_id_person")),
        sa.ForeignKeyConstraint(["map_id"], ["opinion_map.id"], name=op.f("fk_opinion_statement_map_id_opinion_map")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_statement")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_opinion_statement_entry_key")),
        sa.UniqueConstraint("map_id", "number", name=op.f("uq_opinion_statement_map_id_number")),
    )
    op.create_index("ix_opinion_statement_author_id", "opinion_statement", ["author_id"], unique=False)
    op.create_index("ix_opinion_statement_map_id_state", "opinion_statement", ["map_id", "state", "id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("opinion_result", "opinion_answer", "opinion_statement", "opinion_map"):
        op.drop_table(table)
