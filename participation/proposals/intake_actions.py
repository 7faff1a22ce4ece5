"""What people hand in at the counter, on paper, by telephone or at an event, entered by staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.proposals import rules
from participation.proposals.actions import publish_taken_in
from participation.proposals.models import Proposal
from participation.proposals.spans import GIVERS
from participation.proposals.texts import ProposalText
from participation.proposals.writing_models import ENTERED, GIVER_LENGTH, Intake


@dataclass(frozen=True, slots=True)
class Entry:
    """How it came in; `giver` is the name for questions, or nothing."""

    channel: str
    received_on: date | None
    giver: str = ""


def take_in(
    session: Session, actor: Person, consultation: Consultation, text: ProposalText, entry: Entry, now: datetime, entry_key: str | None = None
) -> Proposal:
    """Publish what somebody without an account handed in; its reference is the receipt. The same form sent twice enters it once.

    It has no author: nobody who only typed it can answer for it. The log says who entered it. Raises Invalid at the form's fields.
    """
    demand(rules.may_take_in(actor, consultation))
    faults: list[Invalid] = []
    giver = clean_line(entry.giver)
    if entry.channel not in ENTERED:
        faults.append(Invalid(_("Bitte wählen Sie, wie der Vorschlag zu Ihnen kam."), "channel"))
    if entry.received_on is None:
        faults.append(Invalid(_("Bitte geben Sie an, wann der Vorschlag bei der Stadt war."), "received_on"))
    elif not (in_time := rules.received_in_time(consultation, entry.received_on, now)):
        faults.append(Invalid(in_time.reason, "received_on"))
    if len(giver) > GIVER_LENGTH:
        faults.append(Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=GIVER_LENGTH), "giver"))
    if faults or entry.received_on is None:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    proposal, fresh = publish_taken_in(session, actor, consultation, text, entry.channel, now, entry_key)
    if fresh:
        forget_on = day_to_forget(consultation.days_kept(GIVERS), now) if giver else None
        session.add(
            Intake(
                proposal_id=proposal.id,
                entered_by=actor.id,
                entered_at=now,
                received_on=entry.received_on,
                giver=giver,
                forget_on=forget_on,
            )
        )
        session.flush()
        told = {"reference": proposal.reference, "channel": entry.channel, "received_on": entry.received_on.isoformat()}
        audit.append(session, at=now, actor=actor, action="proposal.taken_in", subject=proposal, data=told)
    return proposal


def forget_giver(session: Session, actor: Person, consultation: Consultation, intake: Intake, now: datetime) -> None:
    """Empty the name before its day, because the person asked for it."""
    demand(rules.may_take_in(actor, consultation))
    if intake.giver:
        intake.giver, intake.forget_on = "", None
        session.flush()
        audit.append(session, at=now, actor=actor, action="proposal.giver_forgotten", subject=("proposal", intake.proposal_id))


def day_to_forget(days: int, entered_at: datetime) -> date:
    """The day on which a name goes that was entered at a moment: a promise, kept beside the name."""
    return (entered_at + timedelta(days=days)).astimezone(city_zone()).date()


def shorten_givers(session: Session, consultation: Consultation, days: int) -> None:
    """The consultation keeps names for fewer days: no name stays longer than that. Days that come earlier stay."""
    named = select(Intake).join(Proposal, Proposal.id == Intake.proposal_id).where(Proposal.consultation_id == consultation.id, Intake.giver != "")
    for intake in session.scalars(named.execution_options(yield_per=1000)):
        day = day_to_forget(days, intake.entered_at)
        if intake.forget_on is not None and day < intake.forget_on:
            intake.forget_on = day
    session.flush()


def sweep_givers(session: Session, now: datetime) -> int:
    """Empty the names whose day has come; returns how many. The caller commits."""
    today = now.astimezone(city_zone()).date()
    due = update(Intake).where(Intake.forget_on <= today).values(giver="", forget_on=None).returning(Intake.proposal_id)
    return len(session.scalars(due).all())
