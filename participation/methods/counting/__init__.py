"""Counting votes: exact, explained, the same for the web, the command line and whoever recounts."""

from participation.methods.counting.ballots import (
    ApprovalBallots,
    Ballots,
    ChoiceBallots,
    CountingError,
    RankedBallots,
    ScoreBallots,
    check_marks,
    group_approved,
    group_choices,
    group_ranked,
    group_scores,
    group_weak,
)
from participation.methods.counting.outcome import Outcome
from participation.methods.counting.rules import RULES, Rule, count, count_on_terms
from participation.methods.counting.terms import Terms

__all__ = [
    "RULES",
    "ApprovalBallots",
    "Ballots",
    "ChoiceBallots",
    "CountingError",
    "Outcome",
    "RankedBallots",
    "Rule",
    "ScoreBallots",
    "Terms",
    "check_marks",
    "count",
    "count_on_terms",
    "group_approved",
    "group_choices",
    "group_ranked",
    "group_scores",
    "group_weak",
]
