"""Reads about the names that people go by in a consultation."""

from __future__ import annotations

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.accounts.pseudonym_models import Pseudonym
from participation.accounts.queries import is_anothers
from participation.kit.text import name_key


def pseudonym_in(session: Session, person_id: int, consultation_id: int) -> Pseudonym | None:
    """A person's pseudonym in a consultation."""
    own = (Pseudonym.person_id == person_id, Pseudonym.consultation_id == consultation_id)
    return session.scalars(select(Pseudonym).where(*own)).one_or_none()


def stands_for_another(session: Session, name: str, consultation_id: int, person_id: int) -> bool:
    """Whether a pseudonym is somebody's already: an account's name, wherever; another's in this consultation; an organisation's; or holds the
    name of somebody who speaks for the city or was elected.
    """
    key = name_key(name)
    officials = (Person.role != Role.RESIDENT) & (func.length(Person.public_name_key) > 3) & literal(key).contains(Person.public_name_key)
    account = select(Person.id).where(or_(Person.public_name_key == key, officials))
    here = select(Pseudonym.id).where(Pseudonym.consultation_id == consultation_id, Pseudonym.name_key == key, Pseudonym.person_id != person_id)
    return bool(session.scalar(select(or_(account.exists(), here.exists())))) or is_anothers(session, key)


def pseudonyms_here(session: Session, consultation_id: int) -> int:
    """How many chose one."""
    return session.scalar(select(func.count(Pseudonym.id)).where(Pseudonym.consultation_id == consultation_id)) or 0
