"""What lists of proposals go by, and the version of the set of public proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WATCHED = (
    Watched(
        "proposal",
        "'proposal_set:' || {row}.consultation_id",
        columns=("stage", "category_id", "district_id", "status", "official", "published_at", "last_answer"),
    ),
)
"""The set changes with what filters tell apart; a support or a contribution does not change it."""

READABLE = "parent_id IS NULL AND deleted_at IS NULL AND hidden_at IS NULL"
ORDERS = {"discussed": "contribution_count", "contested": "contested", "active": "last_activity", "answered": "last_answer"}
FILLED = {
    "sqlite": (
        "UPDATE proposal SET last_answer = coalesce("
        "(SELECT CAST(strftime('%s', max(answered_at)) AS INTEGER) FROM official_answer WHERE proposal_id = proposal.id), 0)",
        "UPDATE proposal SET last_activity = max(last_answer, CAST(strftime('%s', published_at) AS INTEGER), coalesce("
        "(SELECT CAST(strftime('%s', max(contribution.created_at)) AS INTEGER) FROM contribution JOIN discussion ON discussion.id = contribution.discussion_id "
        "WHERE subject_kind = 'proposal' AND subject_id = proposal.id), 0)) WHERE published_at IS NOT NULL",
    ),
    "postgresql": (
        "UPDATE proposal SET last_answer = coalesce("
        "(SELECT CAST(EXTRACT(EPOCH FROM max(answered_at)) AS BIGINT) FROM official_answer WHERE proposal_id = proposal.id), 0)",
        "UPDATE proposal SET last_activity = greatest(last_answer, CAST(EXTRACT(EPOCH FROM published_at) AS BIGINT), coalesce("
        "(SELECT CAST(EXTRACT(EPOCH FROM max(contribution.created_at)) AS BIGINT) FROM contribution JOIN discussion ON discussion.id = contribution.discussion_id "
        "WHERE subject_kind = 'proposal' AND subject_id = proposal.id), 0)) WHERE published_at IS NOT NULL",
    ),
}
"""What fills the new columns from what is there already."""
FACETS = ["consultation_id", "stage", "category_id", "district_id", "status", "official", "last_answer"]


def upgrade() -> None:
    """Make them, and fill them from what is there."""
    op.add_column("proposal", sa.Column("contested", sa.Integer(), server_default="0", nullable=False))
    op.add_column("proposal", sa.Column("last_activity", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("proposal", sa.Column("last_answer", sa.BigInteger(), server_default="0", nullable=False))
    dialect = op.get_bind().dialect.name
    for statement in FILLED[dialect]:
        op.execute(statement)
    for name, column in ORDERS.items():
        op.create_index(f"ix_proposal_{name}", "proposal", ["consultation_id", "stage", column, "id"], unique=False)
    op.create_index("ix_proposal_facets", "proposal", FACETS, unique=False)
    op.create_index(
        "ix_contribution_arguments",
        "contribution",
        ["discussion_id", "kind"],
        unique=False,
        sqlite_where=sa.text(READABLE),
        postgresql_where=sa.text(READABLE),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_search_has_name")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_saved_search_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "consultation_id", "query", name=op.f("uq_saved_search_person_id_consultation_id_query")),
    )
    op.create_index("ix_saved_search_looked_at", "saved_search", ["tells", "looked_at"], unique=False)
    op.create_table(
        "proposal_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'pending') = (content IS NOT NULL)", name=op.f("ck_proposal_import_file_until_done")),
        sa.CheckConstraint("state IN ('pending', 'done', 'undone')", name=op.f("ck_proposal_import_state_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_proposal_import_actor_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_proposal_import_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_import")),
    )
    op.create_index("ix_proposal_import_consultation_id", "proposal_import", ["consultation_id", "id"], unique=False)
    op.create_index("ix_proposal_import_state", "proposal_import", ["state", "uploaded_at"], unique=False)
    op.create_table(
        "imported_proposal",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("external_number", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_imported_proposal_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["import_id"], ["proposal_import.id"], name=op.f("fk_imported_proposal_import_id_proposal_import")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_imported_proposal_proposal_id_proposal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_imported_proposal")),
        sa.UniqueConstraint("consultation_id", "external_number", name=op.f("uq_imported_proposal_consultation_id_external_number")),
    )
    op.create_index("ix_imported_proposal_import_id", "imported_proposal", ["import_id"], unique=False)
    for statement in trigger_statements(dialect, WATCHED):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    for statement in drop_statements(op.get_bind().dialect.name, WATCHED):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("imported_proposal")
    op.drop_table("proposal_import")
    op.drop_table("saved_search")
    op.drop_index("ix_contribution_arguments", table_name="contribution")
    for name in ("facets", *ORDERS):
        op.drop_index(f"ix_proposal_{name}", table_name="proposal")
    for column in ("last_answer", "last_activity", "contested"):
        op.drop_column("proposal", column)
