"""Registering for a meeting, with an account or by a mailed link; taking it back; and who moves up then."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.addresses import fold_address
from participation.accounts.bylines import name_in
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.mail import Mail, queue_mails
from participation.kit.rules import demand, demand_of
from participation.kit.sealing import Seals, Unsealable, seals_of
from participation.kit.text import clean_line, clean_text
from participation.meetings import mails, queries
from participation.meetings.access import known
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.meetings.registration_models import Registration, RegistrationState
from participation.meetings.registration_rules import may_change_registration, may_enter_registration, may_register, may_take_back
from participation.methods.waiting_list import Asked, moves_up
from participation.settings import Settings

MOST_REGISTRATIONS = 5_000
"""For a meeting, confirmed or not."""
NAME_LENGTH, NEEDS_LENGTH = 80, 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: for how many people beside themselves, and what they need (codes of `access.py`, and words)."""

    companions: int = 0
    features: Sequence[str] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody needs, unsealed."""

    features: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.features or self.words)


def register(
    session: Session,
    settings: Settings,
    person: Person | None,
    consultation: Consultation,
    meeting: Meeting,
    wanted: Wanted,
    language: str,
    now: datetime,
) -> Registration:
    """With an account: get places, or a turn on the waiting list, and a mail that says which. Raises Conflict where one is registered already."""
    queries.hold_meeting(session, meeting)
    person = demand_of(person, may_register(person, consultation, meeting, now))
    if queries.registration_of(session, meeting.id, person) is not None:
        raise Conflict(_("Sie sind schon angemeldet."))
    made = _write(session, settings, meeting, wanted, language, now)
    made.person_id, made.name = person.id, name_in(session, person, meeting.consultation_id)[:NAME_LENGTH]
    session.add(made)
    _get_in_line(session, settings, consultation, meeting, made, now)
    audit.append(session, at=now, actor=person, action="meeting.registered", subject=meeting, data={"seats": made.seats, "state": str(made.state)})
    return made


def ask_for_place(
    session: Session,
    settings: Settings,
    consultation: Consultation,
    meeting: Meeting,
    name: str,
    email: str,
    wanted: Wanted,
    language: str,
    now: datetime,
) -> None:
    """Without an account: a mail goes to the address, and the registration counts once its link is followed.

    For an address that is registered already another mail goes there; nobody else learns of it. Raises Invalid.
    """
    queries.hold_meeting(session, meeting)
    demand(may_register(None, consultation, meeting, now))
    name, address = clean_line(name)[:NAME_LENGTH], fold_address(email)
    if not name:
        raise Invalid(_("Bitte geben Sie Ihren Namen an, so wie wir Sie am Einlass begrüßen sollen."), "name")
    if address is None:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de."), "email")
    present = session.scalar(select(Registration).where(Registration.meeting_id == meeting.id, Registration.email == address))
    if present is not None and present.state != RegistrationState.ASKED:
        queue_mails(session, [mails.known_mail(settings, consultation, meeting, present, address)], now)
        return
    made = _write(session, settings, meeting, wanted, language, now)
    if present is not None:
        present.name, present.seats, present.needs, present.language, present.asked_at = name, made.seats, made.needs, language, now
        made = present
    else:
        made.name, made.email = name, address
        session.add(made)
    session.flush()
    queue_mails(session, [mails.confirm_mail(settings, meeting, made, address)], now)
    audit.append(session, at=now, actor=None, action="meeting.place_asked", subject=meeting, data={"registration": made.id})


def confirm_place(
    session: Session, settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, now: datetime
) -> None:
    """The mailed link was followed: now the registration counts; once more changes nothing."""
    queries.hold_meeting(session, meeting)
    session.refresh(registration)
    if registration.state != RegistrationState.ASKED:
        return
    demand(may_register(None, consultation, meeting, now))
    _get_in_line(session, settings, consultation, meeting, registration, now)
    data = {"seats": registration.seats, "state": str(registration.state)}
    audit.append(session, at=now, actor=None, action="meeting.registered", subject=meeting, data=data)


def enter(
    session: Session,
    settings: Settings,
    actor: Person,
    consultation: Consultation,
    meeting: Meeting,
    name: str,
    email: str,
    wanted: Wanted,
    now: datetime,
) -> Registration:
    """The staff registers somebody who called or came to the counter; with an address they get the mail that all get. Raises Invalid."""
    queries.hold_meeting(session, meeting)
    demand(may_enter_registration(actor, consultation, meeting, now))
    name, address = clean_line(name)[:NAME_LENGTH], fold_address(email) if email.strip() else None
    if not name:
        raise Invalid(_("Bitte geben Sie den Namen an, so wie wir die Person am Einlass begrüßen sollen."), "name")
    if email.strip() and address is None:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de."), "email")
    if address is not None and session.scalar(select(Registration.id).where(Registration.meeting_id == meeting.id, Registration.email == address)):
        raise Invalid(_("Mit dieser E-Mail-Adresse ist schon jemand angemeldet."), "email")
    made = _write(session, settings, meeting, wanted, "de", now)
    made.name, made.email = name, address
    session.add(made)
    _get_in_line(session, settings, consultation, meeting, made, now)
    data = {"registration": made.id, "seats": made.seats, "state": str(made.state)}
    audit.append(session, at=now, actor=actor, action="meeting.registration_entered", subject=meeting, data=data)
    return made


def change(
    session: Session, settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, wanted: Wanted, now: datetime
) -> None:
    """Fewer people, more of them where seats are free and nobody waits for them, or other needs. Raises Invalid."""
    queries.hold_meeting(session, meeting)
    session.refresh(registration)
    demand(may_change_registration(meeting, now, is_there=is_there(session, registration)))
    seats, before = _seats(meeting, wanted), registration.seats
    if seats > before and registration.state != RegistrationState.ASKED:
        _demand_room(session, meeting, registration, seats - before)
    registration.seats, registration.needs = seats, _sealed(settings, wanted)
    session.flush()
    moved = move_up(session, settings, consultation, meeting, now) if seats < before else []
    if seats != before and registration.is_placed and registration not in moved:
        queue_mails(session, _mails(session, settings, consultation, meeting, [registration]), now)
    audit.append(session, at=now, actor=None, action="meeting.registration_changed", subject=meeting, data={"seats": [before, seats]})


def take_back(session: Session, settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, now: datetime) -> None:
    """Whoever registered does not come: the registration is deleted, and the first of the waiting list moves up."""
    queries.hold_meeting(session, meeting)
    demand(may_take_back(meeting, now, is_there=is_there(session, registration)))
    _remove(session, registration)
    move_up(session, settings, consultation, meeting, now)
    audit.append(session, at=now, actor=None, action="meeting.registration_taken_back", subject=meeting)


def strike(
    session: Session, settings: Settings, actor: Person, consultation: Consultation, meeting: Meeting, registration: Registration, now: datetime
) -> None:
    """The staff takes a registration off the list, because somebody called; the next moves up."""
    queries.hold_meeting(session, meeting)
    demand(may_take_back(meeting, now, is_there=is_there(session, registration)))
    _remove(session, registration)
    move_up(session, settings, consultation, meeting, now)
    audit.append(session, at=now, actor=actor, action="meeting.registration_struck", subject=meeting)


def move_up(
    session: Session, settings: Settings, consultation: Consultation, meeting: Meeting, now: datetime, quiet: Registration | None = None
) -> list[Registration]:
    """Give free places to those who wait, in their order, each with a mail; `quiet` is told by its own. Not after the beginning.

    The meeting is held by the caller (`queries.hold_meeting`), so that two who come at once are one after the other.
    """
    if meeting.stage not in (MeetingStage.DRAFT, MeetingStage.ANNOUNCED) or now >= meeting.starts_at:
        return []
    line = queries.line_of(session, meeting.id)
    up = set(moves_up(meeting.places, [Asked(one.id, one.seats, one.is_placed) for one in line]))
    moved = [one for one in line if one.id in up]
    for one in moved:
        one.state, one.placed_at = RegistrationState.PLACED, now
        one.reminded_day_at = now if meeting.starts_at - now <= queries.A_DAY else None
        one.reminded_hours_at = now if meeting.starts_at - now <= queries.SOME_HOURS else None
    session.flush()
    told = [one for one in moved if one is not quiet]
    queue_mails(session, _mails(session, settings, consultation, meeting, told, moved_up=True), now)
    return moved


def forget_registrations(session: Session, settings: Settings, person: Person, now: datetime) -> None:
    """An account was deleted: its registrations go, and others move up."""
    statement = (
        select(Registration, Meeting, Consultation)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .where(Registration.person_id == person.id)
        .order_by(Meeting.id)
    )
    for registration, meeting, consultation in session.execute(statement).all():
        queries.hold_meeting(session, meeting)
        _remove(session, registration)
        move_up(session, settings, consultation, meeting, now)


def forget_attendance(session: Session, person: Person) -> None:
    """An account was deleted: that somebody was there stays, without a name."""
    session.execute(update(Attendee).where(Attendee.person_id == person.id).values(person_id=None, name="", token_hash=None))
    session.execute(update(Attendee).where(Attendee.checked_in_by_id == person.id).values(checked_in_by_id=None))


def needs_of(registration: Registration, seals: Seals) -> Needs:
    """What somebody needs; nothing where the key that sealed it is gone."""
    if registration.needs is None:
        return Needs()
    try:
        told = seals.open(registration.needs)
    except Unsealable:
        return Needs()
    return Needs(tuple(told["features"]), str(told["words"]))


def is_there(session: Session, registration: Registration) -> bool:
    """Whether the door let somebody of this registration in."""
    let_in = (Attendee.registration_id == registration.id, Attendee.checked_in_at.is_not(None))
    return session.scalar(select(Attendee.id).where(*let_in).limit(1)) is not None


def _write(session: Session, settings: Settings, meeting: Meeting, wanted: Wanted, language: str, now: datetime) -> Registration:
    seats = _seats(meeting, wanted)
    if queries.number_registered(session, meeting.id) >= MOST_REGISTRATIONS:
        raise Conflict(_("Es haben sich schon sehr viele Menschen angemeldet. Mehr Anmeldungen nehmen wir nicht an."))
    return Registration(
        meeting_id=meeting.id,
        public_id=secrets.token_urlsafe(16),
        state=RegistrationState.ASKED,
        language=language,
        seats=seats,
        needs=_sealed(settings, wanted),
        asked_at=now,
    )


def _seats(meeting: Meeting, wanted: Wanted) -> int:
    if not 0 <= wanted.companions <= meeting.most_companions:
        raise Invalid(_too_many(meeting.most_companions), "companions")
    if meeting.places is not None and wanted.companions >= meeting.places:
        raise Invalid(_("So viele Plätze hat der Saal nicht."), "companions")
    return 1 + wanted.companions


def _too_many(most: int) -> str:
    if not most:
        return _("Zu dieser Sitzung können Sie niemanden mitbringen.")
    return ngettext("Sie können höchstens %(num)d Person mitbringen.", "Sie können höchstens %(num)d Personen mitbringen.", most)


def _sealed(settings: Settings, wanted: Wanted) -> bytes | None:
    features, words = known(wanted.features), clean_text(wanted.words)[:NEEDS_LENGTH]
    return seals_of(settings).seal({"features": features, "words": words}) if features or words else None


def _demand_room(session: Session, meeting: Meeting, registration: Registration, more: int) -> None:
    """Nobody who waits is passed by a group that grows."""
    if not registration.is_placed:
        raise Invalid(_("Solange Sie warten, können es nur weniger Personen werden. Für mehr melden Sie sich bitte neu an."), "companions")
    waits = any(not one.is_placed for one in queries.line_of(session, meeting.id))
    if meeting.places is not None and (waits or queries.seats_taken(session, meeting.id) + more > meeting.places):
        raise Invalid(_("So viele Plätze sind nicht mehr frei. Wer noch mitkommen möchte, meldet sich bitte selbst an."), "companions")


def _get_in_line(
    session: Session, settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, now: datetime
) -> None:
    meeting.last_turn += 1
    registration.state, registration.turn = RegistrationState.WAITING, meeting.last_turn
    session.flush()
    move_up(session, settings, consultation, meeting, now, quiet=registration)
    queue_mails(session, _mails(session, settings, consultation, meeting, [registration]), now)


def _remove(session: Session, registration: Registration) -> None:
    session.execute(update(Attendee).where(Attendee.registration_id == registration.id).values(registration_id=None, seat=None, name=""))
    session.delete(registration)
    session.flush()


def _mails(
    session: Session,
    settings: Settings,
    consultation: Consultation,
    meeting: Meeting,
    registrations: Sequence[Registration],
    *,
    moved_up: bool = False,
) -> list[Mail]:
    accounts = [one.person_id for one in registrations if one.person_id is not None]
    people = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(accounts)))} if accounts else {}
    written = []
    for one in registrations:
        to = mails.address_of(one, people.get(one.person_id or 0))
        if to is not None:
            written.append(mails.state_mail(settings, consultation, meeting, one, to, moved_up=moved_up))
    return written
