"""Who registers for a meeting, takes a registration back, and lets people in; and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.meetings.models import Meeting, MeetingStage
from participation.meetings.rules import DOORS_OPEN, may_run_meeting, may_see_meeting

HAND_IN = timedelta(days=2)
"""So long after its end a list from the door may still be handed in."""


def may_register(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """Everybody, with an account or without, as long as registration is open. Whether there is a place is another question."""
    verdict = may_see_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage == MeetingStage.DRAFT:
        return refuse(_("Diese Sitzung ist noch nicht angekündigt."))
    if meeting.stage == MeetingStage.CANCELLED:
        return refuse(_("Diese Sitzung fällt aus."))
    if not meeting.takes_registrations:
        return refuse(_("Für diese Sitzung ist keine Anmeldung nötig. Kommen Sie einfach."))
    until = meeting.register_until or meeting.starts_at
    if meeting.stage != MeetingStage.ANNOUNCED or now >= until:
        return refuse(_("Anmelden konnte man sich bis %(when)s.", when=say_moment(until)))
    if person is None:
        return ALLOWED
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def may_take_back(meeting: Meeting, now: datetime, *, is_there: bool) -> Verdict:
    """Whoever holds the registration's link, until the meeting is over; not after the door let them in."""
    if is_there:
        return refuse(_("Sie sind schon da. Abmelden können Sie sich am Einlass."))
    if meeting.stage in (MeetingStage.ENDED, MeetingStage.CANCELLED) or now >= meeting.ends_at:
        return refuse(_("Diese Sitzung ist vorbei oder fällt aus. Ihre Anmeldung wird von selbst gelöscht."))
    return ALLOWED


def may_change_registration(meeting: Meeting, now: datetime, *, is_there: bool) -> Verdict:
    """Whoever holds the registration's link, until the meeting begins."""
    if is_there:
        return refuse(_("Sie sind schon da. Wenn sich etwas geändert hat, sagen Sie es bitte am Einlass."))
    if meeting.stage != MeetingStage.ANNOUNCED or now >= meeting.starts_at:
        return refuse(_("Ändern konnten Sie die Anmeldung, bis die Sitzung begann."))
    return ALLOWED


def may_enter_registration(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """The meeting's staff, for whoever calls or stands at the counter; also after the last day of registering, until the meeting begins."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if not meeting.takes_registrations:
        return refuse(_("Für diese Sitzung ist keine Anmeldung nötig."))
    if meeting.stage != MeetingStage.ANNOUNCED or now >= meeting.starts_at:
        return refuse(_("Eintragen können Sie jemanden, solange die Sitzung angekündigt ist und nicht begonnen hat."))
    return ALLOWED


def may_see_registered(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Names and needs are for those who run the meeting alone."""
    return may_run_meeting(person, consultation, meeting)


def may_let_in(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """The meeting's staff, from when the doors open until it ends."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage not in (MeetingStage.ANNOUNCED, MeetingStage.RUNNING):
        return refuse(_("Einlass ist nur bei einer Sitzung, die angekündigt ist oder läuft."))
    if now < meeting.starts_at - DOORS_OPEN:
        return refuse(_("Der Einlass beginnt drei Stunden vor der Sitzung."))
    if now > meeting.ends_at + HAND_IN:
        return refuse(_("Diese Sitzung ist längst vorbei."))
    return ALLOWED


def may_hand_in(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """A list from the door may come late: up to two days after the end, also where the meeting is closed by then."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage not in (MeetingStage.ANNOUNCED, MeetingStage.RUNNING, MeetingStage.ENDED):
        return refuse(_("Zu dieser Sitzung gehört keine Liste vom Einlass."))
    if not meeting.starts_at - DOORS_OPEN <= now <= meeting.ends_at + HAND_IN:
        return refuse(_("Eine Liste vom Einlass können Sie bis zwei Tage nach dem Ende abgeben."))
    return ALLOWED
