"""Counting a closed urn with the house's counting library, and reading the result again."""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from participation.methods.counting import Outcome, count
from participation.methods.counting.explain import sentences
from participation.votes.freezing import canonical_json
from participation.votes.marks import group
from participation.votes.models import Vote, quorum_share
from participation.votes.queries import grouped_marks


def count_vote(session: Session, vote: Vote) -> str:
    """Count the urn's ballots by the vote's rule. Returns the result as canonical JSON: outcome, turnout, quorums, the lot's seed."""
    return canonical_json(_result(vote, _outcome(session, vote)))


def _outcome(session: Session, vote: Vote) -> Outcome:
    ballots = group(vote.counting_rule.ballots, [option.title for option in vote.options], grouped_marks(session, vote))
    yes_no = vote.rule == "yes-no"
    return count(
        vote.rule,
        ballots,
        seats=vote.seats,
        seed=vote.lot_seed,
        eligible=vote.roll_size,
        turnout_quorum=quorum_share(vote.turnout_quorum) if yes_no else None,
        consent_quorum=quorum_share(vote.consent_quorum) if yes_no else None,
    )


def _result(vote: Vote, outcome: Outcome) -> dict[str, Any]:
    said = outcome.to_json()
    cast, roll = outcome.total, vote.roll_size or 0
    if vote.rule != "yes-no" and vote.turnout_quorum is not None:
        said["checks"] = [turnout_check(vote.turnout_quorum, cast, roll)]
    return {
        "format": "participation-tally/1",
        "outcome": said,
        "sentences": [asdict(sentence) for sentence in sentences(outcome)],
        "cast": cast,
        "roll": roll,
        "valid_result": all(check["met"] for check in said["checks"]),  # type: ignore[attr-defined]  # a list of checks
        "lot_seed": (vote.lot_seed or b"").hex(),
        "urn": vote.urn_hash,
        "frozen": vote.frozen_hash,
    }


def turnout_check(hundredths: int, cast: int, roll: int) -> dict[str, Any]:
    """A turnout quorum for rules other than yes/no, in the same words as the counting library's."""
    share = quorum_share(hundredths) or Fraction(0)
    required = -(-(share * roll).numerator // (share * roll).denominator)
    return {"name": "turnout", "share": str(share), "required": required, "reached": cast, "met": cast >= required}


def read_result(vote: Vote) -> dict[str, Any]:
    """The stored result; the vote must be counted."""
    found: dict[str, Any] = json.loads(vote.result_json or "{}")
    return found
