"""The tables of threads at size: places in every order, who follows and visits, summaries with their citations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements
from participation.methods.orders import contention

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OF_DISCUSSION = "'discussion:' || subject_kind || ':' || subject_id"
_BY_SENTENCE = "FROM discussion WHERE id = (SELECT discussion_id FROM summary_sentence WHERE summary_sentence.id = {row}.sentence_id)"

WATCHED = (
    Watched("thread_summary", _OF_DISCUSSION, "FROM discussion WHERE id = {row}.discussion_id"),
    Watched("summary_sentence", _OF_DISCUSSION, "FROM discussion WHERE id = {row}.discussion_id"),
    Watched("summary_line", _OF_DISCUSSION, _BY_SENTENCE),
    Watched("summary_citation", _OF_DISCUSSION, _BY_SENTENCE),
    Watched("summary_objection", _OF_DISCUSSION, _BY_SENTENCE),
)
KINDS = ("for", "against", "question", "suggestion", "note")
COUNTS = (*(f"{kind}_count" for kind in KINDS), "city_count")
FIRST_LEVEL = "parent_id IS NULL"
INDEXES = {
    "ix_contribution_discussion_id_number": ("number",),
    "ix_contribution_discussion_id_kind_number": ("kind", "number"),
    "ix_contribution_discussion_id_kind_score": ("kind", "score", "number"),
    "ix_contribution_discussion_id_answers_count": ("answers_count", "number"),
    "ix_contribution_discussion_id_contested": ("contested", "number"),
    "ix_contribution_discussion_id_attention": ("attention", "number"),
    "ix_contribution_discussion_id_active_at": ("active_at",),
    "ix_contribution_discussion_id_city": ("number",),
}


def upgrade() -> None:
    """Make them, and find the places of what is there."""
    for name in COUNTS:
        op.add_column("discussion", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("discussion", sa.Column("summary_id", sa.Integer(), nullable=True))
    op.add_column("contribution", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("contribution", sa.Column("contested", sa.Double(), server_default="0", nullable=False))
    op.add_column("contribution", sa.Column("attention", sa.Integer(), server_default="0", nullable=False))
    op.add_column("contribution", sa.Column("active_at", UtcDateTime(), nullable=True))
    op.add_column("contribution", sa.Column("city_voices", sa.Integer(), server_default="0", nullable=False))
    op.add_column("contribution", sa.Column("cited", sa.Integer(), server_default="0", nullable=False))
    op.add_column("contribution", sa.Column("grown_url", sa.String(length=200), server_default="", nullable=False))
    op.add_column("proposal", sa.Column("from_contribution_id", sa.Integer(), nullable=True))
    _find_places()
    op.drop_index("ix_contribution_discussion_id_created_at", table_name="contribution")
    op.drop_index("ix_contribution_discussion_id_score", table_name="contribution")
    op.create_index("ix_contribution_discussion_id_created_at", "contribution", ["discussion_id", "created_at"], unique=False)
    for name, columns in INDEXES.items():
        where = sa.text(f"{FIRST_LEVEL} AND city_voices > 0" if name.endswith("_city") else FIRST_LEVEL)
        unique = name == "ix_contribution_discussion_id_number"
        op.create_index(name, "contribution", ["discussion_id", *columns], unique=unique, sqlite_where=where, postgresql_where=where)
    _make_reading()
    _make_summaries()
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def _find_places() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(
        "UPDATE contribution SET number = placed.number FROM (SELECT id, row_number() OVER (PARTITION BY discussion_id ORDER BY created_at, id) "
        "AS number FROM contribution WHERE parent_id IS NULL) AS placed WHERE placed.id = contribution.id"
    )
    connection.exec_driver_sql("UPDATE contribution SET attention = up_count + down_count + answers_count")
    connection.exec_driver_sql("UPDATE contribution SET active_at = created_at WHERE parent_id IS NULL")
    connection.exec_driver_sql("UPDATE contribution SET city_voices = 1 WHERE parent_id IS NULL AND official")
    connection.exec_driver_sql(
        "UPDATE contribution SET active_at = below.last_at, city_voices = contribution.city_voices + below.voices FROM (SELECT parent_id, "
        "max(created_at) AS last_at, sum(CASE WHEN official THEN 1 ELSE 0 END) AS voices FROM contribution WHERE parent_id IS NOT NULL "
        "GROUP BY parent_id) AS below WHERE below.parent_id = contribution.id"
    )
    for kind in KINDS:
        counting = f"SELECT count(*) FROM contribution WHERE discussion_id = discussion.id AND parent_id IS NULL AND kind = '{kind}'"  # noqa: S608 - as below
        connection.exec_driver_sql(f"UPDATE discussion SET {kind}_count = ({counting})")  # noqa: S608 - constants of this file
    connection.exec_driver_sql(
        "UPDATE discussion SET city_count = (SELECT count(*) FROM contribution WHERE discussion_id = discussion.id "
        "AND parent_id IS NULL AND city_voices > 0)"
    )
    divided = connection.exec_driver_sql("SELECT id, up_count, down_count FROM contribution WHERE up_count > 0 AND down_count > 0").all()
    for row in divided:
        values = {"number": row.id, "value": contention(row.up_count, row.down_count)}
        connection.execute(sa.text("UPDATE contribution SET contested = :value WHERE id = :number"), values)


def _make_reading() -> None:
    for table, moments in (("follow", ("followed_at",)), ("thread_visit", ("since", "last_at"))):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("discussion_id", sa.Integer(), nullable=False),
            *(sa.Column(moment, UtcDateTime(), nullable=False) for moment in moments),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")),
            sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f(f"fk_{table}_discussion_id_discussion")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("person_id", "discussion_id", name=op.f(f"uq_{table}_person_id_discussion_id")),
        )
    op.create_index("ix_follow_discussion_id", "follow", ["discussion_id"], unique=False)
    op.create_index("ix_thread_visit_last_at", "thread_visit", ["last_at"], unique=False)


def _make_summaries() -> None:
    op.create_table(
        "thread_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f("fk_thread_summary_discussion_id_discussion")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_thread_summary_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_summary")),
        sa.UniqueConstraint("discussion_id", "number", name=op.f("uq_thread_summary_discussion_id_number")),
    )
    op.create_table(
        "summary_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("objection_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("objection_count >= 0", name=op.f("ck_summary_sentence_count_not_negative")),
        sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f("fk_summary_sentence_discussion_id_discussion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_sentence")),
    )
    op.create_index("ix_summary_sentence_discussion_id", "summary_sentence", ["discussion_id"], unique=False)
    op.create_table(
        "summary_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("sentence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["summary_id"], ["thread_summary.id"], name=op.f("fk_summary_line_summary_id_thread_summary")),
        sa.ForeignKeyConstraint(["sentence_id"], ["summary_sentence.id"], name=op.f("fk_summary_line_sentence_id_summary_sentence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_line")),
        sa.UniqueConstraint("summary_id", "position", name=op.f("uq_summary_line_summary_id_position")),
        sa.UniqueConstraint("summary_id", "sentence_id", name=op.f("uq_summary_line_summary_id_sentence_id")),
    )
    op.create_table(
        "summary_citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sentence_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["summary_sentence.id"], name=op.f("fk_summary_citation_sentence_id_summary_sentence")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_summary_citation_contribution_id_contribution")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_citation")),
        sa.UniqueConstraint("sentence_id", "contribution_id", name=op.f("uq_summary_citation_sentence_id_contribution_id")),
    )
    op.create_index("ix_summary_citation_contribution_id", "summary_citation", ["contribution_id"], unique=False)
    op.create_table(
        "summary_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sentence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_summary_objection_has_reason")),
        sa.ForeignKeyConstraint(["sentence_id"], ["summary_sentence.id"], name=op.f("fk_summary_objection_sentence_id_summary_sentence")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_summary_objection_person_id_person")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["person.id"], name=op.f("fk_summary_objection_replied_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_objection")),
        sa.UniqueConstraint("sentence_id", "person_id", name=op.f("uq_summary_objection_sentence_id_person_id")),
    )
    op.create_index("ix_summary_objection_person_id", "summary_objection", ["person_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("summary_objection", "summary_citation", "summary_line", "summary_sentence", "thread_summary", "thread_visit", "follow"):
        op.drop_table(table)
    for name in (*INDEXES, "ix_contribution_discussion_id_created_at"):
        op.drop_index(name, table_name="contribution")
    op.drop_column("proposal", "from_contribution_id")
    for name in ("grown_url", "cited", "city_voices", "active_at", "attention", "contested", "number"):
        op.drop_column("contribution", name)
    for name in ("summary_id", *reversed(COUNTS)):
        op.drop_column("discussion", name)
    where = sa.text(FIRST_LEVEL)
    for name, column in (("ix_contribution_discussion_id_created_at", "created_at"), ("ix_contribution_discussion_id_score", "score")):
        op.create_index(name, "contribution", ["discussion_id", column, "id"], unique=False, sqlite_where=where, postgresql_where=where)
