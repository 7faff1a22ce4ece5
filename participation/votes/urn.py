"""How a ballot gets into the urn: one mark on the roll and one ballot, both or neither."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.votes.models import Ballot, OpenBallot, RollMark, Vote, VoteState


@dataclass(frozen=True, slots=True)
class Casting:
    """One ballot on its way; `marks` in their canonical form."""

    vote_id: int
    person_id: int
    tracker: str
    marks: str
    is_secret: bool
    channel: str = "web"


class Put(Enum):
    """What became of a ballot on its way."""

    COUNTED = "counted"
    REFUSED = "refused"  # the roll holds a mark, or the urn this tracker
    CLOSED = "closed"  # the urn's time was over when the ballot arrived


class Urn(Protocol):
    """Where ballots are put; returns only when the ballot is on the disk, or will be with the caller's own commit."""

    def put(self, casting: Casting) -> Put:
        """Put one ballot in."""


def takes(state: str, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Whether a vote in this state takes a ballot at this moment: the end no longer belongs to it."""
    return state == VoteState.OPEN and opens_at is not None and closes_at is not None and opens_at <= now < closes_at


def ballot_row(casting: Casting, now: datetime) -> dict[str, Any]:
    """The ballot's columns. A secret one gets a random key and neither person nor time."""
    row: dict[str, Any] = {"vote_id": casting.vote_id, "tracker": casting.tracker, "marks": casting.marks, "channel": casting.channel}
    if casting.is_secret:
        return {**row, "key": secrets.token_bytes(16)}
    return {**row, "person_id": casting.person_id, "cast_at": now}


class DirectUrn:
    """Writes in the request's own transaction; the caller's commit puts the ballot on the disk. For PostgreSQL, which groups by itself."""

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._clock = clock

    def put(self, casting: Casting) -> Put:
        """Put one ballot in; the deadline is asked again, with the vote held against its close."""
        now = self._clock()
        times = select(Vote.state, Vote.opens_at, Vote.closes_at).where(Vote.id == casting.vote_id).with_for_update(read=True)
        if not takes(*self._session.execute(times).one(), now):
            return Put.CLOSED
        try:
            with self._session.begin_nested():
                self._session.execute(insert(RollMark).values(vote_id=casting.vote_id, person_id=casting.person_id))
                self._session.execute(insert(Ballot if casting.is_secret else OpenBallot).values(**ballot_row(casting, now)))
        except IntegrityError:
            return Put.REFUSED
        return Put.COUNTED
