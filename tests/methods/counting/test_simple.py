"""Yes or no, one mark, approval: who wins, what a quorum does, and that a tie is named."""

from __future__ import annotations

from fractions import Fraction

import pytest

from participation.methods.counting import ApprovalBallots, ChoiceBallots, CountingError, count, group_approved, group_choices

QUESTION = ("Ja", "Nein", "Enthaltung")
VARIANTS = ("Sanieren", "Neubau", "Nichts")


def asked(yes: int, no: int, abstain: int = 0, blank: int = 0) -> ChoiceBallots:
    return ChoiceBallots(QUESTION, {0: yes, 1: no, 2: abstain}, blank)


def test_more_yes_than_no_is_accepted_whatever_the_abstentions() -> None:
    outcome = count("yes-no", asked(3, 2, 90))
    assert outcome.winner_names == ("Ja",)
    assert outcome.share(0) == Fraction(3, 5)
    assert outcome.base is not None
    assert outcome.base.kind == "yes-and-no"


def test_as_many_yes_as_no_is_rejected_and_said() -> None:
    outcome = count("yes-no", asked(4, 4))
    assert outcome.winner_names == ("Nein",)
    assert outcome.ties[0].decided_by == "rule"
    assert outcome.complete


@pytest.mark.parametrize(
    ("yes", "no", "winners"),
    [(200, 100, ("Ja",)), (199, 100, ()), (100, 200, ("Nein",)), (0, 0, ())],
)
def test_the_winning_side_needs_a_fifth_of_the_roll(yes: int, no: int, winners: tuple[str, ...]) -> None:
    outcome = count("yes-no", asked(yes, no), eligible=1000, consent_quorum=Fraction(1, 5))
    assert outcome.winner_names == winners
    assert outcome.decided == bool(winners)
    assert outcome.checks[0].required == 200


def test_a_quorum_is_rounded_up_never_down() -> None:
    outcome = count("yes-no", asked(200, 0), eligible=1001, consent_quorum=Fraction(1, 5))
    assert outcome.checks[0].required == 201
    assert not outcome.checks[0].met


def test_blank_ballots_count_for_the_turnout_and_for_nothing_else() -> None:
    outcome = count("yes-no", asked(1, 0, 0, blank=9), eligible=100, turnout_quorum=Fraction(1, 10))
    assert outcome.checks[0].met
    assert (outcome.total, outcome.valid, outcome.blank) == (10, 1, 9)


def test_a_quorum_without_a_roll_is_refused() -> None:
    with pytest.raises(CountingError, match="Stimmberechtigten"):
        count("yes-no", asked(1, 0), turnout_quorum=Fraction(1, 10))


def test_yes_and_no_are_two_options_or_three() -> None:
    with pytest.raises(CountingError, match="zwei Optionen"):
        count("yes-no", ChoiceBallots(("A", "B", "C", "D"), {}))


def test_most_marks_win() -> None:
    outcome = count("plurality", group_choices(VARIANTS, [0, 1, 1, None, 2, 1]))
    assert outcome.winner_names == ("Neubau",)
    assert outcome.votes == (1, 3, 1)
    assert (outcome.total, outcome.valid, outcome.blank) == (6, 5, 1)


def test_a_tie_for_the_seat_is_named_and_nobody_wins() -> None:
    outcome = count("plurality", ChoiceBallots(VARIANTS, {0: 5, 1: 5, 2: 1}))
    assert outcome.winners == ()
    assert not outcome.complete
    assert outcome.names(outcome.open_ties[0].options) == ("Sanieren", "Neubau")


def test_a_tie_within_the_seats_is_no_tie() -> None:
    outcome = count("plurality", ChoiceBallots(VARIANTS, {0: 5, 1: 5, 2: 1}), seats=2)
    assert outcome.winner_names == ("Sanieren", "Neubau")
    assert outcome.complete
    assert not outcome.ties


def test_a_committed_seed_decides_a_tie_the_same_way_each_time() -> None:
    tied = ChoiceBallots(VARIANTS, {0: 5, 1: 5, 2: 5})
    outcomes = [count("plurality", tied, seed=bytes([number])) for number in range(40)]
    assert all(outcome.complete and outcome.ties[0].decided_by == "lot" for outcome in outcomes)
    assert {outcome.winner_names[0] for outcome in outcomes} == set(VARIANTS)
    assert count("plurality", tied, seed=b"\x07") == outcomes[7]


def test_what_nobody_chose_wins_nothing() -> None:
    outcome = count("approval", ApprovalBallots(VARIANTS, {(0,): 3}), seats=3)
    assert outcome.winner_names == ("Sanieren",)
    assert outcome.complete


def test_an_approval_ballot_counts_once_for_each_option_on_it() -> None:
    outcome = count("approval", ApprovalBallots(VARIANTS, group_approved([(0, 1), (1, 0), (1,), ()])))
    assert outcome.votes == (2, 3, 0)
    assert outcome.valid == 3
    assert outcome.share(1) == 1


@pytest.mark.parametrize("rule", ["yes-no", "plurality", "approval", "irv", "stv-scottish", "schulze"])
def test_without_ballots_nobody_wins(rule: str) -> None:
    outcome = count(rule, ChoiceBallots(("Ja", "Nein"), {}, blank=2))
    assert outcome.winners == ()
    assert outcome.blank == 2


def test_an_unknown_rule_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(CountingError, match="stv-scottish"):
        count("borda", asked(1, 0))
