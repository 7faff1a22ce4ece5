"""Reads of meetings, of those who registered and of those who are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.meetings.registration_models import MeetingDocument, Registration, RegistrationState

A_DAY, SOME_HOURS = timedelta(days=1), timedelta(hours=2)
"""How long before a meeting those who have places are reminded."""
MOST_SHOWN = 200
COMING = (MeetingStage.ANNOUNCED, MeetingStage.RUNNING)


def the_meeting(session: Session, consultation: Consultation, meeting_id: int, *, with_agenda: bool = True) -> Meeting:
    """A meeting of a consultation with its agenda, or without, where a thousand phones ask. Raises NotFound."""
    agenda = (selectinload(Meeting.points),) if with_agenda else ()
    found = session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*agenda))
    if found is None or found.consultation_id != consultation.id:
        raise NotFound(_("Diese Sitzung gibt es nicht."))
    return found


def hold_meeting(session: Session, meeting: Meeting) -> None:
    """Let nobody else change who comes until the commit; the meeting is as it is now."""
    session.flush()
    held = select(Meeting).where(Meeting.id == meeting.id).with_for_update()
    session.scalars(held, execution_options={"populate_existing": True}).one()


def meetings_of(session: Session, consultation_id: int, *, drafts: bool = False) -> Sequence[Meeting]:
    """A consultation's meetings, the newest first; at most a hundred."""
    statement = select(Meeting).where(Meeting.consultation_id == consultation_id)
    if not drafts:
        statement = statement.where(Meeting.stage != MeetingStage.DRAFT)
    return session.scalars(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST_SHOWN)).all()


def coming(session: Session, now: datetime, most: int = MOST_SHOWN, consultation_id: int | None = None) -> list[tuple[Meeting, str, str]]:
    """What takes place next, in one consultation or in all that are public: the meeting, its consultation's title and slug."""
    statement = (
        select(Meeting, Consultation.title, Consultation.slug)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .where(Meeting.stage.in_(COMING), Meeting.ends_at > now, Consultation.stage != Stage.DRAFT)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(most)
    )
    if consultation_id is not None:
        statement = statement.where(Meeting.consultation_id == consultation_id)
    return [(meeting, title, slug) for meeting, title, slug in session.execute(statement)]


def documents_of(session: Session, meeting_id: int) -> Sequence[MeetingDocument]:
    """A meeting's documents in the order in which they came."""
    return session.scalars(select(MeetingDocument).where(MeetingDocument.meeting_id == meeting_id).order_by(MeetingDocument.id)).all()


def the_document(session: Session, meeting: Meeting, document_id: int) -> MeetingDocument:
    """A document of a meeting. Raises NotFound."""
    found = session.get(MeetingDocument, document_id)
    if found is None or found.meeting_id != meeting.id:
        raise NotFound(_("Dieses Dokument gibt es nicht."))
    return found


def seats_by_state(session: Session, meeting_id: int) -> dict[RegistrationState, int]:
    """How many seats have their places, and how many people wait or did not confirm."""
    statement = select(Registration.state, func.sum(Registration.seats)).where(Registration.meeting_id == meeting_id).group_by(Registration.state)
    return {RegistrationState(state): int(seats) for state, seats in session.execute(statement)}


def seats_taken(session: Session, meeting_id: int) -> int:
    """How many places are given away."""
    return seats_by_state(session, meeting_id).get(RegistrationState.PLACED, 0)


def line_of(session: Session, meeting_id: int) -> Sequence[Registration]:
    """All who have places or wait, in the order of their turns."""
    in_line = (Registration.meeting_id == meeting_id, Registration.turn.is_not(None))
    return session.scalars(select(Registration).where(*in_line).order_by(Registration.turn)).all()


def number_registered(session: Session, meeting_id: int) -> int:
    """How many registrations a meeting has, confirmed or not."""
    return session.scalar(select(func.count(Registration.id)).where(Registration.meeting_id == meeting_id)) or 0


def registration_of(session: Session, meeting_id: int, person: Person | None) -> Registration | None:
    """The registration of an account, if there is one."""
    if person is None:
        return None
    return session.scalar(select(Registration).where(Registration.meeting_id == meeting_id, Registration.person_id == person.id))


def is_registered(session: Session, person: Person) -> bool:
    """Whether an account is registered for any meeting."""
    return session.scalar(select(Registration.id).where(Registration.person_id == person.id).limit(1)) is not None


def registration_named(session: Session, public_id: str) -> tuple[Registration, Meeting, Consultation]:
    """The registration that a link or a ticket names, with what it belongs to. Raises NotFound."""
    statement = (
        select(Registration, Meeting, Consultation)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .where(Registration.public_id == public_id)
    )
    found = session.execute(statement).first()
    if found is None:
        raise NotFound(_("Diese Anmeldung gibt es nicht mehr. Vielleicht wurde sie zurückgenommen."))
    return found[0], found[1], found[2]


def attendees_of(session: Session, meeting_id: int) -> Sequence[Attendee]:
    """Everybody who is or was there, or joined by phone, by number."""
    return session.scalars(select(Attendee).where(Attendee.meeting_id == meeting_id).order_by(Attendee.number)).all()


def number_present(session: Session, meeting_id: int) -> int:
    """How many are checked in now."""
    present = (Attendee.meeting_id == meeting_id, Attendee.checked_in_at.is_not(None), Attendee.left_at.is_(None))
    return session.scalar(select(func.count(Attendee.id)).where(*present)) or 0


def number_came(session: Session, meeting_id: int) -> int:
    """How many were checked in at all."""
    came = (Attendee.meeting_id == meeting_id, Attendee.checked_in_at.is_not(None))
    return session.scalar(select(func.count(Attendee.id)).where(*came)) or 0


def seats_present(session: Session, meeting_id: int) -> dict[int, int]:
    """How many of each registration are there now."""
    here = (Attendee.meeting_id == meeting_id, Attendee.registration_id.is_not(None), Attendee.checked_in_at.is_not(None), Attendee.left_at.is_(None))
    rows = session.execute(select(Attendee.registration_id, func.count(Attendee.id)).where(*here).group_by(Attendee.registration_id))
    return {registration_id or 0: number for registration_id, number in rows}


def remind_anew(session: Session, meeting: Meeting, now: datetime) -> None:
    """A meeting has another time: who has places is reminded before that one, unless it is so near that they know anyway."""
    day, hours = (now if meeting.starts_at - now <= before else None for before in (A_DAY, SOME_HOURS))
    mine = update(Registration).where(Registration.meeting_id == meeting.id)
    session.execute(mine.values(reminded_day_at=day, reminded_hours_at=hours), execution_options={"synchronize_session": "fetch"})


def held_about(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """What this room knows of an account, for the copy of the own data; what somebody needs is shown on the registration's own page."""
    registered = (
        select(Meeting.title, Registration.state, Registration.name, Registration.seats, Registration.asked_at)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(Registration.person_id == person.id)
        .order_by(Registration.asked_at)
    )
    came = (
        select(Meeting.title, Attendee.name, Attendee.joined_at, Attendee.checked_in_at, Attendee.left_at)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .where(Attendee.person_id == person.id)
        .order_by(Attendee.joined_at)
    )
    return {
        "meeting_registrations": [dict(row) for row in session.execute(registered).mappings()],
        "meetings_attended": [dict(row) for row in session.execute(came).mappings()],
    }
