"""Scottish STV: the order's clauses one by one, and stage for stage the same as a slow count with fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from participation.methods.counting import RankedBallots, count
from tests.methods.counting.profiles import NAMES, a_profile, naive_scottish, one_by_one

A, B, C, D = range(4)


@pytest.mark.parametrize("seed", range(60))
def test_every_stage_equals_a_slow_count_with_fractions(seed: int) -> None:
    options, seats = 3 + seed % 7, 1 + seed % 4
    ballots = a_profile(seed, options, 20 + 17 * (seed % 9))
    outcome = count("stv-scottish", ballots, seats=seats, seed=b"seed")
    assert outcome.lot is not None
    stages = naive_scottish(one_by_one(ballots), options, min(seats, options), list(outcome.lot.order))
    assert [[Fraction(votes, outcome.scale) for votes in a_round.votes] for a_round in outcome.rounds] == stages


@pytest.mark.parametrize("seed", range(40))
def test_no_vote_is_lost_except_the_remainders_cut_off(seed: int) -> None:
    ballots = a_profile(seed, 8, 400)
    outcome = count("stv-scottish", ballots, seats=3, seed=b"seed")
    lost = 0
    for a_round in outcome.rounds:
        assert sum(a_round.votes) + a_round.exhausted + a_round.lost == outcome.valid * outcome.scale
        moved = sum(transfer.ballots for transfer in a_round.transfers)
        assert 0 <= a_round.lost - lost <= (moved if a_round.kind == "surplus" else 0)
        lost = a_round.lost


def test_the_quota_is_droops() -> None:
    ballots = RankedBallots(NAMES[:4], {(A,): 30, (B,): 30, (C,): 30, (D,): 9})
    assert count("stv-scottish", ballots, seats=3).quota == 25 * 100_000


def test_an_exact_quota_has_no_surplus() -> None:
    outcome = count("stv-scottish", RankedBallots(NAMES[:3], {(A, B): 4, (B,): 2, (C,): 3}), seats=2)
    assert outcome.winner_names == ("A", "C")
    assert all(a_round.kind != "surplus" for a_round in outcome.rounds)


def test_transfer_values_are_cut_after_five_decimals() -> None:
    outcome = count("stv-scottish", RankedBallots(NAMES[:3], {(A, B): 7, (B,): 1, (C,): 3}), seats=2)
    assert outcome.quota == 4 * outcome.scale
    surplus = outcome.rounds[1]
    assert surplus.transfers[0].votes == 7 * 42_857  # 3/7 = 0.428571…
    assert surplus.lost == 300_000 - 7 * 42_857


def test_all_are_elected_where_there_are_seats_for_all() -> None:
    outcome = count("stv-scottish", RankedBallots(NAMES[:2], {(A,): 5}), seats=3)
    assert outcome.winner_names == ("A", "B")


def test_an_overvote_ends_the_ballot_or_is_passed_over() -> None:
    ballots = RankedBallots(NAMES[:3], {(A,): 1}, {((A, B), (C,)): 2, ((B,), (A, C)): 1})
    ended = count("stv-scottish", ballots)
    assert (ended.valid, ended.invalid, ended.rounds[0].votes) == (2, 2, (100_000, 100_000, 0))
    passed = count("stv-scottish", ballots, overvotes="skip")
    assert (passed.valid, passed.rounds[0].votes) == (4, (100_000, 100_000, 200_000))


def test_blank_ballots_do_not_raise_the_quota() -> None:
    outcome = count("stv-scottish", RankedBallots(NAMES[:2], {(A,): 3, (B,): 1, (): 96}))
    assert (outcome.quota, outcome.valid, outcome.total) == (3 * outcome.scale, 4, 100)


def test_a_tie_that_the_lot_must_break_leaves_the_safe_winners_standing() -> None:
    ballots = RankedBallots(NAMES[:3], {(A,): 6, (B,): 2, (C,): 2})
    outcome = count("stv-scottish", ballots, seats=2)
    assert outcome.winner_names == ("A",)
    assert not outcome.complete
    assert outcome.open_ties[0].options == (B, C)
    drawn = count("stv-scottish", ballots, seats=2, seed=b"\x01")
    assert drawn.complete
    assert drawn.lot is not None
    first = min((B, C), key=drawn.lot.order.index)
    assert drawn.winners == (A, first)
    assert drawn.ties[0].decided_by == "lot"


def test_equal_surpluses_go_in_the_order_of_the_last_difference_then_of_the_lot() -> None:
    ballots = RankedBallots(NAMES[:4], {(A, C): 10, (B, D): 10, (C,): 2, (D,): 2})
    drawn = count("stv-scottish", ballots, seats=3, seed=b"\x05")
    assert drawn.lot is not None
    assert drawn.ties[0].purpose == "surplus"
    assert drawn.rounds[1].option == min((A, B), key=drawn.lot.order.index)
    undrawn = count("stv-scottish", ballots, seats=3)
    assert set(undrawn.winners) >= {A, B}


def test_hundreds_of_options_are_no_problem() -> None:
    names = tuple(f"Option {number}" for number in range(400))
    ballots = RankedBallots(names, {(399, 0): 3, (0,): 2, (17, 399): 2})
    assert count("stv-scottish", ballots, seed=b"x").winner_names == ("Option 399",)
