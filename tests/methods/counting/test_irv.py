"""Instant runoff: rounds, overvotes, ties."""

from __future__ import annotations

import pytest

from participation.methods.counting import CountingError, RankedBallots, count

A, B, C = 0, 1, 2


def ranked(rankings: dict[tuple[int, ...], int], weak: dict[tuple[tuple[int, ...], ...], int] | None = None) -> RankedBallots:
    return RankedBallots(("A", "B", "C"), rankings, weak or {})


def test_votes_of_the_weakest_move_to_the_next_choice() -> None:
    outcome = count("irv", ranked({(A,): 4, (B,): 3, (C, B): 2}))
    assert outcome.winner_names == ("B",)
    assert outcome.rounds[1].excluded == (C,)
    assert [(moved.source, moved.target, moved.ballots) for moved in outcome.rounds[1].transfers] == [(C, B, 2)]


def test_a_majority_at_once_needs_no_second_round() -> None:
    assert len(count("irv", ranked({(A,): 5, (B,): 3, (C,): 1})).rounds) == 1


def test_an_overvote_stops_a_ballot_only_while_both_options_are_in() -> None:
    ballots = ranked({(A,): 4, (B,): 3, (C,): 2}, {((C,), (A, B)): 1, ((A, C), (B,)): 1})
    stopped = count("irv", ballots)
    assert stopped.rounds[0].votes == (4, 3, 3)
    assert stopped.rounds[0].exhausted == 1


def test_an_overvote_counts_for_the_one_that_is_left() -> None:
    d = 3
    ballots = RankedBallots(("A", "B", "C", "D"), {(A,): 5, (B,): 6, (C,): 1}, {((d,), (A, C), (B,)): 2})
    outcome = count("irv", ballots)
    assert [a_round.excluded for a_round in outcome.rounds] == [(), (C,), (d,)]
    assert outcome.rounds[2].votes == (7, 6, 0, 0)
    assert outcome.winner_names == ("A",)


def test_a_skipped_overvote_lets_the_next_rank_count() -> None:
    ballots = ranked({(A,): 4, (B,): 3}, {((A, C), (B,)): 2, ((A, B),): 1})
    outcome = count("irv", ballots, overvotes="skip")
    assert outcome.rounds[0].votes == (4, 5, 0)
    assert (outcome.total, outcome.valid, outcome.invalid) == (10, 9, 1)


def test_a_tie_for_last_is_broken_by_the_last_round_that_differed() -> None:
    ballots = RankedBallots(("A", "B", "C", "D"), {(A,): 6, (B,): 4, (C,): 3, (3, C): 1})
    outcome = count("irv", ballots)
    assert outcome.rounds[2].excluded == (C,)
    tie = outcome.ties[0]
    assert (tie.decided_by, tie.options, tie.earlier) == ("earlier-round", (B, C), 1)


def test_a_tie_that_changes_nothing_needs_no_lot() -> None:
    outcome = count("irv", ranked({(A,): 5, (B, A): 2, (C, A): 2, (): 1}))
    assert outcome.winner_names == ("A",)
    outcome = count("irv", ranked({(A,): 4, (B, A): 2, (C, A): 2}))
    assert outcome.winner_names == ("A",)
    assert outcome.complete
    assert outcome.ties[0].decided_by == "immaterial"


def test_a_tie_that_decides_is_named_and_left_open_without_a_seed() -> None:
    outcome = count("irv", ranked({(A,): 4, (B, C): 3, (C, B): 3}))
    assert not outcome.complete
    assert outcome.winners == ()
    assert outcome.open_ties[0].options == (B, C)
    winners = {count("irv", ranked({(A,): 4, (B, C): 3, (C, B): 3}), seed=bytes([number])).winner_names for number in range(30)}
    assert winners == {("B",), ("C",)}


def test_irv_fills_one_seat_only() -> None:
    with pytest.raises(CountingError, match="stv-scottish"):
        count("irv", ranked({(A,): 1}), seats=2)


def test_the_margin_is_what_turns_the_last_round() -> None:
    outcome = count("irv", ranked({(A,): 4, (B,): 3, (C, B): 2}))
    assert (outcome.margin.kind, outcome.margin.ballots) == ("at-most", 1)
