"""A verification has a way, an end and a reason for it; what it rests on gets a table of its own, so that one can rest on several proofs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

PROOF_KNOWN = "proof IN ('letter', 'counter', 'provider', 'earlier')"
ENDED_WITH_REASON = "(ended_at IS NULL) = (end_reason IS NULL)"
END_REASON_KNOWN = "end_reason IN ('moved', 'error', 'abuse', 'double', 'handed_on')"
NEW_ON_PERSON = ("verified_until", "verification_end", "roll_from")
NEW = ("proof", "verified_at", "valid_until", "warned_at", "lapse_noted_at", "ended_at", "end_reason", "ended_by_id", "end_note")


def upgrade() -> None:
    """Make the table of proofs from the hashes that there are; by which way they came was not noted then."""
    op.add_column("person", sa.Column("verified_until", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("verification_end", sa.String(length=10), nullable=True))
    op.add_column("person", sa.Column("roll_from", UtcDateTime(), nullable=True))
    op.add_column("verification_code", sa.Column("masked", sa.LargeBinary(length=32), nullable=True))
    op.create_table(
        "verification_evidence",
        sa.Column("evidence_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["verification_id"], ["verification.id"], name=op.f("fk_verification_evidence_verification_id_verification")),
        sa.PrimaryKeyConstraint("evidence_hash", name=op.f("pk_verification_evidence")),
    )
    op.execute("INSERT INTO verification_evidence (evidence_hash, verification_id) SELECT evidence_hash, id FROM verification")
    op.create_index("ix_verification_evidence_verification_id", "verification_evidence", ["verification_id"])
    _widen()
    op.create_index("ix_verification_valid_until", "verification", ["valid_until"])


def _widen() -> None:
    with op.batch_alter_table("verification") as batch:
        batch.add_column(sa.Column("proof", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("verified_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("valid_until", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("warned_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("lapse_noted_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("end_reason", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("end_note", sa.String(length=300), nullable=True))
    since = "(SELECT coalesce(person.verified_at, person.created_at) FROM person WHERE person.id = verification.person_id)"
    op.execute(f"UPDATE verification SET proof = 'earlier', end_note = '', verified_at = {since}")  # noqa: S608  # no value from outside
    with op.batch_alter_table("verification") as batch:
        batch.drop_constraint(op.f("uq_verification_evidence_hash"), type_="unique")
        batch.drop_column("evidence_hash")
        batch.alter_column("proof", existing_type=sa.String(length=10), nullable=False)
        batch.alter_column("verified_at", existing_type=UtcDateTime(), nullable=False)
        batch.alter_column("end_note", existing_type=sa.String(length=300), nullable=False)
        batch.create_foreign_key(op.f("fk_verification_ended_by_id_person"), "person", ["ended_by_id"], ["id"])
        batch.create_check_constraint(op.f("ck_verification_proof_known"), PROOF_KNOWN)
        batch.create_check_constraint(op.f("ck_verification_ended_with_reason"), ENDED_WITH_REASON)
        batch.create_check_constraint(op.f("ck_verification_end_reason_known"), END_REASON_KNOWN)


def downgrade() -> None:
    """One hash a person again. Stops where somebody has two: which of them should go is nobody's guess."""
    twice = op.get_bind().scalar(sa.text("SELECT count(*) - count(DISTINCT verification_id) FROM verification_evidence"))
    if twice:
        raise RuntimeError("Some verifications rest on several proofs; the way back would lose one, and let somebody count twice.")
    op.drop_index("ix_verification_valid_until", table_name="verification")
    with op.batch_alter_table("verification") as batch:
        batch.add_column(sa.Column("evidence_hash", sa.LargeBinary(length=32), nullable=True))
    op.execute(
        "UPDATE verification SET evidence_hash ="
        " (SELECT evidence_hash FROM verification_evidence WHERE verification_evidence.verification_id = verification.id)"
    )
    op.execute("DELETE FROM verification WHERE evidence_hash IS NULL")  # handed on: the other row has the hash
    with op.batch_alter_table("verification") as batch:
        for name in ("proof_known", "ended_with_reason", "end_reason_known"):
            batch.drop_constraint(op.f(f"ck_verification_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_verification_ended_by_id_person"), type_="foreignkey")
        for name in NEW:
            batch.drop_column(name)
        batch.alter_column("evidence_hash", existing_type=sa.LargeBinary(length=32), nullable=False)
        batch.create_unique_constraint(op.f("uq_verification_evidence_hash"), ["evidence_hash"])
    op.drop_table("verification_evidence")
    op.drop_column("verification_code", "masked")
    for name in NEW_ON_PERSON:
        op.drop_column("person", name)
