"""Reads for the moderation: what waits, what was decided, one case with all that is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.discussions.models import Contribution, Discussion, Report
from participation.discussions.thread_queries import Line
from participation.kit.pagination import Page, offset, page_number

PAGE = 20
NOTICES = 10
"""How many notices of a case a list shows."""


@dataclass(frozen=True, slots=True)
class Case:
    """A contribution about which there are notices. `since` is when the first came; `notices` are (reason, text, created_at)."""

    contribution: Line
    since: Any
    number: int
    notices: Sequence[Line]


_CONTRIBUTION = (
    select(
        Contribution.id,
        Contribution.parent_id,
        Contribution.author_id,
        Contribution.kind,
        Contribution.body_html,
        Contribution.created_at,
        Contribution.deleted_at,
        Contribution.hidden_at,
        Contribution.hidden_reason,
        Contribution.answers_count,
        Discussion.subject_kind,
        Discussion.subject_id,
        Person.public_name.label("author_name"),
        Person.deleted_at.label("author_left_at"),
    )
    .join(Discussion, Discussion.id == Contribution.discussion_id)
    .outerjoin(Person, Person.id == Contribution.author_id)
)

_OPEN_COUNT = select(func.count(Report.contribution_id.distinct())).where(Report.consultation_id == bindparam("consultation"), Report.state == "open")


def open_count(session: Session, consultation_id: int) -> int:
    """About how many contributions of a consultation nobody has decided yet."""
    return int(session.execute(_OPEN_COUNT, {"consultation": consultation_id}).scalar_one())


def open_cases(session: Session, consultation_id: int, number: int) -> Page[Case]:
    """A page of the queue: whatever has waited longest comes first. Four statements."""
    total = open_count(session, consultation_id)
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    since = func.min(Report.created_at).label("since")
    waiting = (
        select(Report.contribution_id, since, func.count().label("number"))
        .where(Report.consultation_id == consultation_id, Report.state == "open")
        .group_by(Report.contribution_id)
        .order_by(since, Report.contribution_id)
        .limit(PAGE)
        .offset(offset(number, PAGE))
    )
    rows = session.execute(waiting).all()
    ids = [row.contribution_id for row in rows]
    known = {row.id: row for row in session.execute(_CONTRIBUTION.where(Contribution.id.in_(ids)))}
    notices = _notices(session, ids)
    cases = [Case(known[row.contribution_id], row.since, row.number, notices.get(row.contribution_id, [])) for row in rows]
    return Page(cases, number, PAGE, total)


def _notices(session: Session, ids: Sequence[int]) -> dict[int, list[Line]]:
    """The first open notices about each of these contributions."""
    place = func.row_number().over(partition_by=Report.contribution_id, order_by=Report.id).label("place")
    numbered = (
        select(Report.contribution_id, Report.reason, Report.text, Report.created_at, place)
        .where(Report.contribution_id.in_(ids), Report.state == "open")
        .subquery()
    )
    found: dict[int, list[Line]] = {}
    for row in session.execute(select(numbered).where(numbered.c.place <= NOTICES).order_by(numbered.c.contribution_id, numbered.c.place)):
        found.setdefault(row.contribution_id, []).append(row)
    return found


def decided_cases(session: Session, consultation_id: int, number: int) -> Page[Line]:
    """A page of what was decided, the latest first: contribution, decision, reason, when and by whom."""
    decider = aliased(Person)
    groups = (
        select(Report.contribution_id, Report.decided_at, Report.decision, Report.note, Report.decided_by_id, func.count().label("number"))
        .where(Report.consultation_id == consultation_id, Report.state == "decided")
        .group_by(Report.contribution_id, Report.decided_at, Report.decision, Report.note, Report.decided_by_id)
    )
    total = session.execute(select(func.count()).select_from(groups.subquery())).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    decided = groups.subquery()
    statement = (
        select(decided, Contribution.body_html, Contribution.hidden_at, Contribution.deleted_at, decider.public_name.label("decided_by"))
        .join(Contribution, Contribution.id == decided.c.contribution_id)
        .outerjoin(decider, decider.id == decided.c.decided_by_id)
        .order_by(decided.c.decided_at.desc(), decided.c.contribution_id)
        .limit(PAGE)
        .offset(offset(number, PAGE))
    )
    return Page(session.execute(statement).all(), number, PAGE, total)


def notices_about(session: Session, contribution_id: int, number: int = 50) -> Sequence[Line]:
    """All notices about one contribution with what became of them, the newest first; at most `number`."""
    decider = aliased(Person)
    statement = (
        select(
            Report.reason,
            Report.text,
            Report.created_at,
            Report.state,
            Report.decision,
            Report.decided_at,
            Report.note,
            decider.public_name.label("decided_by"),
        )
        .outerjoin(decider, decider.id == Report.decided_by_id)
        .where(Report.contribution_id == contribution_id)
        .order_by(Report.id.desc())
        .limit(number)
    )
    return session.execute(statement).all()
