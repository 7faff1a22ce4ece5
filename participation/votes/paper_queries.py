"""Reads about ballots on paper: the batches, and whether the papers agree with the marks on the roll."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import NotFound
from participation.votes.channel_models import EntryMark, PaperBatch, PaperState
from participation.votes.models import Channel, RollMark, Vote
from participation.votes.voters import PaperStanding

INVALID = "invalid"
"""What stands for a paper that cannot be counted; in the urn it is a blank ballot."""


def standing_of(session: Session, vote: Vote) -> PaperStanding:
    """In two statements; none where the vote takes no papers."""
    if not vote.on_paper:
        return PaperStanding(0, 0, 0)
    table: type[RollMark] | type[EntryMark] = EntryMark if vote.by_codes else RollMark
    marked = session.scalar(select(func.count()).select_from(table).where(table.vote_id == vote.id, table.channel == Channel.PAPER)) or 0
    is_agreed = PaperBatch.state == PaperState.AGREED
    counted = select(func.coalesce(func.sum(PaperBatch.papers).filter(is_agreed), 0), func.count().filter(~is_agreed))
    agreed, unfinished = session.execute(counted.where(PaperBatch.vote_id == vote.id)).one()
    return PaperStanding(marked, int(agreed), unfinished)


def paper_batches(session: Session, vote: Vote) -> Sequence[PaperBatch]:
    """All batches of a vote, in order."""
    return session.scalars(select(PaperBatch).where(PaperBatch.vote_id == vote.id).order_by(PaperBatch.number).limit(1000)).all()


def paper_batch(session: Session, vote: Vote, number: int) -> PaperBatch:
    """One of them by its number, held against other writers until the transaction ends. Raises NotFound."""
    statement = select(PaperBatch).where(PaperBatch.vote_id == vote.id, PaperBatch.number == number).with_for_update()
    made = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if made is None:
        raise NotFound
    return made


def agreed_papers(session: Session, vote: Vote) -> list[str]:
    """The marks of all papers that go into the urn; what cannot be counted goes in blank."""
    if not vote.on_paper:
        return []
    blank = json.dumps([])
    found = session.scalars(select(PaperBatch.agreed).where(PaperBatch.vote_id == vote.id, PaperBatch.state == PaperState.AGREED))
    return [blank if marks == INVALID else marks for agreed in found for marks in agreed or ()]


def names_of(session: Session, batch: PaperBatch) -> dict[int, str]:
    """The names of those who entered a batch."""
    people = [one for one in (batch.opened_by_id, batch.first_by_id, batch.second_by_id, batch.third_by_id) if one is not None]
    return dict(session.execute(select(Person.id, Person.public_name).where(Person.id.in_(people))).all())
