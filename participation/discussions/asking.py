"""Questions in discussions to which the city has not spoken yet, as the offices answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.answering import MOST_OPEN, Unanswered
from participation.consultations.models import Consultation
from participation.discussions import queries
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Contribution, Discussion, Kind
from participation.discussions.rules import may_contribute
from participation.discussions.threads import subject_of
from participation.kit import clock
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.prose import excerpt
from participation.kit.rules import Verdict, refuse

TITLE = 200


class AskedInDiscussions:
    """Each question of the first level; the answer is a contribution below it, in the city's name."""

    kind = "contribution"
    name = lazy("Frage in einer Diskussion")
    statuses = ("answered",)

    def waiting(self, session: Session, consultation: Consultation) -> Sequence[Unanswered]:
        """The oldest first."""
        asked = _open(consultation).order_by(Contribution.created_at, Contribution.id).limit(MOST_OPEN)
        return [_unanswered(row) for row in session.execute(asked)]

    def find(self, session: Session, consultation: Consultation, number: int) -> Unanswered | None:
        """One of them."""
        row = session.execute(_open(consultation).where(Contribution.id == number)).one_or_none()
        return _unanswered(row) if row is not None else None

    def may_publish(self, session: Session, person: Person | None, consultation: Consultation, number: int) -> Verdict:
        """Whoever speaks for the city, while the discussion is open."""
        if person is None or not person.speaks_officially:
            return refuse(_("In einer Diskussion antwortet nur, wer für ein Amt oder die Verwaltung spricht."))
        try:
            place = queries.place(session, number)
            subject = subject_of(place.discussion, person)
        except NotFound:
            return refuse(_("Diese Frage gibt es nicht mehr."))
        return may_contribute(person, consultation, clock.now(), closed=subject.closed, closed_at=place.discussion.closed_at)

    def publish(
        self, session: Session, actor: Person, consultation: Consultation, number: int, status: str, body: str, reasons: str, now: datetime
    ) -> bool:
        """Write it below the question; who asked is told as of any answer."""
        try:
            place = queries.place(session, number)
        except NotFound:
            return False
        if not place.contribution.is_readable:
            return False
        contribute(session, actor, consultation, subject_of(place.discussion, actor), Draft(Kind.NOTE, body, parent_id=number), now)
        return True


def _open(consultation: Consultation) -> Any:
    columns = (Contribution.id, Contribution.body_html, Contribution.created_at)
    asked = select(*columns).join(Discussion, Discussion.id == Contribution.discussion_id)
    return asked.where(
        Discussion.consultation_id == consultation.id,
        Contribution.parent_id.is_(None),
        Contribution.kind == Kind.QUESTION,
        Contribution.city_voices == 0,
        Contribution.deleted_at.is_(None),
        Contribution.hidden_at.is_(None),
    )


def _unanswered(row: Row[Any]) -> Unanswered:
    return Unanswered(AskedInDiscussions.kind, row.id, excerpt(row.body_html, TITLE), f"/beitraege/{row.id}", row.created_at)
