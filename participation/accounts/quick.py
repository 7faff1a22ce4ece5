"""Who is signed in, read without the object mapper: for pages that are only read, and for the ballot.

The mapper needs most of a millisecond for a browser with its person, mandates and district; these columns need a twentieth. The person
is detached and only to be read. Staff and whoever holds a mandate go the ordinary way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, exists, select

from participation.accounts.models import STAFF, District, Mandate, Person, Role, WebSession
from participation.accounts.web_sessions import TOUCH_EVERY
from participation.kit import clock
from participation.kit.detached import detached
from participation.kit.glances import Glance
from participation.settings import Settings

NOBODY = 0
"""The number of whoever stands in for many; no row has it."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_READ = tuple(column.key for column in Person.__table__.columns)
_READ_OF_DISTRICT = tuple(column.key for column in District.__table__.columns)
_ROW = Glance(
    select(
        WebSession.id,
        WebSession.last_seen_at,
        exists().where(Mandate.person_id == Person.id),
        *(Person.__table__.c[name] for name in _READ),
        *(District.__table__.c[name].label(f"district_{name}_") for name in _READ_OF_DISTRICT),
    )
    .join(Person, Person.id == WebSession.person_id)
    .outerjoin(District, District.id == Person.district_id)
    .where(WebSession.token_hash == bindparam("token_hash"), Person.deleted_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SeenBrowser:
    """What a page asks of the signed-in browser."""

    id: int
    last_seen_at: datetime


def quick_visit(token: str, settings: Settings, now: datetime) -> tuple[Person, SeenBrowser] | None:
    """The resident with an account of a living session that was seen in the last minutes; None says: ask the ordinary way.

    One statement, nothing written, nothing kept in the session.
    """
    row = _ROW.first(token_hash=hashlib.sha256(token.encode()).digest())
    if row is None:
        return None
    number, seen_at, has_mandate, *values = row
    rest = min(TOUCH_EVERY, timedelta(hours=settings.session_hours_residents))
    own, district = dict(zip(_READ, values, strict=False)), dict(zip(_READ_OF_DISTRICT, values[len(_READ) :], strict=True))
    own |= {"mandates": [], "district": detached(District, district) if own["district_id"] is not None else None}
    person = detached(Person, own)
    return None if has_mandate or person.is_guest or person.role in STAFF or now - seen_at > rest else (person, SeenBrowser(number, seen_at))


def stand_in_for(person: Person, name: str) -> tuple[Hashable, Person] | None:
    """What kind of resident this is, and somebody of the same kind called `name` who did nothing yet; None for staff, the blocked, and whoever
    lost the proof of residence or has it from another account (rules tell them the day), and whoever represents an organisation (forms ask them).

    Of a stand-in only that is told which many share; asking for more raises, so that no page of many can show it.
    """
    verified = person.is_verified(clock.now())
    lost = person.verification_end is not None or person.roll_from is not None or (person.verified_at is not None and not verified)
    if person.is_guest or person.role != Role.RESIDENT or person.mandates or person.blocked_at is not None or person.represents or lost:
        return None
    agreed = person.opinions_agreed_at is not None
    kind = (person.is_confirmed, verified, agreed, person.unread_notices)
    told = {
        "id": NOBODY,
        "role": person.role,
        "public_name": name,
        "email_confirmed_at": _LONG_AGO if person.is_confirmed else None,
        "guest_since": None,
        "verified_at": _LONG_AGO if verified else None,
        "verified_until": None,
        "verification_end": None,
        "roll_from": None,
        "opinions_agreed_at": _LONG_AGO if agreed else None,
        "blocked_at": None,
        "deleted_at": None,
        "represents": False,
        "unread_notices": person.unread_notices,
        "mandates": [],
    }
    return kind, detached(Person, told, {*_READ, "district"} - {*told})
