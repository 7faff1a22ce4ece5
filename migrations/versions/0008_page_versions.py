"""The versions of what readers' pages show, raised by triggers on every table that a page of theirs shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OF_DISCUSSION = "'discussion:' || subject_kind || ':' || subject_id"

WATCHED = (
    Watched("district", "'site'"),
    Watched("person", "'site'", columns=("public_name", "real_name", "position", "role", "deleted_at"), entering=False),
    Watched("consultation", "'site'"),
    Watched("phase", "'site'"),
    Watched("category", "'site'"),
    Watched("picture", "'site'"),
    Watched("document", "'site'"),
    Watched("topic", "'site'"),
    Watched("vote", "'site'"),
    Watched("vote_option", "'site'"),
    Watched("proposal", "'proposals:' || {row}.consultation_id"),
    Watched("proposal", "'proposal:' || {row}.id"),
    Watched("proposal_board", "'proposals:' || {row}.consultation_id"),
    Watched("official_answer", "'proposal:' || {row}.proposal_id"),
    Watched("discussion", "'discussions:' || {row}.consultation_id"),
    Watched("discussion", "'discussion:' || {row}.subject_kind || ':' || {row}.subject_id"),
    Watched("contribution", _OF_DISCUSSION, "FROM discussion WHERE id = {row}.discussion_id"),
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "page_version",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_page_version")),
    )
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("page_version")
