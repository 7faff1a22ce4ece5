"""Which projects won: read from the stored results of their pots' votes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.budgets.models import Pot, Project
from participation.votes.budget_tally import winning_positions
from participation.votes.models import Vote


def has_won(session: Session, project: Project) -> bool:
    """Whether a project got its money."""
    vote = session.scalars(select(Vote).join(Pot, Pot.vote_id == Vote.id).where(Pot.id == project.pot_id)).one_or_none()
    return vote is not None and vote.is_counted and project.position in winning_positions(vote)


def winners_of(pots: Iterable[Pot]) -> dict[int, frozenset[int]]:
    """The positions of the winners by pot, for pots that are counted."""
    return {pot.id: winning_positions(pot.vote) for pot in pots if pot.vote is not None and pot.vote.is_counted}
