"""What those present do: join, ask to speak, ask a question, want one answered too.

None of it leaves a line in the log: who was there and wanted to speak goes with the list of those present, and the log never forgets.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from participation.accounts.bylines import name_in
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.kit.upserts import insert_or
from participation.meetings.live_actions import show_change
from participation.meetings.live_models import SpeakingRequest, Turn, WallLike, WallQuestion, WallState
from participation.meetings.models import Attendee, Meeting, Screen
from participation.meetings.queries import hold_meeting
from participation.meetings.rules import may_join, may_take_the_floor

NAME_LENGTH, QUESTION_LENGTH = 80, 300
MOST_ATTENDEES = 5_000
"""In one meeting."""
MOST_WAITING = 5
"""Questions of one person that the moderation has not read."""


def join_meeting(
    session: Session, person: Person | None, consultation: Consultation, meeting: Meeting, token_hash: bytes | None, name: str, now: datetime
) -> Attendee:
    """Be there, by account or by the token of a phone; joining twice is being there once. Raises Conflict where the hall is full."""
    demand(may_join(person, consultation, meeting))
    known = attendee_of(session, meeting, person.id if person else None, token_hash)
    if known is not None:
        known.left_at = None
        return known
    hold_meeting(session, meeting)
    demand(may_join(person, consultation, meeting))
    if (known := attendee_of(session, meeting, person.id if person else None, token_hash)) is not None:  # the same click twice
        return known
    number = (session.scalar(select(func.max(Attendee.number)).where(Attendee.meeting_id == meeting.id)) or 0) + 1
    if number > MOST_ATTENDEES:
        raise Conflict(_("Mehr Geräte kann diese Sitzung nicht aufnehmen. Im Saal können Sie sich am Tisch der Moderation melden."))
    said = (name_in(session, person, meeting.consultation_id) if person is not None else clean_line(name))[:NAME_LENGTH]
    there = Attendee(
        meeting_id=meeting.id,
        number=number,
        person=person,
        token_hash=token_hash if person is None else None,
        name=said,
        joined_at=now,
    )
    session.add(there)
    session.flush()
    return there


def attendee_of(session: Session, meeting: Meeting, person_id: int | None, token_hash: bytes | None) -> Attendee | None:
    """Whoever holds this account, or this phone's token, in a meeting."""
    asked = select(Attendee).where(Attendee.meeting_id == meeting.id).options(joinedload(Attendee.person))
    if person_id is not None:
        return session.scalars(asked.where(Attendee.person_id == person_id)).one_or_none()
    return None if token_hash is None else session.scalars(asked.where(Attendee.token_hash == token_hash)).one_or_none()


def name_oneself(session: Session, meeting: Meeting, there: Attendee, typed: str, now: datetime) -> None:
    """Say how one wants to be called up, without an account. Raises Invalid for nothing."""
    demand(may_take_the_floor(meeting, there))
    name = clean_line(typed)[:NAME_LENGTH]
    if there.person_id is not None:
        raise Conflict(_("Sie nehmen mit Ihrem Konto teil. Aufgerufen werden Sie mit Ihrem öffentlichen Namen."))
    if not name:
        raise Invalid(_("Bitte geben Sie an, wie wir Sie aufrufen sollen."), "name")
    there.name = name


def ask_to_speak(session: Session, meeting: Meeting, there: Attendee, now: datetime, *, name: str = "") -> SpeakingRequest:
    """Put oneself on the list; once is enough. Raises Invalid for somebody without a name by which to be called."""
    demand(may_take_the_floor(meeting, there))
    hold_meeting(session, meeting)
    if not there.name:
        name_oneself(session, meeting, there, name, now)
    on_list = SpeakingRequest.attendee_id == there.id, SpeakingRequest.state.in_((Turn.WAITING, Turn.SPEAKING))
    known = session.scalars(select(SpeakingRequest).where(*on_list)).one_or_none()
    if known is not None:
        return known
    request = SpeakingRequest(meeting_id=meeting.id, attendee_id=there.id, point_id=meeting.point_id, state=Turn.WAITING, asked_at=now)
    session.add(request)
    session.flush()
    _show_list(meeting)
    return request


