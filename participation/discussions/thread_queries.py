"""A page of a thread in any order, at the same cost whatever the thread's size, and on which page a contribution stands.

Contributions of the first level are numbered without a gap, and none ever leaves its place. So pages by time and random ones are
reckoned, not searched. The other orders walk an index from its nearer end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.discussions.models import CITY_SPOKE, Contribution, Discussion, Kind, Rating
from participation.discussions.orders import Asked, Order, Show
from participation.kit.among import among, numbers, told
from participation.kit.errors import NotFound
from participation.kit.glances import Glance
from participation.kit.pagination import Page, offset, page_number
from participation.methods.orders import in_turn, number_at, pinned_places, place_of, turn_of
from participation.organisations.bylines import organisation_name

PAGE = 50
"""Contributions on a page."""
FIRST_ANSWERS = 2
"""Answers that stand below their contribution at once; the others come on demand."""
MOST_NEW = 1_000
"""Beyond so many, new ones are not counted."""
_KINDS = tuple(Kind)

Line = Row[*tuple[Any, ...]]
"""A contribution as a page shows it; first the columns of `_HEAD`, then `mine`, the reader's rating; then those of `_PLACED` or `_REST`."""

_POST, _AUTHOR, _RATING = Contribution.__table__.c, Person.__table__.c, Rating.__table__.c  # plain columns: half the time of mapped ones

_D = aliased(Discussion.__table__)
_HERE = select(_D.c.consultation_id).where(_D.c.id == _POST.discussion_id).correlate_except(_D).scalar_subquery()
"""To which consultation a contribution belongs."""

_HEAD = (
    _POST.id,
    _POST.parent_id,
    _POST.author_id,
    _POST.answers_count,
    _POST.version,
    _POST.form_key,
    shown_name(_HERE, _AUTHOR, _POST.created_at).label("author_name"),
    _AUTHOR.deleted_at.is_not(None).label("author_left"),
    organisation_name(_POST.organisation_id).label("organisation_name"),
)
"""What names the state of a contribution: enough, with the reader's own rating, to find it among those already rendered."""
HEAD_LENGTH = len(_HEAD) + 1

_PLACED = (_POST.number, _POST.position, _POST.created_at, _POST.active_at)
"""What a page needs of its heads beside their state; the moments only where somebody may have been here before."""


def _placed(signed_in: bool) -> tuple[Any, ...]:
    return _PLACED if signed_in else _PLACED[:2]


_REST = (
    _POST.discussion_id,
    _POST.position,
    _POST.kind,
    _POST.body_html,
    _POST.official,
    _POST.author_position,
    _POST.origin,
    _POST.organisation_id,
    _POST.created_at,
    _POST.edited_at,
    _POST.deleted_at,
    _POST.hidden_at,
    _POST.hidden_reason,
    _POST.up_count,
    _POST.down_count,
    _POST.cited,
    _POST.grown_url,
)

_DISCUSSION = select(
    *(column for name, column in Discussion.__table__.c.items() if name not in ("subject_kind", "subject_id", "outcome", "outcome_by_id"))
).where(Discussion.__table__.c.subject_kind == bindparam("kind"), Discussion.__table__.c.subject_id == bindparam("subject_id"))
_ONE_DISCUSSION = Glance(_DISCUSSION)

_FIRST_LEVEL = and_(_POST.discussion_id == bindparam("discussion"), _POST.parent_id.is_(None))
_READABLE = and_(_POST.deleted_at.is_(None), _POST.hidden_at.is_(None))


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a discussion in heads. `discussion` is None where nobody has begun it; `answers`: a contribution's first answers."""

    discussion: Line | None
    asked: Asked
    page: Page[Line]
    answers: dict[int, list[Line]]


def discussion_line(session: Session, kind: str, subject_id: int) -> Line | None:
    """A subject's discussion as its page shows it."""
    found: Line | None = _ONE_DISCUSSION.first(session, kind=kind, subject_id=subject_id)
    return found


