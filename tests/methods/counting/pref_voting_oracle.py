"""What pref_voting says, in a process of its own (`tests/methods/oracles.py`)."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from tests.methods.oracles import answer_all

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pref_voting.grade_methods import approval, majority_judgement, score_voting
    from pref_voting.grade_profiles import GradeProfile
    from pref_voting.iterative_methods import instant_runoff_put
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles import Profile
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish
    from pref_voting.scoring_methods import plurality

COMPLETE = {"irv": instant_runoff_put, "schulze": beat_path, "plurality": plurality}


def answer(rule: str, ballots: list[list[int]], counts: list[int], options: int, seats: int) -> Any:
    """Winners, or for `pairwise` the matrix of support. `ballots`: rankings; for `approval` the approved options, for points and grades 0 to 5 all marks."""
    if rule == "approval":
        grades = [{option: int(option in marks) for option in range(options)} for marks in ballots]
        return approval(GradeProfile(grades, [0, 1], gcounts=counts))
    if rule in ("score-sum", "score-mean", "majority-judgment"):
        graded = GradeProfile([dict(enumerate(marks)) for marks in ballots], list(range(6)), gcounts=counts)
        return majority_judgement(graded) if rule == "majority-judgment" else score_voting(graded, evaluation_method=rule.removeprefix("score-"))
    if rule == "schulze-truncated":
        ranks = [{option: rank for rank, option in enumerate(ranking, 1)} for ranking in ballots]
        loose = ProfileWithTies(ranks, rcounts=counts, candidates=list(range(options)))
        loose.use_extended_strict_preference()
        return beat_path(loose, strength_function=loose.support)
    profile = Profile(ballots, rcounts=counts)
    if rule == "pairwise":
        return [[profile.support(one, other) if one != other else 0 for other in range(options)] for one in range(options)]
    if rule == "stv":
        return stv_scottish(profile, num_seats=seats)
    return COMPLETE[rule](profile)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer_all(answer, sys.stdin)
