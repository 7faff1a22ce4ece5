"""Who sees a meeting, plans it, runs it, and takes part in it; and at which stage."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_prepare, may_see, runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.meetings.models import Attendee, Meeting, MeetingStage

MOST_MEETINGS = 100
"""In a consultation."""
DOORS_OPEN = timedelta(hours=3)
"""So long before it begins a meeting is begun at its desk: for those who come early, and for trying out."""


def may_see_meeting(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Everyone sees an announced meeting of a visible consultation; a draft only those who run it."""
    if not may_see(person, consultation) or meeting.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if meeting.is_public or runs_it(person, consultation) else conceal()


def may_plan_meeting(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation that is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Sitzungen mehr dazukommen."))


def may_run_meeting(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """The consultation's moderators and the administration."""
    seen = may_see_meeting(person, consultation, meeting)
    return may_moderate(person, consultation) if seen else seen


def may_begin_meeting(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """An announced meeting, from some hours before on."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage == MeetingStage.DRAFT:
        return refuse(_("Kündigen Sie die Sitzung zuerst an."))
    if meeting.stage != MeetingStage.ANNOUNCED:
        return refuse(_("Diese Sitzung hat schon begonnen oder fällt aus."))
    if now < meeting.starts_at - DOORS_OPEN:
        return refuse(_("Eröffnen können Sie die Sitzung ab drei Stunden vor ihrem Beginn."))
    return ALLOWED


def may_lead(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """What is done at the desk: only while the meeting is running."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and meeting.stage != MeetingStage.RUNNING:
        return refuse(_("Das geht nur, solange die Sitzung läuft."))
    return verdict


def may_join(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Whoever is there while it is running: with an account, and without one where the meeting lets guests in."""
    verdict = may_see_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage == MeetingStage.ENDED:
        return refuse(_("Diese Sitzung ist beendet."))
    if meeting.stage != MeetingStage.RUNNING:
        return refuse(_("Diese Sitzung hat noch nicht begonnen. Sobald sie läuft, kommen Sie hier hinein."))
    if person is None:
        return (
            ALLOWED
            if meeting.lets_guests_in
            else refuse(_("An dieser Sitzung nehmen Sie mit Ihrem Konto teil. Bitte melden Sie sich an."), "sign-in")
        )
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed and not meeting.lets_guests_in:
        return unconfirmed(person)
    return ALLOWED


def may_take_the_floor(meeting: Meeting, there: Attendee | None) -> Verdict:
    """Ask to speak, ask, answer polls: whoever joined and has not left, while the meeting is running."""
    if meeting.stage != MeetingStage.RUNNING:
        return refuse(_("Das geht nur, solange die Sitzung läuft."))
    if there is None or there.meeting_id != meeting.id or there.left_at is not None:
        return refuse(_("Bitte nehmen Sie zuerst an der Sitzung teil."))
    if there.person is not None and there.person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    return ALLOWED


def may_vote_on_motion(meeting: Meeting, there: Attendee | None) -> Verdict:
    """A motion is voted on by those checked in only: the door knows that each is there once."""
    verdict = may_take_the_floor(meeting, there)
    if verdict and there is not None and not there.is_present:
        return refuse(
            _("Über Anträge stimmt ab, wer am Eingang eingecheckt ist. Bitte melden Sie sich dort mit Ihrer Nummer %(number)s.", number=there.number)
        )
    return verdict
