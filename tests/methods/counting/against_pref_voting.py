"""Another library, written by others, finds the same winners on random profiles. Run by `test_against_pref_voting.py`."""

from __future__ import annotations

import random
import warnings
from collections import Counter

import pytest

from participation.methods.counting import ApprovalBallots, RankedBallots, ScoreBallots, count
from tests.methods.counting.profiles import a_profile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pref_voting = pytest.importorskip("pref_voting")
    from pref_voting.grade_methods import approval, majority_judgement, score_voting
    from pref_voting.grade_profiles import GradeProfile
    from pref_voting.iterative_methods import instant_runoff_put
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles import Profile
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish
    from pref_voting.scoring_methods import plurality

pytestmark = pytest.mark.filterwarnings("ignore")

SEEDS = range(60)


def complete(seed: int) -> tuple[RankedBallots, Profile]:
    ballots = a_profile(seed, 3 + seed % 5, 5 + 7 * (seed % 13), complete=True)
    return ballots, Profile(list(ballots.rankings), rcounts=list(ballots.rankings.values()))


def truncated(seed: int) -> tuple[RankedBallots, ProfileWithTies]:
    ballots = a_profile(1000 + seed, 3 + seed % 5, 5 + 7 * (seed % 13))
    ranks = [{option: rank for rank, option in enumerate(ranking, 1)} for ranking in ballots.rankings]
    theirs = ProfileWithTies(ranks, rcounts=list(ballots.rankings.values()), candidates=list(range(len(ballots.options))))
    theirs.use_extended_strict_preference()
    return ballots, theirs


@pytest.mark.parametrize("seed", SEEDS)
def test_instant_runoff_is_one_of_the_ways_theirs_can_end(seed: int) -> None:
    ballots, theirs = complete(seed)
    possible = set(instant_runoff_put(theirs))
    assert set(count("irv", ballots, seed=b"lot").winners) <= possible
    undrawn = count("irv", ballots)
    assert set(undrawn.winners) <= possible
    if len(possible) == 1:
        assert set(undrawn.winners) == possible


@pytest.mark.parametrize("seed", SEEDS)
def test_schulze_of_complete_rankings(seed: int) -> None:
    ballots, theirs = complete(seed)
    outcome = count("schulze", ballots)
    assert outcome.ranking[0] == tuple(beat_path(theirs))
    for one in range(len(ballots.options)):
        for other in range(len(ballots.options)):
            if one != other:
                assert outcome.pairwise[one][other] == theirs.support(one, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_schulze_of_truncated_rankings_by_winning_votes(seed: int) -> None:
    ballots, theirs = truncated(seed)
    assert count("schulze", ballots).ranking[0] == tuple(beat_path(theirs, strength_function=theirs.support))


@pytest.mark.parametrize("seed", SEEDS)
def test_plurality(seed: int) -> None:
    ballots, theirs = complete(seed)
    outcome = count("plurality", ballots)
    best = set(plurality(theirs))
    if len(best) == 1:
        assert set(outcome.winners) == best
    else:
        assert set(outcome.open_ties[0].options) == best


@pytest.mark.parametrize("seed", SEEDS)
def test_approval(seed: int) -> None:
    ranked = a_profile(2000 + seed, 3 + seed % 5, 5 + seed % 13)
    approvals: dict[tuple[int, ...], int] = {}
    for ranking, number in ranked.rankings.items():
        key = tuple(sorted(ranking))
        approvals[key] = approvals.get(key, 0) + number
    size = len(ranked.options)
    grades = [{option: int(option in marks) for option in range(size)} for marks in approvals]
    best = set(approval(GradeProfile(grades, [0, 1], gcounts=list(approvals.values()))))
    outcome = count("approval", ApprovalBallots(ranked.options, approvals))
    assert best == set(outcome.winners or outcome.open_ties[0].options)


@pytest.mark.parametrize("seed", SEEDS)
def test_scottish_stv_where_no_lot_is_needed(seed: int) -> None:
    ballots, theirs = complete(seed)
    seats = 1 + seed % 3
    outcome = count("stv-scottish", ballots, seats=seats)
    if not outcome.ties:
        assert set(outcome.winners) == set(stv_scottish(theirs, num_seats=seats))


def graded(seed: int) -> tuple[ScoreBallots, GradeProfile]:
    chance = random.Random(seed)
    size, number = 2 + seed % 4, 5 + seed % 9
    marks = Counter(tuple(chance.randint(0, 5) for _ in range(size)) for _ in range(number))
    ballots = ScoreBallots(tuple("ABCDEF")[:size], dict(marks), 0, 5)
    return ballots, GradeProfile([dict(enumerate(row)) for row in marks], list(range(6)), gcounts=list(marks.values()))


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_and_means_of_points(seed: int) -> None:
    ballots, theirs = graded(seed)
    for rule, method in (("score-sum", "sum"), ("score-mean", "mean")):
        outcome = count(rule, ballots)
        assert outcome.ranking[0] == tuple(sorted(score_voting(theirs, evaluation_method=method)))


@pytest.mark.parametrize("seed", SEEDS)
def test_majority_judgment_is_among_the_best_by_their_gauge(seed: int) -> None:
    ballots, theirs = graded(seed)
    assert set(count("majority-judgment", ballots).ranking[0]) <= set(majority_judgement(theirs))
