"""Files in answers to surveys, answers on paper, personal codes, quotas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MODES, MODES_BEFORE = "mode IN ('open', 'account', 'code')", "mode IN ('open', 'account')"
CHANNELS = "CHECK (channel IN ('web', 'paper'))"


def upgrade() -> None:
    """Make the tables."""
    _make_files()
    op.execute(
        f"ALTER TABLE survey_response ADD COLUMN channel VARCHAR(5) DEFAULT 'web' NOT NULL CONSTRAINT ck_survey_response_channel_known {CHANNELS}"
    )
    _make_papers()
    _let_modes(MODES, MODES_BEFORE)
    _make_codes()
    _make_quotas()


def downgrade() -> None:
    """Take them away. Surveys with codes stop it: they cannot be said in the tables before."""
    _let_modes(MODES_BEFORE, MODES)
    for table in ("survey_quota", "survey_code_mark", "survey_code", "survey_letter_batch"):
        op.drop_table(table)
    op.drop_table("survey_paper")
    op.drop_table("survey_paper_batch")
    op.drop_table("survey_attachment")
    op.execute("ALTER TABLE survey_response DROP COLUMN channel")


def _let_modes(allowed: str, before: str) -> None:
    """Change which modes a survey may have.

    SQLite cannot change a check of a table that others refer to without making it anew, which would take its triggers away and break the
    references; that its text is changed in the schema is the way which its documentation names for this case (lang_altertable, section 7).
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_survey_mode_known"), "survey", type_="check")
        op.create_check_constraint(op.f("ck_survey_mode_known"), "survey", allowed)
        return
    if connection.exec_driver_sql("SELECT count(*) FROM survey WHERE mode = 'code'").scalar_one() and allowed == MODES_BEFORE:
        raise RuntimeError("there are surveys with codes")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'survey'", (before, allowed))
    connection.exec_driver_sql(f"PRAGMA schema_version={int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _make_files() -> None:
    op.create_table(
        "survey_attachment",
        sa.Column("name", sa.String(length=26), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("ending", sa.String(length=5), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("response_key", sa.LargeBinary(length=16), nullable=True),
        sa.CheckConstraint("draft_id IS NULL OR response_key IS NULL", name=op.f("ck_survey_attachment_of_one")),
        sa.CheckConstraint("length(name) = 26", name=op.f("ck_survey_attachment_name_is_random")),
        sa.ForeignKeyConstraint(["draft_id"], ["survey_draft.id"], name=op.f("fk_survey_attachment_draft_id_survey_draft"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["response_key"], ["survey_response.key"], name=op.f("fk_survey_attachment_response_key_survey_response")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_attachment_survey_id_survey")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_survey_attachment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_attachment_draft_id", "survey_attachment", ["draft_id"], unique=False)
    op.create_index("ix_survey_attachment_survey_id_question", "survey_attachment", ["survey_id", "question"], unique=False)


def _make_papers() -> None:
    op.create_table(
        "survey_paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=7), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.CheckConstraint("second_by_id IS NULL OR second_by_id <> opened_by_id", name=op.f("ck_survey_paper_batch_two_people")),
        sa.CheckConstraint("stage IN ('first', 'second', 'differs', 'counted')", name=op.f("ck_survey_paper_batch_stage_known")),
        sa.CheckConstraint("twice OR stage IN ('first', 'counted')", name=op.f("ck_survey_paper_batch_second_where_wanted")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_survey_paper_batch_opened_by_id_person")),
        sa.ForeignKeyConstraint(["second_by_id"], ["person.id"], name=op.f("fk_survey_paper_batch_second_by_id_person")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_paper_batch_survey_id_survey")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_paper_batch_version_id_survey_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_paper_batch")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_paper_batch_survey_id_number")),
    )
    op.create_table(
        "survey_paper",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.JSON(), nullable=False),
        sa.Column("second", sa.JSON(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_survey_paper_number_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["survey_paper_batch.id"], name=op.f("fk_survey_paper_batch_id_survey_paper_batch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_survey_paper")),
    )


def _make_codes() -> None:
    op.create_table(
        "survey_letter_batch",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_ids", sa.JSON(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_survey_letter_batch_state_known")
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_survey_letter_batch_ready_has_file")
        ),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_survey_letter_batch_requested_by_id_person")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_letter_batch_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_letter_batch")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_survey_letter_batch_stored_name")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_letter_batch_survey_id_number")),
    )
    op.create_index("ix_survey_letter_batch_state_touched_at", "survey_letter_batch", ["state", "touched_at"], unique=False)
    op.create_table(
        "survey_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_survey_code_number_positive")),
        sa.ForeignKeyConstraint(["batch_id"], ["survey_letter_batch.id"], name=op.f("fk_survey_code_batch_id_survey_letter_batch")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_code_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_survey_code_code_hash")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_code_survey_id_number")),
    )
    op.create_table(
        "survey_code_mark",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["survey_code.id"], name=op.f("fk_survey_code_mark_code_id_survey_code")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_code_mark_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", "code_id", name=op.f("pk_survey_code_mark")),
        sqlite_with_rowid=False,
    )


def _make_quotas() -> None:
    op.create_table(
        "survey_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.CheckConstraint("filled BETWEEN 0 AND most", name=op.f("ck_survey_quota_never_over")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_quota_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_quota")),
    )
    op.create_index("ix_survey_quota_survey_id", "survey_quota", ["survey_id"], unique=False)
