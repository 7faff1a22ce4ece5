"""What is done at the desk while a meeting runs: begin and end, agenda, speaking list, questions, what the projector shows, notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.signals import answered_in_place
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_text
from participation.meetings.live_models import LivePoll, MeetingNote, PollState, SpeakingRequest, Turn, WallQuestion, WallState
from participation.meetings.models import Meeting, MeetingPoint, MeetingStage, Screen
from participation.meetings.queries import hold_meeting
from participation.meetings.rules import may_begin_meeting, may_lead

NOTE_LENGTH, REASON_LENGTH, ANSWER_LENGTH = 2_000, 300, 2_000
_DECIDED = {
    WallState.SHOWN: "meeting.question_shown",
    WallState.ANSWERED: "meeting.question_answered",
    WallState.REFUSED: "meeting.question_refused",
}


def show_change(meeting: Meeting) -> None:
    """Let phones and the projector know that there is something new; inside the lock."""
    meeting.version += 1


def begin_meeting(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
    """Open the meeting: from now on people join it."""
    hold_meeting(session, meeting)
    demand(may_begin_meeting(leader, consultation, meeting, now))
    meeting.stage, meeting.begun_at = MeetingStage.RUNNING, now
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.begun", subject=meeting, data={})


def end_meeting(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
    """Close the meeting: what is running ends with it. Raises Conflict while a poll is open, because its result would be nobody's decision."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    if session.scalar(select(LivePoll.id).where(LivePoll.meeting_id == meeting.id, LivePoll.state == PollState.OPEN)) is not None:
        raise Conflict(_("Eine Umfrage ist noch offen. Beenden Sie zuerst die Umfrage, danach die Sitzung."))
    _end_turn(session, meeting, now)
    _empty_list(session, meeting, now)
    _end_point(session, meeting, now)
    meeting.stage, meeting.ended_at, meeting.screen = MeetingStage.ENDED, now, Screen.WELCOME
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.ended", subject=meeting, data={})


def show_screen(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, screen: str, now: datetime) -> None:
    """Choose what the projector shows. Raises Invalid for what it does not know."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    if screen not in set(Screen):
        raise Invalid(_("Bitte wählen Sie, was die Leinwand zeigen soll."))
    meeting.screen = Screen(screen)
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.screen_shown", subject=meeting, data={"screen": screen})


def begin_point(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, point_id: int, now: datetime) -> MeetingPoint:
    """Go to a point of the agenda; the one before ends. A point can be taken up again. Raises NotFound."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    point = session.scalars(select(MeetingPoint).where(MeetingPoint.id == point_id, MeetingPoint.meeting_id == meeting.id)).one_or_none()
    if point is None:
        raise NotFound
    if meeting.point_id != point.id:
        _end_point(session, meeting, now)
        point.begun_at = point.begun_at or now
        point.ended_at = None
        meeting.point_id = point.id
        show_change(meeting)
        audit.append(session, at=now, actor=leader, action="meeting.point_begun", subject=meeting, data={"point": point.position})
    return point


