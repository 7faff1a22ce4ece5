"""The tables of making sense: code book, coding, groups, what was learnt of categories, the report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

WATCHED = (Watched("sense_report", "'site'"),)
"""Tabs and the page of results name the published report. Its own pages are not kept."""
KIND_KNOWN = "kind IN ('proposal', 'contribution', 'statement', 'answer')"
TABLES = (
    "sense_citation sense_sentence sense_section sense_report sense_learning sense_groups sense_code sense_coding sense_text sense_round sense_theme"
).split()


def upgrade() -> None:
    """Make them."""
    _make_coding()
    _make_background()
    _make_report()
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def _make_coding() -> None:
    op.create_table(
        "sense_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sense_theme_has_name")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_sense_theme_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_theme")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_sense_theme_consultation_id_name")),
    )
    op.create_table(
        "sense_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("coders", sa.Integer(), nullable=False),
        sa.Column("text_count", sa.Integer(), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("first_coder_id", sa.Integer(), nullable=True),
        sa.Column("second_coder_id", sa.Integer(), nullable=True),
        sa.Column("first_done_at", UtcDateTime(), nullable=True),
        sa.Column("second_done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("coders IN (1, 2)", name=op.f("ck_sense_round_one_or_two_coders")),
        sa.CheckConstraint("coders = 2 OR (second_coder_id IS NULL AND second_done_at IS NULL)", name=op.f("ck_sense_round_second_where_asked")),
        sa.CheckConstraint(
            "first_coder_id IS NULL OR second_coder_id IS NULL OR first_coder_id <> second_coder_id", name=op.f("ck_sense_round_two_people")
        ),
        sa.CheckConstraint("text_count > 0", name=op.f("ck_sense_round_has_texts")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_sense_round_consultation_id_consultation")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_sense_round_{name}_person"))
            for name in ("started_by_id", "first_coder_id", "second_coder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_round")),
    )
    op.create_index("ix_sense_round_consultation_id", "sense_round", ["consultation_id"], unique=False)
    op.create_table(
        "sense_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=170), nullable=False),
        sa.CheckConstraint(KIND_KNOWN, name=op.f("ck_sense_text_kind_known")),
        sa.ForeignKeyConstraint(["round_id"], ["sense_round.id"], name=op.f("fk_sense_text_round_id_sense_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_text")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_sense_text_round_id_position")),
        sa.UniqueConstraint("round_id", "kind", "ref", name=op.f("uq_sense_text_round_id_kind_ref")),
    )
    op.create_table(
        "sense_coding",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("coded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("slot IN (0, 1, 2)", name=op.f("ck_sense_coding_slot_known")),
        sa.ForeignKeyConstraint(["text_id"], ["sense_text.id"], name=op.f("fk_sense_coding_text_id_sense_text")),
        sa.PrimaryKeyConstraint("text_id", "slot", name=op.f("pk_sense_coding")),
    )
    op.create_table(
        "sense_code",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("slot IN (0, 1, 2)", name=op.f("ck_sense_code_slot_known")),
        sa.ForeignKeyConstraint(["text_id"], ["sense_text.id"], name=op.f("fk_sense_code_text_id_sense_text")),
        sa.ForeignKeyConstraint(["theme_id"], ["sense_theme.id"], name=op.f("fk_sense_code_theme_id_sense_theme")),
        sa.PrimaryKeyConstraint("text_id", "slot", "theme_id", name=op.f("pk_sense_code")),
    )
    op.create_index("ix_sense_code_theme_id_slot", "sense_code", ["theme_id", "slot"], unique=False)


def _make_background() -> None:
    op.create_table(
        "sense_groups",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("computed_at", UtcDateTime(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_sense_groups_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_sense_groups")),
    )
    op.create_table(
        "sense_learning",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("learnt_at", UtcDateTime(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("model", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_sense_learning_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_sense_learning")),
    )


def _make_report() -> None:
    op.create_table(
        "sense_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_sense_report_has_title")),
        sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name=op.f("ck_sense_report_published_by_somebody")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_sense_report_consultation_id_consultation")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_sense_report_{name}_person"))
            for name in ("drafted_by_id", "published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_report")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_sense_report_consultation_id_number")),
    )
    draft = sa.text("published_at IS NULL")
    op.create_index("uq_sense_report_draft", "sense_report", ["consultation_id"], unique=True, sqlite_where=draft, postgresql_where=draft)
    op.create_table(
        "sense_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("is_minority", sa.Boolean(), nullable=False),
        sa.CheckConstraint("heading <> ''", name=op.f("ck_sense_section_has_heading")),
        sa.ForeignKeyConstraint(["report_id"], ["sense_report.id"], name=op.f("fk_sense_section_report_id_sense_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_section")),
    )
    op.create_index("ix_sense_section_report_id", "sense_section", ["report_id", "position"], unique=False)
    op.create_table(
        "sense_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_sense_sentence_has_words")),
        sa.ForeignKeyConstraint(["section_id"], ["sense_section.id"], name=op.f("fk_sense_sentence_section_id_sense_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_sentence")),
    )
    op.create_index("ix_sense_sentence_section_id", "sense_sentence", ["section_id", "position"], unique=False)
    op.create_table(
        "sense_citation",
        sa.Column("sentence_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=170), nullable=False),
        sa.CheckConstraint(KIND_KNOWN, name=op.f("ck_sense_citation_kind_known")),
        sa.ForeignKeyConstraint(["sentence_id"], ["sense_sentence.id"], name=op.f("fk_sense_citation_sentence_id_sense_sentence")),
        sa.PrimaryKeyConstraint("sentence_id", "kind", "ref", name=op.f("pk_sense_citation")),
    )


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in TABLES:
        op.drop_table(table)
