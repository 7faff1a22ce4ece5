"""The newest answers over all consultations, for their feed; how far the mailing of notices is; texts of consent and who agreed."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

NOON = datetime(2026, 1, 1, 11, 0, tzinfo=UTC)
FIRST = (
    (
        "opinions",
        "Ich willige ausdrücklich ein, dass die Stadt mit meinem Konto speichert, was ich in Meinungsbildern sage und was ich in Umfragen angefangen habe. "
        "Das können politische Meinungen sein. Die Stadt braucht es, damit jede Antwort einmal zählt und ich sie ändern kann. Veröffentlicht werden nur "
        "Ergebnisse ohne Namen. Gelöscht wird nach den Fristen der Beteiligung. Die Einwilligung ist freiwillig, und ich kann sie jederzeit auf meiner Seite "
        "widerrufen: Dann löscht die Stadt meine einzelnen Antworten; Ergebnisse, die schon feststehen, bleiben.",
        "I expressly agree that the city keeps with my account what I say in opinion maps and what I have begun in surveys. These can be political opinions. "
        "The city needs this so that each answer counts once and I can change it. Only results without names are published. Data is deleted after the periods "
        "of the consultation. My consent is voluntary, and I can withdraw it at any time on my page: then the city deletes my single answers; results that "
        "already stand stay.",
    ),
    (
        "newsletter",
        "Ich willige ein, dass mir die Stadt den Newsletter dieser Beteiligung an meine E-Mail-Adresse schickt. Ich kann ihn jederzeit abbestellen, auf der Seite "
        "der Beteiligung oder mit dem Link in jeder E-Mail.",
        "I agree that the city sends the newsletter of this consultation to my e-mail address. I can unsubscribe at any time, on the consultation's page or with "
        "the link in each e-mail.",
    ),
)
"""The first versions: key, German, English."""


def upgrade() -> None:
    """Add the index and the tables, and say the first texts."""
    op.create_index("ix_official_answer_answered_at", "official_answer", ["answered_at"])
    op.create_table(
        "mail_run",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.CheckConstraint("due >= 0 AND people >= 0 AND mails >= 0", name=op.f("ck_mail_run_counts")),
    )
    texts = op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_de", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("text_de <> '' AND text_en <> ''", name=op.f("ck_consent_text_said_in_both")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_consent_text_key_number")),
    )
    op.bulk_insert(texts, [{"key": key, "number": 1, "text_de": de, "text_en": en, "note": "", "since": NOON} for key, de, en in FIRST])
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("text_id", sa.Integer(), sa.ForeignKey("consent_text.id"), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id", "id"])
    op.add_column("person", sa.Column("opinions_agreed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("person", "opinions_agreed_at")
    op.drop_table("consent")
    op.drop_table("consent_text")
    op.drop_table("mail_run")
    op.drop_index("ix_official_answer_answered_at", table_name="official_answer")
