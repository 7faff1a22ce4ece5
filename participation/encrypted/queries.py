"""Reads about elections, trustees, credentials and the board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from participation.encrypted.models import BoardEvent, Credential, Election, Trustee
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.methods.proof.belenios.archive import Kind, event_bytes, header_bytes
from participation.votes.models import Vote
from participation.votes.voters import CodeHolder, Voter, number_of

_AT_ONCE = 100


def election_of(session: Session, vote: Vote) -> Election | None:
    """What was prepared for a vote, without its text; None where nobody named a trustee yet."""
    return session.scalars(select(Election).where(Election.vote_id == vote.id)).one_or_none()


def opened_election(session: Session, vote: Vote) -> Election:
    """The election of an opened vote, with its text. Raises NotFound."""
    found = session.scalars(select(Election).where(Election.vote_id == vote.id).options(undefer(Election.text))).one_or_none()
    if found is None or found.text is None or not vote.is_public or not vote.is_encrypted:
        raise NotFound
    return found


def lock_election(session: Session, vote_id: int) -> Election:
    """The election with its text, held against other writers until the transaction ends. Raises NotFound.

    Whoever also locks the vote does so first.
    """
    statement = select(Election).where(Election.vote_id == vote_id).options(undefer(Election.text)).with_for_update()
    election = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if election is None:
        raise NotFound
    return election


def trustees_of(session: Session, vote: Vote) -> Sequence[Trustee]:
    """The trustees in their order, at most nine."""
    return session.scalars(select(Trustee).where(Trustee.vote_id == vote.id).order_by(Trustee.number)).all()


def trustee_of(session: Session, vote: Vote, number: int) -> Trustee:
    """One of them by number. Raises NotFound."""
    found = session.scalars(select(Trustee).where(Trustee.vote_id == vote.id, Trustee.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def trustee_by_code(session: Session, code_hash: bytes) -> Trustee | None:
    """Whose personal link this is."""
    return session.scalars(select(Trustee).where(Trustee.code_hash == code_hash)).one_or_none()


def own_credential(session: Session, voter: Voter, vote: Vote) -> Credential | None:
    """The credential that was handed out to this voter."""
    by_entry = isinstance(voter, CodeHolder) and voter.by_entry
    column = Credential.entry_id if by_entry else Credential.person_id
    return session.scalars(select(Credential).where(Credential.vote_id == vote.id, column == number_of(voter))).one_or_none()


def unused_credential(session: Session, vote: Vote) -> Credential | None:
    """One that nobody has yet, each equally likely."""
    free = (Credential.vote_id == vote.id, Credential.person_id.is_(None), Credential.entry_id.is_(None))
    return session.scalars(select(Credential).where(*free).order_by(func.random()).limit(1)).one_or_none()


def public_credentials(session: Session, vote: Vote) -> Sequence[str]:
    """The public list in its order."""
    return session.scalars(select(Credential.public).where(Credential.vote_id == vote.id).order_by(Credential.position)).all()


def last_event(session: Session, vote_id: int) -> BoardEvent | None:
    """The event at the end of the board."""
    return session.scalars(select(BoardEvent).where(BoardEvent.vote_id == vote_id).order_by(BoardEvent.height.desc()).limit(1)).one_or_none()


def ballot_event(session: Session, vote: Vote, tracker: str) -> BoardEvent | None:
    """The ballot with this tracker."""
    return session.scalars(select(BoardEvent).where(BoardEvent.vote_id == vote.id, BoardEvent.tracker == tracker)).one_or_none()


def event_of_kind(session: Session, vote_id: int, kind: Kind) -> BoardEvent | None:
    """The only event of a kind, with its data: the set-up, the tally, the result."""
    statement = select(BoardEvent).where(BoardEvent.vote_id == vote_id, BoardEvent.kind == kind).options(undefer(BoardEvent.data))
    return session.scalars(statement).one_or_none()


def voters_on_board(session: Session, vote_id: int) -> int:
    """How many credentials have a ballot: so many ballots count, the last of each."""
    return session.scalar(select(func.count(BoardEvent.credential.distinct())).where(BoardEvent.vote_id == vote_id)) or 0


def ballot_texts(session: Session, vote_id: int) -> Iterator[str]:
    """All ballots to the letter, in their order."""
    statement = select(BoardEvent.data).where(BoardEvent.vote_id == vote_id, BoardEvent.kind == Kind.BALLOT).order_by(BoardEvent.height)
    for data in session.scalars(statement.execution_options(yield_per=_AT_ONCE)):
        yield data[-1]


def events_of(session: Session, vote: Vote) -> Sequence[str]:
    """The events of the board as their JSON texts, in order: what the public log holds."""
    return session.scalars(select(BoardEvent.text).where(BoardEvent.vote_id == vote.id).order_by(BoardEvent.height)).all()


def archive_parts(session: Session, election: Election) -> Iterator[bytes]:
    """The archive `.bel` piece by piece, as far as the board goes at this moment."""
    timestamp = int(election.begun_at.timestamp()) if election.begun_at else 0
    yield header_bytes(timestamp)
    statement = select(BoardEvent.text, BoardEvent.data).where(BoardEvent.vote_id == election.vote_id).order_by(BoardEvent.height)
    for text, data in session.execute(statement.execution_options(yield_per=_AT_ONCE)):
        yield event_bytes(text, data, timestamp)


def archive_of(session: Session, election: Election) -> bytes:
    """The whole archive."""
    return b"".join(archive_parts(session, election))


def board_page(session: Session, vote: Vote, number: int, size: int) -> Page[BoardEvent]:
    """One page of the board, from its beginning, without the data."""
    total = session.scalar(select(func.count()).where(BoardEvent.vote_id == vote.id)) or 0
    statement = select(BoardEvent).where(BoardEvent.vote_id == vote.id).order_by(BoardEvent.height)
    return Page(session.scalars(statement.limit(size).offset(offset(number, size))).all(), number, size, total)


def replaced_on_page(session: Session, vote: Vote, events: Sequence[BoardEvent]) -> frozenset[int]:
    """Heights of those ballots among these whose voter cast a later one."""
    shown = [event.height for event in events if event.credential is not None]
    later = (
        select(BoardEvent.credential, func.max(BoardEvent.height))
        .where(BoardEvent.vote_id == vote.id, BoardEvent.credential.in_([event.credential for event in events if event.height in shown]))
        .group_by(BoardEvent.credential)
    )
    last: dict[int, int] = {credential: height for credential, height in session.execute(later) if credential is not None}
    return frozenset(event.height for event in events if event.credential is not None and last[event.credential] != event.height)
