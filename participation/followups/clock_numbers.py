"""The answer clock: how many wait for which office, how many are overdue, and how long it took, in sum. Reads only; people are not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.followups.balance import ASKED_HERE
from participation.followups.course import UNANSWERED
from participation.followups.models import AT_THE_OFFICE, Assignment, Matter, Office, Stand
from participation.followups.things import IS_PUBLIC, in_consultation, with_things
from participation.kit.dates import city_zone
from participation.methods.quantiles import quantile
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage, Status

LOOK_BACK = timedelta(days=365)
FEWEST_FOR_MEDIAN, FEWEST_FOR_NINETY = 5, 10
"""Fewer finished ones say nothing about how long it usually takes."""
MOST_READ = 50_000


@dataclass(slots=True)
class Row:
    """What waits for one office, or of one kind; `days`: of what was finished within a year, in whole days of the city's calendar."""

    name: str
    waiting: int = 0
    late: int = 0
    longest: int | None = None
    days: list[int] = field(default_factory=list)

    @property
    def finished(self) -> int:
        """How many were finished within a year."""
        return len(self.days)

    @property
    def median(self) -> int | None:
        """Half of them took at most so many days."""
        return quantile(self.days, 5) if len(self.days) >= FEWEST_FOR_MEDIAN else None

    @property
    def ninety(self) -> int | None:
        """Nine of ten took at most so many days."""
        return quantile(self.days, 9) if len(self.days) >= FEWEST_FOR_NINETY else None


def by_office(session: Session, now: datetime, consultation_id: int | None = None) -> list[Row]:
    """For each office that is or was asked within a year, by name; two statements."""
    today = now.astimezone(city_zone()).date()
    at_office = Assignment.state.in_(AT_THE_OFFICE)
    joined = with_things(Assignment).join(Office.__table__, Office.id == Assignment.office_id)
    public = [IS_PUBLIC, Consultation.stage != Stage.DRAFT, *([in_consultation(consultation_id)] if consultation_id is not None else [])]
    numbers = (
        func.count(case((at_office, 1))).label("waiting"),
        func.count(case((and_(at_office, Assignment.due_on < today), 1))).label("late"),
        func.min(case((at_office, Assignment.assigned_at))).label("since"),
    )
    done_at = func.coalesce(Assignment.given_at, Assignment.ended_at)
    done = (Assignment.state.in_((Stand.GIVEN, Stand.ANSWERED)), done_at >= now - LOOK_BACK)
    rows: dict[str, Row] = {}
    for name, waiting, late, since in session.execute(
        select(Office.name, *numbers).select_from(joined).where(*public).group_by(Office.name).order_by(Office.name).limit(500)
    ):
        rows[name] = Row(name, waiting, late, _days(since, now) if since is not None else None)
    took = select(Office.name, Assignment.assigned_at, Assignment.given_at, Assignment.ended_at).select_from(joined).where(*public, *done)
    for name, asked, given, ended in session.execute(took.order_by(done_at.desc()).limit(MOST_READ)):
        rows[name].days.append(_days(asked, given or ended))
    return [row for row in rows.values() if row.waiting or row.days]


def by_kind(session: Session, now: datetime, consultation_id: int | None = None) -> list[Row]:
    """For proposals, and for each kind of matter: what waits for an answer and how long the first one took; four statements."""
    found = [_proposals(session, now, consultation_id)]
    matters: dict[str, Row] = defaultdict(lambda: Row(""))
    public = [Consultation.stage != Stage.DRAFT, *([Matter.consultation_id == consultation_id] if consultation_id is not None else [])]
    joined = Matter.__table__.join(Consultation.__table__, Consultation.id == Matter.consultation_id)
    open_ones = select(Matter.kind, func.count(), func.min(Matter.since)).select_from(joined).where(*public, Matter.answered_at.is_(None))
    for kind, number, since in session.execute(open_ones.group_by(Matter.kind).order_by(Matter.kind)):
        matters[str(kind)] = Row(str(kind), number, longest=_days(since, now))
    done = select(Matter.kind, Matter.since, Matter.answered_at).select_from(joined).where(*public, Matter.answered_at >= now - LOOK_BACK)
    for kind, since, answered in session.execute(done.order_by(Matter.answered_at.desc()).limit(MOST_READ)):
        row = matters[str(kind)]
        row.name = str(kind)
        row.days.append(_days(since, answered))
    return [row for row in (*found, *(matters[kind] for kind in sorted(matters))) if row.waiting or row.days]


def _proposals(session: Session, now: datetime, consultation_id: int | None) -> Row:
    public: list[ColumnElement[bool]] = [Consultation.stage != Stage.DRAFT, Proposal.stage == ProposalStage.PUBLISHED, ASKED_HERE]
    if consultation_id is not None:
        public.append(Proposal.consultation_id == consultation_id)
    joined: Any = Proposal.__table__.join(Consultation.__table__, Consultation.id == Proposal.consultation_id)
    waiting = select(func.count(Proposal.id), func.min(Proposal.published_at)).select_from(joined).where(*public, Proposal.status.in_(UNANSWERED))
    number, since = session.execute(waiting).one()
    joined = joined.join(OfficialAnswer.__table__, OfficialAnswer.proposal_id == Proposal.id)
    first = func.min(OfficialAnswer.answered_at)
    answered = select(func.coalesce(Proposal.published_at, first), first).select_from(joined).where(*public, OfficialAnswer.status != Status.REVIEW)
    answered = answered.group_by(Proposal.id, Proposal.published_at).having(first >= now - LOOK_BACK)
    days = [_days(published, at) for published, at in session.execute(answered.limit(MOST_READ))]
    return Row("proposal", number, longest=_days(since, now) if since is not None else None, days=days)


def _days(since: datetime, until: datetime | None) -> int:
    """Whole days on the city's calendar; what has no end took none."""
    if until is None:
        return 0
    return (until.astimezone(city_zone()).date() - since.astimezone(city_zone()).date()).days


def lines_of(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """The rows for a table: name, waiting, late, longest, finished, median, ninety."""
    return [(row.name, row.waiting, row.late, row.longest, row.finished, row.median, row.ninety) for row in rows]
