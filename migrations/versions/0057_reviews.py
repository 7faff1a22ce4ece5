"""Texts under review: versions, paragraphs, suggestions, commented passages, marks; a discussion below each paragraph; the consent names them."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

WATCHED = (Watched("review_text", "'site'"),)
"""That there is a text stands in the tabs of its consultation; a text's own pages are made each time."""

_KINDS = "subject_kind IN ('proposal', 'topic', 'amendment')"
_MORE_KINDS = "subject_kind IN ('proposal', 'topic', 'amendment', 'paragraph')"

CONSENT_DE = (
    "Ich willige ausdrücklich ein, dass die Stadt mit meinem Konto speichert, was ich in Meinungsbildern sage, welchen Absätzen von Textentwürfen ich zustimme "
    "oder nicht, und was ich in Umfragen angefangen habe. Das können politische Meinungen sein. Die Stadt braucht es, damit jede Antwort einmal zählt und ich "
    "sie ändern kann. Veröffentlicht werden nur Ergebnisse ohne Namen. Gelöscht wird nach den Fristen der Beteiligung, bei Textentwürfen mit deren Abschluss. "
    "Die Einwilligung ist freiwillig, und ich kann sie jederzeit auf meiner Seite widerrufen: Dann löscht die Stadt meine einzelnen Antworten; Ergebnisse, die "
    "schon feststehen, bleiben."
)
CONSENT_EN = (
    "I expressly agree that the city keeps with my account what I say in opinion maps, with which paragraphs of draft texts I agree or not, and what I have "
    "begun in surveys. These can be political opinions. The city needs this so that each answer counts once and I can change it. Only results without names "
    "are published. Data is deleted after the periods of the consultation, of draft texts when they are closed. My consent is voluntary, and I can withdraw it "
    "at any time on my page: then the city deletes my single answers; results that already stand stay."
)
_SINCE = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


def upgrade() -> None:
    """Make them."""
    _make_texts()
    _make_wordings()
    _make_suggestions()
    _change_kinds(_KINDS, _MORE_KINDS)
    _ask_with_new_words()
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away. Comments on paragraphs must be gone before: no other place would show them."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)
    _change_kinds(_MORE_KINDS, _KINDS)
    op.execute(sa.text("DELETE FROM consent_text WHERE key = 'opinions' AND text_de = :words").bindparams(words=CONSENT_DE))
    for name in ("review_mark", "review_passage", "review_suggestion", "review_place", "review_wording", "review_version", "review_paragraph"):
        op.drop_table(name)
    op.drop_table("review_text")


