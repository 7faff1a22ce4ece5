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
        sa.Column("roll_kind", sa.String(length=5), nullable=False),
        sa.Column("at_counter", sa.Boolean(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("by_two", sa.Boolean(), nullable=False),
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
        sa.Column("extended_until", UtcDateTime(), nullable=True),
        sa.Column("annulled_at", UtcDateTime(), nullable=True),
        sa.Column("annulment_reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(annulled_at IS NULL) = (annulment_reason = '')", name=op.f("ck_vote_annulled_with_reason")),
        sa.CheckConstraint(
            "(budget IS NULL AND rule IN ('yes-no', 'plurality', 'approval', 'irv', 'stv-scottish', 'schulze', 'score-sum', 'score-mean', 'majority-judgment', 'consensing')) OR (budget IS NOT NULL AND rule IN ('equal-shares', 'greedy', 'greedy-no-skip', 'greedy-threshold', 'knapsack'))",
            name=op.f("ck_vote_rule_known"),
        ),
        sa.CheckConstraint("(state IN ('tallied', 'certified')) = (result_json IS NOT NULL)", name=op.f("ck_vote_result_after_tally")),
        sa.CheckConstraint("roll_kind IN ('rule', 'codes')", name=op.f("ck_vote_roll_kind_known")),
        sa.CheckConstraint(
            "secrecy <> 'open' OR (roll_kind = 'rule' AND NOT at_counter AND NOT on_paper)", name=op.f("ck_vote_open_by_account_alone")
        ),
        sa.CheckConstraint("secrecy <> 'encrypted' OR (budget IS NULL AND NOT on_paper)", name=op.f("ck_vote_encrypted_in_the_browser")),
        sa.CheckConstraint("secrecy IN ('open', 'secret', 'encrypted')", name=op.f("ck_vote_secrecy_known")),
        sa.CheckConstraint(
            "state = 'draft' OR (frozen_json IS NOT NULL AND frozen_hash IS NOT NULL AND lot_seed IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL AND opened_at IS NOT NULL AND roll_size IS NOT NULL)",
            name=op.f("ck_vote_open_is_frozen"),
        ),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'tallied', 'certified')", name=op.f("ck_vote_state_known")),
        sa.CheckConstraint("consent_quorum IS NULL OR (consent_quorum BETWEEN 1 AND 10000)", name=op.f("ck_vote_consent_quorum_is_a_share")),
        sa.CheckConstraint("extended_until IS NULL OR extended_until > closes_at", name=op.f("ck_vote_extension_is_later")),
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
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_ballot_key_is_128_bits")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ballot")),
        sa.UniqueConstraint("vote_id", "tracker", name=op.f("uq_ballot_vote_id_tracker")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counter_code",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_counter_code_given_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_counter_code_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_counter_code_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_counter_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_counter_code_code_hash")),
    )
    op.create_table(
        "open_ballot",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tracker", sa.String(length=20), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("cast_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_open_ballot_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_open_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_open_ballot")),
        sa.UniqueConstraint("vote_id", "tracker", name=op.f("uq_open_ballot_vote_id_tracker")),
    )
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("first", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("third_by_id", sa.Integer(), nullable=True),
        sa.Column("looked_again", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("(state = 'agreed') = (agreed IS NOT NULL)", name=op.f("ck_paper_batch_agreed_has_marks")),
        sa.CheckConstraint("state IN ('first', 'second', 'differs', 'agreed')", name=op.f("ck_paper_batch_state_known")),
        sa.CheckConstraint("first_by_id IS NULL OR second_by_id IS NULL OR first_by_id <> second_by_id", name=op.f("ck_paper_batch_two_people")),
        sa.CheckConstraint("papers BETWEEN 1 AND 100", name=op.f("ck_paper_batch_a_handful_of_papers")),
        sa.ForeignKeyConstraint(["first_by_id"], ["person.id"], name=op.f("fk_paper_batch_first_by_id_person")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_paper_batch_opened_by_id_person")),
        sa.ForeignKeyConstraint(["second_by_id"], ["person.id"], name=op.f("fk_paper_batch_second_by_id_person")),
        sa.ForeignKeyConstraint(["third_by_id"], ["person.id"], name=op.f("fk_paper_batch_third_by_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_paper_batch_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_paper_batch_vote_id_number")),
    )
    op.create_table(
        "roll_import",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("swept_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("content IS NULL OR state IN ('pending', 'requested', 'running', 'failed')", name=op.f("ck_roll_import_file_until_read")),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_roll_import_state_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_roll_import_actor_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_roll_import_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_import")),
    )
    op.create_index("ix_roll_import_state_touched_at", "roll_import", ["state", "touched_at"], unique=False)
    op.create_index("ix_roll_import_vote_id", "roll_import", ["vote_id", "id"], unique=False)
    op.create_table(
        "roll_mark",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=7), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'counter', 'paper')", name=op.f("ck_roll_mark_channel_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_mark_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_roll_mark_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_roll_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_roll_mark_person_id", "roll_mark", ["person_id"], unique=False)
    op.create_table(
        "vote_letter_batch",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("entry_ids", sa.JSON(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'again')", name=op.f("ck_vote_letter_batch_kind_known")),
        sa.CheckConstraint(
            "state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_vote_letter_batch_ready_has_file")
        ),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_vote_letter_batch_state_known")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_vote_letter_batch_requested_by_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_letter_batch_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_letter_batch")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_vote_letter_batch_stored_name")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_vote_letter_batch_vote_id_number")),
    )
    op.create_index("ix_vote_letter_batch_state_touched_at", "vote_letter_batch", ["state", "touched_at"], unique=False)
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
    op.create_table(
        "vote_step_request",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=6), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.CheckConstraint("step IN ('open', 'close', 'extend', 'annul')", name=op.f("ck_vote_step_request_step_known")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_vote_step_request_asked_by_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_step_request_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "step", name=op.f("pk_vote_step_request")),
    )
    op.create_table(
        "roll_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_kind", sa.String(length=7), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("is_revoked", sa.Boolean(), nullable=False),
        sa.CheckConstraint("code_kind IN ('letter', 'counter')", name=op.f("ck_roll_entry_code_kind_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["vote_letter_batch.id"], name=op.f("fk_roll_entry_batch_id_vote_letter_batch")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_roll_entry_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entry")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_roll_entry_code_hash")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_roll_entry_vote_id_number")),
    )
    op.create_index("ix_roll_entry_vote_id_batch_id", "roll_entry", ["vote_id", "batch_id"], unique=False)
    op.create_table(
        "entry_mark",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=7), nullable=False),
        sa.CheckConstraint("channel IN ('letter', 'counter', 'paper')", name=op.f("ck_entry_mark_channel_known")),
        sa.ForeignKeyConstraint(["entry_id"], ["roll_entry.id"], name=op.f("fk_entry_mark_entry_id_roll_entry")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_entry_mark_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "entry_id", name=op.f("pk_entry_mark")),
        sqlite_with_rowid=False,
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

    op.drop_table("entry_mark")
    op.drop_table("roll_entry")
    op.drop_table("vote_step_request")
    op.drop_table("vote_option")
    op.drop_table("vote_letter_batch")
    op.drop_table("roll_mark")
    op.drop_table("roll_import")
    op.drop_table("paper_batch")
    op.drop_table("open_ballot")
    op.drop_table("counter_code")
    op.drop_table("ballot")
    op.drop_table("vote")
