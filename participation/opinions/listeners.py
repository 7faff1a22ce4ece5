"""What opinion maps do when something happens elsewhere; connected in `app.py`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.opinions.actions import forget_answers_of


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: what it answered goes. Statements stay, under the emptied name."""
    forget_answers_of(session, person)