def _change_kinds(before: str, after: str) -> None:
    """Change what may be discussed, which a constraint says; as 0013 does, and for its reasons."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE discussion DROP CONSTRAINT ck_discussion_subject_kind_known")
        connection.exec_driver_sql(f"ALTER TABLE discussion ADD CONSTRAINT ck_discussion_subject_kind_known CHECK ({after})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'discussion'", (before, after))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _ask_with_new_words() -> None:
    """The consent to opinions names one thing more: whoever agreed to the words before is asked once again."""
    connection = op.get_bind()
    texts = sa.table(
        "consent_text", *(sa.column(name) for name in ("key", "number", "text_de", "text_en", "note")), sa.column("since", UtcDateTime())
    )
    number = connection.execute(sa.select(sa.func.max(texts.c.number)).where(texts.c.key == "opinions")).scalar_one()
    note = "Neu: Zustimmung zu Absätzen von Textentwürfen"
    row = {"key": "opinions", "number": number + 1, "text_de": CONSENT_DE, "text_en": CONSENT_EN, "note": note, "since": _SINCE}
    op.bulk_insert(texts, [row])
    op.execute("UPDATE person SET opinions_agreed_at = NULL WHERE opinions_agreed_at IS NOT NULL")


def _make_texts() -> None:
    op.create_table(
        "review_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("takes_marks", sa.Boolean(), nullable=False),
        sa.Column("verified_only", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_html", sa.Text(), nullable=False),
        sa.CheckConstraint("stage IN ('draft', 'open', 'closed')", name=op.f("ck_review_text_stage_known")),
        sa.CheckConstraint("(stage = 'draft') = (opened_at IS NULL)", name=op.f("ck_review_text_opened_has_date")),
        sa.CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_review_text_closed_has_date")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_text_has_a_version")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_review_text_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_review_text_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_text")),
    )
    op.create_index("ix_review_text_consultation_id", "review_text", ["consultation_id", "id"], unique=False)
    op.create_table(
        "review_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("contribution_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("contribution_count >= 0", name=op.f("ck_review_paragraph_count_not_negative")),
        sa.ForeignKeyConstraint(["text_id"], ["review_text.id"], name=op.f("fk_review_paragraph_text_id_review_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_paragraph")),
    )
    op.create_index("ix_review_paragraph_text_id", "review_paragraph", ["text_id"], unique=False)
    op.create_table(
        "review_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_version_numbered_from_one")),
        sa.ForeignKeyConstraint(["text_id"], ["review_text.id"], name=op.f("fk_review_version_text_id_review_text")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_review_version_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_version")),
        sa.UniqueConstraint("text_id", "number", name=op.f("uq_review_version_text_id_number")),
    )


def _make_wordings() -> None:
    op.create_table(
        "review_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("marker", sa.String(length=5), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("agree_count", sa.Integer(), nullable=False),
        sa.Column("against_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('heading', 'text', 'item')", name=op.f("ck_review_wording_kind_known")),
        sa.CheckConstraint("body <> ''", name=op.f("ck_review_wording_says_something")),
        sa.CheckConstraint("agree_count >= 0 AND against_count >= 0", name=op.f("ck_review_wording_counts_not_negative")),
        sa.ForeignKeyConstraint(["paragraph_id"], ["review_paragraph.id"], name=op.f("fk_review_wording_paragraph_id_review_paragraph")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_wording")),
        sa.UniqueConstraint("paragraph_id", "number", name=op.f("uq_review_wording_paragraph_id_number")),
    )
    op.create_table(
        "review_place",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["review_version.id"], name=op.f("fk_review_place_version_id_review_version")),
        sa.ForeignKeyConstraint(["wording_id"], ["review_wording.id"], name=op.f("fk_review_place_wording_id_review_wording")),
        sa.PrimaryKeyConstraint("version_id", "place", name=op.f("pk_review_place")),
        sa.UniqueConstraint("version_id", "wording_id", name=op.f("uq_review_place_version_id_wording_id")),
    )
    op.create_index("ix_review_place_wording_id", "review_place", ["wording_id"], unique=False)


def _make_suggestions() -> None:
    op.create_table(
        "review_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("entry_key", sa.String(length=64), nullable=True),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("base_body", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_html", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("adapted", sa.Boolean(), nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name=op.f("ck_review_suggestion_state_known")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_review_suggestion_decided_has_date")),
        sa.CheckConstraint("state NOT IN ('accepted', 'rejected') OR decision_reason <> ''", name=op.f("ck_review_suggestion_decided_has_reason")),
        sa.CheckConstraint("(state = 'accepted') = (result_number IS NOT NULL)", name=op.f("ck_review_suggestion_accepted_made_a_version")),
        sa.CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name=op.f("ck_review_suggestion_hidden_has_reason")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_review_suggestion_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["text_id"], ["review_text.id"], name=op.f("fk_review_suggestion_text_id_review_text")),
        sa.ForeignKeyConstraint(["paragraph_id"], ["review_paragraph.id"], name=op.f("fk_review_suggestion_paragraph_id_review_paragraph")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_review_suggestion_author_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_review_suggestion_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_suggestion")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_review_suggestion_entry_key")),
    )
    op.create_index("ix_review_suggestion_text_id_state", "review_suggestion", ["text_id", "state", "id"], unique=False)
    op.create_index("ix_review_suggestion_paragraph_id", "review_suggestion", ["paragraph_id", "id"], unique=False)
    op.create_index("ix_review_suggestion_author_id", "review_suggestion", ["author_id"], unique=False)
    op.create_table(
        "review_passage",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_review_passage_says_something")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_review_passage_contribution_id_contribution")),
        sa.ForeignKeyConstraint(["paragraph_id"], ["review_paragraph.id"], name=op.f("fk_review_passage_paragraph_id_review_paragraph")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_review_passage")),
    )
    op.create_index("ix_review_passage_paragraph_id", "review_passage", ["paragraph_id"], unique=False)
    op.create_table(
        "review_mark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.CheckConstraint("mark IN (-1, 1)", name=op.f("ck_review_mark_mark_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_mark_person_id_person")),
        sa.ForeignKeyConstraint(["paragraph_id"], ["review_paragraph.id"], name=op.f("fk_review_mark_paragraph_id_review_paragraph")),
        sa.ForeignKeyConstraint(["text_id"], ["review_text.id"], name=op.f("fk_review_mark_text_id_review_text")),
        sa.ForeignKeyConstraint(["wording_id"], ["review_wording.id"], name=op.f("fk_review_mark_wording_id_review_wording")),
        sa.PrimaryKeyConstraint("person_id", "paragraph_id", name=op.f("pk_review_mark")),
    )
    op.create_index("ix_review_mark_text_id_person_id", "review_mark", ["text_id", "person_id"], unique=False)
    op.create_index("ix_review_mark_wording_id", "review_mark", ["wording_id"], unique=False)
