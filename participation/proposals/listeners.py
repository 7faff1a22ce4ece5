"""What proposals do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, bindparam, case, delete, func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import table_of
from participation.places.actions import forget_place
from participation.proposals.actions import KIND
from participation.proposals.author_actions import forget_writer
from participation.proposals.folding import hand_supports_on
from participation.proposals.intake_actions import shorten_givers
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.numbers import raise_board
from participation.proposals.removal_actions import remove_proposals_of
from participation.proposals.spans import GIVERS
from participation.proposals.writing_models import CustomField
from participation.proposals.writing_queries import fields_of

_ROWS = table_of(Proposal)
_DISCUSSED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("proposal"))
    .values(
        contribution_count=bindparam("count"),
        contested=func.coalesce(bindparam("contested_by", type_=Integer()), _ROWS.c.contested),
        last_activity=case((_ROWS.c.contribution_count < bindparam("count"), bindparam("now", type_=BigInteger())), else_=_ROWS.c.last_activity),
        version=_ROWS.c.version + 1,
    )
    .returning(_ROWS.c.consultation_id)
)


def note_contributions(session: Session, *, subject_kind: str, subject_id: int, count: int, contested: int | None = None, **_also: object) -> None:
    """The discussion of something has `count` visible contributions now: a proposal's card shows it, and lists go by it.

    `contested` is None where that has not changed.
    """
    if subject_kind != KIND:
        return
    session.flush()
    now = int(clock.now().timestamp())
    consultation_id = session.scalar(_DISCUSSED, {"proposal": subject_id, "count": count, "contested_by": contested, "now": now})
    if consultation_id is not None:
        raise_board(session, consultation_id)


def copy_questions(session: Session, *, source: Consultation, copy: Consultation, **_also: object) -> None:
    """A consultation was copied: what it asks beside a proposal's text is asked again, under numbers of its own."""
    for field in fields_of(session, source.id):
        again = {name: getattr(field, name) for name in ("kind", "label", "hint", "required", "public", "position")}
        session.add(CustomField(consultation_id=copy.id, choices=list(field.choices), **again))
    session.flush()


def shorten_names(session: Session, *, consultation: Consultation, span: str, days: int, **_also: object) -> None:
    """A consultation keeps something for fewer days: where it is the names of who handed proposals in, their days come earlier."""
    if span == GIVERS.key:
        shorten_givers(session, consultation, days)


def forget_author(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: drafts go with it, or to who writes with it; what was public stays under the emptied name."""
    forget_writer(session, person)
    drafts = (Proposal.author_id == person.id, Proposal.stage == ProposalStage.DRAFT, Proposal.hidden_at.is_(None))
    places = session.scalars(select(Proposal.place_id).where(*drafts)).all()
    session.execute(delete(Proposal).where(*drafts))
    for place_id in places:
        forget_place(session, place_id)
    for consultation_id in session.scalars(select(Proposal.consultation_id).where(Proposal.author_id == person.id).distinct()).all():
        raise_board(session, consultation_id)


def hand_on(session: Session, *, giver: Person, taker: Person, **_also: object) -> None:
    """A proof of residence went from one account to another: supports go with it."""
    hand_supports_on(session, giver.id, taker.id)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it: see `removal_actions`."""
    remove_proposals_of(session, person, now)
