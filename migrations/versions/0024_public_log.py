"""The tables of the public log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.public_log.triggers import DROP_POSTGRESQL, statements

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, and what keeps them."""
    op.create_table(
        "public_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_size", sa.Integer(), nullable=False),
        sa.Column("news_size", sa.Integer(), nullable=False),
        sa.Column("told_size", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('vote', 'draw', 'board')", name=op.f("ck_public_log_kind_known")),
        sa.CheckConstraint("size >= 0 AND news_size BETWEEN 0 AND size AND told_size BETWEEN 0 AND size", name=op.f("ck_public_log_sizes_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_log")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_public_log_kind_subject_id")),
        sa.UniqueConstraint("origin", name=op.f("uq_public_log_origin")),
    )
    op.create_table(
        "public_log_entry",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_public_log_entry_position_counts")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_public_log_entry_says_something")),
        sa.CheckConstraint("length(hashes) >= 32", name=op.f("ck_public_log_entry_hash_whole")),
        sa.ForeignKeyConstraint(["log_id"], ["public_log.id"], name=op.f("fk_public_log_entry_log_id_public_log")),
        sa.PrimaryKeyConstraint("log_id", "position", name=op.f("pk_public_log_entry")),
    )
    op.create_table(
        "public_log_checkpoint",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_public_log_checkpoint_size_positive")),
        sa.ForeignKeyConstraint(["log_id"], ["public_log.id"], name=op.f("fk_public_log_checkpoint_log_id_public_log")),
        sa.PrimaryKeyConstraint("log_id", "size", name=op.f("pk_public_log_checkpoint")),
    )
    op.create_index("ix_public_log_checkpoint_signed_at", "public_log_checkpoint", ["signed_at"], unique=False)
    _subscriptions()
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def _subscriptions() -> None:
    op.create_table(
        "public_log_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("scope = COALESCE(log_id, 0)", name=op.f("ck_public_log_subscription_scope_is_log")),
        sa.CheckConstraint("confirmed_at IS NOT NULL OR token_hash IS NOT NULL", name=op.f("ck_public_log_subscription_can_be_confirmed")),
        sa.ForeignKeyConstraint(["log_id"], ["public_log.id"], name=op.f("fk_public_log_subscription_log_id_public_log")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_log_subscription")),
        sa.UniqueConstraint("email", "scope", name=op.f("uq_public_log_subscription_email_scope")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_public_log_subscription_token_hash")),
    )
    op.create_index("ix_public_log_subscription_scope", "public_log_subscription", ["scope"], unique=False)


def downgrade() -> None:
    """Take them away."""
    for table in ("public_log_subscription", "public_log_checkpoint", "public_log_entry", "public_log"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            op.execute(statement)
