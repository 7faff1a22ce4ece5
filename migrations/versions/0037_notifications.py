"""Weekly mails and notices of results; mails with HTML and a way to end them; who follows a consultation, and its newsletters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0033"
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


def downgrade() -> None:
    """Take them away; what was weekly comes daily, and a notice of a result is one of an answer."""
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
