"""What an office can be asked about: a proposal, or another matter. The rest of this room treats both alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.followups.models import AnswerPlan, Assignment, Matter, WorkNote
from participation.kit.language import LazyText, lazy
from participation.proposals.models import Proposal, ProposalStage

Thing = Proposal | Matter

KIND_NAMES: dict[str, LazyText] = {
    "proposal": lazy("Vorschlag"),
    "recommendation": lazy("Empfehlung des Bürgerrats"),
    "question": lazy("Frage aus einer Sitzung"),
    "contribution": lazy("Frage in einer Diskussion"),
}
"""What waits for an answer, by kind."""


def named(thing: Thing) -> dict[str, int]:
    """By which column tasks, notes and planned answers know it."""
    return {"matter_id": thing.id} if isinstance(thing, Matter) else {"proposal_id": thing.id}


def of_thing(table: type[Assignment] | type[WorkNote] | type[AnswerPlan], thing: Thing) -> ColumnElement[bool]:
    """The rows of a table that belong to it."""
    return table.matter_id == thing.id if isinstance(thing, Matter) else table.proposal_id == thing.id


def thing_of(session: Session, row: Assignment | WorkNote | AnswerPlan) -> Thing:
    """What a task, a note or a planned answer belongs to."""
    return session.get_one(Matter, row.matter_id) if row.matter_id is not None else session.get_one(Proposal, row.proposal_id)


def hold_thing(session: Session, thing: Thing) -> Thing:
    """Read it anew and keep others from changing it until the transaction ends."""
    if isinstance(thing, Matter):
        return session.scalars(select(Matter).where(Matter.id == thing.id).with_for_update().execution_options(populate_existing=True)).one()
    return session.scalars(select(Proposal).where(Proposal.id == thing.id).with_for_update().execution_options(populate_existing=True)).one()


def audited(thing: Thing) -> dict[str, Any]:
    """How lines of the log name it."""
    return {"matter": thing.id} if isinstance(thing, Matter) else {"proposal": thing.id}


def thing_path(consultation: Consultation, thing: Thing) -> str:
    """Where everybody reads it."""
    return thing.path if isinstance(thing, Matter) else f"/beteiligungen/{consultation.slug}/vorschlaege/{thing.id}"


def work_path(slug: str, proposal_id: int | None, matter_id: int | None) -> str:
    """Where staff work on it."""
    below = f"vorgaenge/{matter_id}" if matter_id is not None else f"vorschlaege/{proposal_id}"
    return f"/verwaltung/beteiligungen/{slug}/{below}"


def path_of_work(consultation: Consultation, thing: Thing) -> str:
    """Where staff work on a thing."""
    names = named(thing)
    return work_path(consultation.slug, names.get("proposal_id"), names.get("matter_id"))


# in statements that list tasks, whatever they belong to

TITLE = func.coalesce(Proposal.title, Matter.title).label("title")
REFERENCE = func.coalesce(Proposal.reference, "").label("reference")
SUPPORT = func.coalesce(Proposal.support_count, 0).label("support_count")
KIND = func.coalesce(Matter.kind, "proposal").label("kind")
CONSULTATION_ID: ColumnElement[int] = func.coalesce(Proposal.consultation_id, Matter.consultation_id)
IS_PUBLIC = or_(Proposal.stage == ProposalStage.PUBLISHED, Matter.id.is_not(None))
"""A proposal that was withdrawn waits for nobody."""


def in_consultation(consultation_id: int) -> ColumnElement[bool]:
    """What belongs to a consultation, whatever it is about."""
    return CONSULTATION_ID.in_((consultation_id,))


def with_things(table: type[Assignment] | type[WorkNote] | type[AnswerPlan]) -> FromClause:
    """The table with its things and consultations: each row has one of either."""
    joined = table.__table__.outerjoin(Proposal.__table__, Proposal.id == table.proposal_id).outerjoin(Matter.__table__, Matter.id == table.matter_id)
    return joined.join(Consultation.__table__, Consultation.id == CONSULTATION_ID)


__all__ = [
    "CONSULTATION_ID",
    "IS_PUBLIC",
    "KIND",
    "KIND_NAMES",
    "REFERENCE",
    "SUPPORT",
    "TITLE",
    "Thing",
    "audited",
    "hold_thing",
    "in_consultation",
    "named",
    "of_thing",
    "path_of_work",
    "thing_of",
    "thing_path",
    "with_things",
    "work_path",
]
