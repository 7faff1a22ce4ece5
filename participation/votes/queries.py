"""Reads about votes: each returns what a page needs in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, selectinload

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.accounts.verification_queries import counts_at
from participation.consultations.models import Consultation
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.votes.channel_models import CounterCode, EntryMark, RollEntry
from participation.votes.models import Ballot, Channel, OpenBallot, RollMark, Vote, VoteState
from participation.votes.voters import CodeHolder, Voter, number_of

_VOTES = (
    select(Vote)
    .where(Vote.consultation_id == bindparam("consultation"))
    .options(selectinload(Vote.options))
    .order_by(Vote.opens_at.desc().nulls_first(), Vote.id.desc())
    .limit(100)
)
_VOTE = select(Vote).where(Vote.id == bindparam("vote"), Vote.consultation_id == bindparam("consultation")).options(selectinload(Vote.options))
_MARK = select(RollMark.channel).where(RollMark.vote_id == bindparam("vote"), RollMark.person_id == bindparam("voter"))
_ENTRY_MARK = select(EntryMark.channel).where(EntryMark.vote_id == bindparam("vote"), EntryMark.entry_id == bindparam("voter"))
_CAST = select(func.count()).select_from(RollMark).where(RollMark.vote_id == bindparam("vote"))
_ENTRIES_CAST = select(func.count()).select_from(EntryMark).where(EntryMark.vote_id == bindparam("vote"))


def votes_of(session: Session, consultation: Consultation) -> Sequence[Vote]:
    """The consultation's votes with their options, drafts first, then the latest; two statements. Who may see which: `rules.visible`."""
    return session.scalars(_VOTES, {"consultation": consultation.id}).all()


def vote_of(session: Session, consultation: Consultation, vote_id: int) -> Vote:
    """One vote of this consultation with its options; two statements. Raises NotFound."""
    vote = session.scalars(_VOTE, {"vote": vote_id, "consultation": consultation.id}).one_or_none()
    if vote is None:
        raise NotFound
    return vote


def mark_of(session: Session, voter: Voter | None, vote: Vote) -> Channel | None:
    """By which channel this voter has voted; None where the roll holds no mark."""
    if voter is None:
        return None
    statement = _ENTRY_MARK if isinstance(voter, CodeHolder) and voter.by_entry else _MARK
    found = session.execute(statement, {"vote": vote.id, "voter": number_of(voter)}).scalar_one_or_none()
    return None if found is None else Channel(found)


_ENTRY_HOLDER = select(RollEntry.vote_id, RollEntry.id, RollEntry.code_kind).where(RollEntry.code_hash == bindparam("code"))
_COUNTER_HOLDER = select(CounterCode.vote_id, CounterCode.person_id).where(CounterCode.code_hash == bindparam("code"))


def holder_by_code(session: Session, code_hash: bytes) -> CodeHolder | None:
    """Whose code counts now under this hash; two statements at most."""
    entry = session.execute(_ENTRY_HOLDER, {"code": code_hash}).one_or_none()
    if entry is not None:
        return CodeHolder(entry[0], entry[1], True, Channel(entry[2]), code_hash)
    person = session.execute(_COUNTER_HOLDER, {"code": code_hash}).one_or_none()
    return None if person is None else CodeHolder(person[0], person[1], False, Channel.COUNTER, code_hash)


def slug_of(session: Session, vote_id: int) -> str:
    """The address's word for the consultation of a vote."""
    statement = select(Consultation.slug).join(Vote, Vote.consultation_id == Consultation.id).where(Vote.id == vote_id)
    return session.scalars(statement).one()


def got_counter_code(session: Session, person: Person | None, vote: Vote) -> bool:
    """Whether this person got a code at the counter, and so votes by it alone."""
    return person is not None and vote.at_counter and session.get(CounterCode, (vote.id, person.id)) is not None


def marks_of(session: Session, person: Person | None, votes: Iterable[Vote]) -> frozenset[int]:
    """In which of these votes the person has voted; one statement."""
    if person is None:
        return frozenset()
    numbers = [vote.id for vote in votes]
    return frozenset(session.scalars(select(RollMark.vote_id).where(RollMark.person_id == person.id, RollMark.vote_id.in_(numbers))))


def turnout(session: Session, vote: Vote) -> int:
    """How many have voted."""
    counted = _ENTRIES_CAST if vote.by_codes else _CAST
    return vote.ballots_cast if vote.ballots_cast is not None else session.execute(counted, {"vote": vote.id}).scalar_one()


def turnout_by_channel(session: Session, vote: Vote) -> dict[Channel, int]:
    """How many have voted by each channel; for those who run the vote."""
    table: type[RollMark] | type[EntryMark] = EntryMark if vote.by_codes else RollMark
    counted = select(table.channel, func.count()).where(table.vote_id == vote.id).group_by(table.channel)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(counted)}
    return {channel: found[channel] for channel in Channel if channel in found}


def turnouts(session: Session, votes: Sequence[Vote]) -> dict[int, int]:
    """How many have voted in each vote; one statement."""
    numbers = [vote.id for vote in votes]
    people = select(RollMark.vote_id, func.count()).where(RollMark.vote_id.in_(numbers)).group_by(RollMark.vote_id)
    entries = select(EntryMark.vote_id, func.count()).where(EntryMark.vote_id.in_(numbers)).group_by(EntryMark.vote_id)
    counted = union_all(people, entries)  # a vote has marks of one kind
    found: dict[int, int] = {row[0]: row[1] for row in session.execute(counted)}
    return {vote.id: vote.ballots_cast if vote.ballots_cast is not None else found.get(vote.id, 0) for vote in votes}


