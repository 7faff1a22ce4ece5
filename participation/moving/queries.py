"""Reads about moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, undefer

from participation.accounts.models import Person
from participation.discussions.models import Contribution, Discussion, Topic
from participation.kit.errors import NotFound
from participation.moving.description import Kind, Ref, System
from participation.moving.models import Move, MovedThing, Thing
from participation.moving.planning import Head
from participation.proposals.models import Proposal

SHOWN = 50
CHUNK = 500
_m, _c = MovedThing, Contribution


def move_of(session: Session, consultation_id: int, move_id: int, *, described: bool = False) -> Move:
    """A move of a consultation with its report. Raises NotFound."""
    statement = select(Move).where(Move.id == move_id, Move.consultation_id == consultation_id).options(undefer(Move.report))
    if described:
        statement = statement.options(undefer(Move.described))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def moves_of(session: Session, consultation_id: int) -> Sequence[Any]:
    """A consultation's moves with who made them, the newest first; at most fifty."""
    columns = (Move.id, Move.system, Move.state, Move.file_names, Move.uploaded_at, Move.done_at, Move.undone_at, Move.taken, Person.public_name)
    found = select(*columns).outerjoin(Person, Person.id == Move.actor_id).where(Move.consultation_id == consultation_id)
    return session.execute(found.order_by(Move.id.desc()).limit(SHOWN)).all()


def things_of(session: Session, consultation_id: int, system: System) -> dict[Ref, int]:
    """Proposals and topics of a platform that came before, by their numbers there."""
    kinds = {Thing.PROPOSAL: Kind.PROPOSAL, Thing.TOPIC: Kind.TOPIC}
    found = select(_m.kind, _m.source_id, _m.thing_id).where(
        _m.consultation_id == consultation_id, _m.system == system, _m.kind.in_(list(kinds)), _m.source_id.is_not(None)
    )
    return {(kinds[Thing(kind)], source or ""): number for kind, source, number in session.execute(found)}


def heads_of(session: Session, consultation_id: int, system: System) -> dict[str, Head]:
    """Comments of a platform that came before, by their numbers there."""
    found = (
        select(_m.source_id, _c.id, _c.parent_id, Discussion.subject_kind, Discussion.subject_id)
        .join(_c, and_(_c.id == _m.thing_id))
        .join(Discussion, Discussion.id == _c.discussion_id)
        .where(_m.consultation_id == consultation_id, _m.system == system, _m.kind == Thing.CONTRIBUTION, _m.source_id.is_not(None))
    )
    return {row.source_id: Head((row.subject_kind, row.subject_id), row.parent_id or row.id) for row in session.execute(found)}


def wholes_of(session: Session, consultation_id: int, system: System) -> frozenset[str]:
    """Maps and surveys of a platform that came before, by their names there."""
    found = select(_m.source_id).where(_m.consultation_id == consultation_id, _m.system == system, _m.kind.in_([Thing.MAP, Thing.SURVEY]))
    return frozenset(each for each in session.scalars(found) if each is not None)


def ids_of(session: Session, move_id: int) -> dict[Thing, list[int]]:
    """What a move made here, by kind."""
    found: dict[Thing, list[int]] = {kind: [] for kind in Thing}
    for kind, number in session.execute(select(_m.kind, _m.thing_id).where(_m.move_id == move_id, _m.source_id.is_not(None))):
        found[Thing(kind)].append(number)
    return found


def trace_of(session: Session, kind: Thing, number: int) -> Any:
    """Where a thing came from; None where it was written here."""
    columns = (_m.system, _m.author_name, _m.reference, _m.source_id, _m.url, _m.supports, _m.answer_html)
    return session.execute(select(*columns).where(_m.kind == kind, _m.thing_id == number)).one_or_none()


def report_lines(session: Session, move_id: int) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    """For each thing that came: kind, number there, number here, title, author, address there, its number in the database."""
    statement = (
        select(_m.kind, _m.source_id, _m.author_name, _m.url, _m.thing_id, Proposal.reference, Proposal.title, Topic.title.label("topic"))
        .outerjoin(Proposal, and_(_m.kind == Thing.PROPOSAL, Proposal.id == _m.thing_id))
        .outerjoin(Topic, and_(_m.kind == Thing.TOPIC, Topic.id == _m.thing_id))
        .where(_m.move_id == move_id)
        .order_by(_m.id)
    )
    for row in session.execute(statement.execution_options(yield_per=CHUNK)):
        yield row.kind, row.source_id or "", row.reference or "", row.title or row.topic or "", row.author_name, row.url, row.thing_id