def thread(session: Session, discussion: Line | None, reader_id: int | None, asked: Asked, since: datetime | None = None) -> Thread:
    """A page of a discussion with the first answers to each contribution: two statements by time and at random, four at most.

    `since`: what was written later is new; needed where only new ones are asked for.
    """
    total = _total(session, discussion, asked, since) if discussion is not None else 0
    if discussion is None or total == 0:
        return Thread(discussion, asked, Page((), 1, PAGE, 0), {})
    number = page_number(str(asked.number), last=-(-total // PAGE))
    start = offset(number, PAGE)
    values = _for(reader_id, discussion=discussion.id)
    if asked.show == Show.ALL and asked.order in (Order.NEWEST, Order.OLDEST):
        first, last = start + 1, min(start + PAGE, total)
        if asked.order == Order.NEWEST:
            first, last = total + 1 - last, total + 1 - first
        heads = _span(asked.order, reader_id is not None).all(session, **values, first=first, last=last)
    else:
        places = _places(session, discussion, asked, since, start, min(PAGE, total - start), total)
        found = _listed(reader_id is not None).all(session, **values, numbers=told(places))
        by_number = {head.number: head for head in found}
        heads = [by_number[place] for place in places if place in by_number]
    return Thread(discussion, asked, Page(heads, number, PAGE, total), _first_answers(session, heads, reader_id))


def _total(session: Session, discussion: Line, asked: Asked, since: datetime | None) -> int:
    if asked.show == Show.ALL:
        return int(discussion.top_level_count)
    if asked.show == Show.CITY:
        return int(discussion.city_count)
    if asked.show == Show.NEW:
        return int(session.execute(_ACTIVE, {"discussion": discussion.id, "since": since}).scalar_one()) if since is not None else 0
    return int(getattr(discussion, f"{asked.kind}_count"))


_ACTIVE = select(func.count()).select_from(
    select(_POST.active_at).where(_FIRST_LEVEL, _POST.active_at > bindparam("since")).limit(MOST_NEW).subquery()
)


def _first_answers(session: Session, heads: Sequence[Line], reader_id: int | None) -> dict[int, list[Line]]:
    answers: dict[int, list[Line]] = {head.id: [] for head in heads if head.answers_count}
    if answers:
        for head in _answers_of_many(reader_id is not None).all(session, **_for(reader_id, parents=told(answers))):
            answers[head.parent_id].append(head)
    return answers


def _places(session: Session, discussion: Line, asked: Asked, since: datetime | None, start: int, size: int, total: int) -> list[int]:
    """The numbers of the contributions that stand at some places of an order."""
    if asked.show == Show.ALL and asked.order == Order.RANDOM:
        return [number_at(place, total, asked.seed) + 1 for place in range(start, start + size)]
    if asked.show == Show.ALL and asked.order == Order.BALANCED:
        return _balanced(session, discussion, start, size)
    from_end = start > total - start - size
    values = {"discussion": discussion.id, "since": since, "kind": asked.kind, "skip": total - start - size if from_end else start, "size": size}
    found = list(session.execute(_walk_statement(asked.show, asked.order, from_end), values).scalars())
    return found[::-1] if from_end else found


@lru_cache(maxsize=64)
def _walk_statement(show: Show, order: Order, from_end: bool) -> Select[Any]:
    """So many numbers of an order by its index alone, what comes before them skipped; from the end where that is nearer."""
    keys = _keys(show, order)
    return (
        select(_POST.number)
        .where(_FIRST_LEVEL, *_shown(show))
        .order_by(*(key.asc() if upwards != from_end else key.desc() for key, upwards in keys))
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
    )


def _shown(show: Show) -> list[ColumnElement[bool]]:
    if show == Show.ALL:
        return []
    if show == Show.CITY:
        return [text(CITY_SPOKE)]  # type: ignore[list-item]  # as the index says it, or the index is not used
    return [_POST.active_at > bindparam("since")] if show == Show.NEW else [_POST.kind == bindparam("kind")]


def _keys(show: Show, order: Order) -> list[tuple[Any, bool]]:
    """The columns of an order, with whether the smaller comes first."""
    if show == Show.NEW:
        return [(_POST.active_at, False), (_POST.number, False)]
    first = {Order.BALANCED: _POST.score, Order.DISCUSSED: _POST.answers_count, Order.CONTESTED: _POST.contested, Order.ACROSS: _POST.across}.get(
        order
    )
    return [*([(first, False)] if first is not None else []), (_POST.number, order == Order.OLDEST)]


_PINS = union_all(
    *(
        select(picked.c.part, picked.c.number, picked.c.kind)
        for picked in (
            select(literal(part).label("part"), _POST.number, _POST.kind).where(_FIRST_LEVEL, _READABLE).order_by(*keys).limit(limit).subquery()
            for part, keys, limit in ((1, (_POST.number.desc(),), 1), (2, (_POST.attention, _POST.number), 2))
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Turns:
    """The balanced order of a discussion: which numbers are set in among the first five, where, and how long the list of each kind is."""

    pins: list[int]
    lengths: list[int]

    @property
    def places(self) -> list[int]:
        return pinned_places(sum(self.lengths), len(self.pins))

    @property
    def without(self) -> dict[str, int]:
        first, second = (*self.pins, 0, 0)[:2]
        return {"first_pin": first, "second_pin": second}


def _turns(session: Session, discussion: Line) -> _Turns:
    lengths = [getattr(discussion, f"{kind}_count") for kind in _KINDS]
    pins: list[int] = []
    parts: set[int] = set()
    for row in session.execute(_PINS, {"discussion": discussion.id}).all():
        if row.part not in parts and row.number not in pins:
            parts.add(row.part)
            pins.append(row.number)
            lengths[_KINDS.index(Kind(row.kind))] -= 1
    return _Turns(pins, lengths)


def _balanced(session: Session, discussion: Line, start: int, size: int) -> list[int]:
    turns = _turns(session, discussion)
    set_in = {place: number for place, number in zip(turns.places, turns.pins, strict=True) if start <= place < start + size}
    stretch = in_turn(turns.lengths, start - sum(place < start for place in turns.places), size - len(set_in))
    values: dict[str, Any] = {"discussion": discussion.id, **turns.without}
    backwards = []
    for which, length in enumerate(turns.lengths):
        indexes = [index for kind, index in stretch if kind == which]
        skip, count = (indexes[0], len(indexes)) if indexes else (0, 0)
        backwards.append(skip > length - skip - count)
        values |= {f"kind_{which}": _KINDS[which], f"size_{which}": count, f"skip_{which}": length - skip - count if backwards[-1] else skip}
    lists: list[list[Line]] = [[] for _kind in _KINDS]
    for row in session.execute(_turns_statement(tuple(backwards)), values).all():
        lists[row.part].append(row)
    for one in lists:
        one.sort(key=lambda row: (row.score, row.number))  # the best last, to be taken off
    others = iter([lists[which].pop().number for which, _index in stretch if lists[which]])
    woven = [set_in[place] if place in set_in else next(others, None) for place in range(start, start + size)]
    return [number for number in woven if number is not None]


@lru_cache(maxsize=32)
def _turns_statement(backwards: tuple[bool, ...]) -> Any:
    """A stretch of the best of each kind, in one statement."""
    parts = []
    for which, from_end in enumerate(backwards):
        keys = (_POST.score, _POST.number) if from_end else (_POST.score.desc(), _POST.number.desc())
        of_kind = and_(_FIRST_LEVEL, _POST.kind == bindparam(f"kind_{which}"), _NOT_PINNED)
        stretch = select(literal(which).label("part"), _POST.score, _POST.number).where(of_kind).order_by(*keys)
        parts.append(select(stretch.limit(bindparam(f"size_{which}")).offset(bindparam(f"skip_{which}")).subquery()))
    return union_all(*parts)


_NOT_PINNED = and_(_POST.number != bindparam("first_pin"), _POST.number != bindparam("second_pin"))


def page_of(session: Session, discussion: Line | Discussion, contribution: Line | Contribution, asked: Asked) -> int:
    """On which page of an order a contribution of the first level stands, where all are shown."""
    return _place(session, discussion, contribution, asked) // PAGE + 1


def _place(session: Session, discussion: Any, post: Any, asked: Asked) -> int:
    total, number = discussion.top_level_count, post.number
    if asked.order == Order.RANDOM:
        return place_of(number - 1, total, asked.seed)
    if asked.order in (Order.NEWEST, Order.OLDEST):
        return int(number - 1 if asked.order == Order.OLDEST else total - number)
    if asked.order == Order.BALANCED:
        turns = _turns(session, discussion)
        if number in turns.pins:
            return turns.places[turns.pins.index(number)]
        values = {"discussion": discussion.id, "kind": post.kind, **turns.without}
        better = or_(_POST.score > post.score, and_(_POST.score == post.score, _POST.number > number))
        counting = select(func.count()).where(_FIRST_LEVEL, _POST.kind == bindparam("kind"), _NOT_PINNED, better)
        place = turn_of(turns.lengths, _KINDS.index(Kind(post.kind)), int(session.execute(counting, values).scalar_one()))
        for pinned in turns.places:
            place += place >= pinned
        return place
    name = {Order.DISCUSSED: "answers_count", Order.ACROSS: "across"}.get(asked.order, "contested")
    own = getattr(post, name)
    before = or_(_POST[name] > own, and_(_POST[name] == own, _POST.number > number))
    return int(session.execute(select(func.count()).where(_FIRST_LEVEL, before), {"discussion": discussion.id}).scalar_one())


def _posts(rest: tuple[Any, ...], signed_in: bool) -> Select[*tuple[Any, ...]]:
    """Contributions with their authors' names and, for a signed-in reader, the reader's own rating, joined."""
    posts, people, ratings = Contribution.__table__, Person.__table__, Rating.__table__
    joined = posts.outerjoin(people, people.c.id == posts.c.author_id)
    if not signed_in:
        return select(*_HEAD, literal(None).label("mine"), *rest).select_from(joined)
    mine = and_(ratings.c.contribution_id == posts.c.id, ratings.c.person_id == bindparam("reader"))
    return select(*_HEAD, _RATING.value.label("mine"), *rest).select_from(joined.outerjoin(ratings, mine))


def _for(reader_id: int | None, **values: object) -> dict[str, object]:
    """The values of a statement, with the reader's number where it asks for it."""
    return values if reader_id is None else {**values, "reader": reader_id}


@lru_cache(maxsize=4)
def _span(order: Order, signed_in: bool) -> Glance:
    span = _POST.number.between(bindparam("first"), bindparam("last"))
    ordered = _POST.number.desc() if order == Order.NEWEST else _POST.number
    return Glance(_posts(_placed(signed_in), signed_in).where(_FIRST_LEVEL, span).order_by(ordered))


@lru_cache(maxsize=2)
def _listed(signed_in: bool) -> Glance:
    return Glance(_posts(_placed(signed_in), signed_in).where(_FIRST_LEVEL, among(_POST.number, numbers("numbers"))))


@lru_cache(maxsize=2)
def _answers_of_many(signed_in: bool) -> Glance:
    below = and_(among(_POST.parent_id, numbers("parents")), _POST.position.between(1, FIRST_ANSWERS))
    return Glance(_posts(_placed(signed_in), signed_in).where(below).order_by(_POST.parent_id, _POST.position))


@lru_cache(maxsize=4)
def _answers_statement(whole: bool, signed_in: bool) -> Select[*tuple[Any, ...]]:
    below = and_(_POST.parent_id == bindparam("parent"), _POST.position.between(bindparam("first"), bindparam("last")))
    return _posts(_REST if whole else _placed(signed_in), signed_in).where(below).order_by(_POST.position)


@lru_cache(maxsize=2)
def _lines(signed_in: bool) -> Glance:
    return Glance(_posts(_REST, signed_in).where(among(_POST.id, numbers("contributions"))))


def some_answers(session: Session, parent_id: int, reader_id: int | None, first: int = 1, last: int = FIRST_ANSWERS) -> Sequence[Line]:
    """The heads of the answers to a contribution from one number to another."""
    values = {"parent": parent_id, "first": first, "last": last, "reader": reader_id}
    return session.execute(_answers_statement(False, reader_id is not None), values).all()


def answers(session: Session, parent: Line, reader_id: int | None, number: int) -> Page[Line]:
    """A page of the answers to one contribution, in their order of time."""
    number = page_number(str(number), last=max(1, -(-parent.answers_count // PAGE)))
    first = offset(number, PAGE) + 1
    values = {"parent": parent.id, "first": first, "last": first + PAGE - 1, "reader": reader_id}
    return Page(session.execute(_answers_statement(True, reader_id is not None), values).all(), number, PAGE, parent.answers_count)


def lines(session: Session, ids: Iterable[int], reader_id: int | None) -> Sequence[Line]:
    """Contributions as pages show them, in no particular order."""
    return _lines(reader_id is not None).all(session, **_for(reader_id, contributions=told(ids)))


def line(session: Session, contribution_id: int, reader_id: int | None) -> Line:
    """One contribution as a page shows it. Raises NotFound."""
    found = lines(session, [contribution_id], reader_id)
    if not found:
        raise NotFound
    return found[0]
