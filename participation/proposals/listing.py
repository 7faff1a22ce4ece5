"""A page of a consultation's proposals: filtered, searched, in one of the orders, at the same cost however long the list is.

What depends only on which proposals are public, in which topic, district and status, is counted once and kept in memory under the
version that the database's triggers give to that set (`kit/page_versions.py`): how many there are of each kind, and the random
circles. Supports and contributions do not change that version, so lists of tens of thousands skip nothing row by row.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from time import monotonic as time_since_start
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.among import among, numbers, told
from participation.kit.database import only_reads
from participation.kit.dates import day_begins
from participation.kit.glances import Glance
from participation.kit.known_versions import known_versions
from participation.kit.page_versions import versions_of
from participation.kit.pagination import Page
from participation.kit.recent import Recent
from participation.kit.search import matching
from participation.places.queries import has_place, lies_within, section_values
from participation.proposals.filters import TAKEN_IN, WITH, WITHDRAWN, WITHOUT, Filters
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.orders import Order
from participation.proposals.queries import CARD

PAGE_SIZE = 20
_IDS_KEPT = 1_000_000  # eight bytes each

_p = Proposal.__table__.c
_person = Person.__table__.c
_cards_from = Proposal.__table__.outerjoin(Person.__table__, _person.id == _p.author_id)


class Shape(NamedTuple):
    """Which conditions a list has, without their values: a statement is built once for each."""

    category: bool = False
    district: bool = False
    statuses: bool = False
    origins: tuple[str, ...] = ()
    answered: str = ""
    since: bool = False
    until: bool = False
    placed: str = ""
    section: bool = False


@lru_cache(maxsize=512)
def _conditions(shape: Shape) -> tuple[ColumnElement[bool], ...]:
    found = [_p.consultation_id == bindparam("consultation_id"), _p.stage == bindparam("stage")]
    if shape.category:
        found.append(_p.category_id == bindparam("category_id"))
    if shape.district:
        found.append(_p.district_id == bindparam("district_id"))
    if shape.statuses:
        found.append(_p.status.in_(bindparam("statuses", expanding=True)))
    if shape.origins:
        found.append(or_(*(_ORIGINS[origin] for origin in shape.origins)))
    if shape.answered:
        found.append(_p.last_answer > 0 if shape.answered == WITH else _p.last_answer == 0)
    if shape.since:
        found.append(_p.published_at >= bindparam("since"))
    if shape.until:
        found.append(_p.published_at < bindparam("until"))
    if shape.placed or shape.section:
        found.append(not_(has_place(_p.place_id)) if shape.placed == WITHOUT else has_place(_p.place_id))
    if shape.section:
        found.append(lies_within(_p.place_id))
    return tuple(found)


_ORIGINS: dict[str, ColumnElement[bool]] = {"einwohner": _p.official == false(), "stadt": _p.official == true(), TAKEN_IN: _p.channel.is_not(None)}

ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: (_p.published_at.desc(), _p.id.desc()),
    Order.SUPPORTED: (_p.support_count.desc(), _p.id.desc()),
    Order.DISCUSSED: (_p.contribution_count.desc(), _p.id.desc()),
    Order.CONTESTED: (_p.contested.desc(), _p.id.desc()),
    Order.ACTIVE: (_p.last_activity.desc(), _p.id.desc()),
    Order.ANSWERED: (_p.last_answer.desc(), _p.id.desc()),
}
_BACKWARDS: dict[Order, tuple[Any, ...]] = {order: tuple(part.element.asc() for part in parts) for order, parts in ORDERS.items()}
_CIRCLES = {"a": (_p.shuffle_a, _p.id), "b": (_p.shuffle_b, _p.id)}


def list_proposals(session: Session, consultation_id: int, filters: Filters, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of a consultation's proposals as `CARD` rows, in a constant number of statements whatever the filters.

    Random order: each proposal has two random places; the seed chooses one of the two circles that they form, a direction and a
    rank to begin at. So over all seeds every proposal stands at every rank equally often, and the same seed gives the same order
    on both databases. A proposal that is added moves the others by one at most.
    """
    shape, values = conditions_of(filters, consultation_id)
    if filters.words:
        return _searched(session, session.connection(), shape, values, filters, size)
    if filters.order == Order.RANDOM:
        return _random_page(session, _circle(session, shape, values, "ab"[filters.seed & 1]), filters, size)
    total = count_proposals(session, consultation_id, filters)
    number = min(filters.page, max(1, -(-total // size)))
    skipped = (number - 1) * size
    if min(skipped, total - skipped) > SKIPPED_AT_MOST and not (shape.placed or shape.section):
        ids = _order(session, session.connection(), shape, values, filters.order)[skipped : skipped + size]
        return Page(_cards_of(session, ids), number, size, total)
    return Page(_ordered_page(session.connection(), shape, values, filters.order, skipped, size, total), number, size, total)


def newest_proposals(session: Session, consultation_id: int, most: int = 3) -> Sequence[Any]:
    """The newest published proposals as `CARD` rows, in one statement."""
    shape, values = conditions_of(Filters(), consultation_id)
    return _ordered_page(session.connection(), shape, values, Order.NEWEST, 0, most, most)


def conditions_of(filters: Filters, consultation_id: int) -> tuple[Shape, dict[str, Any]]:
    """What filters demand of a row, words aside: the shape of the statement and its values."""
    withdrawn = WITHDRAWN in filters.statuses
    statuses = [] if withdrawn else list(filters.statuses)
    given: dict[str, Any] = {
        "category_id": filters.category_id,
        "district_id": filters.district_id,
        "statuses": statuses or None,
        "since": day_begins(filters.since) if filters.since else None,
        "until": day_begins(filters.until + timedelta(days=1)) if filters.until else None,
    }
    shape = Shape(
        category=filters.category_id is not None,
        district=filters.district_id is not None,
        statuses=bool(statuses),
        origins=filters.origins,
        answered=filters.answered,
        since=filters.since is not None,
        until=filters.until is not None,
        placed=WITH if filters.placed else filters.place,
        section=filters.section is not None,
    )
    given |= section_values(filters.section) if filters.section else {}
    stage = ProposalStage.WITHDRAWN if withdrawn else ProposalStage.PUBLISHED
    return shape, {"consultation_id": consultation_id, "stage": stage, **{name: value for name, value in given.items() if value is not None}}


def matching_statement(session: Session, columns: Sequence[Any], filters: Filters, consultation_id: int) -> tuple[Select[Any], dict[str, Any]]:
    """All rows of a list, whatever its length, for feeds and files: the statement without order, and its values."""
    shape, values = conditions_of(filters, consultation_id)
    statement = select(*columns).where(*_conditions(shape))
    if filters.words:
        hits = matching(session, "proposal", filters.words).subquery()
        statement = statement.where(_p.id.in_(select(hits.c.subject_id)))
    return statement, values


# What is kept in memory under the version of the set of public proposals


class Facet(NamedTuple):
    """One kind of public proposals: what filters tell apart without looking at days or words."""

    category_id: int | None
    district_id: int | None
    status: str
    origin: str
    answered: bool


Facets = dict[Facet, int]
_facets: Recent[Facets] = Recent(200)
_circles: Recent[array[int]] = Recent(_IDS_KEPT, lambda ids: len(ids) + 50)

_answered = (_p.last_answer > 0).label("answered")
_facet_statement = (
    select(_p.category_id, _p.district_id, _p.status, _p.official, _answered, func.count())
    .where(_p.consultation_id == bindparam("consultation_id"), _p.stage == ProposalStage.PUBLISHED)
    .group_by(_p.category_id, _p.district_id, _p.status, _p.official, _answered)
)


def set_scope(consultation_id: int) -> str:
    """The name under which triggers keep the version of a consultation's set of public proposals."""
    return f"proposal_set:{consultation_id}"


def _version(session: Session, consultation_id: int) -> str | None:
    scope = set_scope(consultation_id)
    return known_versions((scope,))[scope] if only_reads() else versions_of(session, [scope]).get(scope)


def facets_of(session: Session, consultation_id: int) -> Facets:
    """How many published proposals there are of each kind; counted anew only when the set has changed."""
    version = _version(session, consultation_id)
    kept = _facets.get((consultation_id, version)) if version else None
    if kept is None:
        rows = session.connection().execute(_facet_statement, {"consultation_id": consultation_id})
        kept = {Facet(row[0], row[1], str(row[2]), "stadt" if row[3] else "einwohner", bool(row[4])): row[5] for row in rows}
        _facets.keep((consultation_id, version), kept)
    return kept


def count_proposals(session: Session, consultation_id: int, filters: Filters) -> int:
    """How many proposals a list without words holds: from memory, except where something is asked that facets do not tell apart."""
    told_apart = not (filters.since or filters.until or filters.place or filters.placed or filters.section)
    if not told_apart or TAKEN_IN in filters.origins or WITHDRAWN in filters.statuses:
        shape, values = conditions_of(filters, consultation_id)
        return int(session.connection().execute(_count_statement(shape), values).scalar_one())
    return sum(count for facet, count in facets_of(session, consultation_id).items() if _is_in(facet, filters))


def _is_in(facet: Facet, filters: Filters) -> bool:
    return (
        (filters.category_id is None or facet.category_id == filters.category_id)
        and (filters.district_id is None or facet.district_id == filters.district_id)
        and (not filters.statuses or facet.status in filters.statuses)
        and (not filters.origins or facet.origin in filters.origins)
        and (not filters.answered or facet.answered == (filters.answered == WITH))
    )


@lru_cache(maxsize=512)
def _count_statement(shape: Shape) -> Select[Any]:
    return select(func.count()).select_from(Proposal.__table__).where(*_conditions(shape))


def _circle(session: Session, shape: Shape, values: dict[str, Any], name: str) -> array[int]:
    """The numbers of all proposals of a list in the order of their random places."""
    located = shape.placed or shape.section  # a proposal can get another place within the same set
    version = None if located else _version(session, values["consultation_id"])
    key = (version, name, shape, *(str(value) for value in values.values()))
    kept = _circles.get(key) if version else None
    if kept is None:
        kept = array("q", session.connection().execute(_circle_statement(shape, name), values).scalars())
        if version:
            _circles.keep(key, kept)
    return kept


@lru_cache(maxsize=512)
def _circle_statement(shape: Shape, name: str) -> Select[Any]:
    return select(_p.id).where(*_conditions(shape)).order_by(*_CIRCLES[name])


_by_number = Glance(select(*CARD).select_from(_cards_from).where(among(_p.id, numbers("ids"))))


def _random_page(session: Session, circle: array[int], filters: Filters, size: int) -> Page[Any]:
    total = len(circle)
    number = min(filters.page, max(1, -(-total // size)))
    skipped = (number - 1) * size
    first = ((filters.seed >> 2) * total) >> 29  # a rank, equally likely each
    ranks = [(first + skipped + step) % total for step in range(min(size, total - skipped))]
    ids = [circle[total - 1 - rank] if filters.seed & 2 else circle[rank] for rank in ranks]
    return Page(_cards_of(session, ids), number, size, total)


def _cards_of(session: Session, ids: Sequence[int]) -> list[Any]:
    rows = {row.id: row for row in _by_number.all(session, ids=told(ids))}
    return [rows[each] for each in ids if each in rows]


# Pages in an order that an index keeps

SKIPPED_AT_MOST = 500
"""Rows that the index skips from the nearer end; pages further inside are looked up in the whole order, kept in memory."""
SAME_ORDER_SECONDS = 10.0
"""How long these inner pages may stand in an order from before a support, contribution or answer."""


class _KeptOrder(NamedTuple):
    version: str
    made_at: float
    ids: array[int]


_orders: Recent[_KeptOrder] = Recent(_IDS_KEPT, lambda kept: len(kept.ids) + 50)


def _order(session: Session, connection: Connection, shape: Shape, values: dict[str, Any], order: Order) -> array[int]:
    """The numbers of all proposals of a list in an order (docs/decisions/016).

    What is public, and thereby which rows these are, is always as it is now. By what the others are ordered changes with every click;
    it is looked up anew after `SAME_ORDER_SECONDS`, so that turning pages meanwhile loses and doubles none.
    """
    scopes = set_scope(values["consultation_id"]), f"proposals:{values['consultation_id']}"
    found = versions_of(session, scopes)
    of_set, now = found.get(scopes[0]), found.get(scopes[1], "")
    key = (of_set, order, shape, *(str(value) for value in values.values()))
    kept = _orders.get(key) if of_set else None
    if kept and (order == Order.NEWEST or kept.version == now or time_since_start() - kept.made_at < SAME_ORDER_SECONDS):
        return kept.ids
    ids = array("q", connection.execute(_order_statement(shape, order), values).scalars())
    if of_set:
        _orders.keep(key, _KeptOrder(now, time_since_start(), ids))
    return ids


@lru_cache(maxsize=512)
def _order_statement(shape: Shape, order: Order) -> Select[Any]:
    return select(_p.id).where(*_conditions(shape)).order_by(*ORDERS[order])


def _ordered_page(connection: Connection, shape: Shape, values: dict[str, Any], order: Order, skipped: int, size: int, total: int) -> Sequence[Any]:
    """One page; beyond the middle it is read from the end, so that no more than half of the index is skipped."""
    left = min(size, total - skipped)
    if skipped * 2 <= total:
        return connection.execute(_page_statement(shape, order, False), values | {"size": size, "skipped": skipped}).all()
    asked = values | {"size": left, "skipped": total - skipped - left}
    return connection.execute(_page_statement(shape, order, True), asked).all()[::-1]


@lru_cache(maxsize=1024)
def _page_statement(shape: Shape, order: Order, from_the_end: bool) -> Select[Any]:
    """One page of cards, the rows skipped over the index alone."""
    by = (_BACKWARDS if from_the_end else ORDERS)[order]
    ids = select(_p.id).where(*_conditions(shape)).order_by(*by).limit(bindparam("size")).offset(bindparam("skipped")).subquery()
    return select(*CARD).select_from(_cards_from.join(ids, ids.c.id == _p.id)).order_by(*by)


def _searched(session: Session, connection: Connection, shape: Shape, values: dict[str, Any], filters: Filters, size: int) -> Page[Any]:
    hits = matching(session, "proposal", filters.words).subquery()
    count = _count_statement(shape).where(_p.id.in_(select(hits.c.subject_id)))
    total = int(connection.execute(count, values).scalar_one())
    number = min(filters.page, max(1, -(-total // size)))
    by_seed = _CIRCLES["ab"[filters.seed & 1]]
    order = {Order.MATCHING: (hits.c.rank.desc(), _p.support_count.desc(), _p.id.desc()), Order.RANDOM: by_seed}.get(filters.order)
    statement = select(*CARD).select_from(_cards_from.join(hits, hits.c.subject_id == _p.id)).where(*_conditions(shape))
    statement = statement.order_by(*(order or ORDERS[filters.order])).limit(size).offset((number - 1) * size)
    return Page(connection.execute(statement, values).all(), number, size, total)


def hits_of(session: Session, consultation_id: int, tries: Sequence[Filters]) -> Sequence[int]:
    """How many proposals each of some searches finds, in one statement."""
    counts, values = [], dict[str, Any]()
    for each in tries:
        statement, values = matching_statement(session, [func.count()], each, consultation_id)
        counts.append(statement.scalar_subquery())
    return list(session.execute(select(*counts), values).one())


def texts_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The whole texts of some proposals as HTML, in one statement."""
    return {row[0]: row[1] for row in session.execute(select(_p.id, _p.body_html).where(_p.id.in_(ids)))}
