"""The tables of surveys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements
from participation.surveys.triggers import DROP_POSTGRESQL, statements

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WATCHED = (Watched("survey", "'site'"),)
"""What readers' pages show of a survey: that it is there, and how far it is. Answers are on no kept page."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_survey_closed_has_moment")),
        sa.CheckConstraint("mode IN ('open', 'account')", name=op.f("ck_survey_mode_known")),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_survey_open_is_published")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_survey_state_known")),
        sa.CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_survey_closes_after_opening")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_survey_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_consultation_id", "survey", ["consultation_id"], unique=False)
    op.create_index("ix_survey_state_closes_at", "survey", ["state", "closes_at"], unique=False)
    op.create_table(
        "survey_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (token_hash IS NULL)", name=op.f("ck_survey_draft_of_one")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_draft_person_id_person")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_draft_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_draft")),
        sa.UniqueConstraint("survey_id", "person_id", name=op.f("uq_survey_draft_survey_id_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_draft_token_hash")),
    )
    op.create_index("ix_survey_draft_person_id", "survey_draft", ["person_id"], unique=False)
    op.create_index("ix_survey_draft_touched_at", "survey_draft", ["touched_at"], unique=False)
    op.create_table(
        "survey_mark",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_mark_person_id_person")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_mark_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_survey_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_mark_person_id", "survey_mark", ["person_id"], unique=False)
    op.create_table(
        "survey_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_survey_version_number_positive")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_version_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_version_survey_id_number")),
    )
    op.create_table(
        "survey_response",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_survey_response_key_is_128_bits")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_response_survey_id_survey")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_response_version_id_survey_version")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_response")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_response_survey_id_key", "survey_response", ["survey_id", "key"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("response_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("question", sa.String(length=130), nullable=False),
        sa.Column("option", sa.String(length=130), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["response_key"], ["survey_response.key"], name=op.f("fk_survey_answer_response_key_survey_response")),
        sa.PrimaryKeyConstraint("response_key", "question", "option", name=op.f("pk_survey_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answer_question", "survey_answer", ["question", "response_key"], unique=False)
    connection = op.get_bind()
    for statement in (*statements(connection.dialect.name), *trigger_statements(connection.dialect.name, WATCHED)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("survey_answer", "survey_response", "survey_mark", "survey_draft", "survey_version", "survey"):
        op.drop_table(table)
    if connection.dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            connection.exec_driver_sql(statement)
