"""What the desk, the phones and the projector show, each in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from participation.kit.errors import NotFound
from participation.meetings.live_models import LiveAnswer, LivePoll, MeetingNote, PollState, SpeakingRequest, Turn, WallLike, WallQuestion, WallState
from participation.meetings.models import Attendee, Meeting, MeetingPoint
from participation.methods.meetings import Tally, Waiting, speaking_order, tally

LONGEST_LIST = 200
"""Requests, and questions, of one page."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on the speaking list."""

    id: int
    attendee_id: int
    name: str
    number: int
    spoken: int


@dataclass(frozen=True, slots=True)
class SpeakingList:
    """Who speaks, since when, and who comes next."""

    speaking: SpeakingRequest | None
    speaker: Speaker | None
    waiting: Sequence[Speaker]

    def place_of(self, attendee_id: int) -> int:
        """Which place somebody has on the list, from one on; 0 for whoever is not waiting."""
        return next((place for place, one in enumerate(self.waiting, 1) if one.attendee_id == attendee_id), 0)


def speaking_list(session: Session, meeting_id: int) -> SpeakingList:
    """The list in the order in which people are called up."""
    spoken = (
        select(SpeakingRequest.attendee_id, func.count().label("times"))
        .where(SpeakingRequest.meeting_id == meeting_id, SpeakingRequest.state == Turn.DONE)
        .group_by(SpeakingRequest.attendee_id)
        .subquery()
    )
    asked = (
        select(SpeakingRequest, Attendee.name, Attendee.number, func.coalesce(spoken.c.times, 0))
        .join(Attendee, Attendee.id == SpeakingRequest.attendee_id)
        .outerjoin(spoken, spoken.c.attendee_id == SpeakingRequest.attendee_id)
        .where(SpeakingRequest.meeting_id == meeting_id, SpeakingRequest.state.in_((Turn.WAITING, Turn.SPEAKING)))
        .order_by(SpeakingRequest.id)
        .limit(LONGEST_LIST)
    )
    rows = session.execute(asked).all()
    people = {request.id: Speaker(request.id, request.attendee_id, name, number, times) for request, name, number, times in rows}
    waiting = [Waiting(request.id, times, place) for place, (request, _name, _number, times) in enumerate(rows) if request.state == Turn.WAITING]
    speaking = next((request for request, *_rest in rows if request.state == Turn.SPEAKING), None)
    return SpeakingList(speaking, people[speaking.id] if speaking else None, [people[number] for number in speaking_order(waiting)])


def points_of(session: Session, meeting_id: int) -> Sequence[MeetingPoint]:
    """The agenda."""
    return session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == meeting_id).order_by(MeetingPoint.position)).all()


def polls_of(session: Session, meeting_id: int) -> Sequence[LivePoll]:
    """All polls of a meeting, in the order of their numbers."""
    return session.scalars(select(LivePoll).where(LivePoll.meeting_id == meeting_id).order_by(LivePoll.number)).all()


def poll_of(session: Session, meeting: Meeting, poll_id: int) -> LivePoll:
    """One poll. Raises NotFound."""
    found = session.scalars(select(LivePoll).where(LivePoll.id == poll_id, LivePoll.meeting_id == meeting.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def poll_on_screen(polls: Sequence[LivePoll]) -> LivePoll | None:
    """The poll that phones and projector show: the open one, else the one that closed last."""
    opened = [poll for poll in polls if poll.state != PollState.DRAFT]
    running = [poll for poll in opened if poll.state == PollState.OPEN]
    return running[0] if running else max(opened, key=lambda poll: (poll.closed_at is not None, poll.closed_at), default=None)


def answers_to(session: Session, poll_id: int) -> int:
    """How many have answered an open poll."""
    return session.scalar(select(func.count()).select_from(LiveAnswer).where(LiveAnswer.poll_id == poll_id)) or 0


def own_marks(session: Session, poll_id: int, attendee_id: int) -> list[object]:
    """What somebody said to an open poll; nothing yet is an empty list."""
    found = session.scalar(select(LiveAnswer.marks).where(LiveAnswer.poll_id == poll_id, LiveAnswer.attendee_id == attendee_id))
    return list(found or ())


def wall_of(session: Session, meeting_id: int, *states: WallState) -> Sequence[WallQuestion]:
    """Questions in these states: those that wait first, then by how many want them answered."""
    first = case((WallQuestion.state == WallState.WAITING, 0), else_=1)
    asked = select(WallQuestion).where(WallQuestion.meeting_id == meeting_id, WallQuestion.state.in_(states))
    return session.scalars(asked.order_by(first, WallQuestion.likes.desc(), WallQuestion.id).limit(LONGEST_LIST)).all()


def own_questions(session: Session, attendee_id: int) -> Sequence[WallQuestion]:
    """What somebody asked, the newest first."""
    return session.scalars(
        select(WallQuestion).where(WallQuestion.attendee_id == attendee_id).order_by(WallQuestion.id.desc()).limit(LONGEST_LIST)
    ).all()


def liked_by(session: Session, attendee_id: int) -> frozenset[int]:
    """Which questions somebody wants answered, too."""
    return frozenset(session.scalars(select(WallLike.question_id).where(WallLike.attendee_id == attendee_id)))


def notes_of(session: Session, meeting_id: int) -> Sequence[MeetingNote]:
    """The notes for the minutes, as they were written."""
    return session.scalars(select(MeetingNote).where(MeetingNote.meeting_id == meeting_id).order_by(MeetingNote.id)).all()


@dataclass(frozen=True, slots=True)
class Present:
    """How many are there: with a phone or an account, and checked in at the door."""

    joined: int
    checked_in: int


def present_of(session: Session, meeting_id: int) -> Present:
    """How many are there now."""
    here = select(func.count(), func.count(Attendee.checked_in_at)).where(Attendee.meeting_id == meeting_id, Attendee.left_at.is_(None))
    joined, checked_in = session.execute(here).one()
    return Present(joined, checked_in)


def meeting_by_code(session: Session, typed: str) -> Meeting | None:
    """The announced or running meeting of a code as people type it: capitals, blanks and dashes do not matter."""
    code = "".join(character for character in typed[:40].upper() if character.isalnum())
    found = session.scalars(select(Meeting).where(Meeting.room_code == code)).one_or_none() if code else None
    return found if found is not None and found.is_public else None


def tally_shown(session: Session, poll: LivePoll) -> Mapping[str, Any]:
    """The result as it is kept, or of an open poll as it stands."""
    return poll.tally if poll.state == PollState.CLOSED else tally_as_data(tally_of(session, poll))


def tally_of(session: Session, poll: LivePoll) -> Tally:
    """What is said so far to an open poll. A motion counts those who are checked in now."""
    said = select(LiveAnswer.marks).where(LiveAnswer.poll_id == poll.id)
    if poll.is_motion:
        said = said.join(Attendee, Attendee.id == LiveAnswer.attendee_id).where(Attendee.checked_in_at.is_not(None), Attendee.left_at.is_(None))
    return tally(poll.asked, [tuple(marks) for marks in session.scalars(said)])


def tally_as_data(result: Tally) -> dict[str, Any]:
    """A tally as JSON knows it."""
    return {
        "people": result.people,
        "counts": list(result.counts),
        "words": [list(pair) for pair in result.words],
        "median": result.median,
        "quartiles": list(result.quartiles) if result.quartiles else None,
        "order": [list(level) for level in result.order],
    }
