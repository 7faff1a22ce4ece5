"""Reads of discussions: a page of a thread in a constant number of statements, and where a contribution stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, literal, or_, select
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
"""A contribution as a page shows it; first the columns of `_HEAD`, then `mine`, the reader's rating; a head has no more."""


class Order(StrEnum):
    """How a thread is ordered; the value stands in the address."""

    NEWEST = "neueste"
    OLDEST = "aelteste"
    BEST = "beste"


DEFAULT_ORDER = Order.NEWEST

_POST, _AUTHOR, _RATING = Contribution.__table__.c, Person.__table__.c, Rating.__table__.c  # plain columns: half the time of mapped ones

_HEAD = (
    _POST.id,
    _POST.parent_id,
    _POST.author_id,
    _POST.answers_count,
    _POST.version,
    _POST.form_key,
    _AUTHOR.public_name.label("author_name"),
    _AUTHOR.deleted_at.is_not(None).label("author_left"),
)
"""What names the state of a contribution: enough, with the reader's own rating, to find it among those already rendered."""
HEAD_LENGTH = len(_HEAD) + 1

_REST = (
    _POST.discussion_id,
    _POST.position,
    _POST.kind,
    _POST.body_html,
    _POST.official,
    _POST.author_position,
    _POST.created_at,
    _POST.edited_at,
    _POST.deleted_at,
    _POST.hidden_at,
    _POST.hidden_reason,
    _POST.up_count,
    _POST.down_count,
)

_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: (_POST.created_at.desc(), _POST.id.desc()),
    Order.OLDEST: (_POST.created_at, _POST.id),
    Order.BEST: (_POST.score.desc(), _POST.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a discussion in heads. `discussion` is None where nobody has begun it; `answers`: a contribution's first answers."""

    discussion: Line | None
    order: Order
    page: Page[Line]
    answers: dict[int, list[Line]]


_DISCUSSION = select(
    *(
        Discussion.__table__.c[name]
        for name in ("id", "consultation_id", "contribution_count", "top_level_count", "outcome_html", "outcome_at", "closed_at", "version")
    )
).where(Discussion.__table__.c.subject_kind == bindparam("kind"), Discussion.__table__.c.subject_id == bindparam("subject_id"))


def _posts(rest: tuple[Any, ...], signed_in: bool) -> Select[*tuple[Any, ...]]:
    """Contributions with their authors' names and, for a signed-in reader, the reader's own rating, joined."""
    posts, people, ratings = Contribution.__table__, Person.__table__, Rating.__table__
    joined = posts.outerjoin(people, people.c.id == posts.c.author_id)
    if not signed_in:
        return select(*_HEAD, literal(None).label("mine"), *rest).select_from(joined)
    mine = and_(ratings.c.contribution_id == posts.c.id, ratings.c.person_id == bindparam("reader"))
    return select(*_HEAD, _RATING.value.label("mine"), *rest).select_from(joined.outerjoin(ratings, mine))


def _page(order: Order) -> Select[int]:
    """The numbers of a page's contributions, found in the index alone: what is skipped is not joined with anything."""
    first_level = and_(_POST.discussion_id == bindparam("discussion"), _POST.parent_id.is_(None))
    page = select(_POST.id).where(first_level).order_by(*_ORDERS[order]).limit(PAGE).offset(bindparam("skip")).subquery()
    return select(page.c.id)


@lru_cache(maxsize=8)
def _page_statement(order: Order, signed_in: bool) -> Select[*tuple[Any, ...]]:
    return _posts((), signed_in).where(_POST.id.in_(_page(order))).order_by(*_ORDERS[order])


@lru_cache(maxsize=8)
def _page_answers_statement(order: Order, signed_in: bool) -> Select[*tuple[Any, ...]]:
    """The first answers to a page's contributions; the page is named again, because a list of fifty numbers costs more."""
    below = and_(_POST.parent_id.in_(_page(order)), _POST.position.between(1, FIRST_ANSWERS))
    return _posts((), signed_in).where(below).order_by(_POST.parent_id, _POST.position)


@lru_cache(maxsize=4)
def _answers_statement(whole: bool, signed_in: bool) -> Select[*tuple[Any, ...]]:
    below = and_(_POST.parent_id == bindparam("parent"), _POST.position.between(bindparam("first"), bindparam("last")))
    return _posts(_REST if whole else (), signed_in).where(below).order_by(_POST.position)


@lru_cache(maxsize=2)
def _lines_statement(signed_in: bool) -> Select[*tuple[Any, ...]]:
    return _posts(_REST, signed_in).where(_POST.id.in_(bindparam("contributions", expanding=True)))


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
    heads = session.execute(_page_statement(order, reader_id is not None), values).all()
    answers: dict[int, list[Line]] = {head.id: [] for head in heads if head.answers_count}
    if answers:
        for head in session.execute(_page_answers_statement(order, reader_id is not None), values).all():
            answers.setdefault(head.parent_id, []).append(head)
    return Thread(discussion, order, Page(heads, number, PAGE, total), answers)


def first_answers(session: Session, parent_id: int, reader_id: int | None) -> Sequence[Line]:
    """The heads of the first answers to a contribution."""
    values = {"parent": parent_id, "first": 1, "last": FIRST_ANSWERS, "reader": reader_id}
    return session.execute(_answers_statement(False, reader_id is not None), values).all()


def answers(session: Session, parent: Line, reader_id: int | None, number: int) -> Page[Line]:
    """A page of the answers to one contribution, in their order of time."""
    number = page_number(str(number), last=max(1, -(-parent.answers_count // PAGE)))
    first = offset(number, PAGE) + 1
    values = {"parent": parent.id, "first": first, "last": first + PAGE - 1, "reader": reader_id}
    return Page(session.execute(_answers_statement(True, reader_id is not None), values).all(), number, PAGE, parent.answers_count)


def lines(session: Session, ids: Sequence[int], reader_id: int | None) -> Sequence[Line]:
    """Contributions as pages show them, in no particular order."""
    return session.execute(_lines_statement(reader_id is not None), {"contributions": ids, "reader": reader_id}).all()


def line(session: Session, contribution_id: int, reader_id: int | None) -> Line:
    """One contribution as a page shows it. Raises NotFound."""
    found = lines(session, [contribution_id], reader_id)
    if not found:
        raise NotFound
    return found[0]


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
    found = session.get(Topic, topic_id)
    if found is None or found.consultation_id != consultation_id:
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
