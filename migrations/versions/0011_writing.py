"""The tables of writing: additional questions and their answers, files, co-authors, what was taken in at the counter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("custom_field", "'site'", entering=False),
    Watched("custom_value", "'proposal:' || {row}.proposal_id"),
    Watched("attachment", "'proposal:' || COALESCE({row}.proposal_id, 0)"),  # one without a proposal waits to be deleted
)


def upgrade() -> None:
    """Make them."""
    op.add_column("proposal", sa.Column("channel", sa.String(length=12), nullable=True))
    op.add_column("proposal", sa.Column("co_author_ids", sa.String(length=120), nullable=True))
    op.add_column("proposal", sa.Column("form_key", sa.String(length=64), nullable=True))
    op.add_column("proposal", sa.Column("form_step", sa.Integer(), nullable=True))
    op.add_column("proposal", sa.Column("attachment_count", sa.Integer(), server_default="0", nullable=False))
    op.add_column("proposal_version", sa.Column("answers", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('short', 'long', 'number', 'one', 'several', 'yes_no', 'day', 'money')", name=op.f("ck_custom_field_kind_known")
        ),
        sa.CheckConstraint("label <> ''", name=op.f("ck_custom_field_has_label")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_custom_field_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
    )
    op.create_index("ix_custom_field_consultation_id", "custom_field", ["consultation_id", "position"], unique=False)
    op.create_table(
        "custom_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("value <> ''", name=op.f("ck_custom_value_says_something")),
        sa.ForeignKeyConstraint(["field_id"], ["custom_field.id"], name=op.f("fk_custom_value_field_id_custom_field")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_custom_value_proposal_id_proposal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_value")),
        sa.UniqueConstraint("proposal_id", "field_id", name=op.f("uq_custom_value_proposal_id_field_id")),
    )
    op.create_index("ix_custom_value_field_id", "custom_value", ["field_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("upload_key", sa.String(length=64), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("decorative", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("NOT decorative OR words = ''", name=op.f("ck_attachment_decoration_says_nothing")),
        sa.CheckConstraint("kind = 'picture' OR words <> ''", name=op.f("ck_attachment_document_has_title")),
        sa.CheckConstraint("kind IN ('picture', 'document')", name=op.f("ck_attachment_kind_known")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_attachment_proposal_id_proposal"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_attachment_stored_name")),
        sa.UniqueConstraint("upload_key", name=op.f("uq_attachment_upload_key")),
    )
    op.create_index("ix_attachment_proposal_id", "attachment", ["proposal_id"], unique=False)
    op.create_table(
        "co_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("called", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state = 'open' OR (person_id IS NOT NULL AND called = '')", name=op.f("ck_co_author_answered_by_somebody")),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined', 'left')", name=op.f("ck_co_author_state_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_co_author_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_co_author_proposal_id_proposal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_author")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_co_author_proposal_id_person_id")),
    )
    op.create_index("ix_co_author_person_id", "co_author", ["person_id"], unique=False)
    op.create_table(
        "intake",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("giver", sa.String(length=120), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=True),
        sa.CheckConstraint("giver = '' OR forget_on IS NOT NULL", name=op.f("ck_intake_name_has_an_end")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_intake_entered_by_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_intake_proposal_id_proposal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_intake")),
    )
    op.create_index("ix_intake_forget_on", "intake", ["forget_on"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("intake", "co_author", "attachment", "custom_value", "custom_field"):
        op.drop_table(table)
    op.drop_column("proposal_version", "answers")
    for column in ("attachment_count", "form_step", "form_key", "co_author_ids", "channel"):
        op.drop_column("proposal", column)
