"""The tables of votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.votes.triggers import DROP_POSTGRESQL, statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("budget", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("secrecy", sa.String(length=10), nullable=False),
        sa.Column("replaceable", sa.Boolean(), nullable=False),
        sa.Column("verified_only", sa.Boolean(), nullable=False),
        sa.Column("verified_before", UtcDateTime(), nullable=True),
        sa.Column("district_ids", sa.JSON(), nullable=False),
        sa.Column("turnout_quorum", sa.Integer(), nullable=True),
        sa.Column("consent_quorum", sa.Integer(), nullable=True),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("frozen_json", sa.Text(), nullable=True),
        sa.Column("frozen_hash", sa.String(length=64), nullable=True),
        sa.Column("lot_seed", sa.LargeBinary(length=32), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("roll_size", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("ballots_cast", sa.Integer(), nullable=True),
        sa.Column("urn_hash", sa.String(length=64), nullable=True),
        sa.Column("result_json", sa.Text(), nullable=True),
        sa.Column("result_hash", sa.String(length=64), nullable=True),
        sa.Column("tallied_at", UtcDateTime(), nullable=True),
        sa.Column("council_note", sa.Text(), nullable=False),
        sa.Column("council_note_html", sa.Text(), nullable=False),
        sa.Column("council_decided_on", sa.Date(), nullable=True),
        sa.Column("certified_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(state IN ('tallied', 'certified')) = (result_json IS NOT NULL)", name=op.f("ck_vote_result_after_tally")),
        sa.CheckConstraint(
            "(budget IS NULL AND rule IN ('yes-no', 'plurality', 'approval', 'irv', 'stv-scottish', 'schulze'))"
            " OR (budget IS NOT NULL AND rule IN ('equal-shares', 'greedy', 'greedy-no-skip', 'greedy-threshold', 'knapsack'))",
            name=op.f("ck_vote_rule_known"),
        ),
        sa.CheckConstraint("secrecy IN ('open', 'secret')", name=op.f("ck_vote_secrecy_known")),
        sa.CheckConstraint(
            "state = 'draft' OR (frozen_json IS NOT NULL AND frozen_hash IS NOT NULL AND lot_seed IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL AND opened_at IS NOT NULL AND roll_size IS NOT NULL)",
            name=op.f("ck_vote_open_is_frozen"),
        ),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'tallied', 'certified')", name=op.f("ck_vote_state_known")),
        sa.CheckConstraint("consent_quorum IS NULL OR (consent_quorum BETWEEN 1 AND 10000)", name=op.f("ck_vote_consent_quorum_is_a_share")),
        sa.CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_vote_closes_after_opening")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_vote_seats_positive")),
        sa.CheckConstraint("turnout_quorum IS NULL OR (turnout_quorum BETWEEN 1 AND 10000)", name=op.f("ck_vote_turnout_quorum_is_a_share")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_vote_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    op.create_index("ix_vote_consultation_id_opens_at", "vote", ["consultation_id", "opens_at"], unique=False)
    op.create_index("ix_vote_state_closes_at", "vote", ["state", "closes_at"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("tracker", sa.String(length=20), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_ballot_key_is_128_bits")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ballot")),
        sa.UniqueConstraint("vote_id", "tracker", name=op.f("uq_ballot_vote_id_tracker")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_ballot",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tracker", sa.String(length=20), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("cast_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_open_ballot_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_open_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_open_ballot")),
        sa.UniqueConstraint("vote_id", "tracker", name=op.f("uq_open_ballot_vote_id_tracker")),
    )
    op.create_table(
        "roll_mark",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_mark_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_roll_mark_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_roll_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_roll_mark_person_id", "roll_mark", ["person_id"], unique=False)
    op.create_table(
        "vote_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("cost > 0", name=op.f("ck_vote_option_cost_positive")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_option_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_option")),
        sa.UniqueConstraint("vote_id", "position", name=op.f("uq_vote_option_vote_id_position")),
        sa.UniqueConstraint("vote_id", "title", name=op.f("uq_vote_option_vote_id_title")),
    )
    # by hand, up
    connection = op.get_bind()
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    # end by hand


def downgrade() -> None:
    """Take them away."""
    # by hand, down
    if op.get_bind().dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            op.execute(statement)
    # end by hand

    op.drop_table("vote_option")
    op.drop_table("roll_mark")
    op.drop_table("open_ballot")
    op.drop_table("ballot")
    op.drop_table("vote")
