"""Who is let in at the door: by ticket, by name on the list, by the number on the phone, or just so; let out; and lists handed in later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.meetings import live_queries, queries
from participation.meetings.door_lists import Tick
from participation.meetings.live_actions import show_change
from participation.meetings.live_models import PollState
from participation.meetings.models import Attendee, Meeting
from participation.meetings.registration_models import Registration, RegistrationState
from participation.meetings.registration_rules import may_hand_in, may_let_in
from participation.meetings.rules import DOORS_OPEN

NAME_LENGTH = 80
MOST_ATTENDEES = 9_999


def let_in(
    session: Session, actor: Person, consultation: Consultation, meeting: Meeting, registration: Registration, people: int, now: datetime
) -> list[Attendee]:
    """Let in so many of the people of a registration. Raises Conflict where all of them are there, with since when, or where they have no place."""
    queries.hold_meeting(session, meeting)
    demand(may_let_in(actor, consultation, meeting, now))
    session.refresh(registration)
    made = _take_seats(session, actor, meeting, registration, people, now)
    _tell_voters(session, meeting)
    audit.append(session, at=now, actor=actor, action="meeting.checked_in", subject=meeting, data={"attendees": [one.number for one in made]})
    return made


def let_in_guest(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, typed: str, now: datetime) -> Attendee:
    """Let in somebody without a registration: by name, by nothing at all, or by the number that the phone shows.

    Raises Invalid for a number that nobody has, Conflict for somebody who is there.
    """
    queries.hold_meeting(session, meeting)
    demand(may_let_in(actor, consultation, meeting, now))
    typed = clean_line(typed)
    if typed.isascii() and typed.isdigit():
        found = _numbered(session, meeting, typed)
        _say_if_there(found)
        found.checked_in_at, found.checked_in_by_id, found.left_at = found.checked_in_at or now, actor.id, None
    else:
        found = _newcomer(session, actor, meeting, typed, now)
    session.flush()
    _tell_voters(session, meeting)
    audit.append(session, at=now, actor=actor, action="meeting.checked_in", subject=meeting, data={"attendees": [found.number]})
    return found


def let_out(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, attendee: Attendee, now: datetime) -> None:
    """Somebody leaves; the next look at the list finds the seat empty. Raises Conflict for somebody who is not there."""
    queries.hold_meeting(session, meeting)
    demand(may_let_in(actor, consultation, meeting, now))
    session.refresh(attendee)
    if not attendee.is_present:
        raise Conflict(_("Diese Person ist nicht oder nicht mehr da."))
    attendee.left_at = now
    _tell_voters(session, meeting)
    audit.append(session, at=now, actor=actor, action="meeting.checked_out", subject=meeting, data={"attendees": [attendee.number]})


@dataclass(slots=True)
class HandedIn:
    """What became of a list: how many people were entered, and what did not fit, a sentence each."""

    entered: int = 0
    conflicts: list[str] = field(default_factory=list)


def hand_in(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, ticks: Sequence[Tick], now: datetime) -> HandedIn:
    """Enter what was ticked off without a network. What is there already stays as it is and is told; a list handed in twice enters nothing twice."""
    queries.hold_meeting(session, meeting)
    demand(may_hand_in(actor, consultation, meeting, now))
    by_turn = {one.turn: one for one in queries.line_of(session, meeting.id)}
    by_name = {one.public_id: one for one in by_turn.values()}
    keys = {key for key in session.scalars(select(Attendee.hand_key).where(Attendee.meeting_id == meeting.id)) if key}
    result = HandedIn()
    for tick in ticks:
        at = _within(tick.at or now, meeting, now)
        try:
            if tick.hand_key:
                if tick.hand_key in keys:
                    raise Conflict(_("wurde schon abgegeben."))
                guest = _newcomer(session, actor, meeting, tick.name, at)
                guest.hand_key = tick.hand_key
                keys.add(tick.hand_key)
                result.entered += 1
                continue
            registration = by_name.get(tick.public_id) if tick.public_id else by_turn.get(tick.turn)
            if registration is None:
                raise Conflict(_("diese Anmeldung gibt es nicht mehr."))
            missing = tick.people - _came(session, registration)  # who was scanned too is on both lists and is one person
            if missing < 1:
                raise Conflict(_already_there(session, registration))
            result.entered += len(_take_seats(session, actor, meeting, registration, missing, at, again=False))
        except (Conflict, Invalid) as found:
            result.conflicts.append(f"{tick.label}: {found.message}")
    session.flush()
    _tell_voters(session, meeting)
    data = {"entered": result.entered, "conflicts": len(result.conflicts)}
    audit.append(session, at=now, actor=actor, action="meeting.list_handed_in", subject=meeting, data=data)
    return result


def _tell_voters(session: Session, meeting: Meeting) -> None:
    """While a motion is voted on, the phone of whoever comes or goes hears at once that they may vote, or no longer."""
    if any(poll.is_motion and poll.state == PollState.OPEN for poll in live_queries.polls_of(session, meeting.id)):
        show_change(meeting)


def said_since(moment: datetime | None) -> str:
    """`18:42`, on the city's clock."""
    return f"{moment.astimezone(city_zone()):%H:%M}" if moment else ""