def withdraw_request(session: Session, meeting: Meeting, there: Attendee, now: datetime) -> None:
    """Take oneself off the list. Nothing happens where one is not on it, or is speaking."""
    demand(may_take_the_floor(meeting, there))
    hold_meeting(session, meeting)
    waiting = SpeakingRequest.attendee_id == there.id, SpeakingRequest.state == Turn.WAITING
    request = session.scalars(select(SpeakingRequest).where(*waiting)).one_or_none()
    if request is not None:
        request.state, request.ended_at = Turn.WITHDRAWN, now
        _show_list(meeting)


def _show_list(meeting: Meeting) -> None:
    """A thousand phones need not look again because one hand went up, unless everybody is looking at the list."""
    if meeting.screen == Screen.SPEAKERS:
        show_change(meeting)


def ask_question(session: Session, meeting: Meeting, there: Attendee, typed: str, entry_key: str, now: datetime) -> WallQuestion:
    """Hand a question in for the wall; the moderation reads it first. The same form sent twice asks once. Raises Invalid, Conflict."""
    demand(may_take_the_floor(meeting, there))
    words = clean_line(typed)
    if not words:
        raise Invalid(_("Bitte schreiben Sie Ihre Frage."), "text")
    if len(words) > QUESTION_LENGTH:
        raise Invalid(_("Eine Frage hat höchstens %(most)s Zeichen. Bitte kürzen Sie sie.", most=QUESTION_LENGTH), "text")
    hold_meeting(session, meeting)
    mine = select(WallQuestion).where(WallQuestion.attendee_id == there.id)
    known = session.scalars(mine.where(WallQuestion.entry_key == entry_key[:64])).one_or_none()
    if known is not None:
        return known
    if len(session.scalars(mine.where(WallQuestion.state == WallState.WAITING)).all()) >= MOST_WAITING:
        raise Conflict(_("Ihre letzten Fragen hat die Moderation noch nicht gelesen. Bitte warten Sie einen Moment, bevor Sie weitere stellen."))
    question = WallQuestion(meeting_id=meeting.id, attendee_id=there.id, entry_key=entry_key[:64], text=words, state=WallState.WAITING, asked_at=now)
    session.add(question)
    session.flush()
    return question


def like_question(session: Session, meeting: Meeting, there: Attendee, question_id: int, now: datetime, *, liked: bool = True) -> None:
    """Want a question answered too, or no longer; each person counts once. Raises NotFound for a question that is not on the wall."""
    demand(may_take_the_floor(meeting, there))
    asked = select(WallQuestion).where(WallQuestion.id == question_id, WallQuestion.meeting_id == meeting.id, WallQuestion.state == WallState.SHOWN)
    question = session.scalars(asked.with_for_update()).one_or_none()
    if question is None:
        raise NotFound
    if question.attendee_id == there.id:
        raise Conflict(_("Das ist Ihre eigene Frage. Sie zählt schon."))
    mine = {"question_id": question.id, "attendee_id": there.id}
    if liked:
        act: Any = insert_or(session, WallLike).values(**mine).on_conflict_do_nothing()
    else:
        act = delete(WallLike).where(WallLike.question_id == question.id, WallLike.attendee_id == there.id)
    if session.scalar(act.returning(WallLike.question_id)) is not None:
        session.execute(update(WallQuestion).where(WallQuestion.id == question.id).values(likes=WallQuestion.likes + (1 if liked else -1)))


def leave_meeting(session: Session, meeting: Meeting, there: Attendee, now: datetime) -> None:
    """Go; what one said stays, and one can come back. Whoever is at the end of the list leaves it."""
    hold_meeting(session, meeting)
    on_list = SpeakingRequest.attendee_id == there.id, SpeakingRequest.state == Turn.WAITING
    for request in session.scalars(select(SpeakingRequest).where(*on_list)):
        request.state, request.ended_at = Turn.WITHDRAWN, now
        _show_list(meeting)
    there.left_at = now
