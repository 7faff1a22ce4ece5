"""How a ballot gets into the urn: one mark on the roll and one ballot, both or neither."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Protocol

from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.kit.database import UtcDateTime, table_of
from participation.votes.models import Ballot, Channel, OpenBallot, Vote, VoteState

# Each marks the roll only where the code still counts, or where nobody was given one at the counter; a voter who has a mark meets the key.
_MARK_WEB = (
    "INSERT INTO roll_mark (vote_id, person_id, channel) SELECT :vote_id, :voter_id, 'web'"
    " WHERE NOT EXISTS (SELECT 1 FROM counter_code WHERE vote_id = :vote_id AND person_id = :voter_id)"
)
_MARK_COUNTER = (
    "INSERT INTO roll_mark (vote_id, person_id, channel) SELECT vote_id, person_id, 'counter'"
    " FROM counter_code WHERE vote_id = :vote_id AND person_id = :voter_id AND code_hash = :code_hash"
)
_MARK_ENTRY = (
    "INSERT INTO entry_mark (vote_id, entry_id, channel) SELECT vote_id, id, code_kind"
    " FROM roll_entry WHERE vote_id = :vote_id AND id = :voter_id AND code_hash = :code_hash"
)


@dataclass(frozen=True, slots=True)
class Casting:
    """One ballot on its way; `marks` in their canonical form. Who casts it by a code (`code_hash`) may be an entry of a roll of codes."""

    vote_id: int
    voter_id: int
    tracker: str
    marks: str
    is_secret: bool
    channel: Channel = Channel.WEB
    by_entry: bool = False
    code_hash: bytes | None = None


class Put(Enum):
    """What became of a ballot on its way."""

    COUNTED = "counted"
    REFUSED = "refused"  # the roll holds a mark, the urn this tracker, or the code counts no more
    CLOSED = "closed"  # the urn's time was over when the ballot arrived


class Urn(Protocol):
    """Where ballots are put; returns only when the ballot is on the disk, or will be with the caller's own commit."""

    def put(self, casting: Casting) -> Put:
        """Put one ballot in."""


def takes(state: str, opens_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """Whether a vote in this state takes a ballot at this moment: the end no longer belongs to it."""
    return state == VoteState.OPEN and opens_at is not None and ends_at is not None and opens_at <= now < ends_at


def mark_statement(casting: Casting) -> str:
    """What marks the roll; its row count is zero where the voter's code counts no more. Its values: `mark_values`."""
    if casting.by_entry:
        return _MARK_ENTRY
    return _MARK_COUNTER if casting.channel == Channel.COUNTER else _MARK_WEB


def mark_values(casting: Casting) -> dict[str, Any]:
    """The values of that statement."""
    row = {"vote_id": casting.vote_id, "voter_id": casting.voter_id}
    return row if casting.code_hash is None else {**row, "code_hash": casting.code_hash}


def ballot_row(casting: Casting, now: datetime) -> dict[str, Any]:
    """The ballot's columns. A secret one gets a random key and neither person nor time."""
    row: dict[str, Any] = {"vote_id": casting.vote_id, "tracker": casting.tracker, "marks": casting.marks}
    if casting.is_secret:
        return {**row, "key": secrets.token_bytes(16)}
    return {**row, "person_id": casting.voter_id, "cast_at": now}


_votes = table_of(Vote)
_TIMES = (
    select(_votes.c.state, _votes.c.opens_at, func.coalesce(_votes.c.extended_until, _votes.c.closes_at, type_=UtcDateTime()))
    .where(_votes.c.id == bindparam("vote"), _votes.c.annulled_at.is_(None))
    .with_for_update(read=True)
)
_SECRET, _OPEN = insert(table_of(Ballot)), insert(table_of(OpenBallot))
_as_text = cache(text)


class DirectUrn:
    """Writes in the request's own transaction; the caller's commit puts the ballot on the disk. For PostgreSQL, which groups by itself."""

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._clock = clock

    def put(self, casting: Casting) -> Put:
        """Put one ballot in; the deadline is asked again, with the vote held against its close."""
        now = self._clock()
        self._session.flush()
        found = self._session.execute(_TIMES, {"vote": casting.vote_id}).one_or_none()
        if found is None or not takes(*found, now):
            return Put.CLOSED
        try:
            with self._session.begin_nested():
                marked = self._session.execute(_as_text(mark_statement(casting)), mark_values(casting))
                if marked.rowcount != 1:  # type: ignore[attr-defined]  # an INSERT's cursor result
                    return Put.REFUSED
                self._session.execute(_SECRET if casting.is_secret else _OPEN, ballot_row(casting, now))
        except IntegrityError:
            return Put.REFUSED
        return Put.COUNTED
