"""Counting a closed urn with the house's counting library, and reading the result again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from participation.methods.counting import Ballots, Outcome, Terms, count_on_terms
from participation.methods.counting.explain import round_sentences, sentences
from participation.methods.counting.outcome import Check
from participation.votes.budget_tally import result_of
from participation.votes.freezing import canonical_json
from participation.votes.marks import group
from participation.votes.models import Vote, quorum_share
from participation.votes.queries import grouped_marks


def count_vote(session: Session, vote: Vote, decrypted: Ballots | None = None) -> str:
    """Count the urn's ballots, or those that were decrypted, by the vote's rule. Returns the result as canonical JSON: outcome, turnout, quorums, the lot's seed."""
    if vote.budget is not None:
        return canonical_json(result_of(session, vote))
    return canonical_json(_result(vote, _outcome(vote, ballots_of(session, vote) if decrypted is None else decrypted)))


def ballots_of(session: Session, vote: Vote) -> Ballots:
    """The urn's ballots as the counting library takes them."""
    return group(vote.ballot_kind, [option.title for option in vote.options], grouped_marks(session, vote))


def terms_of(vote: Vote) -> Terms:
    """What was fixed for the count: seats, the lot's seed, the roll, quorums."""
    return Terms(
        seats=vote.seats,
        seed=vote.lot_seed,
        eligible=vote.roll_size,
        turnout_quorum=quorum_share(vote.turnout_quorum),
        consent_quorum=quorum_share(vote.consent_quorum),
    )


def _outcome(vote: Vote, ballots: Ballots) -> Outcome:
    outcome = count_on_terms(vote.rule, ballots, terms_of(vote))
    if vote.turnout_quorum is not None and not outcome.checks:
        outcome = replace(outcome, checks=(turnout_check(vote.turnout_quorum, outcome.total, vote.roll_size or 0),))
    return outcome


def turnout_check(hundredths: int, cast: int, roll: int) -> Check:
    """A turnout quorum for rules other than yes/no: it says whether the result binds, and changes nothing in the count."""
    required = quorum_share(hundredths) * roll  # type: ignore[operator]  # hundredths is a number here
    return Check("turnout", quorum_share(hundredths) or Fraction(0), -(-required.numerator // required.denominator), cast)


def _result(vote: Vote, outcome: Outcome) -> dict[str, Any]:
    return {
        "format": "participation-tally/1",
        "outcome": outcome.to_json(),
        "sentences": [asdict(sentence) for sentence in sentences(outcome)],
        "round_sentences": [[asdict(sentence) for sentence in round_sentences(outcome, one)] for one in outcome.rounds],
        "cast": outcome.total,
        "roll": vote.roll_size or 0,
        "quorums_met": all(check.met for check in outcome.checks),
        "lot_seed": (vote.lot_seed or b"").hex(),
        "urn": vote.urn_hash,
        "frozen": vote.frozen_hash,
    }


def read_result(vote: Vote) -> dict[str, Any]:
    """The stored result; the vote must be counted."""
    found: dict[str, Any] = json.loads(vote.result_json or "{}")
    return found
