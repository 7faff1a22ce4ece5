"""Reads about one concern, its history, categories, keys, and what a person sent or wrote; each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person
from participation.concerns.models import OPEN, Concern, ConcernCategory, ConcernEvent, ConcernKey, Status, What
from participation.followups.models import Office
from participation.kit.errors import NotFound

MOST_SHOWN = 200
"""Rows of a history."""
MOST_OWN = 5_000
_WHOLE = (
    joinedload(Concern.category, innerjoin=True),
    joinedload(Concern.office, innerjoin=True),
    joinedload(Concern.place),
    joinedload(Concern.district),
)


def concern_by_id(session: Session, concern_id: int) -> Concern:
    """A concern with its category, office, place and district. Raises NotFound."""
    return _one(session, Concern.id == concern_id)


def concern_named(session: Session, public_id: str) -> Concern:
    """The same by its random name. Raises NotFound."""
    return _one(session, Concern.public_id == public_id)


def hold_concern(session: Session, concern_id: int) -> Concern:
    """The same, fresh and held until the transaction ends: others who change it wait. Raises NotFound."""
    session.flush()
    session.execute(select(Concern.id).where(Concern.id == concern_id).with_for_update())
    return _one(session, Concern.id == concern_id, fresh=True)


def _one(session: Session, condition: Any, *, fresh: bool = False) -> Concern:
    asked = select(Concern).where(condition).options(*_WHOLE)
    found = session.scalars(asked.execution_options(populate_existing=True) if fresh else asked).one_or_none()
    if found is None:
        raise NotFound
    return found


def events_of(session: Session, concern_id: int) -> Sequence[ConcernEvent]:
    """What happened with it, the oldest first, with the offices."""
    asked = select(ConcernEvent).where(ConcernEvent.concern_id == concern_id).options(joinedload(ConcernEvent.office, innerjoin=True))
    return session.scalars(asked.order_by(ConcernEvent.id).limit(MOST_SHOWN)).all()


def last_answers(session: Session, concern_ids: Collection[int]) -> dict[int, str]:
    """The newest answer to each of some concerns; nothing for those without one."""
    newest = (
        select(func.max(ConcernEvent.id))
        .where(ConcernEvent.what == What.ANSWER, ConcernEvent.concern_id.in_(list(concern_ids)))
        .group_by(ConcernEvent.concern_id)
    )
    rows = session.execute(select(ConcernEvent.concern_id, ConcernEvent.text).where(ConcernEvent.id.in_(newest)))
    return {row.concern_id: row.text for row in rows}


def concern_of_picture(session: Session, stored_name: str) -> Concern:
    """The concern whose picture has this name. Raises NotFound."""
    return _one(session, Concern.picture_name == stored_name)


def categories(session: Session, *, open_only: bool = False) -> Sequence[ConcernCategory]:
    """The categories with their offices, by name; closed ones last."""
    asked = select(ConcernCategory).options(joinedload(ConcernCategory.office, innerjoin=True))
    if open_only:
        asked = asked.where(ConcernCategory.closed_at.is_(None))
    return session.scalars(asked.order_by(ConcernCategory.closed_at.is_not(None), ConcernCategory.name).limit(500)).all()


def category_by_id(session: Session, category_id: int | None) -> ConcernCategory | None:
    """A category with its office, or None."""
    asked = select(ConcernCategory).where(ConcernCategory.id == category_id).options(joinedload(ConcernCategory.office, innerjoin=True))
    return session.scalars(asked).one_or_none()


def category_by_code(session: Session, code: str) -> ConcernCategory | None:
    """An open category by its code, or None."""
    asked = select(ConcernCategory).where(ConcernCategory.code == code, ConcernCategory.closed_at.is_(None))
    return session.scalars(asked.options(joinedload(ConcernCategory.office, innerjoin=True))).one_or_none()


def keys(session: Session) -> Sequence[Any]:
    """The keys of other apps, valid ones first: id, name, made_at, revoked_at, and how many concerns came with each."""
    number = select(func.count(Concern.id)).where(Concern.key_id == ConcernKey.id).correlate(ConcernKey).scalar_subquery()
    asked = select(ConcernKey.id, ConcernKey.name, ConcernKey.made_at, ConcernKey.revoked_at, number.label("number"))
    return session.execute(asked.order_by(ConcernKey.revoked_at.is_not(None), ConcernKey.id.desc()).limit(500)).all()


def key_by_id(session: Session, key_id: int) -> ConcernKey:
    """A key. Raises NotFound."""
    found = session.get(ConcernKey, key_id)
    if found is None:
        raise NotFound
    return found


def valid_key(session: Session, token_hash: bytes) -> ConcernKey | None:
    """The key with this hash, where it is not revoked."""
    return session.scalars(select(ConcernKey).where(ConcernKey.token_hash == token_hash, ConcernKey.revoked_at.is_(None))).one_or_none()


def open_offices(session: Session) -> dict[int, str]:
    """The offices that can answer, by name."""
    asked = select(Office.id, Office.name).where(Office.closed_at.is_(None)).order_by(Office.name).limit(500)
    return {row.id: row.name for row in session.execute(asked)}


def number_waiting(session: Session, offices: Collection[int] | None) -> int:
    """How many concerns wait for some offices, or with None for all."""
    asked = select(func.count(Concern.id)).where(Concern.status.in_(OPEN), Concern.text != "")
    return session.scalar(asked if offices is None else asked.where(Concern.office_id.in_(list(offices)))) or 0


def sent_by(session: Session, person: Person, most: int) -> Sequence[Any]:
    """What a person sent, the newest first: id, status, text, category."""
    asked = select(Concern.id, Concern.status, Concern.text, ConcernCategory.name.label("category"))
    asked = asked.join(ConcernCategory, ConcernCategory.id == Concern.category_id).where(Concern.person_id == person.id)
    return session.execute(asked.order_by(Concern.id.desc()).limit(most)).all()


def everything_of(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the data download: what a person sent, and what somebody of the staff answered or set up."""
    own = select(Concern.id, Concern.text, Concern.address, Concern.status, Concern.received_at, Concern.picture_words)
    answers = select(ConcernEvent.concern_id, ConcernEvent.what, ConcernEvent.text, ConcernEvent.written_at)
    given = select(ConcernKey.name, ConcernKey.made_at, ConcernKey.revoked_at)
    found = {
        "concerns": own.where(Concern.person_id == person.id).order_by(Concern.id),
        "concern_events": answers.where(ConcernEvent.written_by_id == person.id).order_by(ConcernEvent.id),
        "concern_keys": given.where(ConcernKey.made_by_id == person.id).order_by(ConcernKey.id),
    }
    return {name: [dict(row._mapping) for row in session.execute(asked.limit(MOST_OWN))] for name, asked in found.items()}


def pictures_by(session: Session, person: Person) -> Sequence[Concern]:
    """A person's concerns that have a picture."""
    mine = (Concern.person_id == person.id, Concern.picture_name.is_not(None), Concern.status != Status.ASKED)
    return session.scalars(select(Concern).where(*mine).order_by(Concern.id).limit(MOST_OWN)).all()
