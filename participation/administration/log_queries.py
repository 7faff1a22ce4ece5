"""Reads of the audit log for people: a page of entries, whose acts they are, and what they were done with.

A page never asks for more than one statement for the entries, one for the people and one for each kind of thing that has a title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.administration.words import OF_RESIDENTS, is_of_residents
from participation.consultations.models import Consultation
from participation.kit.audit import AuditEntry
from participation.kit.database import table_of
from participation.opinions.models import OpinionMap
from participation.proposals.models import Proposal
from participation.surveys.models import Survey
from participation.votes.models import Vote

PAGE = 30
AT_ONCE = 1000
STAFF_ROLES = ("office", "council", "administrator")
_entries, _consultations = table_of(AuditEntry), table_of(Consultation)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody wants to see; what is None or empty narrows nothing."""

    thing: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As conditions of a statement. A person is only found by acts for which people are named."""
        found: list[ColumnElement[bool]] = []
        if self.thing:
            found.append(_entries.c.action.startswith(f"{self.thing}.", autoescape=True))
        if self.actor_id is not None:
            found.append(and_(_entries.c.actor_id == self.actor_id, _named()))
        if self.since:
            found.append(_entries.c.at >= self.since)
        if self.until:
            found.append(_entries.c.at < self.until)
        return found


def _named() -> ColumnElement[bool]:
    """In SQL what `is_named` says of one entry."""
    things = [name for name in OF_RESIDENTS if "." not in name]
    own = or_(
        _entries.c.action.in_([name for name in OF_RESIDENTS if "." in name]),
        *(_entries.c.action.startswith(f"{thing}.", autoescape=True) for thing in things),
    )
    return or_(_entries.c.actor_role.in_(STAFF_ROLES), not_(own))


def is_named(entry: Any) -> bool:
    """Whether an entry names who acted: acts of office do, what residents do for themselves does not."""
    return entry.actor_id is not None and (entry.actor_role in STAFF_ROLES or not is_of_residents(entry.action))


def entries_before(session: Session, wanted: Wanted, before: int | None) -> tuple[Sequence[Any], bool]:
    """A page of entries, the newest first, older than the entry numbered `before`; and whether older ones follow."""
    asked = _asked(wanted).order_by(_entries.c.id.desc()).limit(PAGE + 1)
    found = session.execute(asked.where(_entries.c.id < before) if before is not None else asked).all()
    return found[:PAGE], len(found) > PAGE


def all_entries(session: Session, wanted: Wanted) -> Iterator[Sequence[Any]]:
    """Every entry that is wanted, in the order of the log, some at a time: a stream of constant memory."""
    return session.execute(_asked(wanted).order_by(_entries.c.id).execution_options(yield_per=AT_ONCE)).partitions()


def _asked(wanted: Wanted) -> Select[Any]:
    return select(_entries).where(*wanted.conditions())


def newest_hash(session: Session) -> str:
    """The newest entry's hash as hexadecimal digits, worth keeping elsewhere: it holds all before it. Empty where there is no entry."""
    found = session.scalar(select(_entries.c.hash).order_by(_entries.c.id.desc()).limit(1))
    return bytes(found).hex() if found else ""


def names_of(session: Session, entries: Iterable[Any]) -> Mapping[int, str]:
    """The public names of those who are named in some entries; deleted accounts are left out."""
    wanted = {entry.actor_id for entry in entries if is_named(entry)}
    if not wanted:
        return {}
    asked = select(Person.id, Person.public_name).where(Person.id.in_(wanted), Person.deleted_at.is_(None))
    return {row.id: row.public_name for row in session.execute(asked)}


def person_named(session: Session, key: str) -> int | None:
    """The number of whoever goes by a name, given its key (kit/text.name_key); None where nobody does."""
    return session.scalar(select(Person.id).where(Person.public_name_key == key))


def _within(model: Any, path: str) -> Callable[[Session, set[int]], Mapping[int, tuple[str, str]]]:
    things = table_of(model)

    def read(session: Session, numbers: set[int]) -> Mapping[int, tuple[str, str]]:
        joined = things.join(_consultations, _consultations.c.id == things.c.consultation_id)
        asked = select(things.c.id, things.c.title, _consultations.c.slug).select_from(joined).where(things.c.id.in_(numbers))
        return {number: (title, f"/beteiligungen/{slug}/{path}/{number}") for number, title, slug in session.execute(asked)}

    return read


def _consultation(session: Session, numbers: set[int]) -> Mapping[int, tuple[str, str]]:
    asked = select(_consultations.c.id, _consultations.c.title, _consultations.c.slug).where(_consultations.c.id.in_(numbers))
    return {number: (title, f"/beteiligungen/{slug}") for number, title, slug in session.execute(asked)}


TITLED: Mapping[str, Callable[[Session, set[int]], Mapping[int, tuple[str, str]]]] = {
    "consultation": _consultation,
    "proposal": _within(Proposal, "vorschlaege"),
    "vote": _within(Vote, "abstimmungen"),
    "survey": _within(Survey, "umfragen"),
    "opinion_map": _within(OpinionMap, "meinungsbild"),
}
"""Kinds of things that have a title and an address, and how both are read for many numbers at once."""


def subjects_of(session: Session, entries: Iterable[Any]) -> Mapping[tuple[str, int], tuple[str, str]]:
    """What some entries were about, as (kind, number) → (title, address), for the kinds in `TITLED`."""
    numbers: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject_kind in TITLED and entry.subject_id is not None:
            numbers.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    return {(kind, number): said for kind, some in sorted(numbers.items()) for number, said in TITLED[kind](session, some).items()}
