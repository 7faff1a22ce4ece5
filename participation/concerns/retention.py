"""What is forgotten when: what nobody confirmed after two days, addresses thirty days after the answer that closed the concern."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.models import KIND, PICTURE_KIND, Concern, Status
from participation.consultations.signals import text_removed
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.privacy import Due
from participation.places.actions import forget_place

UNCONFIRMED_KEPT = timedelta(days=2)
ADDRESS_KEPT = timedelta(days=30)
"""After the answer that closed the concern."""
AT_ONCE = 200
_CLOSED = (Status.DONE, Status.DECLINED)
_ANSWERED = (Concern.email_confirmed_at.is_not(None), Concern.status.in_(_CLOSED))
_NOT_WANTED = (Concern.email.is_not(None), Concern.email_confirmed_at.is_(None), Concern.status != Status.ASKED)


def addresses_due(session: Session, now: datetime) -> Iterable[Due]:
    """When addresses go, the oldest first: unconfirmed concerns with all of theirs, addresses nobody confirmed, those of closed concerns."""
    lines: tuple[tuple[str, Any, timedelta, tuple[Any, ...]], ...] = (
        ("concerns that nobody confirmed", Concern.asked_at, UNCONFIRMED_KEPT, (Concern.status == Status.ASKED,)),
        ("addresses from other apps that nobody confirmed", Concern.asked_at, UNCONFIRMED_KEPT, _NOT_WANTED),
        ("addresses of closed concerns", Concern.changed_at, ADDRESS_KEPT, _ANSWERED),
    )
    for what, since, kept, where in lines:
        rows, oldest = session.execute(select(func.count(Concern.id), func.min(since)).where(*where)).one()
        if rows:
            yield Due(f"{what} (the oldest)", rows, (oldest + kept).astimezone(city_zone()).date())


def sweep_addresses(session: Session, now: datetime) -> int:
    """Delete the addresses that are due; the concerns stay."""
    unwanted = (*_NOT_WANTED, Concern.asked_at <= now - UNCONFIRMED_KEPT)
    over = (*_ANSWERED, Concern.changed_at <= now - ADDRESS_KEPT)
    return sum(_emptied(session, where) for where in (unwanted, over))


def _emptied(session: Session, where: tuple[Any, ...]) -> int:
    emptied: Any = session.execute(
        update(Concern).where(*where).values(email=None, email_confirmed_at=None), execution_options={"synchronize_session": False}
    )
    return int(emptied.rowcount)


def forget_unconfirmed(session: Session, now: datetime) -> list[str]:
    """Delete concerns whose link nobody followed. Returns the names of their pictures, whose files the caller deletes after the commit."""
    old = (Concern.status == Status.ASKED, Concern.asked_at <= now - UNCONFIRMED_KEPT)
    rows = session.execute(select(Concern.id, Concern.place_id, Concern.picture_name).where(*old).limit(AT_ONCE)).all()
    session.execute(delete(Concern).where(Concern.id.in_([row.id for row in rows])))
    for row in rows:
        forget_place(session, row.place_id)
    return [row.picture_name for row in rows if row.picture_name]


def drop_pictures(session: Session) -> list[str]:
    """Let go of the pictures of texts that were removed. Returns their names, whose files the caller deletes after the commit."""
    found = session.scalars(select(Concern).where(Concern.text == "", Concern.picture_name.is_not(None)).limit(AT_ONCE)).all()
    names = [one.picture_name for one in found if one.picture_name]
    for one in found:
        one.picture_name = one.picture_width = one.picture_height = None
    session.flush()
    return names


def forget_sender(session: Session, person: Person) -> None:
    """An account was deleted: its concerns stay without a sender."""
    session.execute(update(Concern).where(Concern.person_id == person.id).values(person_id=None), execution_options={"synchronize_session": False})


def remove_texts_of(session: Session, person: Person, now: datetime) -> None:
    """An account goes and its texts with it: text, place and picture are emptied; the number and what offices answered stay."""
    for concern in session.scalars(select(Concern).where(Concern.person_id == person.id).order_by(Concern.id).with_for_update()).all():
        place = concern.place_id
        concern.text = concern.words = concern.address = concern.picture_words = ""
        concern.place_id = concern.district_id = None
        session.flush()
        forget_place(session, place)
        audit.append(session, at=now, actor=person, action="concern.text_removed", subject=concern)
        text_removed.send(session, kind=KIND, number=concern.id, now=now)
        text_removed.send(session, kind=PICTURE_KIND, number=concern.id, now=now)
