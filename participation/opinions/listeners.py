"""What opinion maps do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.consents import OPINIONS
from participation.accounts.models import Person
from participation.opinions.actions import forget_answers_of, forget_statements_of, hand_answers_on


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: what it answered goes. Statements stay, under the emptied name."""
    forget_answers_of(session, person)


def hand_on(session: Session, *, giver: Person, taker: Person, **_also: object) -> None:
    """A proof of residence went from one account to another: answers that count residents go with it."""
    hand_answers_on(session, giver, taker)


def forget_opinions(session: Session, *, person: Person, key: str, **_also: object) -> None:
    """A consent was taken back: where it is the one to opinions, single answers go; open maps are computed anew."""
    if key == OPINIONS:
        forget_answers_of(session, person)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it, as far as they are nobody else's."""
    forget_statements_of(session, person, now)
