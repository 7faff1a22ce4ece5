"""The tables of invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("council_answer", "'council:' || consultation_id", "FROM council WHERE id = {row}.council_id"),
    Watched("invitation_draw", "'council:' || consultation_id", "FROM council WHERE id = {row}.council_id"),
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "earlier_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_earlier_invitation_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_invitation")),
        sa.UniqueConstraint("council_id", "fingerprint", name=op.f("uq_earlier_invitation_council_id_fingerprint")),
    )
    op.create_index("ix_earlier_invitation_delete_on", "earlier_invitation", ["delete_on"], unique=False)
    op.create_index("ix_earlier_invitation_fingerprint", "earlier_invitation", ["fingerprint"], unique=False)
    op.create_table(
        "invitation_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("spares_invited", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("pool_sha256", sa.String(length=64), nullable=False),
        sa.Column("homes_sha256", sa.String(length=64), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=False),
        sa.Column("random", sa.String(length=200), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("transcript", sa.LargeBinary(), nullable=True),
        sa.Column("transcript_sha256", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.CheckConstraint("(seed IS NULL) = (drawn_at IS NULL)", name=op.f("ck_invitation_draw_seed_when_drawn")),
        sa.CheckConstraint("size > 0", name=op.f("ck_invitation_draw_size_positive")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_invitation_draw_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_draw")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_invitation_draw_council_id_number")),
    )
    op.create_table(
        "letter_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'reminder', 'again')", name=op.f("ck_letter_batch_kind_known")),
        sa.CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_letter_batch_ready_has_file")),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_letter_batch_state_known")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_letter_batch_council_id_council")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_letter_batch_requested_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batch")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_letter_batch_council_id_number")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_letter_batch_stored_name")),
    )
    op.create_index("ix_letter_batch_state_touched_at", "letter_batch", ["state", "touched_at"], unique=False)
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "content IS NULL OR state IN ('pending', 'requested', 'running', 'failed')", name=op.f("ck_register_import_file_until_read")
        ),
        sa.CheckConstraint("state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_register_import_state_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_register_import_actor_id_person")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_register_import_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_index("ix_register_import_council_id", "register_import", ["council_id", "id"], unique=False)
    op.create_index("ix_register_import_state", "register_import", ["state", "touched_at"], unique=False)
    op.create_table(
        "register_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("age", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("home", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ticket", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_twin", sa.Boolean(), nullable=False),
        sa.Column("was_invited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_register_person_council_id_council")),
        sa.ForeignKeyConstraint(["import_id"], ["register_import.id"], name=op.f("fk_register_person_import_id_register_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_person")),
        sa.UniqueConstraint("import_id", "fingerprint", name=op.f("uq_register_person_import_id_fingerprint")),
    )
    op.create_index("ix_register_person_council_id_district_age_sex", "register_person", ["council_id", "district", "age", "sex"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("register_person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_invitation_batch_id_letter_batch")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_invitation_council_id_council")),
        sa.ForeignKeyConstraint(["draw_id"], ["invitation_draw.id"], name=op.f("fk_invitation_draw_id_invitation_draw")),
        sa.ForeignKeyConstraint(["register_person_id"], ["register_person.id"], name=op.f("fk_invitation_register_person_id_register_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
        sa.UniqueConstraint("council_id", "number", name=op.f("uq_invitation_council_id_number")),
        sa.UniqueConstraint("council_id", "register_person_id", name=op.f("uq_invitation_council_id_register_person_id")),
    )
    op.create_index("ix_invitation_draw_id", "invitation", ["draw_id"], unique=False)
    op.create_table(
        "council_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(length=14), nullable=False),
        sa.Column("channel", sa.String(length=6), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("home", sa.LargeBinary(length=32), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'card', 'phone')", name=op.f("ck_council_answer_channel_known")),
        sa.CheckConstraint("said IN ('yes', 'no', 'undeliverable')", name=op.f("ck_council_answer_said_known")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_answer_council_id_council")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_council_answer_invitation_id_invitation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_answer")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_council_answer_invitation_id")),
    )
    op.create_index("ix_council_answer_council_id_said", "council_answer", ["council_id", "said"], unique=False)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)

    op.drop_table("council_answer")
    op.drop_table("invitation")
    op.drop_table("register_person")
    op.drop_table("register_import")
    op.drop_table("letter_batch")
    op.drop_table("invitation_draw")
    op.drop_table("earlier_invitation")
