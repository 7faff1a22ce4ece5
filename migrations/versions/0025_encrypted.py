"""The tables of encrypted votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.encrypted.triggers import DROP_POSTGRESQL, statements
from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("election_trustee", "'site'", columns=("name", "public_key", "decrypted_at")),
    Watched("board_event", "'site'", "WHERE {row}.kind <> 'Ballot'"),
)
"""What readers' pages show of an election. Pages that show ballots are not kept."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "election",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(length=20), nullable=False),
        sa.Column("draft_hash", sa.String(length=64), nullable=True),
        sa.Column("uuid", sa.String(length=14), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.String(length=43), nullable=True),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("spoilt", sa.JSON(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'ready' OR (uuid IS NOT NULL AND text IS NOT NULL AND fingerprint IS NOT NULL AND draft_hash IS NOT NULL)",
            name=op.f("ck_election_ready_is_whole"),
        ),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_election_state_known")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_election_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_election_vote_id")),
    )
    op.create_index("ix_election_state_touched_at", "election", ["state", "touched_at"], unique=False)
    op.create_table(
        "election_trustee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("check_value", sa.String(length=43), nullable=True),
        sa.Column("keyed_at", UtcDateTime(), nullable=True),
        sa.Column("decryption", sa.LargeBinary(), nullable=True),
        sa.Column("decrypted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(public_key IS NULL) = (check_value IS NULL)", name=op.f("ck_election_trustee_key_with_check_value")),
        sa.CheckConstraint("decrypted_at IS NULL OR public_key IS NOT NULL", name=op.f("ck_election_trustee_decrypts_with_a_key")),
        sa.CheckConstraint("number BETWEEN 1 AND 9", name=op.f("ck_election_trustee_number_known")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_election_trustee_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_trustee")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_election_trustee_code_hash")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_election_trustee_vote_id_number")),
        sa.UniqueConstraint("vote_id", "public_key", name=op.f("uq_election_trustee_vote_id_public_key")),
    )
    op.create_table(
        "election_credential",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("person_id IS NULL OR entry_id IS NULL", name=op.f("ck_election_credential_one_voter")),
        sa.ForeignKeyConstraint(["entry_id"], ["roll_entry.id"], name=op.f("fk_election_credential_entry_id_roll_entry")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_election_credential_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_election_credential_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "position", name=op.f("pk_election_credential")),
        sa.UniqueConstraint("vote_id", "entry_id", name=op.f("uq_election_credential_vote_id_entry_id")),
        sa.UniqueConstraint("vote_id", "person_id", name=op.f("uq_election_credential_vote_id_person_id")),
    )
    op.create_table(
        "board_event",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("tracker", sa.String(length=43), nullable=True),
        sa.Column("credential", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'Ballot') = (credential IS NOT NULL)", name=op.f("ck_board_event_ballots_have_credentials")),
        sa.CheckConstraint("(kind = 'Ballot') = (tracker IS NOT NULL)", name=op.f("ck_board_event_ballots_have_trackers")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_board_event_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "height", name=op.f("pk_board_event")),
        sa.UniqueConstraint("vote_id", "tracker", name=op.f("uq_board_event_vote_id_tracker")),
    )
    connection = op.get_bind()
    for statement in (*statements(connection.dialect.name), *trigger_statements(connection.dialect.name, WATCHED)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    op.drop_table("board_event")
    op.drop_table("election_credential")
    op.drop_table("election_trustee")
    op.drop_table("election")
    if connection.dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            connection.exec_driver_sql(statement)
