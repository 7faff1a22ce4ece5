"""Schulze: pairs, paths, ranking, ties."""

from __future__ import annotations

from participation.methods.counting import RankedBallots, count
from participation.methods.counting.schulze import strongest_paths

A, B, C = 0, 1, 2


def test_options_left_out_are_below_all_named_ones_and_equal_among_themselves() -> None:
    outcome = count("schulze", RankedBallots(("A", "B", "C"), {(A,): 2}, {((B, C),): 1}))
    assert outcome.pairwise == ((0, 2, 2), (1, 0, 0), (1, 0, 0))


def test_a_cycle_is_cut_at_its_weakest_win() -> None:
    outcome = count("schulze", RankedBallots(("A", "B", "C"), {(A, B, C): 6, (B, C, A): 5, (C, A, B): 3}))
    assert outcome.ranking == ((A,), (B,), (C,))
    assert outcome.margin.kind == "not-computed"


def test_equal_strength_is_a_named_tie() -> None:
    outcome = count("schulze", RankedBallots(("A", "B", "C"), {(A, B, C): 1, (B, C, A): 1, (C, A, B): 1}))
    assert outcome.winners == ()
    assert outcome.open_ties[0].options == (A, B, C)
    assert count("schulze", RankedBallots(("A", "B"), {(A, B): 1, (B, A): 1}), seed=b"1").ties[0].decided_by == "lot"


def test_who_beats_everybody_is_safe_up_to_half_the_narrowest_win() -> None:
    outcome = count("schulze", RankedBallots(("A", "B"), {(A, B): 8, (B, A): 3}))
    assert (outcome.margin.kind, outcome.margin.ballots) == ("at-least", 3)


def test_paths_go_over_several_wins() -> None:
    assert strongest_paths(((0, 8, 2), (2, 0, 6), (8, 4, 0)))[A][C] == 6
