"""What holds for every profile: the order of ballots, the names of options and the grouping change nothing."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import (
    CountingError,
    RankedBallots,
    check_marks,
    count,
    count_on_terms,
    group_ranked,
    group_weak,
)
from participation.methods.counting.ballots import as_approval, as_choice
from participation.methods.counting.explain import explain
from participation.methods.counting.lots import TieBreaker, lot_order
from participation.methods.counting.rules import RULES
from participation.methods.counting.stv import _Stages
from participation.methods.counting.terms import Terms
from participation.methods.counting.text import as_text
from tests.methods.counting.profiles import NAMES

RANKED_RULES = ("plurality", "approval", "irv", "stv-scottish", "schulze")


@st.composite
def profiles(draw: st.DrawFn, most_ballots: int = 25) -> tuple[int, list[tuple[tuple[int, ...], ...]]]:
    """How many options, and ballots as ranks, sometimes shared."""
    size = draw(st.integers(2, 5))
    ballot = st.lists(st.integers(0, size - 1), unique=True, max_size=size).flatmap(
        lambda order: st.lists(st.integers(0, 3), min_size=len(order), max_size=len(order)).map(lambda joins: _ranks(order, joins))
    )
    return size, draw(st.lists(ballot, max_size=most_ballots))


def _ranks(order: list[int], joins: list[int]) -> tuple[tuple[int, ...], ...]:
    ranks: list[tuple[int, ...]] = []
    for option, join in zip(order, joins, strict=True):
        if ranks and join == 0:
            ranks[-1] = (*ranks[-1], option)
        else:
            ranks.append((option,))
    return tuple(ranks)


@settings(max_examples=60, deadline=None)
@given(profiles(), st.sampled_from(RANKED_RULES), st.randoms(use_true_random=False), st.booleans())
def test_neither_order_nor_grouping_of_ballots_matters(profile, rule, chance, skip) -> None:  # type: ignore[no-untyped-def]  # drawn
    size, ballots = profile
    shuffled = list(ballots)
    chance.shuffle(shuffled)
    terms = Terms(overvotes="skip" if skip else "exhaust")
    one = count_on_terms(rule, group_weak(NAMES[:size], ((ranks, 1) for ranks in ballots)), terms)
    other = count_on_terms(rule, group_weak(NAMES[:size], ((ranks, 1) for ranks in shuffled)), terms)
    assert one == other
    assert one.total == len(ballots)
    assert one.valid + one.blank + one.invalid == one.total


@settings(max_examples=60, deadline=None)
@given(profiles(), st.sampled_from(RANKED_RULES), st.integers(1, 3), st.permutations(range(5)))
def test_no_option_is_favoured_by_its_place_or_name(profile, rule, seats, order) -> None:  # type: ignore[no-untyped-def]  # drawn
    size, ballots = profile
    seats = seats if RULES[rule].several_seats else 1
    place = {option: new for new, option in enumerate(option for option in order if option < size)}
    moved = [tuple(tuple(place[option] for option in rank) for rank in ranks) for ranks in ballots]
    names = ["?"] * size
    for option, new in place.items():
        names[new] = NAMES[option]
    one = count(rule, group_weak(NAMES[:size], ((ranks, 1) for ranks in ballots)), seats=seats)
    other = count(rule, group_weak(tuple(names), ((ranks, 1) for ranks in moved)), seats=seats)
    assert set(one.winner_names) == set(other.winner_names)
    assert one.complete == other.complete
    if not any(tie.decided_by == "immaterial" for tie in one.ties):
        assert one.margin == other.margin  # otherwise another of the equal ways is shown, whose last round may be closer


@settings(max_examples=60, deadline=None)
@given(profiles(), st.integers(1, 3), st.sampled_from(["irv", "stv-scottish"]))
def test_votes_are_kept_in_every_round(profile, seats, rule) -> None:  # type: ignore[no-untyped-def]  # drawn
    size, ballots = profile
    grouped = group_weak(NAMES[:size], ((ranks, 1) for ranks in ballots))
    outcome = count(rule, grouped, seats=seats if rule == "stv-scottish" else 1)
    for a_round in outcome.rounds:
        assert sum(a_round.votes) + a_round.exhausted + a_round.lost == outcome.valid * outcome.scale


@settings(max_examples=60, deadline=None)
@given(profiles(), st.sampled_from(RANKED_RULES), st.one_of(st.none(), st.binary(min_size=1, max_size=4)))
def test_every_outcome_can_be_told_and_stored(profile, rule, seed) -> None:  # type: ignore[no-untyped-def]  # drawn
    size, ballots = profile
    outcome = count(rule, group_weak(NAMES[:size], ((ranks, 1) for ranks in ballots)), seed=seed)
    stored = json.loads(json.dumps(outcome.to_json(), allow_nan=False))
    assert {"rule", "winners", "rounds"} <= set(stored)
    assert stored["winners"] == list(outcome.winner_names)
    assert all("%" not in sentence.replace(" %", "") for sentence in explain(outcome))
    assert as_text(outcome).endswith("\n")
    if seed is not None:
        assert outcome.complete


@settings(max_examples=40, deadline=None)
@given(profiles(most_ballots=9), st.integers(1, 2))
def test_without_a_seed_only_what_every_lot_gives_is_said_to_be_won(profile, seats) -> None:  # type: ignore[no-untyped-def]  # drawn
    size, ballots = profile
    grouped = group_weak(NAMES[:size], ((ranks, 1) for ranks in ballots))
    undrawn = count("stv-scottish", grouped, seats=seats)
    drawn = [count("stv-scottish", grouped, seats=seats, seed=bytes([number])) for number in range(12)]
    if undrawn.complete:
        assert {frozenset(outcome.winners) for outcome in drawn} == {frozenset(undrawn.winners)}
    else:
        assert all(outcome.winners[: len(undrawn.winners)] == undrawn.winners for outcome in drawn)


def test_a_million_ways_a_lot_could_fall_are_not_all_tried() -> None:
    names = tuple(f"Option {number}" for number in range(60))
    everyone_for_herself = RankedBallots(names, {(option,): 1 for option in range(60)})
    outcome = count("stv-scottish", everyone_for_herself, seats=3)
    assert not outcome.complete
    assert len(outcome.open_ties[0].options) == 60


def test_the_lot_is_hmac_sha256_of_the_names() -> None:
    drawn = {name: hmac.new(b"seed", name.encode(), hashlib.sha256).hexdigest() for name in "ABC"}
    assert [("A", "B", "C")[option] for option in lot_order(("A", "B", "C"), b"seed").order] == sorted(drawn, key=drawn.__getitem__)


@pytest.mark.parametrize("votes", list(itertools.product(range(3), repeat=3)))
def test_earlier_rounds_decide_a_tie_latest_first(votes: tuple[int, int, int]) -> None:
    choice, tie = TieBreaker().pick([0, 1], [(0, 1, 0), (votes[0], votes[1], votes[2]), (2, 2, 2)], "exclusion", 4)
    expected = 0 if votes[0] <= votes[1] else 1
    assert choice == expected
    assert tie is not None
    assert tie.earlier == (1 if votes[0] == votes[1] else 2)


def test_a_million_like_ballots_are_one_group() -> None:
    assert group_ranked([(1, 0)] * 1000 + [(0,)]) == {(1, 0): 1000, (0,): 1}


def test_marks_from_elsewhere_can_be_checked() -> None:
    for bad in ({(2,): 1}, {(-1,): 1}, {(0, 0): 1}, {(0,): -1}):
        with pytest.raises(CountingError):
            check_marks(RankedBallots(("A", "B"), bad))
    check_marks(RankedBallots(("A", "B"), {(1, 0): 3, (): 1}, {((0, 1),): 2}))


def test_two_options_of_one_name_are_refused() -> None:
    with pytest.raises(CountingError, match="denselben Namen"):
        count("irv", RankedBallots(("A", "A"), {(0,): 1}))


def test_ballots_of_another_kind_are_read_as_the_rule_needs_them() -> None:
    ranked = RankedBallots(("A", "B"), {(0, 1): 2, (1,): 1, (): 1}, {((0, 1),): 1})
    assert as_choice(ranked).choices == {0: 2, 1: 1}
    assert (as_choice(ranked).blank, as_choice(ranked).invalid) == (1, 1)
    assert as_approval(ranked).approvals == {(0, 1): 3, (1,): 1, (): 1}


def test_a_stage_is_never_shared_between_counts() -> None:
    ballots = RankedBallots(("A", "B"), {(0, 1): 2, (1,): 1})
    first = _Stages(ballots, ballots.rankings, 0, Terms(), TieBreaker(), None).run()
    assert first == _Stages(ballots, ballots.rankings, 0, Terms(), TieBreaker(), None).run()
    assert ballots.rankings == {(0, 1): 2, (1,): 1}
