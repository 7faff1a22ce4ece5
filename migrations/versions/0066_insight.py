"""Insight: how many people live in the districts, kept counts of who took part, costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0066"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "district_people",
        sa.Column(
            "district_id", sa.Integer(), sa.ForeignKey("district.id", name=op.f("fk_district_people_district_id_district")), autoincrement=False
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_district_people_somebody_lives_there")),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_district_people")),
    )
    op.create_table(
        "insight_count",
        sa.Column(
            "consultation_id",
            sa.Integer(),
            sa.ForeignKey("consultation.id", name=op.f("fk_insight_count_consultation_id_consultation")),
            autoincrement=False,
        ),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_insight_count")),
    )
    op.create_index("ix_insight_count_looked_at", "insight_count", ["looked_at"])
    op.create_table(
        "consultation_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "consultation_id",
            sa.Integer(),
            sa.ForeignKey("consultation.id", name=op.f("fk_consultation_cost_consultation_id_consultation")),
            nullable=False,
        ),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_consultation_cost_entered_by_id_person"))),
        sa.CheckConstraint("cents > 0", name=op.f("ck_consultation_cost_cents_positive")),
        sa.CheckConstraint(
            "kind IN ('staff', 'platform', 'print', 'rooms', 'moderation', 'allowances', 'other')", name=op.f("ck_consultation_cost_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_cost")),
    )
    op.create_index("ix_consultation_cost_consultation_id", "consultation_cost", ["consultation_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("consultation_cost")
    op.drop_table("insight_count")
    op.drop_table("district_people")
