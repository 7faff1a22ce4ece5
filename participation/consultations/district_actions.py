"""The town's districts, kept by the administration."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.rules import may_set_up
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line

MOST_DISTRICTS = 200
NAME_LONGEST = 80


def add_district(session: Session, actor: Person | None, name: str, now: datetime) -> District:
    """Add a district at the end of the list."""
    demand(may_set_up(actor))
    name = _checked(name)
    number = session.scalar(select(func.count()).select_from(District)) or 0
    if number >= MOST_DISTRICTS:
        raise Invalid(_("Mehr als %(number)s Ortsteile sind nicht möglich.", number=MOST_DISTRICTS), "name")
    district = District(name=name, position=(session.scalar(select(func.max(District.position))) or 0) + 1)
    try:
        with session.begin_nested():
            session.add(district)
    except IntegrityError as error:
        raise Invalid(_("Diesen Ortsteil gibt es schon."), "name") from error
    audit.append(session, at=now, actor=actor, action="district.added", subject=district)
    return district


def rename_district(session: Session, actor: Person | None, district: District, name: str, now: datetime) -> None:
    """Give a district another name; whoever lives there goes with it."""
    demand(may_set_up(actor))
    name = _checked(name)
    try:
        with session.begin_nested():
            district.name = name
    except IntegrityError as error:
        raise Invalid(_("Diesen Ortsteil gibt es schon."), "name") from error
    audit.append(session, at=now, actor=actor, action="district.renamed", subject=district, data={"name": name})


def remove_district(session: Session, actor: Person | None, district: District, now: datetime) -> None:
    """Take away a district that nobody and nothing refers to."""
    demand(may_set_up(actor))
    number = district.id
    try:
        with session.begin_nested():
            session.delete(district)
    except IntegrityError as error:
        raise Conflict(_("Dieser Ortsteil wird schon benutzt. Sie können ihn umbenennen, aber nicht entfernen.")) from error
    audit.append(session, at=now, actor=actor, action="district.removed", subject=("district", number))


def _checked(name: str) -> str:
    name = clean_line(name)
    if not name:
        raise Invalid(_("Bitte geben Sie den Namen des Ortsteils an."), "name")
    if len(name) > NAME_LONGEST:
        raise Invalid(_("Der Name ist zu lang. Erlaubt sind %(number)s Zeichen.", number=NAME_LONGEST), "name")
    return name
