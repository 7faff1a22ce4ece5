"""Who prepares, opens, answers, closes and reveals a poll of a meeting, and at which stage.

| act     | who                                   | meeting            | poll          |
|---------|---------------------------------------|--------------------|---------------|
| prepare | who runs the meeting                  | not over           | –             |
| change  | the same                              | not over           | draft         |
| open    | the same                              | running            | draft         |
| answer  | whoever is there; a motion: checked in| running            | open          |
| close   | who runs the meeting                  | running            | open          |
| reveal  | the same                              | running, ended     | open, closed  |
"""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.rules import Verdict, refuse
from participation.meetings.live_models import LivePoll, PollState
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.meetings.rules import may_lead, may_run_meeting, may_take_the_floor, may_vote_on_motion


def may_prepare_poll(person: Person | None, consultation: Consultation, meeting: Meeting) -> Verdict:
    """Whoever runs a meeting that is not over."""
    verdict = may_run_meeting(person, consultation, meeting)
    if verdict and meeting.stage in (MeetingStage.ENDED, MeetingStage.CANCELLED):
        return refuse(_("Diese Sitzung ist vorbei. Es können keine Umfragen mehr dazukommen."))
    return verdict


def may_change_poll(person: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll) -> Verdict:
    """Until it is opened: then people are answering this very question."""
    verdict = may_prepare_poll(person, consultation, meeting)
    if verdict and poll.state != PollState.DRAFT:
        return refuse(_("Diese Umfrage ist schon eröffnet. Frage und Möglichkeiten bleiben, wie sie sind."))
    return verdict


def may_open_poll(person: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll) -> Verdict:
    """A prepared poll, while the meeting is running."""
    verdict = may_lead(person, consultation, meeting)
    if verdict and poll.state != PollState.DRAFT:
        return refuse(_("Diese Umfrage war schon eröffnet. Legen Sie eine neue an, wenn Sie noch einmal fragen wollen."))
    return verdict


def may_close_poll(person: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll) -> Verdict:
    """An open poll."""
    verdict = may_lead(person, consultation, meeting)
    if verdict and poll.state != PollState.OPEN:
        return refuse(_("Nur eine offene Umfrage kann beendet werden."))
    return verdict


def may_reveal_poll(person: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll) -> Verdict:
    """A poll that was opened; the result of a motion only when it is closed, so that nobody votes by what others voted."""
    verdict = may_run_meeting(person, consultation, meeting)
    if not verdict:
        return verdict
    if poll.state == PollState.DRAFT or meeting.stage not in (MeetingStage.RUNNING, MeetingStage.ENDED):
        return refuse(_("Es gibt noch kein Ergebnis."))
    if poll.is_motion and poll.state != PollState.CLOSED:
        return refuse(_("Das Ergebnis eines Antrags wird gezeigt, wenn die Abstimmung beendet ist."))
    return verdict


def may_answer_poll(meeting: Meeting, there: Attendee | None, poll: LivePoll) -> Verdict:
    """Whoever is there; on a motion whoever is checked in."""
    return may_vote_on_motion(meeting, there) if poll.is_motion else may_take_the_floor(meeting, there)
