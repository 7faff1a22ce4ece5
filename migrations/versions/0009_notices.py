"""The tables of notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.add_column("person", sa.Column("unread_notices", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("mail_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('answer', 'proposal', 'reply', 'followed', 'search', 'work')", name=op.f("ck_notice_kind_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_created_at", "notice", ["created_at"], unique=False)
    op.create_index("ix_notice_mail_at", "notice", ["mail_at"], unique=False)
    op.create_index("ix_notice_person_id", "notice", ["person_id", "id"], unique=False)
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("mailing", sa.String(length=10), nullable=False),
        sa.CheckConstraint("mailing IN ('at_once', 'daily', 'never')", name=op.f("ck_notice_choice_mailing_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_choice")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("notice_choice")
    op.drop_table("notice")
    op.drop_column("person", "unread_notices")
