"""The numbers that a discussion and its contributions carry, changed with every act: counts, places, and what orders go by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.discussions.across import across_of, mark_rated
from participation.discussions.models import Contribution, Discussion, Kind
from participation.discussions.signals import contributions_changed
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.methods.intervals import wilson_lower_bound
from participation.methods.orders import contention

UNSEEN = 1_000_000_000
"""The attention of what cannot be read: nobody is to be led there."""


def change_counts(session: Session, discussion_id: int, *, readable: int = 0) -> None:
    """Change how many contributions of a discussion can be read, atomically, and tell the room of the subject the new number."""
    session.flush()
    statement = (
        update(Discussion)
        .where(Discussion.id == discussion_id)
        .values(contribution_count=Discussion.contribution_count + readable, version=Discussion.version + 1)
        .returning(Discussion.subject_kind, Discussion.subject_id, Discussion.contribution_count)
    )
    row = session.execute(statement.execution_options(synchronize_session=False)).one()
    _forget(session, discussion_id)
    if readable:
        contributions_changed.send(
            session,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            count=row.contribution_count,
            contested=_contested(session, discussion_id),
        )


def _contested(session: Session, discussion_id: int) -> int:
    """Of the arguments for and those against that can be read, how many the fewer are."""
    it = Contribution
    readable = (it.discussion_id == discussion_id, it.parent_id.is_(None), it.deleted_at.is_(None), it.hidden_at.is_(None))
    count = select(it.kind, func.count()).where(*readable, it.kind.in_([Kind.FOR, Kind.AGAINST])).group_by(it.kind)
    counts = [number for _kind, number in session.execute(count)]
    return min(counts) if len(counts) == 2 else 0


def next_number(session: Session, discussion_id: int, kind: Kind, *, official: bool) -> int:
    """Count one more contribution of the first level and return its number; whoever writes at the same time gets the next."""
    more: dict[str, Any] = {"top_level_count": Discussion.top_level_count + 1, **_of_kind(kind, 1)}
    if official:
        more["city_count"] = Discussion.city_count + 1
    statement = update(Discussion).where(Discussion.id == discussion_id).values(**more).returning(Discussion.top_level_count)
    number = session.execute(statement.execution_options(synchronize_session=False)).scalar_one()
    _forget(session, discussion_id)
    return int(number)


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
    counting = (
        update(Contribution)
        .where(Contribution.id == parent_id)
        .values(
            answers_count=Contribution.answers_count + 1,
            attention=Contribution.attention + 1,
            city_voices=Contribution.city_voices + int(official),
            active_at=now,
            version=Contribution.version + 1,
        )
        .returning(Contribution.answers_count, Contribution.city_voices)
    )
    position, voices = session.execute(counting.execution_options(synchronize_session=False)).one()
    session.refresh(parent)
    if official and voices == 1:
        session.execute(update(Discussion).where(Discussion.id == discussion.id).values(city_count=Discussion.city_count + 1))
    return int(position)


def change_kind(session: Session, contribution: Contribution, kind: Kind) -> None:
    """Let a contribution say that it is something else."""
    if contribution.parent_id is None and contribution.kind != kind:
        values = {**_of_kind(Kind(contribution.kind), -1), **_of_kind(kind, 1)}
        session.execute(update(Discussion).where(Discussion.id == contribution.discussion_id).values(**values))
        _forget(session, contribution.discussion_id)
    contribution.kind = kind


def count_ratings(session: Session, contribution: Contribution, up: int, down: int) -> None:
    """Change the counts atomically, and from them the places in the orders; the row stays locked in between."""
    statement = (
        update(Contribution)
        .where(Contribution.id == contribution.id)
        .values(up_count=Contribution.up_count + up, down_count=Contribution.down_count + down, version=Contribution.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
    session.refresh(contribution)
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


def _forget(session: Session, discussion_id: int) -> None:
    loaded = session.identity_map.get((Discussion, (discussion_id,), None))
    if loaded is not None:
        session.expire(loaded)
