"""Builders for texts under review: each made through the same actions as a click."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.actions import Draft
from participation.discussions.models import Contribution, Kind
from participation.kit import clock
from participation.reviews.actions import (
    Acceptance,
    accept_suggestion,
    comment_passage,
    mark_paragraph,
    reject_suggestion,
    suggest_wording,
)
from participation.reviews.models import PARAGRAPH, ReviewText, Suggestion
from participation.reviews.queries import Standing, lines_of, standing_of
from participation.reviews.text_actions import Revision, draft_text, publish_text, revise_text
from participation.reviews.texts import SuggestionText, TextDraft
from tests.builders import a_resident, an_administrator

BODY = """# Satzung für den Stadtpark

Der Stadtpark ist für alle da. Er ist von 6 Uhr bis 22 Uhr geöffnet.

Hunde sind im ganzen Park an der kurzen Leine zu führen.

- Grillen ist nur auf den Plätzen am Fluss erlaubt.
- Musik ist leise zu spielen."""
REASON = "Im Sommer ist es um 22 Uhr noch hell."


def a_draft(session: Session, consultation: Consultation, body: str = BODY, **about: Any) -> ReviewText:
    """A text that only those who run it see."""
    draft = TextDraft(about.pop("title", "Parksatzung"), "Ein Entwurf.", body, **about)
    return draft_text(session, an_administrator(session), consultation, draft, clock.now())


def a_text(session: Session, consultation: Consultation, body: str = BODY, **about: Any) -> ReviewText:
    """A published text."""
    text = a_draft(session, consultation, body, **about)
    return publish_text(session, an_administrator(session), consultation, text, clock.now())


def paragraph_at(session: Session, text: ReviewText, place: int) -> Standing:
    """The paragraph at a place, from 1."""
    line = lines_of(session, text.id, text.number)[place - 1]
    return standing_of(session, text, line.paragraph_id)


def a_suggestion(
    session: Session,
    consultation: Consultation,
    text: ReviewText,
    place: int = 2,
    by: Person | None = None,
    *,
    body: str = "",
    strike: bool = False,
    at: datetime | None = None,
) -> Suggestion:
    """Other words for the paragraph at a place."""
    standing = paragraph_at(session, text, place)
    given = SuggestionText(body or standing.wording.body + " Auch nachts.", REASON, text.number, strike)
    return suggest_wording(session, by or a_resident(session), consultation, text, standing, given, at or clock.now())


def accepted(session: Session, consultation: Consultation, text: ReviewText, suggestion: Suggestion, body: str | None = None) -> Suggestion:
    """The same, taken over in its own words or in others."""
    given = Acceptance(text.number, suggestion.body if body is None else body, "Das ist besser.")
    return accept_suggestion(session, an_administrator(session), consultation, text, suggestion, given, clock.now())


def rejected(session: Session, consultation: Consultation, text: ReviewText, suggestion: Suggestion) -> Suggestion:
    """The same, not taken over."""
    return reject_suggestion(session, an_administrator(session), consultation, text, suggestion, "Das geht nach dem Gesetz nicht.", clock.now())


def revised(session: Session, consultation: Consultation, text: ReviewText, body: str, note: str = "Überarbeitet") -> ReviewText:
    """The text in a new version."""
    revise_text(session, an_administrator(session), consultation, text, Revision(body, note, text.number), clock.now())
    return text


def subject_of(text: ReviewText, standing: Standing) -> Subject:
    """A paragraph as the discussion knows it."""
    return Subject(PARAGRAPH, standing.paragraph.id, text.consultation_id, "Absatz", "/")


def a_comment(session: Session, consultation: Consultation, text: ReviewText, place: int, passage: str, by: Person | None = None) -> Contribution:
    """A comment on some words of the paragraph at a place."""
    standing = paragraph_at(session, text, place)
    draft = Draft(Kind.NOTE, "Das finde ich wichtig.")
    return comment_passage(session, by or a_resident(session), consultation, subject_of(text, standing), text, standing, passage, draft, clock.now())


def mark(session: Session, consultation: Consultation, text: ReviewText, place: int, person: Person, value: int) -> Standing:
    """What somebody says to the paragraph at a place; returned as it stands then."""
    standing = paragraph_at(session, text, place)
    mark_paragraph(session, person, consultation, text, standing, value, clock.now())
    session.refresh(standing.wording)
    return standing
