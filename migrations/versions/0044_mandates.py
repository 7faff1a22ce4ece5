"""The task of moderating has a day on which it ends, and can be done in another's stead for a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OWN, FOR_OTHERS = sa.text("deputy_for_id IS NULL"), sa.text("deputy_for_id IS NOT NULL")


def upgrade() -> None:
    """What was given before began then and has no end."""
    with op.batch_alter_table("mandate") as batch:
        batch.add_column(sa.Column("starts_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("ends_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("deputy_for_id", sa.Integer(), nullable=True))
    op.execute("UPDATE mandate SET starts_at = given_at")
    with op.batch_alter_table("mandate") as batch:
        batch.alter_column("starts_at", existing_type=UtcDateTime(), nullable=False)
        batch.drop_constraint(op.f("uq_mandate_person_id_consultation_id"), type_="unique")
        batch.create_foreign_key(op.f("fk_mandate_deputy_for_id_mandate"), "mandate", ["deputy_for_id"], ["id"], ondelete="CASCADE")
        batch.create_check_constraint(op.f("ck_mandate_starts_before_end"), "ends_at IS NULL OR starts_at < ends_at")
        batch.create_check_constraint(op.f("ck_mandate_deputies_for_a_time"), "deputy_for_id IS NULL OR ends_at IS NOT NULL")
    op.create_index("ix_mandate_own", "mandate", ["person_id", "consultation_id"], unique=True, sqlite_where=OWN, postgresql_where=OWN)
    op.create_index("ix_mandate_deputy", "mandate", ["deputy_for_id", "person_id"], unique=True, sqlite_where=FOR_OTHERS, postgresql_where=FOR_OTHERS)
    op.create_index("ix_mandate_person_id", "mandate", ["person_id"])
    op.create_index("ix_mandate_ends_at", "mandate", ["ends_at"])


def downgrade() -> None:
    """Without ends: who stands in for others goes, and so does what has not begun or is over by then."""
    op.execute("DELETE FROM mandate WHERE deputy_for_id IS NOT NULL")
    for name in ("ix_mandate_ends_at", "ix_mandate_person_id", "ix_mandate_deputy", "ix_mandate_own"):
        op.drop_index(name, table_name="mandate")
    with op.batch_alter_table("mandate") as batch:
        for name in ("deputies_for_a_time", "starts_before_end"):
            batch.drop_constraint(op.f(f"ck_mandate_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_mandate_deputy_for_id_mandate"), type_="foreignkey")
        for name in ("deputy_for_id", "ends_at", "starts_at"):
            batch.drop_column(name)
        batch.create_unique_constraint(op.f("uq_mandate_person_id_consultation_id"), ["person_id", "consultation_id"])
