"""What becomes of suggestions and marks where a person leaves, takes a consent back, or counts with another account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import audit
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.reviews.actions import count_marks
from participation.reviews.models import Mark, ReviewText, Stage, State, Suggestion


def remove_suggestions_of(session: Session, person: Person, now: datetime) -> None:
    """Take open suggestions back and empty all that were not taken over; one that was is part of the city's text, and its history stays."""
    with speaking("de"):
        gone = _("Text entfernt")
    own = (Suggestion.author_id == person.id, Suggestion.state != State.ACCEPTED)
    for suggestion in session.scalars(select(Suggestion).where(*own).order_by(Suggestion.id).with_for_update()).all():
        suggestion.body, suggestion.reason, suggestion.reason_html = gone, "", ""
        if suggestion.state == State.OPEN:
            suggestion.state, suggestion.decided_at, suggestion.decided_by_id = State.WITHDRAWN, now, person.id
        session.flush()
        audit.append(session, at=now, actor=person, action="text_suggestion.text_removed", subject=suggestion)


def forget_marks_of(session: Session, person: Person) -> None:
    """Delete what a person said to paragraphs; it no longer counts."""
    for kept in session.scalars(select(Mark).where(Mark.person_id == person.id)).all():
        count_marks(session, kept.wording_id, kept.mark, -1)
        session.delete(kept)
    session.flush()


def hand_marks_on(session: Session, giver: Person, taker: Person) -> None:
    """One human being counts with another account: where marks count residents they go with it; where both said something, the new one's stay."""
    counting = select(ReviewText.id).where(ReviewText.verified_only.is_(True), ReviewText.stage == Stage.OPEN)
    given = (Mark.person_id == giver.id, Mark.text_id.in_(counting))
    both = select(Mark.paragraph_id).where(Mark.person_id == taker.id)
    for kept in session.scalars(select(Mark).where(*given, Mark.paragraph_id.in_(both))).all():
        count_marks(session, kept.wording_id, kept.mark, -1)
    session.execute(delete(Mark).where(*given, Mark.paragraph_id.in_(both)).execution_options(synchronize_session="fetch"))
    session.execute(update(Mark).where(*given).values(person_id=taker.id).execution_options(synchronize_session=False))
