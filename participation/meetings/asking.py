"""Questions of a meeting's wall that stayed open, as the offices answer them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.answering import MOST_OPEN, Unanswered
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit import audit
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.meetings.live_models import WallLike, WallQuestion, WallState
from participation.meetings.models import Attendee, Meeting, MeetingStage


class WallQuestions:
    """Each that was on the wall when its meeting ended. Where it is answered, and its own row is deleted with the others, the answer stays."""

    kind = "question"
    name = lazy("Frage aus einer Sitzung")
    statuses = ("answered",)

    def waiting(self, session: Session, consultation: Consultation) -> Sequence[Unanswered]:
        """Of all meetings that are over, those that most wanted answered first."""
        asked = _open(consultation).order_by(Meeting.ends_at, WallQuestion.likes.desc(), WallQuestion.id).limit(MOST_OPEN)
        return [_unanswered(row, consultation) for row in session.execute(asked)]

    def find(self, session: Session, consultation: Consultation, number: int) -> Unanswered | None:
        """One of them."""
        row = session.execute(_open(consultation).where(WallQuestion.id == number)).one_or_none()
        return _unanswered(row, consultation) if row is not None else None

    def may_publish(self, session: Session, person: Person | None, consultation: Consultation, number: int) -> Verdict:
        """Whoever speaks for the city, or runs the consultation."""
        if runs_it(person, consultation) or (person is not None and person.speaks_officially):
            return ALLOWED
        return refuse(_("Für die Stadt antworten nur Ämter, Verwaltung und Moderation."))

    def publish(
        self, session: Session, actor: Person, consultation: Consultation, number: int, status: str, body: str, reasons: str, now: datetime
    ) -> bool:
        """Note it on the question, and tell those who asked it and those who wanted it answered, as far as they were there with an account."""
        asked = select(WallQuestion, Meeting).join(Meeting, Meeting.id == WallQuestion.meeting_id)
        own = asked.where(WallQuestion.id == number, Meeting.consultation_id == consultation.id)
        found = session.execute(own.with_for_update(of=WallQuestion)).one_or_none()
        if found is None:
            return False
        question, meeting = found
        question.answer, question.state, question.decided_at = body, WallState.ANSWERED, now
        audit.append(session, at=now, actor=actor, action="meeting.question_answered", subject=meeting, data={"question": number})
        liked = select(WallLike.attendee_id).where(WallLike.question_id == number)
        there = select(Attendee.person_id).where(Attendee.person_id.is_not(None), (Attendee.id == question.attendee_id) | Attendee.id.in_(liked))
        title = lazy("Die Frage „%(title)s“ ist beantwortet.", title=question.text)
        people = [number for number in session.scalars(there) if number is not None]
        tell(session, people, kind=NoticeKind.ANSWER, title=title, url=_path(consultation, meeting.id, number), now=now, except_for=actor)
        return True


def _open(consultation: Consultation) -> Any:
    columns = (WallQuestion.id, WallQuestion.meeting_id, WallQuestion.text, WallQuestion.asked_at)
    asked = select(*columns).join(Meeting, Meeting.id == WallQuestion.meeting_id)
    return asked.where(Meeting.consultation_id == consultation.id, Meeting.stage == MeetingStage.ENDED, WallQuestion.state == WallState.SHOWN)


def _unanswered(row: Row[Any], consultation: Consultation) -> Unanswered:
    path = _path(consultation, row.meeting_id, row.id)
    return Unanswered(WallQuestions.kind, row.id, row.text, path, row.asked_at, within_id=row.meeting_id)


def _path(consultation: Consultation, meeting_id: int, number: int) -> str:
    return f"/beteiligungen/{consultation.slug}/sitzungen/{meeting_id}#frage-{number}"
