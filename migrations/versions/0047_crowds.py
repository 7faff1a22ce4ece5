"""The look at unusual crowds: short-lived hashes of networks, what was checked and found, supports about which was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLES = "crowd_member crowd_finding crowd_check doubted_support network_trace network_key".split()


def upgrade() -> None:
    """Make the tables."""
    _make_networks()
    _make_findings()
    op.create_table(
        "doubted_support",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("proposal_id", sa.Integer(), sa.ForeignKey("proposal.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("doubted_at", UtcDateTime(), nullable=False),
        sa.Column("discounted_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_doubted_support_proposal_id_person_id")),
    )
    op.create_index("ix_doubted_support_person_id", "doubted_support", ["person_id"])


def _make_networks() -> None:
    op.create_table(
        "network_key",
        sa.Column("week", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
    )
    op.create_table(
        "network_trace",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("act", sa.String(length=10), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("week", sa.Integer(), sa.ForeignKey("network_key.week"), nullable=False),
        sa.Column("network", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint("act IN ('account', 'verified', 'support')", name=op.f("ck_network_trace_act_known")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_network_trace_act", "network_trace", ["act", "subject_id", "person_id", "network"])
    op.create_index("ix_network_trace_week", "network_trace", ["week"])


def _make_findings() -> None:
    op.create_table(
        "crowd_check",
        sa.Column("kind", sa.String(length=20), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("consultation_id", sa.Integer(), sa.ForeignKey("consultation.id"), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("networked", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("read_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_crowd_check_consultation_id", "crowd_check", ["consultation_id"])
    op.create_table(
        "crowd_finding",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("consultation_id", sa.Integer(), sa.ForeignKey("consultation.id"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("asked_until", UtcDateTime(), nullable=True),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("discounted", sa.Integer(), nullable=False),
        sa.UniqueConstraint("kind", "subject_id", "sign", "mark", name=op.f("uq_crowd_finding_kind_subject_id_sign_mark")),
        sa.CheckConstraint("sign IN ('network', 'burst', 'day', 'set')", name=op.f("ck_crowd_finding_sign_known")),
        sa.CheckConstraint("state IN ('open', 'left', 'asked', 'discounted')", name=op.f("ck_crowd_finding_state_known")),
        sa.CheckConstraint("state = 'open' OR (note <> '' AND settled_at IS NOT NULL)", name=op.f("ck_crowd_finding_settled_with_reasons")),
        sa.CheckConstraint("state NOT IN ('asked', 'discounted') OR asked_until IS NOT NULL", name=op.f("ck_crowd_finding_asked_before_discounted")),
        sa.CheckConstraint("people >= 10", name=op.f("ck_crowd_finding_never_points_at_few")),
    )
    op.create_index("ix_crowd_finding_consultation_id", "crowd_finding", ["consultation_id", "state"])
    op.create_table(
        "crowd_member",
        sa.Column("finding_id", sa.Integer(), sa.ForeignKey("crowd_finding.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_crowd_member_person_id", "crowd_member", ["person_id"])


def downgrade() -> None:
    """Take them away."""
    for table in TABLES:
        op.drop_table(table)
