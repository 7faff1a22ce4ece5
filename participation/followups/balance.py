"""How the city answers in a consultation: numbers, how long it took, what waits longest, what was done. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from participation.followups.course import UNANSWERED
from participation.followups.models import LIVING, AnswerDetail, Assignment
from participation.kit.dates import city_zone
from participation.kit.pagination import Page, offset
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage, Status
from participation.proposals.queries import status_counts
from participation.proposals.writing_models import Channel

PAGE_SIZE = 20
MOST_DONE = 30

_p = Proposal.__table__.c
_a = OfficialAnswer.__table__.c
ASKED_HERE = _p.channel.is_distinct_from(str(Channel.MOVED))
"""What moved here was asked elsewhere, and perhaps answered there: its days say nothing of how fast this city answers."""
_KEPT = {Status.DONE: 0, Status.ACCEPTED: 1, Status.PARTLY: 2, Status.COUNCIL: 3}
"""What „gesagt, getan“ lists, in this order."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The published proposals by status; how many have an answer; the median of whole days until the first, None without any."""

    by_status: dict[str, int]
    total: int
    answered: int
    median_days: int | None

    @property
    def unanswered(self) -> int:
        """How many wait."""
        return self.total - self.answered


def balance_of(session: Session, consultation_id: int) -> Balance:
    """The numbers of a consultation, in two statements. A proposal whose answer was taken back to review waits again."""
    counts = status_counts(session, consultation_id)
    total = sum(counts.values())
    waiting = sum(counts.get(str(status), 0) for status in UNANSWERED)
    return Balance(counts, total, total - waiting, median_days(session, consultation_id))


def median_days(session: Session, consultation_id: int) -> int | None:
    """The lower median of the days from publication to the first answer that is more than „in Prüfung“."""
    first = (
        select(_p.published_at, func.min(_a.answered_at))
        .join(OfficialAnswer.__table__, _a.proposal_id == _p.id)
        .where(_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED, _a.status != Status.REVIEW, ASKED_HERE)
        .group_by(_p.id, _p.published_at)
    )
    zone = city_zone()
    days = [(answered.astimezone(zone).date() - published.astimezone(zone).date()).days for published, answered in session.execute(first)]
    return median_low(days) if days else None


def unanswered(session: Session, consultation_id: int, number: int) -> Page[Any]:
    """Those without an answer, the oldest first: id, reference, title, status, published_at, channel, support_count, asked_at. Two statements."""
    conditions = (_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED, _p.status.in_(UNANSWERED))
    total = session.scalar(select(func.count()).select_from(Proposal.__table__).where(*conditions)) or 0
    number = min(number, max(1, -(-total // PAGE_SIZE)))
    task = Assignment.__table__.c
    asked_at = select(func.min(task.assigned_at)).where(task.proposal_id == _p.id, task.state.in_(LIVING)).scalar_subquery()
    statement = (
        select(_p.id, _p.reference, _p.title, _p.status, _p.published_at, _p.channel, _p.support_count, asked_at.label("asked_at"))
        .where(*conditions)
        .order_by(_p.published_at, _p.id)
        .limit(PAGE_SIZE)
        .offset(offset(number, PAGE_SIZE))
    )
    return Page(session.execute(statement).all(), number, PAGE_SIZE, total)


def said_and_done(session: Session, consultation_id: int) -> Sequence[Any]:
    """What was taken up, done first, then by support, at most thirty: id, title, reference, status, body_html, cost and months, answered_at."""
    newest = select(func.max(_a.id)).where(_a.proposal_id == _p.id).correlate(Proposal.__table__).scalar_subquery()
    detail = AnswerDetail.__table__.c
    statement = (
        select(
            _p.id,
            _p.title,
            _p.reference,
            _p.status,
            _p.support_count,
            _a.body_html,
            _a.answered_at,
            detail.cost_once,
            detail.cost_yearly,
            detail.from_month,
            detail.to_month,
        )
        .select_from(Proposal.__table__)
        .join(OfficialAnswer.__table__, _a.id == newest)
        .outerjoin(AnswerDetail.__table__, detail.answer_id == _a.id)
        .where(_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED, _p.status.in_(list(_KEPT)))
        .order_by(case(*((_p.status == status, rank) for status, rank in _KEPT.items())), _p.support_count.desc(), _p.id)
        .limit(MOST_DONE)
    )
    return session.execute(statement).all()


def waiting_days(since: datetime, now: datetime) -> int:
    """Whole days in the city's time."""
    return (now.astimezone(city_zone()).date() - since.astimezone(city_zone()).date()).days
