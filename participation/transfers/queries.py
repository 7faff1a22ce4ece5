"""Reads about imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from participation.accounts.models import Person
from participation.kit.errors import NotFound
from participation.transfers.models import ImportedProposal, ImportState, ProposalImport

SHOWN = 50


def import_of(session: Session, consultation_id: int, import_id: int, *, with_file: bool = False) -> ProposalImport:
    """An import of a consultation. Raises NotFound."""
    statement = select(ProposalImport).where(ProposalImport.id == import_id, ProposalImport.consultation_id == consultation_id)
    if with_file:
        statement = statement.options(undefer(ProposalImport.content))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def imports_of(session: Session, consultation_id: int) -> Sequence[Any]:
    """A consultation's imports with who made them, the newest first; at most fifty."""
    i = ProposalImport
    columns = (i.id, i.state, i.file_name, i.sha256, i.uploaded_at, i.done_at, i.undone_at, i.rows, Person.public_name)
    statement = (
        select(*columns).outerjoin(Person, Person.id == i.actor_id).where(i.consultation_id == consultation_id).order_by(i.id.desc()).limit(SHOWN)
    )
    return session.execute(statement).all()


def numbers_taken(session: Session, consultation_id: int) -> frozenset[str]:
    """The external numbers that came in before."""
    number = ImportedProposal.external_number
    found = session.scalars(select(number).where(ImportedProposal.consultation_id == consultation_id, number.is_not(None)))
    return frozenset(each for each in found if each is not None)


def ids_of(session: Session, import_id: int) -> list[int]:
    """The proposals that an import published."""
    return list(session.scalars(select(ImportedProposal.proposal_id).where(ImportedProposal.import_id == import_id)))


def is_pending(made: ProposalImport) -> bool:
    """Whether it waits to be published."""
    return made.state == ImportState.PENDING