def _take_seats(
    session: Session, actor: Person, meeting: Meeting, registration: Registration, people: int, at: datetime, *, again: bool = True
) -> list[Attendee]:
    """The registration's next free seats, as many as come now; the first seat is the account's own row where its phone has joined.

    `again`: whether those who left may be among them.
    """
    if registration.state != RegistrationState.PLACED:
        raise Conflict(_("%(name)s hat keinen Platz: Warteliste oder nicht bestätigt.", name=registration.name))
    if people < 1:
        raise Invalid(_("Bitte geben Sie an, wie viele Personen kommen."), "people")
    taken = {one.seat: one for one in session.scalars(select(Attendee).where(Attendee.registration_id == registration.id))}
    held = {seat for seat, one in taken.items() if one.is_present or (one.checked_in_at is not None and not again)}
    free = [seat for seat in range(1, registration.seats + 1) if seat not in held]
    if not free:
        raise Conflict(_already_there(session, registration))
    found = []
    for seat in free[:people]:
        attendee = taken.get(seat) or (_joined(session, meeting, registration) if seat == 1 else None)
        if attendee is None:
            attendee = _newcomer(session, actor, meeting, registration.name if seat == 1 else "", at)
            attendee.person_id = registration.person_id if seat == 1 else None
        attendee.registration_id, attendee.seat = registration.id, seat
        attendee.checked_in_at, attendee.checked_in_by_id, attendee.left_at = attendee.checked_in_at or at, actor.id, None
        session.flush()
        found.append(attendee)
    return found


def _came(session: Session, registration: Registration) -> int:
    let_in = (Attendee.registration_id == registration.id, Attendee.checked_in_at.is_not(None))
    return session.scalar(select(func.count(Attendee.id)).where(*let_in)) or 0


def _already_there(session: Session, registration: Registration) -> str:
    first = session.scalar(select(func.min(Attendee.checked_in_at)).where(Attendee.registration_id == registration.id))
    return _("%(name)s ist schon da seit %(time)s Uhr.", name=registration.name, time=said_since(first))


def _joined(session: Session, meeting: Meeting, registration: Registration) -> Attendee | None:
    if registration.person_id is None:
        return None
    return session.scalar(select(Attendee).where(Attendee.meeting_id == meeting.id, Attendee.person_id == registration.person_id))


def _newcomer(session: Session, actor: Person, meeting: Meeting, name: str, at: datetime) -> Attendee:
    last = session.scalar(select(func.max(Attendee.number)).where(Attendee.meeting_id == meeting.id)) or 0
    if last >= MOST_ATTENDEES:
        raise Conflict(_("Mehr Menschen lassen sich hier nicht eintragen."))
    attendee = Attendee(
        meeting_id=meeting.id,
        number=last + 1,
        name=clean_line(name)[:NAME_LENGTH],
        joined_at=at,
        checked_in_at=at,
        checked_in_by_id=actor.id,
    )
    session.add(attendee)
    session.flush()
    return attendee


def _numbered(session: Session, meeting: Meeting, typed: str) -> Attendee:
    number = int(typed[:9])
    found = session.scalar(select(Attendee).where(Attendee.meeting_id == meeting.id, Attendee.number == number))
    if found is None:
        raise Invalid(_("Die Nummer %(number)s hat hier niemand.", number=number), "who")
    return found


def _say_if_there(attendee: Attendee) -> None:
    if attendee.is_present:
        name = attendee.name or _("Nummer %(number)s", number=attendee.number)
        raise Conflict(_("%(name)s ist schon da seit %(time)s Uhr.", name=name, time=said_since(attendee.checked_in_at)))


def _within(at: datetime, meeting: Meeting, now: datetime) -> datetime:
    """A time from a list, never before the doors opened nor later than now."""
    return min(max(at, meeting.starts_at - DOORS_OPEN), now)
