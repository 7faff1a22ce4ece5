"""What an open vote's ballots need, kept in memory: it is frozen, so it can be read once a process.

A ballot then costs one small statement instead of five. What may still change while a vote is open (its state, a later end, the
consultation's stage and phases, told by its version) is part of the key, and the urn asks state and deadline again when the ballot arrives.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.consultations.queries import consultation_by_slug
from participation.kit.glances import Glance
from participation.votes.models import Vote, VoteState
from participation.votes.queries import vote_of

Key = tuple[int, str | None, str, int, datetime | None]
MOST = 64

_KEY = Glance(
    select(Vote.id, Vote.frozen_hash, Consultation.stage, Consultation.version, Vote.extended_until)
    .join(Consultation, Consultation.id == Vote.consultation_id)
    .where(
        Consultation.slug == bindparam("slug"),
        Vote.id == bindparam("vote"),
        Vote.state == VoteState.OPEN,
        Vote.annulled_at.is_(None),
        Consultation.stage == Stage.PUBLISHED,
    )
)

_papers: dict[Key, tuple[Consultation, Vote]] = {}


def open_paper(session: Session, slug: str, vote_id: int) -> tuple[Consultation, Vote] | None:
    """The consultation and the vote of an address where the vote is open and everyone may see it; else None.

    Both are detached from any session and only to be read.
    """
    row = _KEY.first(slug=slug, vote=vote_id)
    if row is None:
        return None
    key: Key = (row[0], row[1], str(row[2]), row[3], row[4])
    found = _papers.get(key)
    if found is None:
        found = _read(session, slug, vote_id)
        while len(_papers) >= MOST:
            _papers.pop(next(iter(_papers)), None)
        _papers[key] = found
    return found


def _read(session: Session, slug: str, vote_id: int) -> tuple[Consultation, Vote]:
    with Session(session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False) as own:
        consultation = consultation_by_slug(own, slug)
        vote = vote_of(own, consultation, vote_id)
        own.expunge_all()
    return consultation, vote
