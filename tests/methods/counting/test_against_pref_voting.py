"""Another library, written by others, finds the same winners on random profiles; it is asked in a process of its own (`pref_voting_oracle.py`)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from participation.methods.counting import ApprovalBallots, RankedBallots, ScoreBallots, count
from tests.methods.counting.profiles import a_profile
from tests.methods.oracles import Ask, an_oracle

SEEDS = range(60)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """`ask(rule, ballots)`: what pref_voting says."""
    with an_oracle("counting.pref_voting_oracle") as oracle:

        def asked(rule: str, ballots: RankedBallots | ApprovalBallots | ScoreBallots, seats: int = 1) -> Any:
            grouped: Mapping[tuple[Any, ...], int] = ballots.approvals if isinstance(ballots, ApprovalBallots) else {}
            if isinstance(ballots, RankedBallots):
                grouped = ballots.rankings
            elif isinstance(ballots, ScoreBallots):
                grouped = ballots.scores
            return oracle(rule=rule, ballots=list(grouped), counts=list(grouped.values()), options=len(ballots.options), seats=seats)

        yield asked


def complete(seed: int) -> RankedBallots:
    return a_profile(seed, 3 + seed % 5, 5 + 7 * (seed % 13), complete=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_instant_runoff_is_one_of_the_ways_theirs_can_end(seed: int, ask: Ask) -> None:
    ballots = complete(seed)
    possible = set(ask("irv", ballots))
    assert set(count("irv", ballots, seed=b"lot").winners) <= possible
    undrawn = count("irv", ballots)
    assert set(undrawn.winners) <= possible
    if len(possible) == 1:
        assert set(undrawn.winners) == possible


@pytest.mark.parametrize("seed", SEEDS)
def test_schulze_of_complete_rankings(seed: int, ask: Ask) -> None:
    ballots = complete(seed)
    outcome = count("schulze", ballots)
    assert outcome.ranking[0] == tuple(ask("schulze", ballots))
    support = ask("pairwise", ballots)
    for one in range(len(ballots.options)):
        for other in range(len(ballots.options)):
            if one != other:
                assert outcome.pairwise[one][other] == support[one][other]


@pytest.mark.parametrize("seed", SEEDS)
def test_schulze_of_truncated_rankings_by_winning_votes(seed: int, ask: Ask) -> None:
    ballots = a_profile(1000 + seed, 3 + seed % 5, 5 + 7 * (seed % 13))
    assert count("schulze", ballots).ranking[0] == tuple(ask("schulze-truncated", ballots))


@pytest.mark.parametrize("seed", SEEDS)
def test_plurality(seed: int, ask: Ask) -> None:
    ballots = complete(seed)
    outcome = count("plurality", ballots)
    best = set(ask("plurality", ballots))
    if len(best) == 1:
        assert set(outcome.winners) == best
    else:
        assert set(outcome.open_ties[0].options) == best


@pytest.mark.parametrize("seed", SEEDS)
def test_approval(seed: int, ask: Ask) -> None:
    ranked = a_profile(2000 + seed, 3 + seed % 5, 5 + seed % 13)
    approvals: dict[tuple[int, ...], int] = {}
    for ranking, number in ranked.rankings.items():
        key = tuple(sorted(ranking))
        approvals[key] = approvals.get(key, 0) + number
    ballots = ApprovalBallots(ranked.options, approvals)
    outcome = count("approval", ballots)
    assert set(ask("approval", ballots)) == set(outcome.winners or outcome.open_ties[0].options)


@pytest.mark.parametrize("seed", SEEDS)
def test_scottish_stv_where_no_lot_is_needed(seed: int, ask: Ask) -> None:
    ballots = complete(seed)
    seats = 1 + seed % 3
    outcome = count("stv-scottish", ballots, seats=seats)
    if not outcome.ties:
        assert set(outcome.winners) == set(ask("stv", ballots, seats))


def graded(seed: int) -> ScoreBallots:
    chance = random.Random(seed)
    size = 2 + seed % 4
    marks = Counter(tuple(chance.randint(0, 5) for _ in range(size)) for _ in range(5 + seed % 9))
    return ScoreBallots(tuple("ABCDEF")[:size], dict(marks), 0, 5)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", ["score-sum", "score-mean"])
def test_sums_and_means_of_points(rule: str, seed: int, ask: Ask) -> None:
    ballots = graded(seed)
    assert count(rule, ballots).ranking[0] == tuple(sorted(ask(rule, ballots)))


@pytest.mark.parametrize("seed", SEEDS)
def test_majority_judgment_is_among_the_best_by_their_gauge(seed: int, ask: Ask) -> None:
    ballots = graded(seed)
    assert set(count("majority-judgment", ballots).ranking[0]) <= set(ask("majority-judgment", ballots))
