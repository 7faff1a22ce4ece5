"""Reads about a roll of codes: its entries, lists and letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.queries import person_by_email
from participation.kit.errors import NotFound
from participation.kit.text import name_key
from participation.kit.work import WorkState
from participation.votes.channel_models import EntryMark, RollEntry, RollImport, VoteLetterBatch
from participation.votes.models import Channel, Vote

UNFINISHED = (WorkState.REQUESTED, WorkState.RUNNING)


def roll_numbers(session: Session, vote: Vote) -> Sequence[str]:
    """The numbers on a roll of codes, in its order; empty for a roll by rule."""
    if not vote.by_codes:
        return ()
    return session.scalars(select(RollEntry.number).where(RollEntry.vote_id == vote.id).order_by(RollEntry.id)).all()


def roll_is_being_read(session: Session, vote: Vote) -> bool:
    """Whether a list is being read in."""
    return session.scalar(select(func.count()).where(RollImport.vote_id == vote.id, RollImport.state.in_(UNFINISHED))) != 0


def lists_of(session: Session, vote: Vote) -> Sequence[RollImport]:
    """The lists of a vote, the newest first, at most fifty."""
    return session.scalars(select(RollImport).where(RollImport.vote_id == vote.id).order_by(RollImport.id.desc()).limit(50)).all()


def list_of(session: Session, vote: Vote, number: int) -> RollImport:
    """One of them. Raises NotFound."""
    made = session.scalars(select(RollImport).where(RollImport.id == number, RollImport.vote_id == vote.id)).one_or_none()
    if made is None:
        raise NotFound
    return made


@dataclass(frozen=True, slots=True)
class RollNumbers:
    """How many stand on a roll of codes, how many have a name, a letter, and a code that was revoked."""

    entries: int
    named: int
    printed: int
    revoked: int


def numbers_of_roll(session: Session, vote: Vote) -> RollNumbers:
    """In one statement."""
    row = RollEntry
    counted = select(func.count(), func.count(row.sealed), func.count(row.batch_id), func.count().filter(row.is_revoked))
    return RollNumbers(*session.execute(counted.where(row.vote_id == vote.id)).one())


def to_print(session: Session, vote: Vote, most: int) -> list[int]:
    """The entries without a letter yet; whoever voted at the counter already gets none."""
    voted = select(EntryMark.entry_id).where(EntryMark.vote_id == vote.id)
    free = (RollEntry.vote_id == vote.id, RollEntry.batch_id.is_(None), RollEntry.is_revoked.is_(False), RollEntry.code_kind == Channel.LETTER)
    return list(session.scalars(select(RollEntry.id).where(*free, RollEntry.id.not_in(voted)).order_by(RollEntry.id).limit(most)))


def still_to_vote(session: Session, vote: Vote, entry_ids: Sequence[int]) -> list[int]:
    """Those of the entries that have not voted, are not revoked and got no code at the counter: a new letter would be of use to them."""
    voted = set(session.scalars(select(EntryMark.entry_id).where(EntryMark.vote_id == vote.id)))
    open_ = (RollEntry.vote_id == vote.id, RollEntry.is_revoked.is_(False), RollEntry.code_kind == Channel.LETTER)
    possible = set(session.scalars(select(RollEntry.id).where(*open_)))
    return [one for one in entry_ids if one in possible and one not in voted]


def letters_being_made(session: Session, vote: Vote) -> bool:
    """Whether batches of letters are being made."""
    return session.scalar(select(func.count()).where(VoteLetterBatch.vote_id == vote.id, VoteLetterBatch.state.in_(UNFINISHED))) != 0


def batches_of(session: Session, vote: Vote) -> Sequence[VoteLetterBatch]:
    """The batches of letters, the newest first, at most two hundred."""
    statement = select(VoteLetterBatch).where(VoteLetterBatch.vote_id == vote.id).order_by(VoteLetterBatch.number.desc()).limit(200)
    return session.scalars(statement).all()


def batch_of(session: Session, vote: Vote, number: int) -> VoteLetterBatch:
    """One of them by its number. Raises NotFound."""
    made = session.scalars(select(VoteLetterBatch).where(VoteLetterBatch.vote_id == vote.id, VoteLetterBatch.number == number)).one_or_none()
    if made is None:
        raise NotFound
    return made


def entries_of(session: Session, batch: VoteLetterBatch) -> Sequence[RollEntry]:
    """The entries of a batch in the order of the roll."""
    found: list[RollEntry] = []
    for start in range(0, len(batch.entry_ids), 500):
        part = batch.entry_ids[start : start + 500]
        found += session.scalars(select(RollEntry).where(RollEntry.vote_id == batch.vote_id, RollEntry.id.in_(part)).order_by(RollEntry.id))
    return found


def entry_by_number(session: Session, vote: Vote, number: str) -> RollEntry | None:
    """Who stands on the roll under this number."""
    return session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id, RollEntry.number == number)).one_or_none()


def entry_of(session: Session, vote: Vote, entry_id: int) -> RollEntry:
    """An entry of this vote's roll. Raises NotFound."""
    entry = session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id, RollEntry.id == entry_id)).one_or_none()
    if entry is None:
        raise NotFound
    return entry


def person_named(session: Session, typed: str) -> Person | None:
    """A person with an account, by e-mail address or public name; who is deleted is nobody."""
    found = person_by_email(session, typed.strip().lower())
    if found is None:
        found = session.scalars(select(Person).where(Person.public_name_key == name_key(typed))).one_or_none()
    return None if found is None or found.deleted_at is not None else found


def delete_day(session: Session, vote: Vote) -> date | None:
    """When the roll's names and addresses are deleted; None for codes without names."""
    statement = select(RollImport.delete_on).where(RollImport.vote_id == vote.id, RollImport.state == WorkState.READY)
    return session.scalars(statement.order_by(RollImport.id.desc()).limit(1)).first()
