"""At which stage a meeting is changed, announced, cancelled or thrown away."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.meetings.models import Meeting, MeetingStage
from participation.meetings.rules import may_run_meeting

_CHANGEABLE = (MeetingStage.DRAFT, MeetingStage.ANNOUNCED)


def may_change_meeting(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Those who run it, until it begins."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and meeting.stage not in _CHANGEABLE:
        return refuse(_("Diese Sitzung hat schon begonnen oder fällt aus. Diese Angaben bleiben, wie sie sind."))
    return verdict


def may_announce(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """A draft, in a consultation that is public and not over."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage != MeetingStage.DRAFT:
        return refuse(_("Diese Sitzung ist schon angekündigt."))
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Ankündigen können Sie die Sitzung, solange die Beteiligung öffentlich und nicht abgeschlossen ist."))
    return ALLOWED


def may_cancel(person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> Verdict:
    """An announced meeting that has not begun, also late; not once it would be over."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and (meeting.stage != MeetingStage.ANNOUNCED or now >= meeting.ends_at):
        return refuse(_("Absagen lässt sich nur eine angekündigte Sitzung, die noch nicht begonnen hat."))
    return verdict


def may_discard(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """What nobody but its staff has seen; an announced meeting is cancelled instead."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and meeting.stage != MeetingStage.DRAFT:
        return refuse(_("Eine angekündigte Sitzung bleibt stehen. Sagen Sie sie ab, wenn sie ausfällt."))
    return verdict


def may_add_document(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Documents may come before, during and after a meeting, but not to one that is cancelled."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and meeting.stage == MeetingStage.CANCELLED:
        return refuse(_("Diese Sitzung fällt aus."))
    return verdict
