"""What proposals do when something happens elsewhere; connected in `app.py`."""

from __future__ import annotations

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.places.actions import forget_place
from participation.proposals.actions import KIND
from participation.proposals.author_actions import forget_writer
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.numbers import raise_board
from participation.proposals.writing_models import CustomField
from participation.proposals.writing_queries import fields_of


def note_contributions(session: Session, *, subject_kind: str, subject_id: int, count: int, contested: int = 0, **_also: object) -> None:
    """The discussion of something has `count` visible contributions now: a proposal's card shows it, and lists go by it."""
    if subject_kind != KIND:
        return
    statement = (
        update(Proposal)
        .where(Proposal.id == subject_id)
        .values(
            contribution_count=count,
            contested=contested,
            last_activity=case((Proposal.contribution_count < count, int(clock.now().timestamp())), else_=Proposal.last_activity),
            version=Proposal.version + 1,
        )
        .returning(Proposal.consultation_id)
        .execution_options(synchronize_session=False)
    )
    for consultation_id in session.scalars(statement):
        raise_board(session, consultation_id)


def copy_questions(session: Session, *, source: Consultation, copy: Consultation, **_also: object) -> None:
    """A consultation was copied: what it asks beside a proposal's text is asked again, under numbers of its own."""
    for field in fields_of(session, source.id):
        again = {name: getattr(field, name) for name in ("kind", "label", "hint", "required", "public", "position")}
        session.add(CustomField(consultation_id=copy.id, choices=list(field.choices), **again))
    session.flush()


def forget_author(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: drafts go with it, or to who writes with it; what was public stays under the emptied name."""
    forget_writer(session, person)
    drafts = (Proposal.author_id == person.id, Proposal.stage == ProposalStage.DRAFT)
    places = session.scalars(select(Proposal.place_id).where(*drafts)).all()
    session.execute(delete(Proposal).where(*drafts))
    for place_id in places:
        forget_place(session, place_id)
    for consultation_id in session.scalars(select(Proposal.consultation_id).where(Proposal.author_id == person.id).distinct()).all():
        raise_board(session, consultation_id)
