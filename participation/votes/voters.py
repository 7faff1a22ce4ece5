"""Who casts a ballot: somebody with an account, or whoever holds a code from a letter or from the counter."""

from __future__ import annotations

from dataclasses import dataclass

from participation.accounts.models import Person
from participation.votes.models import Channel


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """Whoever holds a code that counts now. `voter_id` is an entry of the roll of codes, or a person who got a code at the counter."""

    vote_id: int
    voter_id: int
    by_entry: bool
    channel: Channel
    code_hash: bytes


Voter = Person | CodeHolder


def number_of(voter: Voter) -> int:
    """The row by which the roll knows the voter."""
    return voter.voter_id if isinstance(voter, CodeHolder) else voter.id


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """How many voters are marked for paper, and how many papers are entered."""

    marked: int
    agreed: int
    unfinished: int  # batches that do not agree yet
