"""Reads for the moderation: what waits, what was decided, one case with all that is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, bindparam, case, cast, func, literal_column, select, union_all
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.discussions.models import Contribution, Discussion, Report
from participation.discussions.reported import About
from participation.discussions.summary_models import Objection, Sentence
from participation.discussions.thread_queries import Line
from participation.kit.pagination import Page, offset, page_number

PAGE = 20
NOTICES = 10
"""How many notices of a case a list shows."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text that waits for the moderation, named by `kind` and `id`. `since` is when the first notice came (of an objection: when it was
    made), `number` how many there are; `notices` are (reason, text, created_at).
    """

    kind: str
    id: int
    since: Any
    number: int
    notices: Sequence[Line] = ()


_KIND = case((Report.contribution_id.is_not(None), "contribution"), else_="amendment").label("kind")
_ID = func.coalesce(Report.contribution_id, Report.amendment_id).label("id")
_SUBJECT = (Report.contribution_id, Report.amendment_id)
_OF_CONSULTATION = Report.consultation_id == bindparam("consultation")
_OBJECTION = literal_column("'objection'", String)

_WAITING = union_all(
    select(_KIND, _ID, func.min(Report.created_at).label("since"), func.count().label("number"))
    .where(_OF_CONSULTATION, Report.state == "open")
    .group_by(*_SUBJECT),
    select(_OBJECTION, Objection.id, Objection.made_at, literal_column("1", Integer))
    .join(Sentence, Sentence.id == Objection.sentence_id)
    .join(Discussion, Discussion.id == Sentence.discussion_id)
    .where(Objection.replied_at.is_(None), Discussion.consultation_id == bindparam("consultation")),
).subquery("waiting")
_OPEN_COUNT = select(func.count()).select_from(_WAITING)

_DECIDED = union_all(
    select(
        _KIND,
        _ID,
        Report.decided_at,
        cast(Report.decision, String).label("decision"),
        Report.note,
        Report.decided_by_id,
        func.count().label("number"),
    )
    .where(_OF_CONSULTATION, Report.state == "decided")
    .group_by(*_SUBJECT, Report.decided_at, Report.decision, Report.note, Report.decided_by_id),
    select(
        _OBJECTION,
        Objection.id,
        Objection.replied_at,
        case((Objection.hidden_at.is_(None), "answered"), else_="answered_hidden"),
        Objection.reply,
        Objection.replied_by_id,
        literal_column("1", Integer),
    )
    .join(Sentence, Sentence.id == Objection.sentence_id)
    .join(Discussion, Discussion.id == Sentence.discussion_id)
    .where(Objection.replied_at.is_not(None), Discussion.consultation_id == bindparam("consultation")),
).subquery("decided")


def open_count(session: Session, consultation_id: int) -> int:
    """About how many texts of a consultation nobody has decided yet."""
    return int(session.execute(_OPEN_COUNT, {"consultation": consultation_id}).scalar_one())


def open_cases(session: Session, consultation_id: int, number: int) -> Page[Case]:
    """A page of the queue: whatever has waited longest comes first. Four statements at most."""
    total = open_count(session, consultation_id)
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    columns = _WAITING.c
    statement = select(_WAITING).order_by(columns.since, columns.kind, columns.id).limit(PAGE).offset(offset(number, PAGE))
    rows = session.execute(statement, {"consultation": consultation_id}).all()
    told = {kind: _notices(session, kind, [row.id for row in rows if row.kind == kind]) for kind in ("contribution", "amendment")}
    cases = [Case(row.kind, row.id, row.since, row.number, told.get(row.kind, {}).get(row.id, ())) for row in rows]
    return Page(cases, number, PAGE, total)


def _notices(session: Session, kind: str, ids: Sequence[int]) -> dict[int, list[Line]]:
    """The first open notices about each of these texts."""
    if not ids:
        return {}
    subject = getattr(Report, f"{kind}_id")
    place = func.row_number().over(partition_by=subject, order_by=Report.id).label("place")
    numbered = (
        select(subject.label("id"), Report.reason, Report.text, Report.created_at, place).where(subject.in_(ids), Report.state == "open").subquery()
    )
    found: dict[int, list[Line]] = {}
    for row in session.execute(select(numbered).where(numbered.c.place <= NOTICES).order_by(numbered.c.id, numbered.c.place)):
        found.setdefault(row.id, []).append(row)
    return found


def decided_cases(session: Session, consultation_id: int, number: int) -> Page[Line]:
    """A page of what was decided, the latest first: which text, the decision, its reason, when and by whom."""
    asked = {"consultation": consultation_id}
    total = session.execute(select(func.count()).select_from(_DECIDED), asked).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    columns = _DECIDED.c
    statement = (
        select(_DECIDED, Person.public_name.label("decided_by"))
        .outerjoin(Person, Person.id == columns.decided_by_id)
        .order_by(columns.decided_at.desc(), columns.kind, columns.id)
        .limit(PAGE)
        .offset(offset(number, PAGE))
    )
    return Page(session.execute(statement, asked).all(), number, PAGE, total)


def contributions_reported(session: Session, ids: Sequence[int]) -> Sequence[Line]:
    """Contributions for the queue, with their authors' names."""
    statement = (
        select(
            Contribution.id,
            Contribution.parent_id,
            Contribution.kind,
            Contribution.body_html,
            Contribution.hidden_at,
            Person.public_name.label("author_name"),
            Person.deleted_at.label("author_left_at"),
        )
        .outerjoin(Person, Person.id == Contribution.author_id)
        .where(Contribution.id.in_(ids))
    )
    return session.execute(statement).all()


def objections_made(session: Session, ids: Sequence[int]) -> Sequence[Line]:
    """Objections for the queue, with the sentences that they are about."""
    statement = (
        select(Objection.id, Objection.reason, Objection.hidden_at, Sentence.text.label("sentence"))
        .join(Sentence, Sentence.id == Objection.sentence_id)
        .where(Objection.id.in_(ids))
    )
    return session.execute(statement).all()


def notices_about(session: Session, about: About, number: int = 50) -> Sequence[Line]:
    """All notices about one text with what became of them, the newest first; at most `number`."""
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
        .where(about.notices)
        .order_by(Report.id.desc())
        .limit(number)
    )
    return session.execute(statement).all()
