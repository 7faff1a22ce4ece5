"""The numbers that a discussion and its contributions carry, changed with every act: counts, places, and what orders go by."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from participation.discussions.across import across_of, mark_rated
from participation.discussions.models import Contribution, Discussion, Kind
from participation.discussions.signals import contributions_changed
from participation.kit.database import table_of
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.methods.intervals import wilson_lower_bound
from participation.methods.orders import contention

UNSEEN = 1_000_000_000
"""The attention of what cannot be read: nobody is to be led there."""
ARGUMENTS = (Kind.FOR, Kind.AGAINST)

_c, _d = table_of(Contribution), table_of(Discussion)
_READABLE = (
    update(_d)
    .where(_d.c.id == bindparam("discussion"))
    .values(contribution_count=_d.c.contribution_count + bindparam("more"), version=_d.c.version + 1)
    .returning(_d.c.subject_kind, _d.c.subject_id, _d.c.contribution_count)
)
_ARGUED = (
    select(_c.c.kind, func.count())
    .where(_c.c.discussion_id == bindparam("discussion"), _c.c.parent_id.is_(None), _c.c.deleted_at.is_(None), _c.c.hidden_at.is_(None))
    .where(_c.c.kind.in_(ARGUMENTS))
    .group_by(_c.c.kind)
)
_CITY = update(_d).where(_d.c.id == bindparam("discussion")).values(city_count=_d.c.city_count + 1)
_COUNTS = [
    _c.c[name]
    for name in "up_count down_count answers_count city_voices active_at version score contested across attention deleted_at hidden_at".split()
]
"""What others may have changed meanwhile, and what the places go by."""
_ANSWERED = (
    update(_c)
    .where(_c.c.id == bindparam("parent"))
    .values(
        answers_count=_c.c.answers_count + 1,
        attention=_c.c.attention + 1,
        city_voices=_c.c.city_voices + bindparam("voice"),
        active_at=bindparam("now"),
        version=_c.c.version + 1,
    )
    .returning(*_COUNTS)
)
_RATED = (
    update(_c)
    .where(_c.c.id == bindparam("contribution"))
    .values(up_count=_c.c.up_count + bindparam("ups"), down_count=_c.c.down_count + bindparam("downs"), version=_c.c.version + 1)
    .returning(*_COUNTS)
)


def change_counts(session: Session, discussion_id: int, *, readable: int = 0, argued: bool = True) -> None:
    """Change how many contributions of a discussion can be read, atomically, and tell the room of the subject the new number.

    `argued`: it may have been an argument, so that it is counted anew how contested the subject is.
    """
    session.flush()
    row = session.execute(_READABLE, {"discussion": discussion_id, "more": readable}).one()
    _forget(session, discussion_id, "contribution_count", "version")
    if readable:
        contested = _contested(session, discussion_id) if argued else None
        contributions_changed.send(
            session, subject_kind=row.subject_kind, subject_id=row.subject_id, count=row.contribution_count, contested=contested
        )


def _contested(session: Session, discussion_id: int) -> int:
    """Of the arguments for and those against that can be read, how many the fewer are."""
    counts = [number for _kind, number in session.execute(_ARGUED, {"discussion": discussion_id})]
    return min(counts) if len(counts) == 2 else 0


def next_number(session: Session, discussion_id: int, kind: Kind, *, official: bool) -> int:
    """Count one more contribution of the first level and return its number; whoever writes at the same time gets the next."""
    number = session.execute(_next_number(kind, official), {"discussion": discussion_id}).scalar_one()
    _forget(session, discussion_id, "top_level_count", f"{kind}_count", "city_count")
    return int(number)


@cache
def _next_number(kind: Kind, official: bool) -> Any:
    more: dict[str, Any] = {"top_level_count": _d.c.top_level_count + 1, f"{kind}_count": _d.c[f"{kind}_count"] + 1}
    if official:
        more["city_count"] = _d.c.city_count + 1
    return update(_d).where(_d.c.id == bindparam("discussion")).values(**more).returning(_d.c.top_level_count)


def next_position(session: Session, discussion: Discussion, parent_id: int, now: datetime, *, official: bool) -> int:
    """Count one more answer below a contribution and return the answer's number; whoever answers at the same time gets the next.

    Raises NotFound where the answered one belongs elsewhere, Invalid for an answer to an answer or to what cannot be read.
    """
    parent = session.get(Contribution, parent_id)
    if parent is None or parent.discussion_id != discussion.id:
        raise NotFound(_("Der Beitrag, auf den Sie antworten möchten, gehört nicht zu dieser Diskussion."))
    if parent.parent_id is not None:
        raise Invalid(_("Auf eine Antwort kann nicht noch einmal geantwortet werden. Bitte antworten Sie auf den Beitrag darüber."), "body")
    if not parent.is_readable:
        raise Invalid(_("Auf diesen Beitrag kann nicht mehr geantwortet werden, weil er nicht mehr zu lesen ist."), "body")
    session.flush()
    counted = session.execute(_ANSWERED, {"parent": parent_id, "voice": int(official), "now": now}).one()
    _take_over(parent, counted)
    position, voices = counted.answers_count, counted.city_voices
    if official and voices == 1:
        session.execute(_CITY, {"discussion": discussion.id})
        _forget(session, discussion.id, "city_count")
    return int(position)


def change_kind(session: Session, contribution: Contribution, kind: Kind) -> None:
    """Let a contribution say that it is something else."""
    if contribution.parent_id is None and contribution.kind != kind:
        values = {**_of_kind(Kind(contribution.kind), -1), **_of_kind(kind, 1)}
        session.execute(update(Discussion).where(Discussion.id == contribution.discussion_id).values(**values))
        _forget(session, contribution.discussion_id, *values)
    contribution.kind = kind


def count_ratings(session: Session, contribution: Contribution, up: int, down: int) -> None:
    """Change the counts atomically, and from them the places in the orders; the row stays locked in between."""
    session.flush()
    _take_over(contribution, session.execute(_RATED, {"contribution": contribution.id, "ups": up, "downs": down}).one())
    place(contribution)
    session.flush()
    mark_rated(session, contribution.discussion_id)


def place(contribution: Contribution) -> None:
    """Set what the orders go by from the counts as they are; what cannot be read goes down."""
    ups, downs, readable = contribution.up_count, contribution.down_count, contribution.is_readable
    contribution.score = wilson_lower_bound(ups, ups + downs) if readable else 0.0
    contribution.contested = contention(ups, downs) if readable else 0.0
    contribution.across = across_of(contribution.across, contribution.score, readable=readable)
    contribution.attention = ups + downs + contribution.answers_count if readable else UNSEEN


def mark_grown(session: Session, contribution_id: int, url: str) -> None:
    """Let a contribution lead to what grew from it; what grew first stays."""
    statement = update(Contribution).where(Contribution.id == contribution_id, Contribution.grown_url == "")
    session.execute(statement.values(grown_url=url[:200], version=Contribution.version + 1).execution_options(synchronize_session=False))


def _of_kind(kind: Kind, more: int) -> dict[str, Any]:
    column = getattr(Discussion, f"{kind}_count")
    return {f"{kind}_count": func.coalesce(column, 0) + more}


def _take_over(contribution: Contribution, row: Row[Any]) -> None:
    """Let the session know what the database said of a contribution."""
    for name, value in row._mapping.items():
        set_committed_value(contribution, name, value)


def _forget(session: Session, discussion_id: int, *names: str) -> None:
    """Let the session read these numbers anew where somebody asks for them."""
    loaded = session.identity_map.get((Discussion, (discussion_id,), None))
    if loaded is not None:
        session.expire(loaded, names)
