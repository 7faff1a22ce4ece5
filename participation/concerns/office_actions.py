"""What an office does with a concern: take it up, answer it, give it to another office. Its sender is told by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns import mails
from participation.concerns.actions import today, write_event
from participation.concerns.models import Concern, ConcernEvent, Status, What
from participation.concerns.queries import hold_concern
from participation.concerns.rules import Asking, may_give_to, may_take_up, may_work_on
from participation.followups.models import Office
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.mail import queue_mails
from participation.kit.rules import demand_of
from participation.kit.text import clean_text
from participation.methods.concerns import days_taken
from participation.settings import Settings

LONGEST_ANSWER = 4_000
ANSWERS = (Status.WORK, Status.DONE, Status.DECLINED)
"""Where a concern can stand after an answer."""


def take_up(session: Session, settings: Settings, asking: Asking, concern: Concern, now: datetime) -> ConcernEvent:
    """The office begins. That is no answer: the clock runs on."""
    concern = hold_concern(session, concern.id)
    person = demand_of(asking.person, may_take_up(asking, concern))
    concern.status = Status.WORK
    audit.append(session, at=now, actor=person, action="concern.taken_up", subject=concern)
    event = write_event(session, concern, What.TAKEN_UP, now, person)
    _tell(session, settings, concern, event, now)
    return event


def answer(session: Session, settings: Settings, asking: Asking, concern: Concern, status: Status, text: str, now: datetime) -> ConcernEvent:
    """The office answers in public: it works on it, it is done and how, or why the city is not responsible. The first answer stops the clock."""
    concern = hold_concern(session, concern.id)
    person = demand_of(asking.person, may_work_on(asking, concern))
    cleaned = clean_text(text)
    if status not in ANSWERS:
        raise Invalid(_("Bitte wählen Sie, wie es jetzt steht."), "status")
    if not cleaned:
        raise Invalid(_ANSWER_MISSING[status](), "text")
    if len(cleaned) > LONGEST_ANSWER:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_ANSWER), "text")
    before, concern.status = concern.status, status
    if concern.answered_at is None and concern.received_at is not None:
        concern.answered_at, concern.answer_days = now, days_taken(today(concern.received_at), today(now))
    audit.append(session, at=now, actor=person, action="concern.answered", subject=concern, data={"from": str(before), "to": str(status)})
    event = write_event(session, concern, What.ANSWER, now, person, cleaned)
    _tell(session, settings, concern, event, now)
    return event


def assign(session: Session, settings: Settings, asking: Asking, concern: Concern, office: Office, now: datetime) -> ConcernEvent:
    """Another office answers from now on, by the same day. Raises Invalid for one that is closed or has it already."""
    concern = hold_concern(session, concern.id)
    person = demand_of(asking.person, may_work_on(asking, concern))
    verdict = may_give_to(concern, office)
    if not verdict:
        raise Invalid(verdict.reason, "office_id")
    before, concern.office_id = concern.office_id, office.id
    audit.append(session, at=now, actor=person, action="concern.assigned", subject=concern, data={"from": before, "to": office.id})
    event = write_event(session, concern, What.ASSIGNED, now, person)
    _tell(session, settings, concern, event, now, office.name)
    return event


_ANSWER_MISSING = {
    Status.WORK: lambda: _("Bitte schreiben Sie, was das Amt tut. Der Text ist öffentlich."),
    Status.DONE: lambda: _("Bitte schreiben Sie, was das Amt getan hat. Der Text ist öffentlich."),
    Status.DECLINED: lambda: _("Bitte schreiben Sie, warum die Stadt nicht zuständig ist und an wen man sich wenden kann. Der Text ist öffentlich."),
}


def _tell(session: Session, settings: Settings, concern: Concern, event: ConcernEvent, now: datetime, office: str = "") -> None:
    person = session.get(Person, concern.person_id) if concern.person_id is not None else None
    to = mails.address_of(concern, person)
    if to:
        queue_mails(session, [mails.event_mail(settings, concern, event, office or concern.office.name, to)], now)
