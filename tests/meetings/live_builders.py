"""Builders for meetings that are running: each made through the same actions as a click."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.meetings import live_actions, live_floor_actions, poll_actions
from participation.meetings.live_models import LivePoll, SpeakingRequest
from participation.meetings.models import Attendee, Meeting, MeetingPoint, MeetingStage
from participation.meetings.poll_actions import PollDraft
from tests.builders import a_consultation, an_administrator

POINTS = ("Begrüßung", "Vorstellung der Entwürfe", "Aussprache")


def an_announced_meeting(session: Session, consultation: Consultation, **changes: object) -> Meeting:
    """A meeting that begins in an hour, with three points."""
    now = clock.now()
    values: dict[str, object] = {
        "stage": MeetingStage.ANNOUNCED,
        "title": "Wie weiter mit der Stadthalle?",
        "place": "Stadthalle, Kleiner Saal",
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=4),
        "room_code": hashlib.sha256(f"{consultation.id}{now}{id(changes)}".encode()).hexdigest()[:6].upper(),
        "created_at": now,
        "announced_at": now,
        "points": [MeetingPoint(position=number, title=title, minutes=20) for number, title in enumerate(POINTS)],
    }
    meeting = Meeting(consultation_id=consultation.id, **{**values, **changes})
    session.add(meeting)
    session.flush()
    return meeting


@dataclass
class Evening:
    """A running meeting and the one at its desk."""

    session: Session
    consultation: Consultation
    leader: Person
    meeting: Meeting
    phones: int = 0
    made: dict[str, object] = field(default_factory=dict)

    def phone(self, name: str = "", *, checked_in: bool = False) -> Attendee:
        """Somebody joins by phone, without an account."""
        self.phones += 1
        token = hashlib.sha256(f"phone {self.meeting.id} {self.phones}".encode()).digest()
        there = live_floor_actions.join_meeting(self.session, None, self.consultation, self.meeting, token, name, clock.now())
        if checked_in:
            there.checked_in_at = clock.now()
            self.session.flush()
        return there

    def raised(self, name: str) -> SpeakingRequest:
        """Somebody new on the list."""
        return live_floor_actions.ask_to_speak(self.session, self.meeting, self.phone(name), clock.now())

    def poll(self, kind: str = "single", *, opened: bool = True, **changes: object) -> LivePoll:
        """A poll, by default an open one."""
        values: dict[str, object] = {"kind": kind, "question": "Was ist Ihnen am wichtigsten?", "options": ("Saal", "Bühne", "Foyer")}
        draft = PollDraft(**{**values, **changes})  # type: ignore[arg-type]  # names checked by the dataclass
        poll = poll_actions.set_poll(self.session, self.leader, self.consultation, self.meeting, None, draft, clock.now())
        if opened:
            poll_actions.open_poll(self.session, self.leader, self.consultation, self.meeting, poll, clock.now())
        return poll

    def answer(self, poll: LivePoll, there: Attendee, *marks: object) -> None:
        """Somebody answers."""
        poll_actions.answer_poll(self.session, self.meeting, there, poll.id, [str(mark) for mark in marks], clock.now())

    def close(self, poll: LivePoll) -> None:
        """The desk ends it."""
        poll_actions.close_poll(self.session, self.leader, self.consultation, self.meeting, poll, clock.now())


def an_evening(session: Session, consultation: Consultation | None = None, **changes: object) -> Evening:
    """A meeting that has begun."""
    consultation = consultation or a_consultation(session)
    leader = an_administrator(session)
    meeting = an_announced_meeting(session, consultation, **changes)
    live_actions.begin_meeting(session, leader, consultation, meeting, clock.now())
    return Evening(session, consultation, leader, meeting)
