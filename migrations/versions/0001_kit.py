"""The tables of kit: the log of acts, counters of attempts, the outbox, the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.audit import AUDIT_DROP_POSTGRESQL, AUDIT_TRIGGERS_POSTGRESQL, AUDIT_TRIGGERS_SQLITE
from participation.kit.database import UtcDateTime
from participation.kit.search import SEARCH_DROP_SQLITE, SEARCH_POSTGRESQL, SEARCH_SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, with the triggers and indexes that SQLAlchemy has no words for."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("length(hash) = 32 AND length(previous_hash) = 32", name=op.f("ck_audit_entry_hashes_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_entry_subject_kind_subject_id", "audit_entry", ["subject_kind", "subject_id"])
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('read_only', 'down', 'reported')", name=op.f("ck_outage_kind_known")),
        sa.CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name=op.f("ck_outage_ends_after_start")),
        sa.CheckConstraint("ends_at IS NOT NULL OR kind = 'read_only'", name=op.f("ck_outage_only_the_brake_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    running = sa.text("ends_at IS NULL")
    op.create_index("ux_outage_running", "outage", ["kind"], unique=True, sqlite_where=running, postgresql_where=running)
    op.create_index("ix_outage_ends_at", "outage", ["ends_at"])
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pulse_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
    op.create_table(
        "rate_count",
        sa.Column("bucket", sa.String(length=200), nullable=False),
        sa.Column("window", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_rate_count_count_positive")),
        sa.PrimaryKeyConstraint("bucket", "window", name=op.f("pk_rate_count")),
    )
    op.create_index("ix_rate_count_window", "rate_count", ["window"])
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("send_after", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    op.create_index("ix_outbox_mail_sent_at_send_after", "outbox_mail", ["sent_at", "send_after"])
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entry_kind_subject_id")),
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    own = [*AUDIT_TRIGGERS_SQLITE, *SEARCH_SQLITE] if sqlite else [*AUDIT_TRIGGERS_POSTGRESQL, *SEARCH_POSTGRESQL]
    for statement in own:
        op.execute(sa.DDL(statement))


def downgrade() -> None:
    """Take them away."""
    sqlite = op.get_context().dialect.name == "sqlite"
    for name in ("search_entry", "outbox_mail", "rate_count", "pulse", "outage", "audit_entry"):
        op.drop_table(name)
    for statement in SEARCH_DROP_SQLITE if sqlite else AUDIT_DROP_POSTGRESQL:
        op.execute(statement)
