"""The public board: where events are written, one after another, and the elections that are read from them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from participation.encrypted.models import BoardEvent
from participation.encrypted.queries import last_event
from participation.methods.proof.belenios.archive import Event, Kind, next_event
from participation.methods.proof.belenios.ballots import Ballot
from participation.methods.proof.belenios.elections import Election, read_election
from participation.methods.proof.belenios.encoding import sha256_hex
from participation.public_log.actions import append, open_log
from participation.public_log.models import LogKind
from participation.votes.models import Vote


@lru_cache(maxsize=16)
def read(text: str) -> Election:
    """The election that a stored text describes; reading it checks every number, so it is kept for the next ballot."""
    return read_election(text, "election")


class Board:
    """The end of a vote's board. The caller holds the election's lock, so that nobody writes in between."""

    def __init__(self, session: Session, vote: Vote, now: datetime) -> None:
        self._session = session
        self._vote = vote
        self._now = now
        before = last_event(session, vote.id)
        self._last = None if before is None else Event(before.height, Kind(before.kind), None, before.text)

    @property
    def head(self) -> str:
        """The hash of the last event: it fixes everything before."""
        return "" if self._last is None else self._last.hash

    def add_event(self, kind: Kind, *texts: str) -> Event:
        """Write an event with its data; the last of `texts` is what it points to."""
        return self._write(kind, texts)

    def add_ballot(self, text: str, ballot: Ballot, credential: int) -> Event:
        """Write a checked ballot, with the place of its credential in the public list."""
        return self._write(Kind.BALLOT, (text,), ballot.tracker, credential)

    def _write(self, kind: Kind, texts: tuple[str, ...], tracker: str | None = None, credential: int | None = None) -> Event:
        event = next_event(self._last, kind, sha256_hex(texts[-1]) if texts else None)
        row = BoardEvent(
            vote_id=self._vote.id, height=event.height, kind=kind, text=event.text, data=list(texts), tracker=tracker, credential=credential
        )
        self._session.add(row)
        self._session.flush()
        self._last = event
        # the public log holds the same events: whoever kept one of its checkpoints sees every later change of the archive
        log = open_log(self._session, LogKind.BOARD, self._vote.id, self._vote.title, self._now)
        append(self._session, log, [event.text], self._now, news=kind is not Kind.BALLOT)
        return event
