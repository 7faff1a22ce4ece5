"""Organisations that the city has checked, who represents them, and what is written in their name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

WATCHED = (Watched("organisation", "'site'", columns=("name",), entering=False),)
"""Its name stands beside what is written in it; its own page is made each time."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("homepage", sa.String(length=500), nullable=False),
        sa.Column("register_number", sa.String(length=80), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("valid_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('association', 'initiative', 'company', 'authority', 'other')", name=op.f("ck_organisation_kind_known")),
        sa.CheckConstraint("state IN ('requested', 'confirmed', 'declined', 'revoked')", name=op.f("ck_organisation_state_known")),
        sa.CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name=op.f("ck_organisation_decided_has_date")),
        sa.CheckConstraint("state <> 'confirmed' OR basis <> ''", name=op.f("ck_organisation_confirmed_has_basis")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_organisation_decided_by_id_person")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_organisation_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index("ix_organisation_state", "organisation", ["state", "name"], unique=False)
    op.create_index("ix_organisation_name_key", "organisation", ["name_key"], unique=False)
    op.create_table(
        "representation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_representation_ended_was_accepted")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_representation_invited_by_id_person")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_representation_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_representation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
        sa.UniqueConstraint("organisation_id", "person_id", name=op.f("uq_representation_organisation_id_person_id")),
    )
    op.create_index("ix_representation_person_id", "representation", ["person_id"], unique=False)
    op.add_column("person", sa.Column("represents", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ("proposal", "contribution"):
        column = sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=True)
        op.add_column(table, column, inline_references=True)
        where = sa.text("organisation_id IS NOT NULL")
        op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"], unique=False, sqlite_where=where, postgresql_where=where)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away: what was written in an organisation's name stands under its author's."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for table in ("contribution", "proposal"):
        op.drop_index(f"ix_{table}_organisation_id", table_name=table)
        op.drop_column(table, "organisation_id")
    op.drop_column("person", "represents")
    op.drop_table("representation")
    op.drop_table("organisation")
