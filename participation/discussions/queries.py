"""Reads of discussions: a page of a thread in a constant number of statements, and where a contribution stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions.models import Contribution, Discussion, Rating, Report, Topic
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset, page_number

PAGE = 50
"""Contributions on a page."""
FIRST_ANSWERS = 5
"""Answers that stand below their contribution at once; the rest is a page of its own."""

Line = Row[*tuple[Any, ...]]
"""A contribution as a page shows it; its columns are those of `_LINE`, and `mine` for a signed-in reader."""


class Order(StrEnum):
    """How a thread is ordered; the value stands in the address."""

    NEWEST = "neueste"
    OLDEST = "aelteste"
    BEST = "beste"


DEFAULT_ORDER = Order.NEWEST

_LINE = (
    Contribution.id,
    Contribution.discussion_id,
    Contribution.parent_id,
    Contribution.position,
    Contribution.author_id,
    Contribution.kind,
    Contribution.body_html,
    Contribution.official,
    Contribution.author_position,
    Contribution.created_at,
    Contribution.edited_at,
    Contribution.deleted_at,
    Contribution.hidden_at,
    Contribution.hidden_reason,
    Contribution.answers_count,
    Contribution.up_count,
    Contribution.down_count,
    Contribution.version,
    Person.public_name.label("author_name"),
    Person.deleted_at.label("author_left_at"),
)

_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: (Contribution.created_at.desc(), Contribution.id.desc()),
    Order.OLDEST: (Contribution.created_at, Contribution.id),
    Order.BEST: (Contribution.score.desc(), Contribution.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a discussion. `discussion` is None where nobody has begun it; `answers` maps a contribution to its first answers."""

    discussion: Line | None
    order: Order
    page: Page[Line]
    answers: dict[int, list[Line]]


_DISCUSSION = select(
    Discussion.id,
    Discussion.consultation_id,
    Discussion.contribution_count,
    Discussion.top_level_count,
    Discussion.outcome_html,
    Discussion.outcome_at,
    Discussion.closed_at,
    Discussion.version,
).where(Discussion.subject_kind == bindparam("kind"), Discussion.subject_id == bindparam("subject_id"))


def _lines(signed_in: bool) -> Select[*tuple[Any, ...]]:
    """Contributions with their authors' names and, for a signed-in reader, the reader's own rating, joined."""
    statement = select(*_LINE).outerjoin(Person, Person.id == Contribution.author_id)
    if not signed_in:
        return statement
    mine = and_(Rating.contribution_id == Contribution.id, Rating.person_id == bindparam("reader"))
    return statement.add_columns(Rating.value.label("mine")).outerjoin(Rating, mine)


@lru_cache(maxsize=8)
def _page_statement(order: Order, signed_in: bool) -> Select[*tuple[Any, ...]]:
    first_level = and_(Contribution.discussion_id == bindparam("discussion"), Contribution.parent_id.is_(None))
    return _lines(signed_in).where(first_level).order_by(*_ORDERS[order]).limit(PAGE).offset(bindparam("skip"))


@lru_cache(maxsize=2)
def _answers_statement(signed_in: bool) -> Select[*tuple[Any, ...]]:
    below = and_(
        Contribution.parent_id.in_(bindparam("parents", expanding=True)), Contribution.position.between(bindparam("first"), bindparam("last"))
    )
    return _lines(signed_in).where(below).order_by(Contribution.parent_id, Contribution.position)


@lru_cache(maxsize=2)
def _one_statement(signed_in: bool) -> Select[*tuple[Any, ...]]:
    return _lines(signed_in).where(Contribution.id == bindparam("contribution"))


def order_named(raw: str | None) -> Order:
    """The order that an address asks for; the usual one for anything else."""
    return Order(raw) if raw in set(Order) else DEFAULT_ORDER


