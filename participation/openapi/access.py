"""Who reads: everyone, or a program with a staff member's token, which opens what its person may still read at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit.codes import hash_token
from participation.kit.database import own_transaction
from participation.kit.dates import city_zone
from participation.openapi.models import ApiToken

PREFIX = "mitreden_"
"""Tokens begin so, that programs which look for secrets in published code know them."""


@dataclass(frozen=True)
class Reader:
    """A token with its person, as both are now."""

    token: ApiToken
    person: Person

    def may_read(self, path: str, consultation: Consultation) -> bool:
        """Whether all columns of a dataset are open to it in a consultation: it was made for that, and its person still runs it."""
        token = self.token
        if path not in token.datasets.split() or token.consultation_id not in (None, consultation.id):
            return False
        return runs_it(self.person, consultation)


def reader_of(session: Session, word: str, now: datetime) -> Reader | None:
    """Whose token this is; None where it does not hold, or its person may not come in any more."""
    statement = (
        select(ApiToken)
        .where(ApiToken.token_hash == hash_token(word))
        .options(joinedload(ApiToken.person).selectinload(Person.mandates), selectinload(ApiToken.consultation))
    )
    token = session.scalar(statement)
    if token is None or not token.holds(day_of(now)):
        return None
    person = token.person
    if person.deleted_at is not None or person.blocked_at is not None or not (person.is_administrator or person.mandates):
        return None
    return Reader(token, person)


def day_of(now: datetime) -> date:
    """The day in the city."""
    return now.astimezone(city_zone()).date()


def note_use(token_id: int, last: date | None, now: datetime) -> None:
    """Note the day on which a token was last used: one write a day and token."""
    today = day_of(now)
    if last != today:
        with own_transaction() as session:
            session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_on=today))
