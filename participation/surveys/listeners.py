"""What surveys do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.consents import OPINIONS
from participation.accounts.models import Person
from participation.surveys.models import SurveyDraft, SurveyMark


def forget_begun(session: Session, *, person: Person, key: str, **_also: object) -> None:
    """A consent was taken back: where it is the one to opinions, begun answers go. What was sent names nobody."""
    if key == OPINIONS:
        session.execute(delete(SurveyDraft).where(SurveyDraft.person_id == person.id))


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: its drafts go, and that it has answered. What was answered names nobody and stays."""
    session.execute(delete(SurveyDraft).where(SurveyDraft.person_id == person.id))
    session.execute(delete(SurveyMark).where(SurveyMark.person_id == person.id))