def thread(session: Session, kind: str, subject_id: int, reader_id: int | None, order: Order = DEFAULT_ORDER, number: int = 1) -> Thread:
    """A page of a subject's discussion with the first answers to each contribution, in three statements at most."""
    discussion = session.execute(_DISCUSSION, {"kind": kind, "subject_id": subject_id}).one_or_none()
    if discussion is None or discussion.top_level_count == 0:
        return Thread(discussion, order, Page((), 1, PAGE, 0), {})
    total = discussion.top_level_count
    number = page_number(str(number), last=-(-total // PAGE))
    values: dict[str, Any] = {"discussion": discussion.id, "skip": offset(number, PAGE), "reader": reader_id}
    lines = session.execute(_page_statement(order, reader_id is not None), values).all()
    answers = first_answers(session, [line.id for line in lines if line.answers_count], reader_id)
    return Thread(discussion, order, Page(lines, number, PAGE, total), answers)


def first_answers(session: Session, parents: Sequence[int], reader_id: int | None) -> dict[int, list[Line]]:
    """The first answers to each of these contributions, in one statement."""
    found: dict[int, list[Line]] = {}
    if parents:
        values = {"parents": parents, "first": 1, "last": FIRST_ANSWERS, "reader": reader_id}
        for line in session.execute(_answers_statement(reader_id is not None), values):
            found.setdefault(line.parent_id, []).append(line)
    return found


def answers(session: Session, parent: Line, reader_id: int | None, number: int) -> Page[Line]:
    """A page of the answers to one contribution, in their order of time."""
    number = page_number(str(number), last=max(1, -(-parent.answers_count // PAGE)))
    first = offset(number, PAGE) + 1
    values = {"parents": [parent.id], "first": first, "last": first + PAGE - 1, "reader": reader_id}
    return Page(session.execute(_answers_statement(reader_id is not None), values).all(), number, PAGE, parent.answers_count)


def line(session: Session, contribution_id: int, reader_id: int | None) -> Line:
    """One contribution as a page shows it. Raises NotFound."""
    found = session.execute(_one_statement(reader_id is not None), {"contribution": contribution_id, "reader": reader_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def page_of(session: Session, contribution: Line | Contribution) -> int:
    """On which page of the usual order a contribution of the first level stands."""
    later = or_(
        Contribution.created_at > contribution.created_at,
        and_(Contribution.created_at == contribution.created_at, Contribution.id > contribution.id),
    )
    before = select(func.count()).where(Contribution.discussion_id == contribution.discussion_id, Contribution.parent_id.is_(None), later)
    return int(session.execute(before).scalar_one()) // PAGE + 1


@dataclass(frozen=True, slots=True)
class Place:
    """A contribution with the discussion and the subject it belongs to."""

    contribution: Contribution
    discussion: Discussion


def place(session: Session, contribution_id: int) -> Place:
    """A contribution and its discussion, in one statement. Raises NotFound."""
    statement = select(Contribution, Discussion).join(Discussion, Discussion.id == Contribution.discussion_id)
    found = session.execute(statement.where(Contribution.id == contribution_id)).one_or_none()
    if found is None:
        raise NotFound
    return Place(found[0], found[1])


def discussion(session: Session, discussion_id: int) -> Discussion:
    """A discussion as it is in the database now. Raises NotFound."""
    found = session.get(Discussion, discussion_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def topic(session: Session, consultation_id: int, topic_id: int) -> Topic:
    """A topic of this consultation. Raises NotFound."""
    found = session.scalar(select(Topic).where(Topic.id == topic_id, Topic.consultation_id == consultation_id))
    if found is None:
        raise NotFound
    return found


def topics_by_id(session: Session, ids: Sequence[int]) -> Sequence[tuple[Topic, Consultation]]:
    """Topics with their consultations."""
    statement = select(Topic, Consultation).join(Consultation, Consultation.id == Topic.consultation_id).where(Topic.id.in_(ids))
    return [(row[0], row[1]) for row in session.execute(statement)]


def topics(session: Session, consultation_id: int, number: int) -> Page[Line]:
    """A page of a consultation's topics, the newest first, with how many contributions each has."""
    total = session.execute(select(func.count()).select_from(Topic).where(Topic.consultation_id == consultation_id)).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // 20)))
    thread_of = and_(Discussion.subject_kind == "topic", Discussion.subject_id == Topic.id)
    statement = (
        select(
            Topic.id,
            Topic.title,
            Topic.introduction_html,
            Topic.opened_at,
            Discussion.contribution_count,
            Discussion.closed_at,
            Discussion.outcome_at,
        )
        .join(Discussion, thread_of)
        .where(Topic.consultation_id == consultation_id)
        .order_by(Topic.opened_at.desc(), Topic.id.desc())
        .limit(20)
        .offset(offset(number, 20))
    )
    return Page(session.execute(statement).all(), number, 20, total)


_ANY_TOPIC = select(Topic.id).where(Topic.consultation_id == bindparam("consultation")).limit(1)


def has_topics(session: Session, consultation_id: int) -> bool:
    """Whether a consultation has topics of its own."""
    return session.execute(_ANY_TOPIC, {"consultation": consultation_id}).scalar() is not None


def most_discussed(session: Session, consultation_id: int, number: int = 3) -> tuple[int, Sequence[Line]]:
    """How many contributions a consultation has in all, and its most discussed subjects (kind, id, count)."""
    total = session.execute(select(func.coalesce(func.sum(Discussion.contribution_count), 0)).where(Discussion.consultation_id == consultation_id))
    statement = (
        select(Discussion.subject_kind, Discussion.subject_id, Discussion.contribution_count)
        .where(Discussion.consultation_id == consultation_id, Discussion.contribution_count > 0)
        .order_by(Discussion.contribution_count.desc(), Discussion.id)
        .limit(number)
    )
    return int(total.scalar_one()), session.execute(statement).all()


def contributions_of(session: Session, person_id: int, number: int) -> Sequence[Line]:
    """A person's newest contributions, deleted ones aside, with the answered one's number where it is an answer."""
    statement = (
        select(Contribution.id, Contribution.parent_id, Contribution.kind, Contribution.body_html, Contribution.created_at, Contribution.hidden_at)
        .where(Contribution.author_id == person_id, Contribution.deleted_at.is_(None))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .limit(number)
    )
    return session.execute(statement).all()


def everything_of(session: Session, person_id: int) -> dict[str, Sequence[Line]]:
    """All contributions, ratings and notices of a person, for the person's copy of their data."""
    own = select(
        Contribution.id,
        Contribution.parent_id,
        Contribution.kind,
        Contribution.body,
        Contribution.created_at,
        Contribution.edited_at,
        Contribution.hidden_at,
        Contribution.hidden_reason,
    ).where(Contribution.author_id == person_id)
    rated = select(Rating.contribution_id, Rating.value, Rating.rated_at).where(Rating.person_id == person_id)
    told = select(Report.contribution_id, Report.reason, Report.text, Report.created_at).where(Report.reporter_id == person_id)
    return {
        "contributions": session.execute(own.order_by(Contribution.id)).all(),
        "ratings": session.execute(rated.order_by(Rating.id)).all(),
        "reports": session.execute(told.order_by(Report.id)).all(),
    }
