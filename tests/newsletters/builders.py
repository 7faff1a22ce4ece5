"""Newsletters and followers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.newsletters.actions import follow, plan_newsletter, write_newsletter
from participation.newsletters.models import Newsletter
from tests.builders import a_person, an_administrator

BODY = "Der Rat hat **entschieden**.\n\n* [Zum Ergebnis](/beteiligungen/x/ergebnisse)\n* [Zum Rat](https://rat.example/)"


def a_newsletter(session: Session, consultation: Consultation, subject: str = "Der Rat hat entschieden", by: Person | None = None) -> Newsletter:
    """A draft."""
    return write_newsletter(session, by or an_administrator(session), consultation, subject, BODY, clock.now())


def a_planned_newsletter(session: Session, consultation: Consultation, send_at: datetime | None = None) -> Newsletter:
    """One that waits, or leaves now."""
    letter, boss = a_newsletter(session, consultation), an_administrator(session)
    plan_newsletter(session, boss, consultation, letter.id, send_at, clock.now())
    return letter


def a_follower(session: Session, consultation: Consultation, *, language: str = "de") -> Person:
    """Somebody who follows a consultation."""
    person = a_person(session)
    person.language = language
    follow(session, person, consultation, clock.now())
    return person
