"""Moves from other platforms: exports as they were described, where things came from, by whom a contribution was written there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

WATCHED = (
    Watched(
        "moved_thing",
        "'proposal:' || {row}.thing_id",
        "WHERE {row}.kind = 'proposal'",
        ("author_name", "reference", "url", "supports", "answer_html"),
        entering=False,
    ),
)
"""What stands above a proposal that came from elsewhere."""


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("contribution", sa.Column("origin", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("file_names", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("described", sa.Text(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'done', 'undone')", name=op.f("ck_move_state_known")),
        sa.CheckConstraint("system IN ('decidim', 'consul', 'adhocracy', 'polis', 'limesurvey')", name=op.f("ck_move_system_known")),
        sa.CheckConstraint("(state = 'pending') = (described IS NOT NULL)", name=op.f("ck_move_description_until_done")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_move_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_move_actor_id_person")),
    )
    op.create_index("ix_move_consultation_id", "move", ["consultation_id", "id"])
    op.create_index("ix_move_state", "move", ["state", "uploaded_at"])
    _make_things()


def _make_things() -> None:
    op.create_table(
        "moved_thing",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=True),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_html", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('proposal', 'topic', 'contribution', 'map', 'survey')", name=op.f("ck_moved_thing_kind_known")),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_moved_thing_move_id_move")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_moved_thing_consultation_id_consultation")),
        sa.UniqueConstraint("consultation_id", "system", "kind", "source_id", name=op.f("uq_moved_thing_consultation_id_system_kind_source_id")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_moved_thing_kind_thing_id")),
    )
    op.create_index("ix_moved_thing_move_id", "moved_thing", ["move_id", "id"])
    for statement in trigger_statements(op.get_bind().dialect.name, WATCHED):
        op.execute(statement)


def downgrade() -> None:
    """Take them away."""
    for statement in drop_statements(op.get_bind().dialect.name, WATCHED):
        op.execute(statement)
    op.drop_table("moved_thing")
    op.drop_table("move")
    op.drop_column("contribution", "origin")
