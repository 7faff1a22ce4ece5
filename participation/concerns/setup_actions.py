"""The rule table (category → office and days), and keys with which other apps hand concerns in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.models import HINT_LENGTH, NAME_LENGTH, ConcernCategory, ConcernKey
from participation.concerns.rules import may_manage
from participation.followups.models import Office
from participation.kit import audit
from participation.kit.codes import hash_token, new_token
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, fold

MOST_CATEGORIES = 100
MOST_KEYS = 50
LONGEST_DAYS = 365
_NO_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a category is called, and who answers within how many days."""

    name: str
    hint: str
    office: Office | None
    days: int | None


def add_category(session: Session, actor: Person | None, rule: Rule, now: datetime) -> ConcernCategory:
    """Add a category; its code comes from its name and never changes. Raises Invalid naming the field."""
    person = demand_of(actor, may_manage(actor))
    if (session.scalar(select(func.count(ConcernCategory.id))) or 0) >= MOST_CATEGORIES:
        raise Invalid(_("Mehr als %(number)s Kategorien sind nicht möglich.", number=MOST_CATEGORIES), "name")
    values = _checked(rule)
    category = ConcernCategory(code=_free_code(session, str(values["name"])), **values)
    _unique(session, lambda: session.add(category))
    audit.append(session, at=now, actor=person, action="concern_category.added", subject=category, data={"office": category.office_id})
    return category


def change_category(session: Session, actor: Person | None, category: ConcernCategory, rule: Rule, now: datetime) -> ConcernCategory:
    """Give a category another name, office or days: it holds for concerns that come from now on. Raises Invalid naming the field."""
    person = demand_of(actor, may_manage(actor))
    values = _checked(rule)

    def write() -> None:
        for name, value in values.items():
            setattr(category, name, value)

    _unique(session, write)
    data = {"office": category.office_id, "days": category.days}
    audit.append(session, at=now, actor=person, action="concern_category.changed", subject=category, data=data)
    return category


def close_category(session: Session, actor: Person | None, category: ConcernCategory, now: datetime) -> None:
    """Take no more concerns about this; those that came stay."""
    person = demand_of(actor, may_manage(actor))
    if category.closed_at is None:
        category.closed_at = now
        audit.append(session, at=now, actor=person, action="concern_category.closed", subject=category)


def reopen_category(session: Session, actor: Person | None, category: ConcernCategory, now: datetime) -> None:
    """Take concerns about this again."""
    person = demand_of(actor, may_manage(actor))
    if category.closed_at is not None:
        category.closed_at = None
        audit.append(session, at=now, actor=person, action="concern_category.reopened", subject=category)


def give_key(session: Session, actor: Person | None, name: str, now: datetime) -> tuple[ConcernKey, str]:
    """A key for another app: the row, and the key itself, which is shown once and kept as a hash alone. Raises Invalid."""
    person = demand_of(actor, may_manage(actor))
    line = clean_line(name)
    if not line or len(line) > NAME_LENGTH:
        raise Invalid(_("Bitte sagen Sie mit höchstens %(limit)s Zeichen, welche App den Schlüssel bekommt.", limit=NAME_LENGTH), "name")
    if (session.scalar(select(func.count(ConcernKey.id)).where(ConcernKey.revoked_at.is_(None))) or 0) >= MOST_KEYS:
        raise Invalid(_("Mehr als %(number)s gültige Schlüssel sind nicht möglich.", number=MOST_KEYS), "name")
    token = new_token()
    key = ConcernKey(name=line, token_hash=hash_token(token), made_by_id=person.id, made_at=now)
    session.add(key)
    audit.append(session, at=now, actor=person, action="concern_key.made", subject=key, data={"name": line})
    return key, token


def revoke_key(session: Session, actor: Person | None, key: ConcernKey, now: datetime) -> None:
    """The key is no longer valid; what came with it stays. Twice changes nothing."""
    person = demand_of(actor, may_manage(actor))
    if key.revoked_at is None:
        key.revoked_at = now
        audit.append(session, at=now, actor=person, action="concern_key.revoked", subject=key)


def _checked(rule: Rule) -> dict[str, object]:
    name, hint = clean_line(rule.name), clean_line(rule.hint)
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("Bitte geben Sie der Kategorie einen Namen mit höchstens %(limit)s Zeichen.", limit=NAME_LENGTH), "name")
    if len(hint) > HINT_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=HINT_LENGTH), "hint")
    if rule.office is None or rule.office.closed_at is not None:
        raise Invalid(_("Bitte wählen Sie ein Amt, das es noch gibt."), "office_id")
    if rule.days is None or not 1 <= rule.days <= LONGEST_DAYS:
        raise Invalid(_("Bitte geben Sie an, in wie vielen Tagen die Stadt antwortet, zwischen 1 und %(most)s.", most=LONGEST_DAYS), "days")
    return {"name": name, "hint": hint, "office_id": rule.office.id, "days": rule.days}


def _free_code(session: Session, name: str) -> str:
    plain = fold(name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))
    base = _NO_CODE.sub("-", plain).strip("-")[:30].strip("-") or "kategorie"
    taken = set(session.scalars(select(ConcernCategory.code).where(ConcernCategory.code.startswith(base, autoescape=True))))
    return next(code for code in (base, *(f"{base}-{number}" for number in range(2, MOST_CATEGORIES + 2))) if code not in taken)


def _unique(session: Session, write: Callable[[], object]) -> None:
    try:
        with session.begin_nested():
            write()
            session.flush()
    except IntegrityError as error:
        raise Invalid(_("Eine Kategorie mit diesem Namen gibt es schon."), "name") from error
