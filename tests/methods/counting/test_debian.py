"""Debian's form of Schulze: quorum, majority, circles, and seven of Debian's own votes."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from participation.methods.counting import CountingError, RankedBallots, Terms, count, count_on_terms
from participation.methods.counting.debian import schwartz_winners
from participation.methods.counting.explain import explain
from tests.methods.counting.profiles import a_profile
from tests.methods.counting.test_official_results import as_ballots

A, B, C, NONE = 0, 1, 2, 3
OPTIONS = ("A", "B", "C", "Nichts davon")


def terms(**changes: object) -> Terms:
    return Terms(default_option="Nichts davon", **changes)  # type: ignore[arg-type]  # by name


def test_it_works() -> None:
    outcome = count_on_terms("schulze-debian", RankedBallots(OPTIONS, {(A, B, NONE): 3, (B, A, NONE): 2}), terms())
    assert (outcome.winner_names, [one.option for one in outcome.dropped]) == (("A",), [C])


def test_too_few_in_favour_is_a_missed_quorum() -> None:
    outcome = count_on_terms("schulze-debian", RankedBallots(OPTIONS, {(A, NONE): 3, (B, NONE): 4}), terms(support_quorum=Fraction("3.5")))
    assert [(one.option, one.reason) for one in outcome.dropped] == [(A, "quorum"), (C, "quorum")]
    assert "A scheidet vorher aus: 3 ziehen es „Nichts davon“ vor, nötig sind 3,5." in explain(outcome)


def test_three_to_one_is_enough_and_less_is_not() -> None:
    for against, winner in ((4, "A"), (5, "Nichts davon")):
        ballots = RankedBallots(OPTIONS, {(A, NONE): 12, (NONE,): against})
        outcome = count_on_terms("schulze-debian", ballots, terms(majorities=(("A", Fraction(3)),)))
        assert outcome.winner_names == (winner,)


def test_equality_with_the_default_option_is_not_enough() -> None:
    outcome = count_on_terms("schulze-debian", RankedBallots(OPTIONS, {(A, NONE): 2, (NONE,): 2}), terms())
    assert outcome.winner_names == ("Nichts davon",)


def test_the_weakest_win_of_a_circle_is_left_out() -> None:
    circle = RankedBallots(OPTIONS, {(A, B, C, NONE): 6, (B, C, A, NONE): 5, (C, A, B, NONE): 3})
    outcome = count_on_terms("schulze-debian", circle, terms())
    assert outcome.winner_names == ("A",)
    assert outcome.cut == (((C, A),),)
    assert outcome.to_json()["cut"] == [[["C", "A"]]]


def test_of_equal_wins_the_one_with_more_against_it_is_weaker() -> None:
    matrix = ((0, 5, 2), (1, 0, 5), (5, 3, 0))  # A over B 5:1, B over C 5:3, C over A 5:2
    assert schwartz_winners(matrix, [A, B, C]) == ([C], (((B, C),),))


def test_without_equal_strengths_it_is_the_beatpath_winner() -> None:
    compared = 0
    for seed in range(150):
        ballots = a_profile(seed, 4, 41, complete=True)
        plain = count("schulze", ballots)
        best, _cut = schwartz_winners(plain.pairwise, range(4))
        if len(plain.ranking[0]) == len(best) == 1:
            compared += 1
            assert plain.ranking[0] == tuple(best)
    assert compared > 100


def test_the_default_option_must_be_on_the_paper() -> None:
    with pytest.raises(CountingError, match="default_option"):
        count("schulze-debian", RankedBallots(OPTIONS, {}))
    with pytest.raises(CountingError, match="steht nicht auf dem Stimmzettel"):
        count_on_terms("schulze-debian", RankedBallots(OPTIONS, {}), Terms(default_option="Further Discussion"))


def test_debians_own_votes(data_folder: Path) -> None:
    votes = json.loads((data_folder / "elections" / "debian_votes.json").read_text())
    dropped = 0
    for name, vote in votes.items():
        options = tuple(vote["options"])
        asked = tuple((option, Fraction(3)) for option in options if re.search(r"3:1", option))
        ballots = as_ballots(vote)
        outcome = count_on_terms("schulze-debian", ballots, Terms(default_option=options[vote["default_option"]], majorities=asked))
        assert [list(row) for row in outcome.pairwise] == vote["pairwise"], name
        assert [one.option for one in outcome.dropped] == vote["dropped_by_quorum_or_majority"], name
        assert list(outcome.winners) == vote["winners"], name
        dropped += len(outcome.dropped)
    assert dropped >= 9
