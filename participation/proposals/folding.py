"""How a proposal is folded into another and unfolded again, and how one support moves; the steps of what the room of duplicates does.

A folded proposal has the stage `withdrawn` and names its target: lists, search, counts and whatever asks "does it stand?" treat it as
what no longer stands by itself, without knowing more. Nobody calls this but an action that has demanded its rule and writes the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from participation.kit.prose import plain
from participation.kit.search import index_document, remove_document
from participation.kit.upserts import insert_or
from participation.proposals.doubts import carry_doubt, weight
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.proposals.numbers import raise_board

KIND = "proposal"


def lock_proposals(session: Session, ids: Iterable[int]) -> dict[int, Proposal]:
    """Read these anew, in one order for all, and keep others from changing them until the transaction ends."""
    statement = select(Proposal).where(Proposal.id.in_(set(ids))).order_by(Proposal.id).with_for_update().execution_options(populate_existing=True)
    return {proposal.id: proposal for proposal in session.scalars(statement)}


def fold(session: Session, source: Proposal, target: Proposal, now: datetime) -> None:
    """The source no longer stands by itself; its text, number and supporters stay where they are."""
    source.stage, source.merged_into_id = ProposalStage.WITHDRAWN, target.id
    source.withdrawn_at, source.withdraw_reason = now, f"→ {target.reference}"
    _changed(session, source, -1)
    _changed(session, target, 0)
    remove_document(session, KIND, source.id)


def unfold(session: Session, source: Proposal, target: Proposal) -> None:
    """The source stands by itself again, as it was."""
    source.stage, source.merged_into_id = ProposalStage.PUBLISHED, None
    source.withdrawn_at, source.withdraw_reason = None, ""
    _changed(session, source, 1)
    _changed(session, target, 0)
    index_document(session, KIND, source.id, source.title, f"{source.reference} {plain(source.body_html)}")


def move_support(session: Session, person_id: int, origin: Proposal, goal: Proposal, given_at: datetime | None = None) -> datetime | None:
    """Take one person's support from one proposal and give it to another, where it counts once. Returns when it was given, None without one.

    `given_at` is what the goal shall keep; without it what the origin kept.
    """
    removed = delete(Support).where(Support.proposal_id == origin.id, Support.person_id == person_id).returning(Support.given_at)
    given = session.scalars(removed).one_or_none()
    if given is None:
        return None
    counted = weight(session, origin.id, person_id)
    _recount(session, origin, -counted)
    if not counted:
        carry_doubt(session, person_id, origin.id, goal.id)
    add_support(session, person_id, goal, given_at or given)
    return given


def add_support(session: Session, person_id: int, goal: Proposal, given_at: datetime) -> bool:
    """Let a person's support count for a proposal; whether it did not before."""
    insert = insert_or(session, Support).values(proposal_id=goal.id, person_id=person_id, given_at=given_at)
    added = session.scalars(insert.on_conflict_do_nothing().returning(Support.id)).one_or_none() is not None
    if added:
        _recount(session, goal, weight(session, goal.id, person_id))
    return added


def hand_supports_on(session: Session, giver_id: int, taker_id: int) -> None:
    """One human being counts with another account: what the old one supported, the new one supports; twice counts once."""
    both = select(Support.proposal_id).where(Support.person_id == taker_id)
    twice = session.scalars(delete(Support).where(Support.person_id == giver_id, Support.proposal_id.in_(both)).returning(Support.proposal_id)).all()
    for proposal in session.scalars(select(Proposal).where(Proposal.id.in_(twice)).order_by(Proposal.id)).all():
        _recount(session, proposal, -1)
    session.execute(update(Support).where(Support.person_id == giver_id).values(person_id=taker_id).execution_options(synchronize_session=False))


def supports(session: Session, person_id: int, proposal_id: int) -> bool:
    """Whether a person supports a proposal."""
    return bool(session.scalar(select(exists().where(Support.proposal_id == proposal_id, Support.person_id == person_id))))


def supporters_of(session: Session, proposal_id: int) -> dict[int, datetime]:
    """Who supports a proposal, by their ids, and since when: to be told something, never to be shown."""
    rows = session.execute(select(Support.person_id, Support.given_at).where(Support.proposal_id == proposal_id))
    return {row.person_id: row.given_at for row in rows}


def _recount(session: Session, proposal: Proposal, step: int) -> None:
    values = {"support_count": Proposal.support_count + step, "version": Proposal.version + 1}
    session.execute(update(Proposal).where(Proposal.id == proposal.id).values(**values).execution_options(synchronize_session=False))
    session.expire(proposal, ["support_count", "version"])
    raise_board(session, proposal.consultation_id)


def _changed(session: Session, proposal: Proposal, published: int) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)
