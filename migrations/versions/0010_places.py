"""Places, the list of streets, and the place of a proposal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

USERS = ("proposal", "proposal_version")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("west", sa.Integer(), nullable=False),
        sa.Column("south", sa.Integer(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("coarse", sa.Boolean(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('point', 'line', 'area')", name=op.f("ck_place_kind_known")),
        sa.CheckConstraint("west <= east AND south <= north", name=op.f("ck_place_box_right_way_round")),
        sa.CheckConstraint("NOT coarse OR kind = 'point'", name=op.f("ck_place_coarse_is_a_point")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_place_district_id_district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("digest", name=op.f("uq_place_digest")),
    )
    op.create_index("ix_place_anchor", "place", ["longitude", "latitude"])
    op.create_table(
        "street_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=80), nullable=False),
        sa.Column("street_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_address")),
        sa.UniqueConstraint("street_key", "number", name=op.f("uq_street_address_street_key_number")),
    )
    for table in USERS:
        # referring to the place within the column: SQLite knows no other way for a table that exists
        op.add_column(table, sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=True), inline_references=True)
        op.create_index(f"ix_{table}_place_id", table, ["place_id"])
    op.add_column("proposal", sa.Column("place_label", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("proposal", "place_label")
    for table in USERS:
        op.drop_index(f"ix_{table}_place_id", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("place_id")
    op.drop_table("street_address")
    op.drop_table("place")
