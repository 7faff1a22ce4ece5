"""Links between statements, discussions, proposals and questions of surveys; reports of opinion maps; the order across camps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements
from participation.traces.triggers import drops, statements

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _linked(kind: str) -> str:
    named = " OR ".join(f"({side}_kind = '{kind}' AND {side}_id = {{row}}.id)" for side in ("from", "to"))
    return f"WHERE EXISTS (SELECT 1 FROM trace_link WHERE {named})"  # noqa: S608 - constants of this file


_FIRST = 31
WATCHED = (
    Watched("trace_link", "'site'"),
    Watched("opinion_statement", "'site'", _linked("statement"), ("text", "state", "hidden_at"), entering=False),
    Watched("topic", "'site'", _linked("topic"), ("title",), entering=False),
    Watched("contribution", "'site'", _linked("contribution"), ("body", "deleted_at", "hidden_at"), entering=False),
    Watched("proposal", "'site'", _linked("proposal"), ("title", "stage"), entering=False),
)
"""Readers' pages show chains: who links, hides or renames what stands in one is seen everywhere at once."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "trace_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("from_kind", sa.String(length=12), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_kind", sa.String(length=12), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=130), nullable=False),
        sa.Column("part_text", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("from_kind IN ('statement', 'topic', 'contribution', 'proposal')", name=op.f("ck_trace_link_from_kind_known")),
        sa.CheckConstraint("to_kind IN ('statement', 'topic', 'contribution', 'proposal', 'survey')", name=op.f("ck_trace_link_to_kind_known")),
        sa.CheckConstraint("way IN ('made', 'linked', 'grew', 'within')", name=op.f("ck_trace_link_way_known")),
        sa.CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name=op.f("ck_trace_link_not_from_itself")),
        sa.CheckConstraint("(to_kind = 'survey') = (part <> '')", name=op.f("ck_trace_link_survey_names_question")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_trace_link_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_trace_link_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_link")),
        sa.UniqueConstraint("from_kind", "from_id", "to_kind", "to_id", "part", name=op.f("uq_trace_link_from_kind_from_id_to_kind_to_id_part")),
    )
    op.create_index("ix_trace_link_to_kind_to_id", "trace_link", ["to_kind", "to_id"], unique=False)
    op.create_index("ix_trace_link_consultation_id", "trace_link", ["consultation_id"], unique=False)
    connection = op.get_bind()
    moment = "DATETIME" if connection.dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    connection.exec_driver_sql(  # in one statement: SQLite would make the table anew, without its triggers
        f"ALTER TABLE opinion_map ADD COLUMN report_published_at {moment} "
        "CONSTRAINT ck_opinion_map_only_closed_ones_are_reported CHECK (report_published_at IS NULL OR stage = 'closed')"
    )
    _order_across_camps()
    _make_files()
    for statement in (*_GROWN, *trigger_statements(connection.dialect.name, WATCHED, _FIRST), *statements(connection.dialect.name)):
        connection.exec_driver_sql(statement)


def _order_across_camps() -> None:
    op.add_column("contribution", sa.Column("across", sa.Double(), nullable=False, server_default="-10"))
    op.execute("UPDATE contribution SET across = CASE WHEN deleted_at IS NULL AND hidden_at IS NULL THEN score - 10 ELSE -20 END")
    first = sa.text("parent_id IS NULL")
    columns = ["discussion_id", "across", "number"]
    op.create_index("ix_contribution_discussion_id_across", "contribution", columns, unique=False, sqlite_where=first, postgresql_where=first)
    op.create_table(
        "across_order",
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("computed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f("fk_across_order_discussion_id_discussion")),
        sa.PrimaryKeyConstraint("discussion_id", name=op.f("pk_across_order")),
    )
    op.create_index("ix_across_order_is_stale", "across_order", ["is_stale"], unique=False)
    op.execute(
        "INSERT INTO across_order (discussion_id, is_stale, version, heard) SELECT DISTINCT c.discussion_id, true, 0, 0 "
        "FROM rating r JOIN contribution c ON c.id = r.contribution_id"
    )


def _make_files() -> None:
    op.create_table(
        "opinion_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("map_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_opinion_file_state_known")),
        sa.CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_opinion_file_ready_has_file")),
        sa.ForeignKeyConstraint(["map_id"], ["opinion_map.id"], name=op.f("fk_opinion_file_map_id_opinion_map")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_opinion_file_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_file")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_opinion_file_stored_name")),
    )
    unfinished = sa.text("state IN ('requested', 'running')")
    whose = ["map_id", "requested_by_id"]
    op.create_index("uq_opinion_file_unfinished", "opinion_file", whose, unique=True, sqlite_where=unfinished, postgresql_where=unfinished)
    op.create_index("ix_opinion_file_state_expires_at", "opinion_file", ["state", "expires_at"], unique=False)
    op.create_index("ix_opinion_file_requested_by_id", "opinion_file", ["requested_by_id"], unique=False)


_GROWN = (
    "INSERT INTO trace_link (consultation_id, from_kind, from_id, to_kind, to_id, part, part_text, way, made_by_id, made_at) "
    "SELECT p.consultation_id, 'contribution', p.from_contribution_id, 'proposal', p.id, '', '', 'grew', p.author_id, p.published_at "
    "FROM proposal p WHERE p.from_contribution_id IS NOT NULL AND p.stage <> 'draft'",
    "INSERT INTO trace_link (consultation_id, from_kind, from_id, to_kind, to_id, part, part_text, way, made_by_id, made_at) "
    "SELECT DISTINCT d.consultation_id, d.subject_kind, d.subject_id, 'contribution', c.id, '', '', 'within', CAST(NULL AS INTEGER), c.created_at "
    "FROM trace_link l JOIN contribution c ON c.id = l.from_id JOIN discussion d ON d.id = c.discussion_id "
    "WHERE l.from_kind = 'contribution' AND d.subject_kind IN ('topic', 'proposal')",
)
"""What grew from contributions before there were chains joins one."""


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in (*drops(connection.dialect.name), *drop_statements(connection.dialect.name, WATCHED, _FIRST)):
        connection.exec_driver_sql(statement)
    op.drop_table("trace_link")
    op.drop_column("opinion_map", "report_published_at")
    op.drop_table("opinion_file")
    op.drop_table("across_order")
    op.drop_index("ix_contribution_discussion_id_across", "contribution")
    op.drop_column("contribution", "across")
