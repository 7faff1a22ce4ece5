"""Letting people take part without an account, and forgetting them when all is over (decision 052)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from participation.accounts.guest_models import GuestVisit
from participation.accounts.leaving_actions import erase_person
from participation.accounts.models import Person
from participation.consultations.actions import touch
from participation.consultations.models import Consultation
from participation.consultations.name_rules import may_set_appearance
from participation.kit import audit
from participation.kit.rules import demand

KEPT = timedelta(days=30)
"""So long after the close of the last consultation in which a guest takes part, address and name stay."""

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class GuestActs:
    """What a consultation opens to those who have a confirmed address and no account."""

    support: bool = False
    write: bool = False
    answer: bool = False


def open_to_guests(session: Session, actor: Person | None, consultation: Consultation, acts: GuestActs, now: datetime) -> None:
    """Say what guests may do here. What they have done stays where it is no longer open."""
    demand(may_set_appearance(actor, consultation))
    if acts == GuestActs(consultation.guests_support, consultation.guests_write, consultation.guests_answer):
        return
    consultation.guests_support, consultation.guests_write, consultation.guests_answer = acts.support, acts.write, acts.answer
    touch(consultation, now)
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.guests_set", subject=consultation, data=asdict(acts))


def forget_due_guests(session: Session, now: datetime) -> int:
    """Let guests go as accounts go whose consultations are all over for a month; texts stay without a name. Returns how many, at most `AT_ONCE`."""
    still = select(GuestVisit.person_id).join(Consultation, Consultation.id == GuestVisit.consultation_id)
    still = still.where(GuestVisit.person_id == Person.id, or_(Consultation.closed_at.is_(None), Consultation.closed_at > now - KEPT))
    due = select(Person).where(Person.guest_since.is_not(None), Person.deleted_at.is_(None), ~still.exists())
    people = session.scalars(due.order_by(Person.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for person in people:
        erase_person(session, person, now, remove_texts=False)
    return len(people)