def _on_roll(vote: Vote, now: datetime) -> ColumnElement[bool]:
    """The roll's rule in SQL; the same as `rules.on_roll` and the conditions on the account."""
    conditions: list[ColumnElement[bool]] = [Person.deleted_at.is_(None), Person.email_confirmed_at.is_not(None), Person.blocked_at.is_(None)]
    conditions.append(Person.guest_since.is_(None))
    if vote.verified_only or vote.verified_before is not None:
        conditions.append(counts_at(now))
        if vote.opened_at is not None:
            conditions.append(or_(Person.roll_from.is_(None), Person.roll_from <= vote.opened_at))
    if vote.verified_before is not None:
        conditions.append(Person.verified_at < vote.verified_before)
    if vote.district_ids:
        conditions.append(Person.district_id.in_(vote.district_ids))
    return and_(*conditions)


def roll_size(session: Session, vote: Vote, now: datetime) -> int:
    """How many are on the roll at this moment; those who have voted and left since are counted too."""
    if vote.by_codes:
        return session.execute(select(func.count()).select_from(RollEntry).where(RollEntry.vote_id == vote.id)).scalar_one()
    marked = exists().where(RollMark.vote_id == vote.id, RollMark.person_id == Person.id)
    return session.execute(select(func.count()).select_from(Person).where(or_(_on_roll(vote, now), marked))).scalar_one()


def ballot_table(vote: Vote) -> type[Ballot] | type[OpenBallot]:
    """Where this vote's ballots lie."""
    return Ballot if vote.is_secret else OpenBallot


def marks_under(session: Session, vote: Vote, tracker: str) -> str | None:
    """The stored marks of the ballot with this tracker, or None where the urn holds none."""
    table = ballot_table(vote)
    return session.scalars(select(table.marks).where(table.vote_id == vote.id, table.tracker == tracker)).one_or_none()


def is_in_urn(session: Session, vote: Vote, tracker: str) -> bool:
    """Whether the urn holds a ballot with this tracker; says nothing about its marks."""
    return marks_under(session, vote, tracker) is not None


def grouped_marks(session: Session, vote: Vote) -> Sequence[tuple[str, int]]:
    """Identical ballots and how often each was cast; the database counts."""
    table = ballot_table(vote)
    statement = select(table.marks, func.count()).where(table.vote_id == vote.id).group_by(table.marks).order_by(table.marks)
    return [(marks, number) for marks, number in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class PublishedBallot:
    """A ballot as it is published after the count; `name` only in open votes."""

    tracker: str
    marks: str
    name: str = ""


def _published(vote: Vote) -> Select[str, str, str]:
    if vote.is_secret:
        secret = select(Ballot.tracker, Ballot.marks, func.coalesce("", "")).where(Ballot.vote_id == vote.id)
        return secret.order_by(Ballot.tracker)
    shown = select(OpenBallot.tracker, OpenBallot.marks, shown_name(vote.consultation_id, Person, OpenBallot.cast_at)).join(
        Person, Person.id == OpenBallot.person_id
    )
    return shown.where(OpenBallot.vote_id == vote.id).order_by(OpenBallot.tracker)


def published_ballots(session: Session, vote: Vote) -> list[PublishedBallot]:
    """All ballots of a counted vote, sorted by tracker; for downloads."""
    return [PublishedBallot(*row) for row in session.execute(_published(vote))]


def ballots_page(session: Session, vote: Vote, number: int, size: int) -> Page[PublishedBallot]:
    """One page of the published ballots."""
    rows = session.execute(_published(vote).limit(size).offset(offset(number, size)))
    return Page([PublishedBallot(*row) for row in rows], number, size, vote.ballots_cast or 0)


def votes_due(session: Session, now: datetime) -> Sequence[int]:
    """Open votes that the platform closes by itself: their time has passed, and they wait for nobody."""
    over = and_(func.coalesce(Vote.extended_until, Vote.closes_at) <= now, Vote.by_two.is_(False), Vote.on_paper.is_(False))
    due = or_(over, Vote.annulled_at.is_not(None))
    return session.scalars(select(Vote.id).where(Vote.state == VoteState.OPEN, due).order_by(Vote.id)).all()


def closed_since(session: Session, moment: datetime) -> bool:
    """Whether an urn was closed after that moment."""
    return session.execute(select(Vote.id).where(Vote.closed_at > moment).limit(1)).first() is not None


def lock_vote(session: Session, vote_id: int) -> Vote:
    """The vote with its options, held against other writers until the transaction ends. Raises NotFound."""
    statement = select(Vote).where(Vote.id == vote_id).options(selectinload(Vote.options)).with_for_update(of=Vote)
    vote = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if vote is None:
        raise NotFound
    return vote


@dataclass(frozen=True, slots=True)
class Participation:
    """That a person took part in a vote; the choice only where the vote is open by design."""

    vote_id: int
    slug: str
    title: str
    secrecy: str
    marks: str | None
    cast_at: datetime | None


def participations_of(session: Session, person: Person) -> list[Participation]:
    """The votes that a person took part in; one statement."""
    statement = (
        select(Vote.id, Consultation.slug, Vote.title, Vote.secrecy, OpenBallot.marks, OpenBallot.cast_at)
        .join(RollMark, RollMark.vote_id == Vote.id)
        .join(Consultation, Consultation.id == Vote.consultation_id)
        .outerjoin(OpenBallot, and_(OpenBallot.vote_id == Vote.id, OpenBallot.person_id == RollMark.person_id))
        .where(RollMark.person_id == person.id)
        .order_by(Vote.id.desc())
        .limit(500)
    )
    return [Participation(*row) for row in session.execute(statement)]