def end_point(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
    """End the point that is being dealt with. Nothing happens where there is none."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    position = _end_point(session, meeting, now)
    if position is not None:
        show_change(meeting)
        audit.append(session, at=now, actor=leader, action="meeting.point_ended", subject=meeting, data={"point": position})


def _end_point(session: Session, meeting: Meeting, now: datetime) -> int | None:
    point = session.get(MeetingPoint, meeting.point_id) if meeting.point_id is not None else None
    if point is None:
        return None
    point.ended_at, meeting.point_id = now, None
    return point.position


def call_up(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, request_id: int, now: datetime) -> SpeakingRequest:
    """Give somebody of the list the word; whoever is speaking has spoken. Raises Conflict where the request is no longer waiting."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    request = _request(session, meeting, request_id)
    if request.state == Turn.SPEAKING:
        return request
    if request.state != Turn.WAITING:
        raise Conflict(_("Diese Wortmeldung ist zurückgezogen oder schon erledigt. Bitte rufen Sie die nächste auf."))
    _end_turn(session, meeting, now)
    request.state, request.begun_at, request.point_id = Turn.SPEAKING, now, meeting.point_id
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.speaker_called", subject=meeting, data={})
    return request


def end_turn(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
    """Whoever is speaking has spoken. Nothing happens where nobody is."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    if _end_turn(session, meeting, now):
        show_change(meeting)
        audit.append(session, at=now, actor=leader, action="meeting.speaker_ended", subject=meeting, data={})


def strike(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, request_id: int, now: datetime) -> None:
    """Take a request off the list, because its person does not answer the call. It can be made again."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    request = _request(session, meeting, request_id)
    if request.state == Turn.WAITING:
        request.state, request.ended_at = Turn.WITHDRAWN, now
        show_change(meeting)
        audit.append(session, at=now, actor=leader, action="meeting.speaker_struck", subject=meeting, data={})


def _request(session: Session, meeting: Meeting, request_id: int) -> SpeakingRequest:
    found = session.scalars(select(SpeakingRequest).where(SpeakingRequest.id == request_id, SpeakingRequest.meeting_id == meeting.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _end_turn(session: Session, meeting: Meeting, now: datetime) -> bool:
    speaking = SpeakingRequest.meeting_id == meeting.id, SpeakingRequest.state == Turn.SPEAKING
    request = session.scalars(select(SpeakingRequest).where(*speaking)).one_or_none()
    if request is None:
        return False
    request.state, request.ended_at = Turn.DONE, now
    session.flush()  # before somebody else speaks: the database lets one speak at a time
    return True


def _empty_list(session: Session, meeting: Meeting, now: datetime) -> None:
    waiting = SpeakingRequest.meeting_id == meeting.id, SpeakingRequest.state == Turn.WAITING
    session.execute(update(SpeakingRequest).where(*waiting).values(state=Turn.WITHDRAWN, ended_at=now))


def show_question(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, question_id: int, now: datetime) -> None:
    """Put a question on the wall, also one that was answered or refused before."""
    question = _to_decide(session, leader, consultation, meeting, question_id)
    _decide(session, leader, meeting, question, WallState.SHOWN, now)


def answer_question(
    session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, question_id: int, answer: str, now: datetime
) -> None:
    """Note that a question was answered, and what was said; the words may stay empty."""
    question = _to_decide(session, leader, consultation, meeting, question_id)
    if question.state == WallState.REFUSED:
        raise Conflict(_("Diese Frage ist abgelehnt. Zeigen Sie sie zuerst an der Fragenwand."))
    words = clean_text(answer)
    if len(words) > ANSWER_LENGTH:
        raise Invalid(_("Die Antwort hat höchstens %(most)s Zeichen.", most=ANSWER_LENGTH), "answer")
    question.answer = words
    _decide(session, leader, meeting, question, WallState.ANSWERED, now)
    answered_in_place.send(session, kind="question", number=question.id, now=now)


def refuse_question(
    session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, question_id: int, reason: str, now: datetime
) -> None:
    """Keep a question off the wall. The one who asked reads the reason. Raises Invalid without one."""
    question = _to_decide(session, leader, consultation, meeting, question_id)
    words = clean_text(reason)
    if not words or len(words) > REASON_LENGTH:
        raise Invalid(_("Bitte schreiben Sie in höchstens %(most)s Zeichen, warum die Frage nicht gezeigt wird.", most=REASON_LENGTH), "reason")
    question.reason = words
    _decide(session, leader, meeting, question, WallState.REFUSED, now)


def _to_decide(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, question_id: int) -> WallQuestion:
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    asked = select(WallQuestion).where(WallQuestion.id == question_id, WallQuestion.meeting_id == meeting.id)
    found = session.scalars(asked.with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    return found


def _decide(session: Session, leader: Person | None, meeting: Meeting, question: WallQuestion, state: WallState, now: datetime) -> None:
    question.state, question.decided_at = state, now
    if state != WallState.REFUSED:
        question.reason = ""
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action=_DECIDED[state], subject=meeting, data={"question": question.id})


def add_note(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, typed: str, now: datetime) -> MeetingNote:
    """Write a line for the minutes, below the point that is being dealt with. Raises Invalid for nothing or too much."""
    leader = demand_of(leader, may_lead(leader, consultation, meeting))
    words = clean_text(typed)
    if not words or len(words) > NOTE_LENGTH:
        raise Invalid(_("Bitte schreiben Sie eine Notiz mit höchstens %(most)s Zeichen.", most=NOTE_LENGTH), "note")
    note = MeetingNote(meeting_id=meeting.id, point_id=meeting.point_id, body=words, written_by_id=leader.id, written_at=now)
    session.add(note)
    session.flush()
    audit.append(session, at=now, actor=leader, action="meeting.noted", subject=meeting, data={})
    return note
