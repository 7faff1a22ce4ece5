"""Suggested changes, who suggested a proposal's version, and a discussion below each suggestion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("amendment", "'proposal:' || {row}.proposal_id"),
    Watched("amendment", "'proposal:' || {row}.promoted_id", "WHERE {row}.promoted_id IS NOT NULL"),
)

_KINDS = "subject_kind IN ('proposal', 'topic')"
_MORE_KINDS = "subject_kind IN ('proposal', 'topic', 'amendment')"


def upgrade() -> None:
    """Make them."""
    _make_amendments()
    op.add_column("proposal", sa.Column("amendment_count", sa.Integer(), server_default="0", nullable=False))
    op.add_column("proposal_version", sa.Column("suggestion_id", sa.Integer(), nullable=True))
    op.execute(  # SQLite takes a named foreign key only together with its new column
        "ALTER TABLE proposal_version ADD COLUMN suggested_by INTEGER CONSTRAINT fk_proposal_version_suggested_by_person REFERENCES person (id)"
    )
    _change_kinds(_KINDS, _MORE_KINDS)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    _change_kinds(_MORE_KINDS, _KINDS)
    op.drop_column("proposal_version", "suggested_by")
    op.drop_column("proposal_version", "suggestion_id")
    op.drop_column("proposal", "amendment_count")
    op.drop_table("amendment")


def _change_kinds(before: str, after: str) -> None:
    """Change what may be discussed, which a constraint says.

    SQLite cannot alter a constraint, and a table made anew would lose its triggers. Its own documentation gives this way for changes
    that leave every row as it is: https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE discussion DROP CONSTRAINT ck_discussion_subject_kind_known")
        connection.exec_driver_sql(f"ALTER TABLE discussion ADD CONSTRAINT ck_discussion_subject_kind_known CHECK ({after})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'discussion'", (before, after))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _make_amendments() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("entry_key", sa.String(length=64), nullable=True),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_html", sa.Text(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("base_title", sa.String(length=120), nullable=False),
        sa.Column("base_body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("adapted", sa.Boolean(), nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=True),
        sa.Column("promoted_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("contribution_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name=op.f("ck_amendment_state_known")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_amendment_decided_has_date")),
        sa.CheckConstraint("state <> 'rejected' OR decision_reason <> ''", name=op.f("ck_amendment_rejected_has_reason")),
        sa.CheckConstraint("(state = 'accepted') = (result_number IS NOT NULL)", name=op.f("ck_amendment_accepted_made_a_version")),
        sa.CheckConstraint("promoted_id IS NULL OR state = 'rejected'", name=op.f("ck_amendment_only_rejected_ones_grow")),
        sa.CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name=op.f("ck_amendment_hidden_has_reason")),
        sa.CheckConstraint("contribution_count >= 0", name=op.f("ck_amendment_count_not_negative")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_amendment_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_amendment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_amendment_author_id_person")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_amendment_contribution_id_contribution")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_amendment_decided_by_id_person")),
        sa.ForeignKeyConstraint(["promoted_id"], ["proposal.id"], name=op.f("fk_amendment_promoted_id_proposal"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_amendment_entry_key")),
    )
    op.create_index("ix_amendment_proposal_id", "amendment", ["proposal_id", "id"], unique=False)
    op.create_index("ix_amendment_consultation_id", "amendment", ["consultation_id", "id"], unique=False)
    op.create_index("ix_amendment_author_id", "amendment", ["author_id"], unique=False)
    op.create_index("ix_amendment_promoted_id", "amendment", ["promoted_id"], unique=False)
