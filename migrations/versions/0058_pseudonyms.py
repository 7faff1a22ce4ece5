"""Pseudonyms that hold for one consultation alone, where it allows them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

WATCHED = (Watched("pseudonym", "'site'", columns=("name", "ended_at"), entering=False),)
"""Nobody has written when a pseudonym comes; one that is replaced stands on many pages."""


def upgrade() -> None:
    """Make the table and the consultation's setting."""
    op.add_column("consultation", sa.Column("allows_pseudonyms", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "pseudonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_pseudonym_has_name")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_pseudonym_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pseudonym_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pseudonym")),
        sa.UniqueConstraint("consultation_id", "name_key", name=op.f("uq_pseudonym_consultation_id_name_key")),
        sa.UniqueConstraint("person_id", "consultation_id", name=op.f("uq_pseudonym_person_id_consultation_id")),
    )
    op.create_index("ix_pseudonym_name_key", "pseudonym", ["name_key"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away: everybody appears under the public name of the account again."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("pseudonym")
    op.drop_column("consultation", "allows_pseudonyms")
