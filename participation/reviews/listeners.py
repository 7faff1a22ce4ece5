"""What texts under review do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.consents import OPINIONS
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.reviews.models import PARAGRAPH, Mark, Paragraph, ReviewText
from participation.reviews.removal_actions import forget_marks_of, hand_marks_on, remove_suggestions_of
from participation.reviews.text_actions import forget_marks


def note_contributions(session: Session, *, subject_kind: str, subject_id: int, count: int, **_also: object) -> None:
    """The discussion of a paragraph has `count` visible contributions now: the text shows it beside the paragraph."""
    if subject_kind == PARAGRAPH:
        statement = update(Paragraph).where(Paragraph.id == subject_id).values(contribution_count=count)
        session.execute(statement.execution_options(synchronize_session=False))


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it."""
    remove_suggestions_of(session, person, now)


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: its marks go. Suggestions stay, under the emptied name."""
    forget_marks_of(session, person)


def forget_opinions(session: Session, *, person: Person, key: str, **_also: object) -> None:
    """A consent was taken back: where it is the one to opinions, marks go."""
    if key == OPINIONS:
        forget_marks_of(session, person)


def hand_on(session: Session, *, giver: Person, taker: Person, **_also: object) -> None:
    """A proof of residence went from one account to another: marks that count residents go with it."""
    hand_marks_on(session, giver, taker)


def end_marks(session: Session, *, consultation: Consultation, **_also: object) -> None:
    """A consultation was closed: who agreed to what is no longer needed; how many did stays."""
    forget_marks(session, Mark.text_id.in_(select(ReviewText.id).where(ReviewText.consultation_id == consultation.id)))
