"""Guests: a confirmed address without an account, where a consultation allows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

ACTS = ("guests_support", "guests_write", "guests_answer")
PURPOSES = "'sign_up', 'confirm_email', 'change_email', 'sign_in', 'reset_password', 'delete_account'"
KNOWN, NO_PERSON = "ck_mailed_link_purpose_known", "ck_mailed_link_sign_up_has_no_person_yet"


def upgrade() -> None:
    """Since when somebody is a guest, in which consultations, what each lets guests do, and the link that confirms an address."""
    for act in ACTS:
        op.add_column("consultation", sa.Column(act, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("person", sa.Column("guest_since", UtcDateTime(), nullable=True))
    op.create_table(
        "guest_visit",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guest_visit_person_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_guest_visit_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("person_id", "consultation_id", name=op.f("pk_guest_visit")),
    )
    with op.batch_alter_table("mailed_link") as batch:
        batch.drop_constraint(op.f(KNOWN), type_="check")
        batch.drop_constraint(op.f(NO_PERSON), type_="check")
        batch.add_column(sa.Column("consultation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_mailed_link_consultation_id_consultation"), "consultation", ["consultation_id"], ["id"])
        batch.create_check_constraint(op.f(KNOWN), f"purpose IN ({PURPOSES}, 'guest')")
        batch.create_check_constraint(op.f(NO_PERSON), "(purpose IN ('sign_up', 'guest')) = (person_id IS NULL)")


def downgrade() -> None:
    """Take them away; who was a guest has an account without a password then, and what they wrote stays."""
    op.execute("DELETE FROM mailed_link WHERE purpose = 'guest'")
    with op.batch_alter_table("mailed_link") as batch:
        batch.drop_constraint(op.f(KNOWN), type_="check")
        batch.drop_constraint(op.f(NO_PERSON), type_="check")
        batch.drop_constraint(op.f("fk_mailed_link_consultation_id_consultation"), type_="foreignkey")
        batch.drop_column("consultation_id")
        batch.create_check_constraint(op.f(KNOWN), f"purpose IN ({PURPOSES})")
        batch.create_check_constraint(op.f(NO_PERSON), "(purpose = 'sign_up') = (person_id IS NULL)")
    op.drop_table("guest_visit")
    op.drop_column("person", "guest_since")
    for act in reversed(ACTS):
        op.drop_column("consultation", act)
