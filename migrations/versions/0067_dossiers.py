"""The report of a whole consultation, in versions, and its file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_DRAFT = sa.text("published_at IS NULL")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "consultation_id", sa.Integer(), sa.ForeignKey("consultation.id", name=op.f("fk_dossier_consultation_id_consultation")), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_dossier_drafted_by_id_person"))),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime()),
        sa.Column("published_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_dossier_published_by_id_person"))),
        sa.CheckConstraint("title <> ''", name=op.f("ck_dossier_has_title")),
        sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name=op.f("ck_dossier_published_by_somebody")),
        sa.CheckConstraint("published_at IS NULL OR number = 1 OR changes <> ''", name=op.f("ck_dossier_later_ones_say_what_changed")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_dossier_consultation_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
    )
    op.create_index("uq_dossier_draft", "dossier", ["consultation_id"], unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT)
    op.create_table(
        "dossier_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "dossier_id",
            sa.Integer(),
            sa.ForeignKey("dossier.id", name=op.f("fk_dossier_file_dossier_id_dossier"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("stored_name", sa.String(40)),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("made_at", UtcDateTime()),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_dossier_file_state_known")),
        sa.CheckConstraint("state <> 'ready' OR stored_name IS NOT NULL", name=op.f("ck_dossier_file_ready_has_file")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_dossier_file_dossier_id")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_dossier_file_stored_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_file")),
    )
    op.create_index("ix_dossier_file_state_touched_at", "dossier_file", ["state", "touched_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("dossier_file")
    op.drop_table("dossier")
