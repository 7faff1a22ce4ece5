"""The tables of draws."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SCOPE = "'council:' || consultation_id"
_COUNCIL = "FROM council WHERE id = {row}.council_id"

WATCHED = (
    Watched("council_freeze", _SCOPE, _COUNCIL),
    Watched("council_lottery", _SCOPE, _COUNCIL, columns=("state",), entering=False),  # not each step of the computing
    Watched(
        "council_reading", _SCOPE, "FROM council WHERE id = (SELECT council_id FROM council_lottery WHERE council_lottery.id = {row}.lottery_id)"
    ),
    Watched("council_seat", _SCOPE, _COUNCIL),
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "council_freeze",
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_freeze_council_id_council")),
        sa.PrimaryKeyConstraint("council_id", name=op.f("pk_council_freeze")),
    )
    op.create_table(
        "council_lottery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("randomness", sa.JSON(), nullable=True),
        sa.Column("happens_at", UtcDateTime(), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("drawn_number", sa.Integer(), nullable=True),
        sa.Column("draw", sa.JSON(), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("NOT (trial AND state IN ('published', 'drawn'))", name=op.f("ck_council_lottery_trials_stay_inside")),
        sa.CheckConstraint("method IN ('leximin', 'maximin', 'nash', 'random')", name=op.f("ck_council_lottery_method_known")),
        sa.CheckConstraint("state <> 'drawn' OR (draw IS NOT NULL AND drawn_number IS NOT NULL)", name=op.f("ck_council_lottery_drawn_whole")),
        sa.CheckConstraint(
            "state IN ('requested', 'running', 'ready', 'failed', 'cancelled', 'published', 'drawn')", name=op.f("ck_council_lottery_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'drawn') OR (commitment IS NOT NULL AND published_at IS NOT NULL)",
            name=op.f("ck_council_lottery_published_whole"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_lottery_council_id_council")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_council_lottery_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_lottery")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_council_lottery_council_id_number")),
    )
    op.create_index(
        "uq_council_lottery_running",
        "council_lottery",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "uq_council_lottery_unfinished",
        "council_lottery",
        ["council_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'running')"),
        postgresql_where=sa.text("state IN ('requested', 'running')"),
    )
    op.create_table(
        "council_pool_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_pool_entry_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_pool_entry")),
        sa.UniqueConstraint("council_id", "answer_id", name=op.f("uq_council_pool_entry_council_id_answer_id")),
        sa.UniqueConstraint("council_id", "place", name=op.f("uq_council_pool_entry_council_id_place")),
    )
    op.create_table(
        "council_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.CheckConstraint("minimum >= 0 AND minimum <= maximum", name=op.f("ck_council_quota_bounds_in_order")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_quota_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_quota")),
        sa.UniqueConstraint("council_id", "feature", "value", name=op.f("uq_council_quota_council_id_feature_value")),
    )
    op.create_table(
        "council_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lottery_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lottery_id"], ["council_lottery.id"], name=op.f("fk_council_reading_lottery_id_council_lottery")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_council_reading_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_reading")),
        sa.UniqueConstraint("lottery_id", "person_id", name=op.f("uq_council_reading_lottery_id_person_id")),
    )
    op.create_table(
        "council_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("lottery_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_changed_at", UtcDateTime(), nullable=False),
        sa.Column("answer_until", UtcDateTime(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('drawn', 'confirmed', 'declined', 'left')", name=op.f("ck_council_seat_state_known")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_seat_council_id_council")),
        sa.ForeignKeyConstraint(["lottery_id"], ["council_lottery.id"], name=op.f("fk_council_seat_lottery_id_council_lottery")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_council_seat_person_id_person")),
        sa.ForeignKeyConstraint(["replaces_id"], ["council_seat.id"], name=op.f("fk_council_seat_replaces_id_council_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_seat")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_council_seat_code_hash")),
        sa.UniqueConstraint("council_id", "person_id", name=op.f("uq_council_seat_council_id_person_id")),
        sa.UniqueConstraint("lottery_id", "place", name=op.f("uq_council_seat_lottery_id_place")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_council_seat_replaces_id")),
    )
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    for name in ("uq_council_lottery_unfinished", "uq_council_lottery_running"):
        op.drop_index(name, table_name="council_lottery")
    op.drop_table("council_seat")
    op.drop_table("council_reading")
    op.drop_table("council_quota")
    op.drop_table("council_pool_entry")
    op.drop_table("council_lottery")
    op.drop_table("council_freeze")
