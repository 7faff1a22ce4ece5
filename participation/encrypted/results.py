"""From the board back to numbers: the encrypted tally to decrypt, and the decrypted sums as ballots that the house counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from participation.encrypted.models import BoardEvent
from participation.kit.errors import NotFound
from participation.methods.counting import ApprovalBallots, Ballots, ChoiceBallots, RankedBallots
from participation.methods.proof.belenios.answers import read_ciphertext
from participation.methods.proof.belenios.board import read_shuffle
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import read_compact
from participation.methods.proof.belenios.trustees import Tally
from participation.votes.models import Vote


def is_ranked(vote: Vote) -> bool:
    """Whether ballots rank options, so that they are shuffled and decrypted one by one."""
    return vote.counting_rule.ballots == "ranked"


def read_tally(election: Election, event: BoardEvent | None) -> tuple[int, Tally]:
    """How many ballots the published tally holds, and its ciphertexts. Raises NotFound before it is there."""
    if event is None:
        raise NotFound
    text, sized = event.data
    written = read_compact(text, "encrypted_tally")
    tally = [[read_ciphertext(one, election.group, "encrypted_tally") for one in question] for question in written]
    return int(json.loads(sized)["num_tallied"]), tally


def read_shuffled(election: Election, event: BoardEvent) -> Tally:
    """The ciphertexts after a shuffle of the only question."""
    lists, _proofs = read_shuffle(event.data[0], election.group, 1, "shuffle")
    return list(lists)


def answers_of(event: BoardEvent | None) -> list[list[int]]:
    """The decrypted numbers of each ballot, in shuffled order. Raises NotFound before they are there."""
    if event is None:
        raise NotFound
    return [[int(number) for number in answer] for answer in json.loads(event.data[-1])["result"][0]]


def ranking_of(answer: Sequence[int]) -> tuple[int, ...] | None:
    """The options (from 0) in the order of their ranks: 1 is the best, 0 none. None where these numbers are no ranking."""
    given = sorted((rank, option) for option, rank in enumerate(answer) if rank)
    return tuple(option for _rank, option in given) if [rank for rank, _option in given] == list(range(1, len(given) + 1)) else None


def ranked_from(vote: Vote, answers: Sequence[Sequence[int]], spoilt: Sequence[int]) -> Ballots:
    """Ranked ballots from decrypted numbers; those at the places `spoilt` count as blank."""
    grouped: Counter[tuple[int, ...]] = Counter()
    for place, answer in enumerate(answers):
        grouped[(ranking_of(answer) or ()) if place not in spoilt else ()] += 1
    return RankedBallots(tuple(vote.titles), dict(grouped))


def tallied_result(event: BoardEvent | None) -> list[int]:
    """The decrypted sums of the only question: blank ballots first, then each option's. Raises NotFound before they are there."""
    if event is None:
        raise NotFound
    return [int(number) for number in json.loads(event.data[-1])["result"][0]]


def ballots_from(vote: Vote, sums: Sequence[int]) -> Ballots:
    """Ballots that have these sums, for the count by the vote's rule.

    Where each ballot marks one option or is blank, the sums say all. Of approvals only the sums are known, and the rule needs no more:
    which ballots were blank, and how often each option was approved.
    """
    options, (blank, *marked) = tuple(vote.titles), sums
    if vote.counting_rule.ballots == "approval":
        return ApprovalBallots(options, approvals_with((vote.ballots_cast or 0) - blank, blank, marked))
    return ChoiceBallots(options, {option: number for option, number in enumerate(marked) if number}, blank)


def approvals_with(filled: int, blank: int, sums: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Approvals of so many filled and blank ballots with these sums: laid round and round over the ballots, so that none stays empty."""
    cuts, starts, start = {0, filled}, [], 0
    for number in sums:
        starts.append(start)
        cuts |= {start, (start + number) % filled} if filled else set()
        start = (start + number) % filled if filled else 0
    grouped: Counter[tuple[int, ...]] = Counter({(): blank} if blank else {})
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        approved = tuple(option for option, number in enumerate(sums) if (left - starts[option]) % filled < number)
        grouped[approved] += right - left
    return dict(grouped)
