"""Who moderates a consultation: given, up to a day, in another's stead for a time, taken, ended by its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.bylines import end_pseudonyms
from participation.accounts.models import Mandate, NoticeKind, Person
from participation.accounts.notices import tell
from participation.accounts.people import add_unique
from participation.accounts.rules import may_administrate, may_moderate_for
from participation.consultations.mandate_rules import may_be_deputy, may_name_deputies
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import day_begins, say_date
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand

AT_ONCE = 200
"""Ended mandates that a sweep takes away in one transaction."""


def give_mandate(session: Session, actor: Person, person: Person, consultation_id: int, now: datetime, *, until: date | None = None) -> Mandate:
    """Make a person moderator of a consultation, up to and with a day where one is given; once is enough."""
    demand(may_moderate_for(actor, person))
    present = _mandate(session, person, consultation_id)
    if present is not None and present.holds(now):
        return present
    if present is not None:
        session.delete(present)
        session.flush()
    ends_at = _end_of(until, now)
    mandate = Mandate(person_id=person.id, consultation_id=consultation_id, given_at=now, starts_at=now, ends_at=ends_at)
    add_unique(session, mandate)
    end_pseudonyms(session, person.id, now, consultation_id)
    data = {"consultation": consultation_id} | ({"until": until.isoformat()} if until else {})
    audit.append(session, at=now, actor=actor, action="mandate.given", subject=person, data=data)
    return mandate


def take_mandate(session: Session, actor: Person, person: Person, consultation_id: int, now: datetime) -> None:
    """End a person's moderation of a consultation, and whoever stands in for them."""
    demand(may_administrate(actor))
    mandate = _mandate(session, person, consultation_id)
    if mandate is not None:
        session.delete(mandate)
        session.flush()
        audit.append(session, at=now, actor=actor, action="mandate.taken", subject=person, data={"consultation": consultation_id})


def set_mandate_end(session: Session, actor: Person, mandate: Mandate, until: date | None, now: datetime) -> None:
    """Let a mandate end with a day, or not at all; who stands in for its holder ends with it at the latest."""
    demand(may_administrate(actor))
    mandate.ends_at = _end_of(until, now)
    session.flush()
    if mandate.ends_at is not None:
        later = (Mandate.deputy_for_id == mandate.id, Mandate.ends_at > mandate.ends_at)
        session.execute(delete(Mandate).where(*later, Mandate.starts_at >= mandate.ends_at))
        session.execute(update(Mandate).where(*later).values(ends_at=mandate.ends_at))
    data = {"consultation": mandate.consultation_id, "until": until.isoformat() if until else None}
    audit.append(session, at=now, actor=actor, action="mandate.end_set", subject=("person", mandate.person_id), data=data)


def name_deputy(
    session: Session, actor: Person, consultation: Consultation, mandate: Mandate, deputy: Person, first: date, last: date, now: datetime
) -> Mandate:
    """Let somebody of the staff moderate in the holder's stead, from one day to another, both included. They are told.

    Raises Invalid, for the fields `who`, `first` and `last`.
    """
    demand(may_name_deputies(actor, consultation, mandate))
    verdict = may_be_deputy(deputy, mandate)
    if not verdict:
        raise Invalid(verdict.reason, "who")
    starts_at, ends_at = max(day_begins(first), now), day_begins(last + timedelta(days=1))
    if last < first or ends_at <= now:
        raise Invalid(_("Der letzte Tag muss nach dem ersten liegen und darf nicht vorbei sein."), "last")
    if mandate.ends_at is not None and ends_at > mandate.ends_at:
        day = say_date(mandate.last_day)
        raise Invalid(_("Die Moderation selbst endet am %(when)s. So lange kann auch die Vertretung dauern.", when=day), "last")
    session.execute(delete(Mandate).where(Mandate.deputy_for_id == mandate.id, Mandate.person_id == deputy.id))
    made = Mandate(person_id=deputy.id, consultation_id=consultation.id, given_at=now, starts_at=starts_at, ends_at=ends_at, deputy_for_id=mandate.id)
    add_unique(session, made)
    data = {"consultation": consultation.id, "for": mandate.person_id, "from": first.isoformat(), "until": last.isoformat()}
    audit.append(session, at=now, actor=actor, action="mandate.deputy_named", subject=deputy, data=data)
    words = {"title": consultation.title, "first": say_date(first), "last": say_date(last)}
    title = lazy("Sie moderieren die Beteiligung „%(title)s“ vom %(first)s bis %(last)s in Vertretung.", **words)
    tell(session, [deputy.id], kind=NoticeKind.WORK, title=title, url=f"/verwaltung/beteiligungen/{consultation.slug}", now=now, except_for=actor)
    return made


def recall_deputy(session: Session, actor: Person, consultation: Consultation, mandate: Mandate, deputy: Person, now: datetime) -> None:
    """Nobody stands in any more. Raises NotFound where nobody did."""
    demand(may_name_deputies(actor, consultation, mandate))
    gone = session.execute(delete(Mandate).where(Mandate.deputy_for_id == mandate.id, Mandate.person_id == deputy.id)).rowcount  # type: ignore[attr-defined]  # a DELETE's cursor result
    if not gone:
        raise NotFound
    data = {"consultation": consultation.id, "for": mandate.person_id}
    audit.append(session, at=now, actor=actor, action="mandate.deputy_recalled", subject=deputy, data=data)


def end_due_mandates(session: Session, now: datetime) -> int:
    """Take away what is over; it gave no right any more since its last moment. Returns how many."""
    over = session.execute(
        select(Mandate.id, Mandate.person_id, Mandate.consultation_id).where(Mandate.ends_at <= now).order_by(Mandate.id).limit(AT_ONCE)
    ).all()
    for row in over:
        audit.append(
            session, at=now, actor=None, action="mandate.ended", subject=("person", row.person_id), data={"consultation": row.consultation_id}
        )
    session.execute(delete(Mandate).where(Mandate.id.in_([row.id for row in over])))
    return len(over)


def _end_of(until: date | None, now: datetime) -> datetime | None:
    if until is None:
        return None
    ends_at = day_begins(until + timedelta(days=1))
    if ends_at <= now:
        raise Invalid(_("Der letzte Tag darf nicht vorbei sein."), "until")
    return ends_at


def _mandate(session: Session, person: Person, consultation_id: int) -> Mandate | None:
    own = (Mandate.person_id == person.id, Mandate.consultation_id == consultation_id, Mandate.deputy_for_id.is_(None))
    return session.scalars(select(Mandate).where(*own)).one_or_none()
