"""Weekly mails and notices of results; mails with HTML and a way to end them; who follows a consultation, and its newsletters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None

KINDS = "'proposal', 'reply', 'followed', 'search', 'work'"
WAITS = "mail_at IS NOT NULL"


def upgrade() -> None:
    """Make them."""
    _check("notice", "kind_known", f"kind IN ('answer', 'outcome', {KINDS})")
    _check("notice_choice", "mailing_known", "mailing IN ('at_once', 'daily', 'weekly', 'never')")
    op.drop_index("ix_notice_mail_at", table_name="notice")
    op.create_index(
        "ix_notice_waiting", "notice", ["mail_at", "person_id"], unique=False, sqlite_where=sa.text(WAITS), postgresql_where=sa.text(WAITS)
    )
    op.add_column("outbox_mail", sa.Column("html", sa.Text(), server_default="", nullable=False))
    op.add_column("outbox_mail", sa.Column("leave_url", sa.String(length=500), server_default="", nullable=False))
    op.create_table(
        "outcome_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("told >= 0 AND after_id >= 0", name=op.f("ck_outcome_news_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_news")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_outcome_news_kind_subject_id")),
    )
    op.create_index("ix_outcome_news_done_at", "outcome_news", ["done_at"], unique=False)
    _newsletters()


def _newsletters() -> None:
    op.create_table(
        "consultation_follow",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("followed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_follow_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consultation_follow_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "consultation_id", name=op.f("pk_consultation_follow")),
    )
    op.create_index("ix_consultation_follow_consultation_id", "consultation_follow", ["consultation_id", "person_id"], unique=False)
    op.create_table(
        "newsletter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("send_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("mailed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state IN ('sending', 'sent')) = (published_at IS NOT NULL)", name=op.f("ck_newsletter_on_its_way_is_public")),
        sa.CheckConstraint("state <> 'planned' OR send_at IS NOT NULL", name=op.f("ck_newsletter_planned_has_a_time")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_newsletter_sent_has_a_time")),
        sa.CheckConstraint("state IN ('draft', 'planned', 'sending', 'sent')", name=op.f("ck_newsletter_state_known")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_newsletter_author_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_newsletter_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter")),
    )
    op.create_index("ix_newsletter_consultation_id", "newsletter", ["consultation_id", "state", "published_at"], unique=False)
    op.create_index("ix_newsletter_send_at", "newsletter", ["state", "send_at"], unique=False)


def downgrade() -> None:
    """Take them away; what was weekly comes daily, and a notice of a result is one of an answer."""
    op.drop_table("newsletter")
    op.drop_table("consultation_follow")
    op.drop_table("outcome_news")
    op.drop_column("outbox_mail", "leave_url")
    op.drop_column("outbox_mail", "html")
    op.drop_index("ix_notice_waiting", table_name="notice")
    op.create_index("ix_notice_mail_at", "notice", ["mail_at"], unique=False)
    op.execute("UPDATE notice_choice SET mailing = 'daily' WHERE mailing = 'weekly'")
    op.execute("DELETE FROM notice_choice WHERE kind = 'outcome'")
    op.execute("UPDATE notice SET kind = 'answer' WHERE kind = 'outcome'")
    _check("notice_choice", "mailing_known", "mailing IN ('at_once', 'daily', 'never')")
    _check("notice", "kind_known", f"kind IN ('answer', {KINDS})")


def _check(table: str, name: str, allowed: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), allowed)
