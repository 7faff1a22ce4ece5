"""Who writes, approves and reads minutes.

| act     | who                                             | when                                     |
|---------|-------------------------------------------------|------------------------------------------|
| begin   | who runs the meeting                            | the meeting is over, no draft is there   |
| write   | the same                                        | a draft                                  |
| approve | the same, each once; two different people       | a draft                                  |
| read    | everyone who sees the meeting                   | a public edition                         |
"""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.rules import Verdict, refuse
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.models import Meeting, MeetingStage
from participation.meetings.rules import may_run_meeting


def may_begin_minutes(person: Person | None, consultation: Consultation, meeting: Meeting, newest: MinutesEdition | None) -> Verdict:
    """Once the meeting is over, and while no draft is there."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if meeting.stage != MeetingStage.ENDED:
        return refuse(_("Das Protokoll beginnen Sie, wenn die Sitzung beendet ist."))
    if newest is not None and newest.published_at is None:
        return refuse(_("Am Protokoll wird schon geschrieben."))
    return verdict


def may_write_minutes(person: Person | None, consultation: Consultation, meeting: Meeting, edition: MinutesEdition) -> Verdict:
    """Whoever runs the meeting, until the text is public."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and edition.published_at is not None:
        return refuse(_("Dieses Protokoll ist veröffentlicht. Ändern können Sie es durch eine Berichtigung."))
    return verdict


def may_approve_minutes(person: Person | None, consultation: Consultation, meeting: Meeting, edition: MinutesEdition) -> Verdict:
    """Two different people of those who run the meeting."""
    verdict = may_write_minutes(person, consultation, meeting, edition)
    if verdict and person is not None and any(one.person_id == person.id for one in edition.approvals):
        return refuse(_("Sie haben diesen Text schon freigegeben. Die zweite Freigabe gibt eine andere Person."))
    return verdict
